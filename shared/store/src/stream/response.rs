//! What a consumer answers to Lambda: `ReportBatchItemFailures`
//! (<https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html>).

use serde::{Deserialize, Serialize};

/// Which records of a batch have to be sent again. Lambda goes on from the one with the lowest sequence number.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchResponse {
    batch_item_failures: Vec<ItemFailure>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ItemFailure {
    item_identifier: String,
}

impl BatchResponse {
    /// The record with this sequence number failed.
    pub fn failed(&mut self, sequence_number: &str) {
        self.batch_item_failures.push(ItemFailure {
            item_identifier: sequence_number.to_owned(),
        });
    }

    /// The sequence numbers of the records that failed.
    pub fn failures(&self) -> impl Iterator<Item = &str> {
        let failures = self.batch_item_failures.iter();
        failures.map(|failure| failure.item_identifier.as_str())
    }
}
