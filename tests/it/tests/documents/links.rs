//! Each relative link leads to a file that exists, and to a heading of it.

use crate::documents::document::{Document, documents, root};
use std::path::Path;

/// The targets of `[text](target)`.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    let links = line.split("](").skip(1);
    links.filter_map(|link| Some(link.split_once(')')?.0))
}

/// What GitHub calls a heading in addresses.
fn anchor(heading: &str) -> String {
    let kept = |letter: &char| letter.is_alphanumeric() || " -_".contains(*letter);
    let heading = heading.to_lowercase();
    heading
        .chars()
        .filter(kept)
        .collect::<String>()
        .replace(' ', "-")
}

fn leads_somewhere(from: &Document, target: &str) -> bool {
    let (path, heading) = target.split_once('#').unwrap_or((target, ""));
    let path = match path {
        "" => from.path.clone(),
        path => from.path.parent().unwrap_or(Path::new("")).join(path),
    };
    if !root().join(&path).exists() {
        return false;
    }
    let has = |document: Document| {
        document
            .headings()
            .iter()
            .any(|(_, text)| anchor(text) == heading)
    };
    heading.is_empty() || has(Document::read(path))
}

#[test]
fn relative_links_lead_somewhere() {
    let mut seen = 0;
    for document in documents() {
        for line in document.prose() {
            let relative = targets(line).filter(|target| !target.contains("://"));
            for target in relative {
                let from = document.path.display();
                assert!(leads_somewhere(&document, target), "{from}: {target}");
                seen += 1;
            }
        }
    }
    assert!(seen > 30, "{seen} links");
}

/// Whether a text between backticks is a path of the project.
fn is_path(name: &&str) -> bool {
    let tops = ["functions/", "shared/", "infra/", "tests/", "docs/"];
    tops.iter().any(|top| name.starts_with(top)) && !name.contains('*')
}

/// Whether a text between backticks can be the name of a module.
fn is_module(name: &&str) -> bool {
    name.bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

#[test]
fn the_paths_of_the_architecture_exist() {
    let document = Document::read("ARCHITECTURE.md");
    let paths = document.prose().into_iter();
    let paths = paths.flat_map(|line| line.split('`').skip(1).step_by(2).filter(is_path));
    let paths: Vec<&str> = paths.collect();
    for path in &paths {
        assert!(root().join(path).exists(), "ARCHITECTURE.md: {path}");
    }
    assert!(paths.len() > 30, "{} paths", paths.len());
}

/// A row of the map begins with a folder. Words between backticks in that row are modules of it.
#[test]
fn the_modules_of_the_architecture_exist() {
    let document = Document::read("ARCHITECTURE.md");
    let mut seen = 0;
    for row in document.prose() {
        let mut named = row.split('`').skip(1).step_by(2);
        let Some(folder) = named
            .next()
            .filter(|name| row.starts_with("| `") && is_path(name))
        else {
            continue;
        };
        for module in named.filter(is_module) {
            let places =
                ["", "src/"].map(|source| root().join(folder).join(format!("{source}{module}")));
            let exists = places
                .iter()
                .any(|place| place.exists() || place.with_extension("rs").exists());
            assert!(exists, "ARCHITECTURE.md: {folder} has no {module}");
            seen += 1;
        }
    }
    assert!(seen > 60, "{seen} modules");
}
