//! The first read: enough to know a repeated fact.

use crate::{
    Store, StoreError,
    item::{Item, Reader, key},
    keys, piece,
    record::Head,
};
use aws_sdk_dynamodb::types::KeysAndAttributes;
use replay_grouping::{Fact, Span};

/// What is known of a fact's stream and of its part or push.
pub(crate) struct Seen {
    pub(crate) head: Head,
    /// The item of the part or push.
    pub(crate) known: Option<Item>,
    /// Another stream has a file of that name.
    pub(crate) elsewhere: bool,
    /// The hull of the pieces that name the same session.
    pub(crate) session: Option<Span>,
}

impl Store {
    /// Reads, in one round trip, the head of the stream and what is already known of the fact's part or push.
    pub(crate) async fn look(&self, fact: &Fact) -> Result<Seen, StoreError> {
        let (here, elsewhere) = tokio::try_join!(self.look_here(fact), self.look_elsewhere(fact))?;
        let own = piece::sort_key(fact);
        let mut seen = Seen {
            head: Head::default(),
            known: None,
            elsewhere,
            session: None,
        };
        for item in here {
            let name = Reader(&item).text("sk")?;
            if name == keys::HEAD {
                seen.head = Head::read(&item)?;
            } else if name == own {
                seen.known = Some(item);
            } else {
                seen.session = Some(Reader(&item).json("hull")?);
            }
        }
        Ok(seen)
    }

    async fn look_here(&self, fact: &Fact) -> Result<Vec<Item>, StoreError> {
        let pk = keys::stream(fact.stream());
        let session = piece::session(fact).map(keys::session);
        let sks = [
            Some(keys::HEAD.to_owned()),
            Some(piece::sort_key(fact)),
            session,
        ];
        let asked = sks.iter().flatten().map(|sk| key(&pk, sk)).collect();
        let asked = KeysAndAttributes::builder()
            .consistent_read(true)
            .set_keys(Some(asked))
            .build();
        let answer = self
            .client
            .batch_get_item()
            .request_items(&self.settings.table, asked.map_err(StoreError::malformed)?)
            .send()
            .await?;
        if answer
            .unprocessed_keys()
            .is_some_and(|keys| !keys.is_empty())
        {
            return Err(StoreError::Throttled(
                "a batch came back with keys left out".to_owned(),
            ));
        }
        let mut tables = answer.responses.unwrap_or_default();
        Ok(tables.remove(&self.settings.table).unwrap_or_default())
    }

    /// Whether the file of this fact is known under another stream. The index lags by some milliseconds: of two
    /// callbacks that contradict each other in that time both are kept, and VOD decides as about any others.
    async fn look_elsewhere(&self, fact: &Fact) -> Result<bool, StoreError> {
        let Fact::Part(file) = fact else {
            return Ok(false);
        };
        let (pk, sk) = (keys::stream(&file.stream), keys::part(&file.file_id));
        let mut elsewhere = false;
        for item in self.keys_of(file.file_id.as_str()).await? {
            let item = Reader(&item);
            elsewhere |= item.text("sk")? == sk && item.text("pk")? != pk;
        }
        Ok(elsewhere)
    }
}
