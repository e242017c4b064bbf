//! Opens the store, and keeps its streams fast.

use dynoxide::{Database, Result, storage::Storage};
use std::{
    process,
    sync::atomic::{AtomicU64, Ordering},
};

/// The store numbers a stream's records without an index, which reads all of them at each write, and never removes any.
/// DynamoDB keeps them for a day; here, each write removes up to four older ones.
const FAST_STREAMS: &str = "
    CREATE INDEX IF NOT EXISTS stream_by_number ON _stream_records (table_name, CAST(sequence_number AS INTEGER));
    CREATE TRIGGER IF NOT EXISTS stream_horizon AFTER INSERT ON _stream_records BEGIN
        DELETE FROM _stream_records WHERE id IN (
            SELECT id FROM (SELECT id, created_at FROM _stream_records ORDER BY id LIMIT 4)
            WHERE created_at < NEW.created_at - 86400
        );
    END;";

/// Opens the store in a file, which need not exist.
///
/// # Errors
/// When the file can't be opened, or holds something else.
pub fn file(path: &str) -> Result<Database> {
    prepare(path)?;
    Database::new(path)
}

/// Opens an empty store in the memory of this process.
///
/// # Errors
/// Only for want of memory.
pub fn memory() -> Result<Database> {
    static OPENED: AtomicU64 = AtomicU64::new(0);
    // The store shares its connection with nobody, so it is restored from one that was prepared.
    let number = OPENED.fetch_add(1, Ordering::Relaxed);
    let name = format!(
        "file:live-replay-{}-{number}?mode=memory&cache=shared",
        process::id()
    );
    let _open = prepare(&name)?;
    let database = Database::memory()?;
    database.restore_from(&name)?;
    Ok(database)
}

fn prepare(path: &str) -> Result<Storage> {
    let storage = Storage::new(path)?;
    storage.conn().execute_batch(FAST_STREAMS)?;
    Ok(storage)
}
