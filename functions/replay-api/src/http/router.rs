//! What can be asked for.

use crate::http::{auth::Access, problem::Problem};
use lambda_http::http::Method;

use Target::{Of, The};

/// A known route, with the ids that its path names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// Whether the function and its store work.
    Health,
    /// What there is, for machines.
    OpenApi,
    /// The list.
    Replays,
    /// One replay.
    Replay(String),
    /// The files of a replay.
    Parts(String),
    /// The HLS parts of a replay as one playlist.
    Playlist(String),
    /// A curator changes a replay.
    Change(String),
    /// Hide a replay, and if asked to delete its files.
    Delete(String),
    /// Join its files.
    Join(String),
    /// What curators did to a replay.
    History(String),
    /// Take back the last of it.
    Undo(String),
    /// Make two replays of one.
    Split(String),
    /// Make one replay of several.
    Merge,
    /// Why a replay is what it is.
    Explain(String),
    /// Group a stream anew.
    Regroup,
    /// The front page.
    Feed,
    /// What changed.
    Changes,
    /// What a streamer shows of themselves, and their replays.
    Channel(String),
    /// A curator writes that.
    SetChannel(String),
    /// The list of what VOD still has to be asked.
    Queries,
    /// One of these queries.
    Query(String),
    /// Ask for a range of the past.
    Backfill,
    /// Stop asking.
    Cancel(String),
    /// The list of events that can't be used yet.
    Quarantine,
    /// Read such an event again.
    Retry(String),
    /// Throw such an event away.
    Discard(String),
    /// The tasks that record on demand.
    Recordings,
    /// Record a stream.
    Record,
    /// End that.
    StopRecording(String),
}

/// What a path leads to.
#[derive(Debug)]
pub(crate) enum Target {
    /// This.
    The(Route),
    /// This, of the id that the path names.
    Of(fn(String) -> Route),
}

/// The table: what each path knows. Of two paths that fit the first one counts.
pub(crate) const TABLE: &[(&str, Method, Target)] = &[
    ("/health", Method::GET, The(Route::Health)),
    ("/openapi.json", Method::GET, The(Route::OpenApi)),
    ("/replays", Method::GET, The(Route::Replays)),
    ("/replays/merge", Method::POST, The(Route::Merge)),
    ("/replays/{id}", Method::GET, Of(Route::Replay)),
    ("/replays/{id}", Method::PATCH, Of(Route::Change)),
    ("/replays/{id}", Method::DELETE, Of(Route::Delete)),
    ("/replays/{id}/join", Method::POST, Of(Route::Join)),
    ("/replays/{id}/history", Method::GET, Of(Route::History)),
    ("/replays/{id}/explain", Method::GET, Of(Route::Explain)),
    ("/streams/regroup", Method::POST, The(Route::Regroup)),
    ("/replays/{id}/undo", Method::POST, Of(Route::Undo)),
    ("/replays/{id}/split", Method::POST, Of(Route::Split)),
    ("/replays/{id}/parts", Method::GET, Of(Route::Parts)),
    (
        "/replays/{id}/playlist.m3u8",
        Method::GET,
        Of(Route::Playlist),
    ),
    ("/changes", Method::GET, The(Route::Changes)),
    ("/feed", Method::GET, The(Route::Feed)),
    ("/channels/{stream_id}", Method::GET, Of(Route::Channel)),
    ("/channels/{stream_id}", Method::PUT, Of(Route::SetChannel)),
    ("/queries", Method::GET, The(Route::Queries)),
    ("/queries", Method::POST, The(Route::Backfill)),
    ("/queries/{id}", Method::GET, Of(Route::Query)),
    ("/queries/{id}", Method::DELETE, Of(Route::Cancel)),
    ("/quarantine", Method::GET, The(Route::Quarantine)),
    ("/quarantine/{id}", Method::DELETE, Of(Route::Discard)),
    ("/quarantine/{id}/retry", Method::POST, Of(Route::Retry)),
    ("/recordings/tasks", Method::GET, The(Route::Recordings)),
    ("/recordings/tasks", Method::POST, The(Route::Record)),
    (
        "/recordings/tasks/{id}",
        Method::DELETE,
        Of(Route::StopRecording),
    ),
];

/// Paths that end in a name which may hold slashes. There is nothing below them.
const WITH_SLASHES: [&str; 2] = ["/channels/{stream_id}", "/recordings/tasks/{id}"];

