//! Items as stream records hold them: DynamoDB's own JSON.

use crate::table::Item;
use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
use aws_smithy_types::base64;
use serde_json::{Map, Value};

/// An item of this JSON: `{"pk": {"S": "…"}, …}`. Attributes of types that no item of the table has are left out.
pub(super) fn item(image: &Map<String, Value>) -> Item {
    let attributes = image.iter();
    attributes
        .filter_map(|(name, typed)| Some((name.clone(), attribute(typed)?)))
        .collect()
}

fn attribute(typed: &Value) -> Option<AttributeValue> {
    let (kind, value) = typed.as_object()?.iter().next()?;
    let text = value.as_str()?;
    match kind.as_str() {
        "S" => Some(AttributeValue::S(text.to_owned())),
        "N" => Some(AttributeValue::N(text.to_owned())),
        "B" => Some(AttributeValue::B(Blob::new(base64::decode(text).ok()?))),
        _ => None,
    }
}
