//! Writes what the functions did on the store while this program ran. Their policies are checked against that file.
//!
//! The file is `<target folder>/actions/<program>.txt`, or lies in the folder that `ACTIONS_DIR` names. A line is
//! `<access key id> <action> <table or index/name>`; lines are sorted and unique.

use crate::action::Action;
use std::{
    collections::BTreeSet,
    env,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    sync::{LazyLock, Mutex},
};

/// The actions so far, and their file. The first action replaces the file of an earlier run.
static SEEN: Mutex<BTreeSet<Action>> = Mutex::new(BTreeSet::new());
static FILE: LazyLock<PathBuf> = LazyLock::new(|| {
    let program = env::current_exe().unwrap();
    let folder = env::var_os("ACTIONS_DIR").map_or_else(|| folder(&program), PathBuf::from);
    fs::create_dir_all(&folder).unwrap();
    folder.join(name(&program)).with_extension("txt")
});

/// Adds actions. There are few different ones, so the file is seldom written.
pub(crate) fn note(actions: BTreeSet<Action>) {
    let mut seen = SEEN.lock().unwrap();
    let before = seen.len();
    seen.extend(actions);
    if seen.len() == before {
        return;
    }
    let mut text = String::new();
    for action in &*seen {
        writeln!(text, "{action}").unwrap();
    }
    fs::write(&*FILE, text).unwrap();
}

/// Cargo puts programs into `<target folder>/<profile>`, and those of tests into `deps` in there.
fn folder(program: &Path) -> PathBuf {
    let profile = program
        .ancestors()
        .skip(1)
        .find(|folder| !folder.ends_with("deps"));
    profile
        .and_then(Path::parent)
        .unwrap_or(Path::new("."))
        .join("actions")
}

/// The program's name without the hash that Cargo gives to those of tests.
fn name(program: &Path) -> String {
    let stem = program.file_stem().unwrap_or_default().to_string_lossy();
    match stem.rsplit_once('-') {
        Some((name, hash)) if hash.len() == 16 => name.to_owned(),
        _ => stem.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{folder, name};
    use std::path::Path;

    #[track_caller]
    fn check(program: &str, expected: &str) {
        let program = Path::new(program);
        assert_eq!(folder(program).join(name(program)), Path::new(expected));
    }

    #[test]
    fn a_program_writes_under_the_target_folder() {
        check(
            "/src/target/debug/deps/store-0123456789abcdef",
            "/src/target/actions/store",
        );
        check(
            "/src/target/debug/replay-bench",
            "/src/target/actions/replay-bench",
        );
    }
}
