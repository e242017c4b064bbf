//! Watches how large the item collections grow that are written to: with a local index, DynamoDB takes no more than 10 GB of
//! items with one partition key.

use aws_sdk_dynamodb::types::ItemCollectionMetrics;
use std::sync::{Arc, Mutex, PoisonError};

/// From here on the log names the stream, gigabytes: it takes a while to do something about it.
const LARGE: u64 = 8;

/// The size of the largest one since it was last taken. All clones watch together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Collections(Arc<Mutex<Option<u64>>>);

impl Collections {
    pub(crate) fn take(&self) -> Option<u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Notes what DynamoDB told with a write.
    pub(crate) fn note<'m>(&self, told: impl IntoIterator<Item = &'m ItemCollectionMetrics>) {
        for collection in told {
            // A range, of which the first is the lower end.
            let Some(&least) = collection.size_estimate_range_gb().first() else {
                continue;
            };
            // Saturates, and makes 0 of what is no number.
            let gigabytes = least as u64;
            if gigabytes >= LARGE {
                let key = collection
                    .item_collection_key()
                    .and_then(|key| key.get("pk"));
                let key = key.and_then(|pk| pk.as_s().ok()).map_or("", String::as_str);
                tracing::warn!(
                    key,
                    gigabytes,
                    "DynamoDB takes at most 10 GB of items with one key"
                );
            }
            let mut largest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            *largest = (*largest).max(Some(gigabytes));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Collections;
    use aws_sdk_dynamodb::types::ItemCollectionMetrics;

    fn told(range: &[f64]) -> ItemCollectionMetrics {
        let told = ItemCollectionMetrics::builder();
        told.set_size_estimate_range_gb(Some(range.to_vec()))
            .build()
    }

    #[test]
    fn the_largest_counts_until_it_is_taken() {
        let collections = Collections::default();
        assert_eq!(collections.take(), None);
        collections.note(&[
            told(&[0.0, 1.0]),
            told(&[8.0, 9.0]),
            told(&[2.5, 3.5]),
            told(&[]),
        ]);
        assert_eq!(collections.take(), Some(8));
        assert_eq!(collections.take(), None);
        collections.note(&[told(&[f64::NAN])]);
        assert_eq!(collections.take(), Some(0));
    }
}
