//! What CloudFormation asks for.

use serde_json::{Map, Value};

/// What is to become of the resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    Create,
    Update,
    Delete,
}

/// A request of CloudFormation. Whatever is wrong with it, it can be answered for as long as it says where.
pub(crate) struct Event {
    pub(crate) wish: Option<Wish>,
    /// Signed: whoever knows it can answer in our name.
    pub(crate) response_url: String,
    pub(crate) stack_id: String,
    pub(crate) request_id: String,
    pub(crate) logical_id: String,
    /// What we called the resource when it was made. A request to make one has none.
    pub(crate) physical_id: String,
    pub(crate) properties: Map<String, Value>,
    /// What they were before: an update has them.
    pub(crate) old_properties: Map<String, Value>,
}

impl Event {
    pub(crate) fn read(event: &Value) -> Self {
        let text = |field: &str| event[field].as_str().unwrap_or_default().to_owned();
        let object = |field: &str| event[field].as_object().cloned().unwrap_or_default();
        Self {
            wish: match event["RequestType"].as_str() {
                Some("Create") => Some(Wish::Create),
                Some("Update") => Some(Wish::Update),
                Some("Delete") => Some(Wish::Delete),
                _ => None,
            },
            response_url: text("ResponseURL"),
            stack_id: text("StackId"),
            request_id: text("RequestId"),
            logical_id: text("LogicalResourceId"),
            physical_id: text("PhysicalResourceId"),
            properties: object("ResourceProperties"),
            old_properties: object("OldResourceProperties"),
        }
    }
}
