//! The routes: which method and path lead to which endpoint, who may call it, and which parameters it takes.

use crate::http::{
    Access::{self, Admins, Anyone, Curators, Viewers},
    Problem,
};
use lambda_http::http::Method;

/// A route of the API.
#[derive(Debug)]
pub struct Route {
    /// `HEAD` goes where `GET` goes.
    pub method: Method,
    /// As in `/replays/{id}`: the part in braces is a name.
    pub path: &'static str,
    /// Who may call it.
    pub access: Access,
    /// The parameters of the query that it takes.
    pub parameters: &'static [&'static str],
    pub(crate) endpoint: Endpoint,
}

macro_rules! routes {
    ($($endpoint:ident: $method:ident $path:literal $access:ident $parameters:expr;)+) => {
        /// What answers a request.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Endpoint {
            $($endpoint),+
        }

        /// All routes. Of two with paths that fit a request, the first one counts.
        pub const ROUTES: &[Route] = &[$(Route {
            method: Method::$method,
            path: $path,
            access: $access,
            parameters: &$parameters,
            endpoint: Endpoint::$endpoint,
        }),+];
    };
}

pub(crate) const LIST_PARAMETERS: [&str; 14] = [
    "as",
    "stream_id",
    "domain",
    "app",
    "from",
    "to",
    "format",
    "state",
    "visibility",
    "featured",
    "q",
    "fields",
    "limit",
    "cursor",
];

/// Deletes files for good.
const MEDIA_ADMINS: Access = Access::AdminsIf("with `media=true`");
/// Moves what was shown under one id to another, in a whole stream. Looking first changes nothing.
const GROUP_ADMINS: Access = Access::AdminsIf("unless `dry_run` is true");
/// Curators cancel the joins that they started.
const QUERY_ADMINS: Access = Access::AdminsIf("to cancel a backfill");

const TASK_PARAMETERS: [&str; 6] = ["stream_id", "domain", "app", "from", "to", "cursor"];

routes! {
    GetService:        GET    "/"                             Anyone   [];
    Health:            GET    "/health"                       Anyone   [];
    OpenApi:           GET    "/openapi.json"                 Anyone   [];
    ListReplays:       GET    "/replays"                      Viewers  LIST_PARAMETERS;
    MergeReplays:      POST   "/replays/merge"                Curators [];
    ChangeReplays:     POST   "/replays/batch"                Curators [];
    GetReplay:         GET    "/replays/{id}"                 Viewers  ["as", "fields"];
    ChangeReplay:      PATCH  "/replays/{id}"                 Curators [];
    DeleteReplay:      DELETE "/replays/{id}"                 MEDIA_ADMINS ["media"];
    JoinFiles:         POST   "/replays/{id}/join"            Curators [];
    GetHistory:        GET    "/replays/{id}/history"         Curators ["limit", "cursor"];
    ExplainReplay:     GET    "/replays/{id}/explain"         Curators [];
    GetTimeline:       GET    "/replays/{id}/timeline"        Curators [];
    ListCovers:        GET    "/replays/{id}/covers"          Curators [];
    ListStreams:       GET    "/streams"                      Curators ["q", "limit", "cursor"];
    RegroupStream:     POST   "/streams/regroup"              GROUP_ADMINS [];
    UndoChange:        POST   "/replays/{id}/undo"            Curators [];
    SplitReplay:       POST   "/replays/{id}/split"           Curators [];
    ListParts:         GET    "/replays/{id}/parts"           Viewers  ["as", "limit", "cursor"];
    GetPlaylist:       GET    "/replays/{id}/playlist.m3u8"   Viewers  ["as", "grant"];
    ListChanges:       GET    "/changes"                      Viewers  ["as", "since", "limit"];
    GetFeed:           GET    "/feed"                         Viewers  ["as", "limit"];
    GetFeatured:       GET    "/featured"                     Curators [];
    SetFeatured:       PUT    "/featured"                     Curators [];
    ListReview:        GET    "/review"                       Curators ["limit", "cursor"];
    ListHistory:       GET    "/history"                      Curators ["by", "limit", "cursor"];
    GetChannel:        GET    "/channels/{stream_id}"         Viewers  ["as", "domain", "app", "limit", "cursor"];
    SetChannel:        PUT    "/channels/{stream_id}"         Curators ["domain", "app"];
    ListQueries:       GET    "/queries"                      Curators ["kind", "limit", "cursor"];
    StartBackfill:     POST   "/queries"                      Admins   [];
    GetQuery:          GET    "/queries/{id}"                 Curators [];
    CancelQuery:       DELETE "/queries/{id}"                 QUERY_ADMINS [];
    ListQuarantine:    GET    "/quarantine"                   Curators ["reason", "limit", "cursor"];
    ClearQuarantine:   DELETE "/quarantine"                   Admins   ["reason"];
    DiscardEvent:      DELETE "/quarantine/{id}"              Admins   [];
    RetryEvent:        POST   "/quarantine/{id}/retry"        Curators [];
    GetSession:        GET    "/session"                      Curators [];
    GetStatus:         GET    "/status"                       Curators [];
    ListRecordings:    GET    "/recordings/tasks"             Curators TASK_PARAMETERS;
    StartRecording:    POST   "/recordings/tasks"             Admins   [];
    StopRecording:     DELETE "/recordings/tasks/{id}"        Admins   [];
}

