//! The one table: its keys and indexes. `infra/template.yaml` is held to this.

use crate::{Result, Store};
use aws_sdk_dynamodb::operation::create_table::CreateTableError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType,
    LocalSecondaryIndex, Projection, ProjectionType, ScalarAttributeType, StreamSpecification,
    StreamViewType, TableDescription, TimeToLiveSpecification,
};

/// An index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: &'static str,
    /// Its partition key.
    pub partition: &'static str,
    /// Its sort key, if it has one.
    pub sort: Option<&'static str>,
    /// It holds whole items, and not only their keys.
    pub whole: bool,
}

/// The table's partition key and sort key. All key attributes, also the indexes', are strings.
pub const KEYS: (&str, &str) = ("pk", "sk");

/// The attribute by which an item expires (Unix seconds).
pub const EXPIRES: &str = "ttl";

/// What the table's stream tells of each write.
pub const STREAM_VIEW: &str = "NEW_AND_OLD_IMAGES";

/// The attribute that holds an item's place in [`BY_TIME`].
pub(crate) const AT: &str = "at";

/// The attribute that says which write to its stream wrote an item last.
pub(crate) const WRITTEN: &str = "written";

/// The pieces and broadcasts of a stream in order of time.
pub const BY_TIME: Index = Index {
    name: "by_time",
    partition: "pk",
    sort: Some(AT),
    whole: true,
};

/// Broadcasts and aliases by replay id, parts by file id, quarantined events by id.
pub const BY_ID: Index = Index {
    name: "by_id",
    partition: "id",
    sort: None,
    whole: false,
};

/// Broadcasts by visibility, newest first.
pub const BY_SHELF: Index = Index {
    name: "by_shelf",
    partition: "shelf",
    sort: Some("shelf_at"),
    whole: true,
};

/// Broadcasts that are live, or have a rank among the featured ones.
pub const BY_FRONT: Index = Index {
    name: "by_front",
    partition: "front",
    sort: Some("front_at"),
    whole: true,
};

/// Broadcasts and queries by the time when they are due; settled broadcasts have partitions of their own.
pub const BY_DUE: Index = Index {
    name: "by_due",
    partition: "due",
    sort: Some("due_at"),
    whole: false,
};

/// Broadcasts, aliases and removed replays by when they changed last.
pub const BY_CHANGE: Index = Index {
    name: "by_change",
    partition: "change",
    sort: Some("change_at"),
    whole: false,
};

/// The indexes that span streams. [`BY_TIME`] is local to a stream, and strongly consistent.
pub const GLOBAL: [Index; 5] = [BY_ID, BY_SHELF, BY_FRONT, BY_DUE, BY_CHANGE];

impl Store {
    /// Creates the table with its indexes, its stream and its expiry, unless it exists.
    pub async fn create_table(&self) -> Result<()> {
        let mut attributes: Vec<&str> = vec![KEYS.0, KEYS.1];
        for index in GLOBAL.iter().chain([&BY_TIME]) {
            attributes.extend([Some(index.partition), index.sort].into_iter().flatten());
        }
        attributes.sort_unstable();
        attributes.dedup();
        let definitions = attributes.into_iter().map(attribute);
        let local = LocalSecondaryIndex::builder()
            .index_name(BY_TIME.name)
            .set_key_schema(Some(keys(&BY_TIME)?))
            .projection(projection(&BY_TIME))
            .build()?;
        let stream = StreamSpecification::builder()
            .stream_enabled(true)
            .stream_view_type(StreamViewType::from(STREAM_VIEW))
            .build()?;
        let created = self
            .client
            .create_table()
            .stream_specification(stream)
            .table_name(&self.settings.table)
            .billing_mode(BillingMode::PayPerRequest)
            .set_attribute_definitions(Some(definitions.collect::<Result<_>>()?))
            .key_schema(key(KEYS.0, KeyType::Hash)?)
            .key_schema(key(KEYS.1, KeyType::Range)?)
            .local_secondary_indexes(local)
            .set_global_secondary_indexes(Some(GLOBAL.iter().map(global).collect::<Result<_>>()?))
            .send()
            .await;
        if let Err(error) = created {
            let refusal = error.as_service_error();
            if !refusal.is_some_and(CreateTableError::is_resource_in_use_exception) {
                return Err(error.into());
            }
        }
        self.enable_expiry().await
    }

    /// The first index that the table lacks, because another version has created it.
    pub async fn missing_index(&self) -> Result<Option<&'static str>> {
        let request = self.client.describe_table();
        let table = request.table_name(&self.settings.table).send().await?.table;
        let table = table.unwrap_or_else(|| TableDescription::builder().build());
        let local = table.local_secondary_indexes().iter();
        let local = local.filter_map(|index| index.index_name());
        let global = table.global_secondary_indexes().iter();
        let has: Vec<&str> = global
            .filter_map(|index| index.index_name())
            .chain(local)
            .collect();
        let mut all = GLOBAL.iter().chain([&BY_TIME]).map(|index| index.name);
        Ok(all.find(|name| !has.contains(name)))
    }

    async fn enable_expiry(&self) -> Result<()> {
        let table = &self.settings.table;
        let request = self.client.describe_time_to_live().table_name(table);
        let is = request.send().await?.time_to_live_description;
        if is.is_some_and(|is| is.attribute_name.as_deref() == Some(EXPIRES)) {
            return Ok(());
        }
        let expiry = TimeToLiveSpecification::builder()
            .enabled(true)
            .attribute_name(EXPIRES)
            .build();
        self.client
            .update_time_to_live()
            .table_name(table)
            .time_to_live_specification(expiry?)
            .send()
            .await?;
        Ok(())
    }
}

fn attribute(name: &str) -> Result<AttributeDefinition> {
    let built = AttributeDefinition::builder()
        .attribute_name(name)
        .attribute_type(ScalarAttributeType::S)
        .build()?;
    Ok(built)
}

fn key(name: &str, kind: KeyType) -> Result<KeySchemaElement> {
    let built = KeySchemaElement::builder()
        .attribute_name(name)
        .key_type(kind)
        .build()?;
    Ok(built)
}

fn keys(index: &Index) -> Result<Vec<KeySchemaElement>> {
    let mut keys = vec![key(index.partition, KeyType::Hash)?];
    if let Some(sort) = index.sort {
        keys.push(key(sort, KeyType::Range)?);
    }
    Ok(keys)
}

fn projection(index: &Index) -> Projection {
    let kind = if index.whole {
        ProjectionType::All
    } else {
        ProjectionType::KeysOnly
    };
    Projection::builder().projection_type(kind).build()
}

fn global(index: &Index) -> Result<GlobalSecondaryIndex> {
    let built = GlobalSecondaryIndex::builder()
        .index_name(index.name)
        .set_key_schema(Some(keys(index)?))
        .projection(projection(index))
        .build()?;
    Ok(built)
}
