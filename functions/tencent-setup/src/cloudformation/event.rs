//! The request that CloudFormation sends.

use super::identity::NOTHING;
use serde::Deserialize;
use serde_json::{Map, Value};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) enum RequestType {
    Create,
    Update,
    Delete,
}

/// A request of CloudFormation. Whatever is wrong with it, it can be answered if it says where.
pub(crate) struct Event {
    /// `None` for an unknown type.
    pub(crate) request: Option<RequestType>,
    /// A signed address: anyone who knows it can answer in our name.
    pub(crate) response_url: String,
    pub(crate) stack_id: String,
    pub(crate) request_id: String,
    pub(crate) logical_id: String,
    /// The id that we gave the resource when it was created; empty in a request to create it.
    pub(crate) physical_id: String,
    pub(crate) properties: Map<String, Value>,
    /// The properties before an update.
    pub(crate) old_properties: Map<String, Value>,
}

impl Event {
    pub(crate) fn read(event: &Value) -> Self {
        let text = |field: &str| event[field].as_str().unwrap_or_default().to_owned();
        let object = |field: &str| event[field].as_object().cloned().unwrap_or_default();
        Self {
            request: RequestType::deserialize(&event["RequestType"]).ok(),
            response_url: text("ResponseURL"),
            stack_id: text("StackId"),
            request_id: text("RequestId"),
            logical_id: text("LogicalResourceId"),
            physical_id: text("PhysicalResourceId"),
            properties: object("ResourceProperties"),
            old_properties: object("OldResourceProperties"),
        }
    }

    /// The id of the resource if the request changes nothing.
    pub(crate) fn kept_id(&self) -> String {
        match self.physical_id.as_str() {
            "" => NOTHING.to_owned(),
            id => id.to_owned(),
        }
    }
}
