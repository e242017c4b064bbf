//! What was found.

use std::fmt;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// As it should be.
    Ok,
    /// It may be meant.
    Warning,
    /// Something won't work.
    Wrong,
}

#[derive(Debug)]
struct Finding {
    level: Level,
    subject: String,
    text: String,
}

/// What was found, in the order in which it was looked for.
#[derive(Debug, Default)]
pub struct Report(Vec<Finding>);

impl Report {
    pub(crate) fn ok(&mut self, subject: &str, text: impl Into<String>) {
        self.add(Level::Ok, subject, text.into());
    }

    pub(crate) fn warning(&mut self, subject: &str, text: impl Into<String>) {
        self.add(Level::Warning, subject, text.into());
    }

    pub(crate) fn wrong(&mut self, subject: &str, text: impl Into<String>) {
        self.add(Level::Wrong, subject, text.into());
    }

    fn add(&mut self, level: Level, subject: &str, text: String) {
        let subject = subject.to_owned();
        self.0.push(Finding {
            level,
            subject,
            text,
        });
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_healthy(&self) -> bool {
        self.0.iter().all(|finding| finding.level < Level::Wrong)
    }

    /// The texts of one level about one subject.
    #[must_use]
    pub fn texts(&self, level: Level, subject: &str) -> Vec<&str> {
        let found = self.0.iter();
        let found = found.filter(|it| it.level == level && it.subject == subject);
        found.map(|finding| finding.text.as_str()).collect()
    }
}

/// One line for each finding.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.0 {
            let level = match finding.level {
                Level::Ok => "ok",
                Level::Warning => "warning",
                Level::Wrong => "WRONG",
            };
            writeln!(f, "{level:8} {:22} {}", finding.subject, finding.text)?;
        }
        Ok(())
    }
}