/// Whether a path is one of these, and if so what it names in the place of the braces.
fn named<'a>(template: &str, path: &'a str) -> Option<&'a str> {
    let Some((before, rest)) = template.split_once('{') else {
        return (path == template).then_some("");
    };
    let (_, behind) = rest.split_once('}')?;
    let name = path.strip_prefix(before)?.strip_suffix(behind)?;
    let fits = WITH_SLASHES.contains(&template) || !name.contains('/');
    fits.then_some(name)
}

impl Target {
    /// The route, of this name if it takes one.
    pub(crate) fn route(&self, name: &str) -> Route {
        match self {
            The(route) => route.clone(),
            Of(route) => route(name.to_owned()),
        }
    }
}

impl Route {
    /// The route of a path as HTTP APIs hand it over: decoded. HEAD goes where GET goes.
    pub(crate) fn find(method: &Method, path: &str) -> Result<Self, Problem> {
        let fits = |(template, ..): &&(&'static str, _, _)| named(template, path).is_some();
        let (template, ..) = TABLE.iter().find(fits).ok_or(Problem::NoRoute)?;
        let name = named(template, path).unwrap_or_default();
        let rows = TABLE.iter().filter(|(path, ..)| path == template);
        let asked = if method == Method::HEAD {
            &Method::GET
        } else {
            method
        };
        let mut found = rows.clone().filter(|(_, method, _)| method == asked);
        match found.next() {
            Some((.., target)) => Ok(target.route(name)),
            None => Err(Problem::WrongMethod {
                allow: allow(rows.map(|(_, method, _)| method.as_str())),
            }),
        }
    }

    /// Whom it is for.
    pub(crate) fn access(&self) -> Access {
        match self {
            Self::Health | Self::OpenApi => Access::Anyone,
            Self::Replays
            | Self::Replay(_)
            | Self::Parts(_)
            | Self::Playlist(_)
            | Self::Feed
            | Self::Changes
            | Self::Channel(_) => Access::Viewers,
            Self::Change(_)
            | Self::Delete(_)
            | Self::Join(_)
            | Self::History(_)
            | Self::Undo(_)
            | Self::Split(_)
            | Self::Merge
            | Self::Explain(_)
            | Self::Regroup
            | Self::SetChannel(_)
            | Self::Queries
            | Self::Query(_)
            | Self::Backfill
            | Self::Cancel(_)
            | Self::Quarantine
            | Self::Retry(_)
            | Self::Discard(_)
            | Self::Recordings
            | Self::Record
            | Self::StopRecording(_) => Access::Curators,
        }
    }

    /// The parameters that it takes.
    pub(crate) fn parameters(&self) -> &'static [&'static str] {
        match self {
            Self::Replays => &[
                "stream_id",
                "domain",
                "app",
                "from",
                "to",
                "format",
                "state",
                "visibility",
                "q",
                "fields",
                "limit",
                "cursor",
            ],
            Self::Replay(_) => &["fields"],
            Self::Changes => &["since", "limit"],
            Self::Feed => &["limit"],
            Self::Channel(_) => &["domain", "app", "limit", "cursor"],
            Self::SetChannel(_) => &["domain", "app"],
            Self::Delete(_) => &["media"],
            Self::Queries => &["kind", "limit", "cursor"],
            Self::Recordings => &["stream_id", "domain", "app", "from", "to", "cursor"],
            Self::Parts(_) | Self::History(_) | Self::Quarantine => &["limit", "cursor"],
            _ => &[],
        }
    }
}

