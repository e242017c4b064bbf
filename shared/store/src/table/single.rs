//! Reads, writes and deletes single items.

use super::item::{Item, key};
use crate::{Result, Store};

impl Store {
    /// What `read` makes of one item, if it exists; strongly consistent.
    pub(crate) async fn get<T>(
        &self,
        pk: &str,
        sk: &str,
        read: impl FnOnce(&Item) -> Result<T>,
    ) -> Result<Option<T>> {
        #[cfg(test)]
        if let Some(model) = &self.model {
            let item = model.get((pk.to_owned(), sk.to_owned())).await;
            return item.as_ref().map(read).transpose();
        }
        let request = self.client.get_item().table_name(&self.settings.table);
        let answer = request
            .set_key(Some(key(pk, sk)))
            .consistent_read(true)
            .send()
            .await?;
        answer.item.as_ref().map(read).transpose()
    }

    /// Writes an item that nothing else depends on, whether or not it exists.
    pub(crate) async fn put(&self, item: Item) -> Result<()> {
        #[cfg(test)]
        if let Some(model) = &self.model {
            model.put(item).await;
            return Ok(());
        }
        let request = self.client.put_item().table_name(&self.settings.table);
        request.set_item(Some(item)).send().await?;
        Ok(())
    }

    /// Deletes an item, if it exists.
    pub(crate) async fn delete(&self, pk: &str, sk: &str) -> Result<()> {
        #[cfg(test)]
        if let Some(model) = &self.model {
            model.delete((pk.to_owned(), sk.to_owned())).await;
            return Ok(());
        }
        let request = self.client.delete_item().table_name(&self.settings.table);
        request.set_key(Some(key(pk, sk))).send().await?;
        Ok(())
    }
}
