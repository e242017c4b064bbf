//! A running program and its output.

use crate::place::Environment;
use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// Much longer than any program here takes to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running program. It is ended when dropped.
pub struct Program {
    child: Child,
    folder: TempDir,
    /// When it was started.
    pub started: Instant,
}

impl Program {
    /// Starts a program with only these variables, in a folder of its own.
    pub fn start(path: &Path, arguments: &[&str], environment: &Environment) -> Self {
        let folder = TempDir::new().unwrap();
        let said = File::create(log(&folder)).unwrap();
        let started = Instant::now();
        let child = Command::new(path)
            .args(arguments)
            .env_clear()
            .envs(environment)
            .current_dir(&folder)
            .stdin(Stdio::null())
            .stdout(said.try_clone().unwrap())
            .stderr(said)
            .spawn()
            .unwrap();
        Self {
            child,
            folder,
            started,
        }
    }

    /// The process' id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// All that it printed so far.
    pub fn said(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(log(&self.folder)).unwrap()).into_owned()
    }

    /// Asks it to end.
    pub fn terminate(&self) {
        Self::end(self.id());
    }

    /// Asks the program with this process id to end: `SIGTERM`, which the standard library can't send.
    pub fn end(process: u32) {
        let command = format!("kill -TERM {process}");
        let status = Command::new("sh").args(["-c", &command]).status();
        assert!(status.unwrap().success());
    }

    /// Waits for its end, and returns its status.
    pub async fn ended(&mut self) -> ExitStatus {
        let since = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(since.elapsed() < PATIENCE, "it goes on: {}", self.said());
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn log(folder: &TempDir) -> PathBuf {
    folder.path().join("log")
}