/// Paths that end in a name with slashes in it. No other path begins like them.
const WITH_SLASHES: [&str; 2] = ["/channels/{stream_id}", "/recordings/tasks/{id}"];

/// What a path names in the place of the braces; `None` if it is not like this template.
fn name_in<'p>(template: &str, path: &'p str) -> Option<&'p str> {
    let Some((before, rest)) = template.split_once('{') else {
        return (path == template).then_some("");
    };
    let (_, after) = rest.split_once('}')?;
    let name = path.strip_prefix(before)?.strip_suffix(after)?;
    let fits = WITH_SLASHES.contains(&template) || !name.contains('/');
    fits.then_some(name)
}

/// The functions as which the program is deployed. Each route leads to one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// Only reads the table, and never asks Tencent.
    Read,
    /// Does everything else.
    Write,
}

impl Function {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Read, Self::Write];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "replay-api-read",
            Self::Write => "replay-api-write",
        }
    }

    /// The function to which a request leads. One without a route leads to the function that reads.
    #[must_use]
    pub fn of(method: &Method, path: &str) -> Self {
        Route::find(method, path).map_or(Self::Read, |(route, _)| route.function())
    }

    /// The keys of its routes in API Gateway, as in `GET /replays/{id}`. HEAD and unknown requests take the route `$default`.
    #[must_use]
    pub fn route_keys(self) -> Vec<String> {
        let own = ROUTES.iter().filter(|route| route.function() == self);
        let keys = own.flat_map(|route| {
            let path = match WITH_SLASHES.contains(&route.path) {
                true => route.path.replace('}', "+}"),
                false => route.path.to_owned(),
            };
            let head = self == Self::Write && route.method == Method::GET;
            let methods = [Some(&route.method), head.then_some(&Method::HEAD)];
            methods.map(|method| Some(format!("{} {path}", method?)))
        });
        let default = (self == Self::Read).then(|| "$default".to_owned());
        keys.flatten().chain(default).collect()
    }
}

impl Route {
    /// The function that serves it. Tencent has the list of recording tasks.
    #[must_use]
    pub fn function(&self) -> Function {
        match (&self.method, self.endpoint) {
            (_, Endpoint::ListRecordings) => Function::Write,
            (&Method::GET, _) => Function::Read,
            _ => Function::Write,
        }
    }

