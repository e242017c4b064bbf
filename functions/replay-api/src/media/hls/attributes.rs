//! The attributes of a tag: `METHOD=AES-128,URI="key"`.

use super::{
    error::PlaylistError,
    number::{self, ByteRange},
    tag::resolved,
};
use url::Url;

/// Attributes whose values are written in quotes …
const QUOTED: [&str; 4] = ["URI", "KEYFORMAT", "KEYFORMATVERSIONS", "BYTERANGE"];

/// … and without. RFC 8216 names them; of others, each stays as it came.
const UNQUOTED: [&str; 2] = ["METHOD", "IV"];

/// The attributes of a tag, each name once. Spaces around names and values, the case of names, and whether a value is
/// quoted don't count.
pub(super) struct Attributes<'a>(Vec<Attribute<'a>>);

struct Attribute<'a> {
    /// In capitals.
    name: String,
    value: &'a str,
    quoted: bool,
}

impl<'a> Attributes<'a> {
    pub(super) fn read(mut rest: &'a str) -> Self {
        let mut found: Vec<Attribute<'a>> = Vec::new();
        while let Some(end) = rest.find([',', '=']) {
            let (name, behind) = rest.split_at(end);
            let Some(behind) = behind.strip_prefix('=') else {
                // A name without a value.
                rest = behind.strip_prefix(',').unwrap_or_default();
                continue;
            };
            let (value, quoted, behind) = value(behind.trim_start());
            let name = name.trim().to_ascii_uppercase();
            if !name.is_empty() && found.iter().all(|known| known.name != name) {
                found.push(Attribute {
                    name,
                    value,
                    quoted,
                });
            }
            rest = behind;
        }
        Self(found)
    }

    /// The value of an attribute that isn't empty.
    pub(super) fn get(&self, name: &str) -> Option<&'a str> {
        let found = self.0.iter().find(|known| known.name == name)?;
        Some(found.value).filter(|value| !value.is_empty())
    }

    /// Whether an attribute has this value, in any case.
    pub(super) fn is(&self, name: &str, value: &str) -> bool {
        let found = self.get(name);
        found.is_some_and(|found| found.eq_ignore_ascii_case(value))
    }

    pub(super) fn number(&self, name: &str) -> Option<u64> {
        number::whole(self.get(name)?)
    }

    /// The whole tag of this name, cut around its URI, which becomes absolute.
    pub(super) fn around_uri(
        &self,
        tag: &'static str,
        base: &Url,
    ) -> Result<TagAroundUri, PlaylistError> {
        let malformed = || PlaylistError::Malformed(tag);
        let (mut before, mut address, mut after) = (format!("#{tag}:"), None, String::new());
        for (
            i,
            Attribute {
                name,
                value,
                quoted,
            },
        ) in self.0.iter().enumerate()
        {
            let out = match address {
                Some(_) => &mut after,
                None => &mut before,
            };
            if i > 0 {
                out.push(',');
            }
            let quoted =
                QUOTED.contains(&name.as_str()) || *quoted && !UNQUOTED.contains(&name.as_str());
            match name.as_str() {
                "URI" => {
                    before.push_str("URI=\"");
                    address = Some(resolved(base, value)?);
                    after.push('"');
                }
                "BYTERANGE" => {
                    let range = ByteRange::read(value).ok_or_else(malformed)?;
                    out.push_str(&format!("BYTERANGE=\"{range}\""));
                }
                "METHOD" => out.push_str(&format!("METHOD={}", value.to_ascii_uppercase())),
                _ if quoted => out.push_str(&format!("{name}=\"{value}\"")),
                _ => out.push_str(&format!("{name}={value}")),
            }
        }
        let address = Some(address.ok_or_else(malformed)?);
        Ok(TagAroundUri {
            before,
            address,
            after,
        })
    }
}

/// A value, whether it is quoted, and what follows its comma.
fn value(text: &str) -> (&str, bool, &str) {
    if let Some((value, behind)) = text.strip_prefix('"').and_then(|text| text.split_once('"')) {
        let behind = behind.split_once(',');
        return (value.trim(), true, behind.map_or("", |(_, behind)| behind));
    }
    let (value, behind) = text.split_once(',').unwrap_or((text, ""));
    (value.trim_matches([' ', '\t', '"']), false, behind)
}

/// A tag as the text around its URI; without a URI, all of it is `before`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TagAroundUri {
    pub(super) before: String,
    pub(super) address: Option<String>,
    pub(super) after: String,
}

impl TagAroundUri {
    /// A tag without a URI.
    pub(super) fn whole(text: &str) -> Self {
        Self {
            before: text.to_owned(),
            address: None,
            after: String::new(),
        }
    }
}
