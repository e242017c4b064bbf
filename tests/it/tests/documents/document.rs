//! A document of the project, in the parts that the tests look at.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// One Markdown file.
pub(crate) struct Document {
    /// Relative to the root of the project.
    pub(crate) path: PathBuf,
    pub(crate) text: String,
}

/// A block between two fences, or a run of indented lines.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Block<'a> {
    /// `sh`, `json` and so on; empty for an indented block.
    pub(crate) language: &'a str,
    pub(crate) lines: Vec<&'a str>,
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All documents: those in the root of the project, and those in `docs/`.
pub(crate) fn documents() -> Vec<Document> {
    let mut paths: Vec<PathBuf> = ["README.md", "README.zh-CN.md", "ARCHITECTURE.md"]
        .map(PathBuf::from)
        .into();
    for entry in fs::read_dir(root().join("docs")).unwrap() {
        let name = entry.unwrap().file_name();
        let path = Path::new("docs").join(name);
        paths.extend((path.extension().is_some_and(|it| it == "md")).then_some(path));
    }
    paths.iter().map(Document::read).collect()
}

impl Document {
    pub(crate) fn read(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        let text = fs::read_to_string(root().join(path));
        Self {
            path: path.to_owned(),
            text: text.unwrap_or_else(|error| panic!("{}: {error}", path.display())),
        }
    }

    /// The lines outside of blocks, and the blocks between them.
    fn split(&self) -> (Vec<&str>, Vec<Block<'_>>) {
        let (mut prose, mut blocks) = (Vec::new(), Vec::new());
        let mut lines = self.text.lines().peekable();
        while let Some(line) = lines.next() {
            if let Some(language) = line.trim_start().strip_prefix("```") {
                let inside = lines.by_ref().take_while(|line| line.trim_start() != "```");
                blocks.push(Block {
                    language,
                    lines: inside.collect(),
                });
            } else if line.starts_with("    ") {
                let rest = std::iter::from_fn(|| lines.next_if(|line| line.starts_with("    ")));
                blocks.push(Block {
                    language: "",
                    lines: std::iter::once(line).chain(rest).collect(),
                });
            } else {
                prose.push(line);
            }
        }
        (prose, blocks)
    }

    pub(crate) fn prose(&self) -> Vec<&str> {
        self.split().0
    }

    pub(crate) fn blocks(&self) -> Vec<Block<'_>> {
        self.split().1
    }

    /// Level and text of each heading.
    pub(crate) fn headings(&self) -> Vec<(usize, &str)> {
        let lines = self.prose().into_iter();
        let heading = |line: &'_ str| line.find(|letter| letter != '#').filter(|level| *level > 0);
        lines
            .filter_map(|line| Some((heading(line)?, line.trim_start_matches('#').trim())))
            .collect()
    }

    /// The cells of each row of a table under the heading `title`, without the head of the table.
    pub(crate) fn rows(&self, title: &str) -> Vec<Vec<&str>> {
        let mut lines = self.text.lines();
        let found =
            lines.any(|line| line.starts_with('#') && line.trim_start_matches('#').trim() == title);
        assert!(found, "{} has no heading {title:?}", self.path.display());
        let section = lines.take_while(|line| !line.starts_with('#'));
        let row = |line: &'_ str| line.starts_with("| `");
        section
            .filter(|line| row(line))
            .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
            .collect()
    }
}