    /// The route of a path as HTTP APIs hand it over, decoded, and the name in it.
    pub(crate) fn find<'p>(
        method: &Method,
        path: &'p str,
    ) -> Result<(&'static Self, &'p str), Problem> {
        let fitting = |route: &Self| Some((route.path, name_in(route.path, path)?));
        let (template, name) = ROUTES.iter().find_map(fitting).ok_or(Problem::NO_ROUTE)?;
        let same_path = ROUTES.iter().filter(|route| route.path == template);
        let method = match method {
            &Method::HEAD => &Method::GET,
            method => method,
        };
        let found = same_path.clone().find(|route| route.method == *method);
        found.map(|route| (route, name)).ok_or_else(|| {
            let allowed = same_path.map(|route| match route.method {
                Method::GET => "GET, HEAD",
                ref method => method.as_str(),
            });
            Problem::wrong_method(allowed.collect::<Vec<_>>().join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Endpoint::*, *};

    /// The endpoint and the name in the path, or what the refusal says.
    #[track_caller]
    fn check(method: &str, path: &str, expected: Result<(Endpoint, &str), &str>) {
        let found = Route::find(&method.parse().unwrap(), path)
            .map(|(route, name)| (route.endpoint, name))
            .map_err(|problem| problem.allow.unwrap_or(problem.detail.into_owned()));
        assert_eq!(
            found,
            expected.map_err(ToOwned::to_owned),
            "{method} {path}"
        );
    }

    #[test]
    fn every_route_is_found() {
        const ID: &str = "4f8k2m0c9d7s1xqa";
        for (method, path, endpoint, name) in [
            ("GET", "/", GetService, ""),
            ("GET", "/health", Health, ""),
            ("GET", "/openapi.json", OpenApi, ""),
            ("GET", "/replays", ListReplays, ""),
            ("GET", "/replays/4f8k2m0c9d7s1xqa", GetReplay, ID),
            ("HEAD", "/replays/4f8k2m0c9d7s1xqa", GetReplay, ID),
            (
                "GET",
                "/replays/4f8k2m0c9d7s1xqa/playlist.m3u8",
                GetPlaylist,
                ID,
            ),
            ("PATCH", "/replays/4f8k2m0c9d7s1xqa", ChangeReplay, ID),
            ("DELETE", "/replays/4f8k2m0c9d7s1xqa", DeleteReplay, ID),
            ("POST", "/replays/4f8k2m0c9d7s1xqa/join", JoinFiles, ID),
            ("GET", "/replays/4f8k2m0c9d7s1xqa/parts", ListParts, ID),
            ("GET", "/replays/4f8k2m0c9d7s1xqa/history", GetHistory, ID),
            ("POST", "/replays/4f8k2m0c9d7s1xqa/undo", UndoChange, ID),
            ("POST", "/replays/4f8k2m0c9d7s1xqa/split", SplitReplay, ID),
            ("POST", "/replays/merge", MergeReplays, ""),
            ("POST", "/replays/batch", ChangeReplays, ""),
            ("GET", "/review", ListReview, ""),
            ("GET", "/history", ListHistory, ""),
            ("GET", "/session", GetSession, ""),
            ("GET", "/replays/4f8k2m0c9d7s1xqa/timeline", GetTimeline, ID),
            ("GET", "/replays/4f8k2m0c9d7s1xqa/covers", ListCovers, ID),
            ("GET", "/streams", ListStreams, ""),
            ("GET", "/feed", GetFeed, ""),
            ("GET", "/featured", GetFeatured, ""),
            ("PUT", "/featured", SetFeatured, ""),
            ("GET", "/channels/房/7", GetChannel, "房/7"),
            ("PUT", "/channels/房/7", SetChannel, "房/7"),
            ("GET", "/queries", ListQueries, ""),
            ("POST", "/queries", StartBackfill, ""),
            ("GET", "/queries/4f8k2m0c9d7s1xqa", GetQuery, ID),
            ("DELETE", "/queries/4f8k2m0c9d7s1xqa", CancelQuery, ID),
            ("GET", "/quarantine", ListQuarantine, ""),
            ("DELETE", "/quarantine", ClearQuarantine, ""),
            ("POST", "/quarantine/a/retry", RetryEvent, "a"),
            ("DELETE", "/quarantine/a", DiscardEvent, "a"),
            ("GET", "/status", GetStatus, ""),
            ("GET", "/recordings/tasks", ListRecordings, ""),
            ("POST", "/recordings/tasks", StartRecording, ""),
            (
                "DELETE",
                "/recordings/tasks/UpTbk5",
                StopRecording,
                "UpTbk5",
            ),
        ] {
            check(method, path, Ok((endpoint, name)));
        }
    }

    #[test]
    fn names_are_taken_as_they_are() {
        for name in ["a#b", "100%", "a%2Fb", "a\\..\\b", " "] {
            let path = format!("/quarantine/{name}");
            check("DELETE", &path, Ok((DiscardEvent, name)));
        }
        let task = Ok((StopRecording, "a/b/"));
        check("DELETE", "/recordings/tasks/a/b/", task);
        check("GET", "/replays%2Fa", Err("there is no such route"));
        check("GET", "/%72eplays", Err("there is no such route"));
    }

    #[test]
    fn a_wrong_method_is_answered_with_the_allowed_ones() {
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
    fn every_request_leads_to_a_function() {
        for (method, path, function) in [
            ("GET", "/replays", Function::Read),
            ("HEAD", "/feed", Function::Read),
            ("PATCH", "/replays/a", Function::Write),
            ("PUT", "/channels/a/b", Function::Write),
            ("GET", "/recordings/tasks", Function::Write),
            ("HEAD", "/recordings/tasks", Function::Write),
            ("PUT", "/replays", Function::Read),
            ("POST", "/nothing", Function::Read),
        ] {
            let found = Function::of(&method.parse().unwrap(), path);
            assert_eq!(found, function, "{method} {path}");
        }
    }

    #[test]
    fn the_gateway_has_a_key_for_each_route() {
        let [read, write] = Function::ALL.map(Function::route_keys);
        // HEAD on the list of recording tasks has a key of its own.
        assert_eq!(read.len() + write.len(), ROUTES.len() + 2);
        for key in ["$default", "GET /channels/{stream_id+}"] {
            assert!(read.iter().any(|one| one == key), "{key}");
        }
        for key in [
            "GET /recordings/tasks",
            "HEAD /recordings/tasks",
            "DELETE /recordings/tasks/{id+}",
            "PATCH /replays/{id}",
        ] {
            assert!(write.iter().any(|one| one == key), "{key}");
        }
    }

    #[test]
    fn other_paths_are_not_found() {
        for path in [
            "",
            "//",
            "/replay",
            "/replays/a/b",
            "/replays/a/parts/",
            "/quarantine/a/b",
        ] {
            check("GET", path, Err("there is no such route"));
        }
    }
}
