//! Which of the compressed forms of a file a client gets: `Accept-Encoding`.

use lambda_http::http::{HeaderMap, header::ACCEPT_ENCODING};

/// A form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

impl Encoding {
    /// All, the smallest first.
    pub(crate) const ALL: [Self; 3] = [Self::Brotli, Self::Gzip, Self::Identity];

    /// As `Content-Encoding` names it; `None` for the file itself.
    pub(crate) fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }

    /// Whether a client takes it. Every client takes the file itself.
    pub(crate) fn is_accepted(self, headers: &HeaderMap) -> bool {
        let Some(name) = self.name() else {
            return true;
        };
        let lists = headers.get_all(ACCEPT_ENCODING).iter();
        let items = lists
            .filter_map(|list| list.to_str().ok())
            .flat_map(|list| list.split(','))
            .map(accepted);
        let items: Vec<(&str, bool)> = items.collect();
        let told = |wanted: &str| {
            let mut items = items.iter();
            items.find(|(name, _)| name.eq_ignore_ascii_case(wanted))
        };
        (told(name).or_else(|| told("*"))).is_some_and(|(_, accepted)| *accepted)
    }
}

/// The name of one item, and whether it is accepted: `br`, `gzip;q=0.8`; not with `q=0`.
fn accepted(item: &str) -> (&str, bool) {
    let mut fields = item.split(';').map(str::trim);
    let name = fields.next().unwrap_or_default();
    let quality = fields.find_map(|field| field.strip_prefix("q=").or(field.strip_prefix("Q=")));
    let refused = quality.is_some_and(|quality| quality.parse() == Ok(0.0));
    (name, !refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_gets_what_it_accepts() {
        use Encoding::{Brotli, Gzip, Identity};
        let check = |header: &str, expected: Encoding| {
            let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, header.parse().unwrap())]);
            let mut all = Encoding::ALL.into_iter();
            let first = all.find(|encoding| encoding.is_accepted(&headers));
            assert_eq!(first, Some(expected), "{header}");
        };
        check("gzip, deflate, br, zstd", Brotli);
        check("gzip, deflate", Gzip);
        check("GZIP;q=0.5", Gzip);
        check("br;q=0, gzip; q=1.0", Gzip);
        check("br;q=0.000, *", Gzip);
        check("*", Brotli);
        check("*;q=0", Identity);
        check("identity", Identity);
        check("", Identity);
        let none = HeaderMap::new();
        assert!(!Brotli.is_accepted(&none) && Identity.is_accepted(&none));
    }
}
