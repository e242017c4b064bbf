//! Secrets that are named instead of given.

use crate::{SettingError, StartError, Vars, parameters::Parameters, vars::REFERENCE};
use std::collections::BTreeMap;

type Get = dyn Fn(&str) -> Option<String> + Send + Sync;

/// The variables of a function, some of which name parameters of Systems Manager instead of holding a secret: an item of
/// a comma list that is `ssm:<name>` stands for what that parameter holds, which may be a list itself.
pub struct Secrets {
    get: Box<Get>,
    /// Those among the variables that hold a reference, and what they hold.
    references: BTreeMap<&'static str, String>,
    /// Who is asked; none where nothing is named.
    parameters: Option<Parameters>,
}

/// What the variables are once all that they name was read.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Resolved(BTreeMap<&'static str, String>);

impl Secrets {
    /// Those of this process. `names` are the variables that hold secrets.
    ///
    /// # Errors
    /// When one is named, and it isn't known where to ask for it.
    pub fn of_process(names: &[&'static str]) -> Result<Self, SettingError> {
        Self::new(|name| std::env::var(name).ok(), names)
    }

    /// Those from anywhere.
    ///
    /// # Errors
    /// When one is named, and it isn't known where to ask for it.
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

    /// Reads what is named at the Unix second `now`, and lends the variables with it.
    ///
    /// # Errors
    /// [`StartError`] when a secret can't be read, or with what `read` finds wrong.
    pub async fn read<T, E: Into<StartError>>(
        &self,
        now: i64,
        read: impl FnOnce(Vars<'_>) -> Result<T, E>,
    ) -> Result<T, StartError> {
        let resolved = self.resolve(now).await?;
        self.with(&resolved, read).map_err(Into::into)
    }

    /// Nothing is named, so nothing can change.
    pub(crate) fn are_fixed(&self) -> bool {
        self.parameters.is_none()
    }

    /// Reads all parameters that are named, at the Unix second `now`.
    pub(crate) async fn resolve(&self, now: i64) -> Result<Resolved, StartError> {
        let Some(parameters) = &self.parameters else {
            return Ok(Resolved(BTreeMap::new()));
        };
        let names = self.references.values().flat_map(|value| references(value));
        let mut names: Vec<String> = names.map(ToOwned::to_owned).collect();
        names.sort_unstable();
        names.dedup();
        let values = parameters.get(&names, now).await;
        let values = values.map_err(|source| StartError::Secrets {
            // The first one that needs them, for a person to look at.
            name: self.references.keys().next().copied().unwrap_or_default(),
            source,
        })?;
        let resolved = self.references.iter();
        let resolved = resolved.map(|(name, value)| (*name, filled_in(value, &values)));
        Ok(Resolved(resolved.collect()))
    }

    /// Lends the variables, with what was read in the place of its name.
    pub(crate) fn with<T>(&self, resolved: &Resolved, read: impl FnOnce(Vars<'_>) -> T) -> T {
        let get = |name: &str| match resolved.0.get(name) {
            Some(value) => Some(value.clone()),
            None => (self.get)(name),
        };
        read(Vars(&get))
    }
}

/// The parameters that a value names.
fn references(value: &str) -> impl Iterator<Item = &str> {
    let items = value.split(',').map(str::trim);
    items.filter_map(|item| item.strip_prefix(REFERENCE).map(str::trim))
}

fn filled_in(value: &str, parameters: &BTreeMap<String, String>) -> String {
    let items = value.split(',').map(str::trim);
    let items = items.map(|item| match item.strip_prefix(REFERENCE) {
        Some(name) => parameters.get(name.trim()).map_or("", |value| value.trim()),
        None => item,
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
            assert_eq!(filled_in(value, &parameters), expected);
        }
    }
}