fn allow(methods: impl Iterator<Item = &'static str>) -> String {
    let mut methods: Vec<&str> = methods.collect();
    if let Some(get) = methods.iter().position(|method| *method == "GET") {
        methods.insert(get + 1, "HEAD");
    }
    methods.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The route, or what the refusal says.
    #[track_caller]
    fn check(method: &str, path: &str, expected: Result<Route, &str>) {
        let found = Route::find(&method.parse().unwrap(), path);
        let found = found.map_err(|problem| match problem {
            Problem::WrongMethod { allow } => allow,
            problem => problem.to_string(),
        });
        assert_eq!(
            found,
            expected.map_err(ToOwned::to_owned),
            "{method} {path}"
        );
    }

    #[test]
    fn every_route_is_found() {
        let id = || "4f8k2m0c9d7s1xqa".to_owned();
        check("GET", "/health", Ok(Route::Health));
        check("GET", "/openapi.json", Ok(Route::OpenApi));
        check("GET", "/replays", Ok(Route::Replays));
        check("GET", "/replays/4f8k2m0c9d7s1xqa", Ok(Route::Replay(id())));
        check("HEAD", "/replays/4f8k2m0c9d7s1xqa", Ok(Route::Replay(id())));
        check(
            "GET",
            "/replays/4f8k2m0c9d7s1xqa/playlist.m3u8",
            Ok(Route::Playlist(id())),
        );
        check(
            "PATCH",
            "/replays/4f8k2m0c9d7s1xqa",
            Ok(Route::Change(id())),
        );
        check(
            "DELETE",
            "/replays/4f8k2m0c9d7s1xqa",
            Ok(Route::Delete(id())),
        );
        check(
            "POST",
            "/replays/4f8k2m0c9d7s1xqa/join",
            Ok(Route::Join(id())),
        );
        check(
            "GET",
            "/replays/4f8k2m0c9d7s1xqa/parts",
            Ok(Route::Parts(id())),
        );
        check(
            "GET",
            "/replays/4f8k2m0c9d7s1xqa/history",
            Ok(Route::History(id())),
        );
        check(
            "POST",
            "/replays/4f8k2m0c9d7s1xqa/undo",
            Ok(Route::Undo(id())),
        );
        check(
            "POST",
            "/replays/4f8k2m0c9d7s1xqa/split",
            Ok(Route::Split(id())),
        );
        check("POST", "/replays/merge", Ok(Route::Merge));
        check("GET", "/feed", Ok(Route::Feed));
        let room = || "房/7".to_owned();
        check("GET", "/channels/房/7", Ok(Route::Channel(room())));
        check("PUT", "/channels/房/7", Ok(Route::SetChannel(room())));
        check("GET", "/queries", Ok(Route::Queries));
        check("POST", "/queries", Ok(Route::Backfill));
        check("GET", "/queries/4f8k2m0c9d7s1xqa", Ok(Route::Query(id())));
        check(
            "DELETE",
            "/queries/4f8k2m0c9d7s1xqa",
            Ok(Route::Cancel(id())),
        );
        check("GET", "/quarantine", Ok(Route::Quarantine));
        check(
            "POST",
            "/quarantine/a/retry",
            Ok(Route::Retry("a".to_owned())),
        );
        check(
            "DELETE",
            "/quarantine/a",
            Ok(Route::Discard("a".to_owned())),
        );
        check("GET", "/recordings/tasks", Ok(Route::Recordings));
        check("POST", "/recordings/tasks", Ok(Route::Record));
        check(
            "DELETE",
            "/recordings/tasks/UpTbk5",
            Ok(Route::StopRecording("UpTbk5".to_owned())),
        );
    }

    #[test]
    fn names_are_taken_as_they_are() {
        for name in ["a#b", "100%", "a%2Fb", "a\\..\\b", " "] {
            let discarded = Route::Discard(name.to_owned());
            check("DELETE", &format!("/quarantine/{name}"), Ok(discarded));
        }
        let task = Route::StopRecording("a/b/".to_owned());
        check("DELETE", "/recordings/tasks/a/b/", Ok(task));
        check("GET", "/replays%2Fa", Err("there is no such route"));
        check("GET", "/%72eplays", Err("there is no such route"));
    }

    #[test]
    fn a_known_path_says_what_it_allows() {
        check("POST", "/replays", Err("GET, HEAD"));
        check("PUT", "/replays/a", Err("GET, HEAD, PATCH, DELETE"));
        check("PATCH", "/replays/a/parts", Err("GET, HEAD"));
        check("DELETE", "/channels/a", Err("GET, HEAD, PUT"));
        check("PUT", "/queries", Err("GET, HEAD, POST"));
        check("POST", "/queries/a", Err("GET, HEAD, DELETE"));
        check("GET", "/quarantine/a", Err("DELETE"));
        check("HEAD", "/quarantine/a/retry", Err("POST"));
        check("POST", "/health", Err("GET, HEAD"));
    }

    #[test]
    fn there_is_nothing_else() {
        for path in [
            "",
            "/",
            "/replay",
            "/replays/a/b",
            "/replays/a/parts/",
            "/quarantine/a/b",
        ] {
            check("GET", path, Err("there is no such route"));
        }
    }
}
