//! Secrets in the Parameter Store, which variables refer to.

use crate::{SettingError, StartError, Vars, parameters::Parameters, vars::REFERENCE};
use replay_grouping::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

type Get = dyn Fn(&str) -> Option<String> + Send + Sync;

/// The variables of a function, some of which refer to parameters of Systems Manager instead of holding a secret: an item
/// `ssm:<name>` of a comma list is replaced by the parameter's value, which may be a list itself.
pub struct Secrets {
    get: Box<Get>,
    /// The variables that hold a reference, and their values.
    references: BTreeMap<&'static str, String>,
    /// `None` when no variable holds a reference.
    parameters: Option<Parameters>,
}

/// The values of the variables that hold a reference, with the parameters filled in.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Resolved(BTreeMap<&'static str, String>);

impl Secrets {
    /// The variables of this process. `names` are those that hold secrets.
    ///
    /// # Errors
    /// When one holds a reference, and the settings for the Parameter Store are missing or wrong.
    pub fn of_process(names: &[&'static str]) -> Result<Self, SettingError> {
        Self::new(|name| std::env::var(name).ok(), names)
    }

    /// Variables from any source.
    ///
    /// # Errors
    /// As [`Secrets::of_process`].
    pub fn new(
        get: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
        names: &[&'static str],
    ) -> Result<Self, SettingError> {
        let vars = Vars(&get);
        let named = |name: &&'static str| {
            let value = vars.optional(name)?;
            references(&value).next()?;
            Some((*name, value))
        };
        let references: BTreeMap<_, _> = names.iter().filter_map(named).collect();
        let parameters = (!references.is_empty()).then(|| Parameters::read(vars));
        Ok(Self {
            references,
            parameters: parameters.transpose()?,
            get: Box::new(get),
        })
    }

    /// Reads the parameters at the Unix second `now`, and lends the variables with their values filled in.
    ///
    /// # Errors
    /// [`StartError`] when a parameter can't be read, or when `read` fails.
    pub async fn read<T, E: Into<StartError>>(
        &self,
        now: Timestamp,
        read: impl FnOnce(Vars<'_>) -> Result<T, E>,
    ) -> Result<T, StartError> {
        let resolved = self.resolve(now).await?;
        self.with(&resolved, read).map_err(Into::into)
    }

    /// No variable holds a reference, so that nothing can change.
    pub(crate) fn are_fixed(&self) -> bool {
        self.parameters.is_none()
    }

    /// Reads all parameters that variables refer to, at the Unix second `now`.
    pub(crate) async fn resolve(&self, now: Timestamp) -> Result<Resolved, StartError> {
        let Some(parameters) = &self.parameters else {
            return Ok(Resolved(BTreeMap::new()));
        };
        let names: BTreeSet<&str> = self
            .references
            .values()
            .flat_map(|value| references(value))
            .collect();
        let names: Vec<&str> = names.into_iter().collect();
        let values = parameters.get(&names, now).await;
        let values = values.map_err(|source| StartError::Secrets {
            name: self.references.keys().next().copied().unwrap_or_default(),
            source,
        })?;
        let filled_in = |(name, value): (&&'static str, &String)| (*name, fill_in(value, &values));
        Ok(Resolved(self.references.iter().map(filled_in).collect()))
    }

    /// Lends the variables, with the parameters' values in the place of their names.
    pub(crate) fn with<T>(&self, resolved: &Resolved, read: impl FnOnce(Vars<'_>) -> T) -> T {
        let get = |name: &str| match resolved.0.get(name) {
            Some(value) => Some(value.clone()),
            None => (self.get)(name),
        };
        read(Vars(&get))
    }
}

/// The parameters that a variable's value names.
fn references(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').filter_map(reference)
}

fn reference(item: &str) -> Option<&str> {
    item.trim().strip_prefix(REFERENCE).map(str::trim)
}

fn fill_in(value: &str, parameters: &BTreeMap<String, String>) -> String {
    let items = value.split(',').map(|item| match reference(item) {
        Some(name) => parameters.get(name).map_or("", |value| value.trim()),
        None => item.trim(),
    });
    items.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_that_name_a_parameter_are_replaced() {
        let parameters = [("/a", "one,two\n"), ("b:3", "three")];
        let parameters = parameters.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let parameters = BTreeMap::from(parameters);
        for (value, names, expected) in [
            ("ssm:/a", vec!["/a"], "one,two"),
            (
                "ssm:/a, four, ssm: b:3",
                vec!["/a", "b:3"],
                "one,two,four,three",
            ),
            ("ann:ssm:/a", vec![], "ann:ssm:/a"),
        ] {
            assert_eq!(references(value).collect::<Vec<_>>(), names);
            assert_eq!(fill_in(value, &parameters), expected);
        }
    }
}
