//! Bodies of requests, as their types describe them.

use crate::http::RequestBody;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

pub(super) fn body<T: RequestBody + JsonSchema>() -> Value {
    let mut schema = T::json_schema(&mut SchemaGenerator::default());
    let fields = schema.ensure_object();
    fields.entry("required").or_insert_with(|| json!([]));
    let content = T::MEDIA_TYPES.iter().map(|media_type| {
        let schema = json!({"schema": schema});
        ((*media_type).to_owned(), schema)
    });
    json!({"required": T::REQUIRED, "content": content.collect::<Map<_, _>>()})
}
