//! Both READMEs say the same, and nobody has to read much.

use crate::documents::document::Document;

#[track_caller]
fn at_most(document: &Document, lines: usize, letters: usize) {
    let name = document.path.display();
    let all: Vec<&str> = document.text.lines().collect();
    assert!(all.len() <= lines, "{name} has {} lines", all.len());
    for (number, line) in (1..).zip(all) {
        let length = line.chars().count();
        assert!(length <= letters, "{name}:{number} has {length} characters");
    }
}

/// What a language doesn't change: in a diagram, all but the texts between quotes.
fn shape(language: &str, lines: &[&str]) -> String {
    let all = lines.join("\n");
    if language != "mermaid" {
        return all;
    }
    let outside = all.split('"').step_by(2);
    outside.collect::<Vec<_>>().join("\"")
}

#[test]
fn documents_are_short() {
    for readme in ["README.md", "README.zh-CN.md"] {
        at_most(&Document::read(readme), 150, usize::MAX);
    }
    at_most(&Document::read("ARCHITECTURE.md"), 160, 400);
}

#[test]
fn both_readmes_have_the_same_headings_and_commands() {
    let documents = ["README.md", "README.zh-CN.md"].map(Document::read);
    let [english, chinese] = documents.each_ref().map(|readme| {
        let levels = readme.headings().into_iter().map(|(level, _)| level);
        levels.collect::<Vec<_>>()
    });
    assert_eq!(english, chinese);
    let [english, chinese] = documents.each_ref().map(|readme| {
        let blocks = readme.blocks().into_iter();
        let blocks = blocks.map(|block| {
            (
                block.language.to_owned(),
                shape(block.language, &block.lines),
            )
        });
        blocks.collect::<Vec<_>>()
    });
    assert_eq!(english, chinese);
    assert!(english.iter().any(|(language, _)| language == "mermaid"));
    for command in ["    make run", "    make test"] {
        assert!(english.contains(&(String::new(), command.to_owned())));
    }
}
