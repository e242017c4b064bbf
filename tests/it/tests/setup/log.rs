//! Captures all logs of a test's thread.

use std::{
    io,
    sync::{Arc, Mutex},
};
use tracing::subscriber::DefaultGuard;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Keeps what this thread logs, until it is dropped.
pub(crate) struct Log {
    lines: Lines,
    _logging: DefaultGuard,
}

impl Log {
    pub(crate) fn start() -> Self {
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || writer.clone())
            .finish();
        Self {
            lines,
            _logging: tracing::subscriber::set_default(subscriber),
        }
    }

    /// What was logged since this was last called.
    pub(crate) fn take(&self) -> String {
        let logged = std::mem::take(&mut *self.lines.0.lock().unwrap());
        String::from_utf8(logged).unwrap()
    }
}
