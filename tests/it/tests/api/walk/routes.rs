//! All routes of the API, with sample values of their parameters.

use replay_api::{Access, ROUTES};
use replay_it::Stage;
use serde_json::Value;

/// A route that not everybody may use.
pub(super) struct Route {
    pub(super) method: &'static str,
    path: &'static str,
    /// Viewers may use it too. Otherwise it is for curators alone.
    pub(super) for_viewers: bool,
    /// The parameters of its query, each with sample values.
    parameters: Vec<(&'static str, Vec<String>)>,
}

/// The routes of the API's table without those for anyone, as `/health` is one. The parameters' values come from the
/// OpenAPI document where it lists them.
pub(super) async fn routes(stage: &Stage) -> Vec<Route> {
    let (status, document) = stage.ask("GET", "/openapi.json", None, "").await;
    assert_eq!(status, 200);
    let closed = ROUTES.iter().filter(|route| route.access != Access::Anyone);
    let routes = closed.map(|route| {
        let method = route.method.as_str();
        let operation = &document["paths"][route.path][method.to_lowercase()];
        let described = operation["parameters"].as_array().into_iter().flatten();
        let samples = |name: &&'static str| {
            let mut described = described.clone();
            let described = described.find(|one| one["name"] == *name).unwrap();
            (*name, samples(&document, name, &described["schema"]))
        };
        Route {
            method,
            path: route.path,
            for_viewers: route.access == Access::Viewers,
            parameters: route.parameters.iter().map(samples).collect(),
        }
    });
    routes.collect()
}

/// All values if there are few, else some. A parameter that this doesn't know has to be added here.
fn samples(document: &Value, name: &str, schema: &Value) -> Vec<String> {
    let named = schema["$ref"].as_str().and_then(|it| it.strip_prefix("#"));
    let schema = named.map_or(schema, |pointer| document.pointer(pointer).unwrap());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let listed = [&schema["enum"], &schema["items"]["enum"]];
    if let Some(values) = listed.iter().find_map(|values| values.as_array()) {
        return values.iter().map(text).collect();
    }
    if let Some(variants) = schema["oneOf"].as_array() {
        return variants.iter().map(|one| text(&one["const"])).collect();
    }
    let values: &[&str] = match name {
        "app" => &["live"],
        "by" => &["ann"],
        "domain" => &["push.live.example.com"],
        "featured" => &["true", "false"],
        "format" => &["hls", "mp4", "flv", "aac"],
        "from" | "since" => &["2025-10-09T08:53:20Z"],
        "limit" => &["1", "2", "100"],
        "media" => &["true"],
        "q" => &["finale", "2025"],
        "to" => &["2030-01-01T00:00:00Z"],
        // The walk gives them.
        "cursor" | "stream_id" => &[],
        // Only a curator's answer holds one that opens something: `api::grants`.
        "grant" => &[],
        _ => panic!("which values may the parameter {name} have?"),
    };
    values.iter().map(|value| (*value).to_owned()).collect()
}

impl Route {
    /// Whether it is about one replay, query or event.
    pub(super) fn has_id(&self) -> bool {
        self.path.contains("{id}")
    }

    /// The targets that ask for this id, where the route takes one.
    pub(super) fn of_id(&self, id: &str) -> Vec<String> {
        self.targets(&self.path.replace("{id}", id), "")
    }

    /// The targets that ask for the stream of this name, as a part of the path or as a parameter.
    pub(super) fn of_stream(&self, name: &str) -> Vec<String> {
        if self.path.contains("{stream_id}") {
            // Else it is the stream of that name on the domain that is usual.
            let path = self.path.replace("{stream_id}", name);
            return self.targets(&path, "domain=push.live.example.com");
        }
        if !self.takes("stream_id") {
            return Vec::new();
        }
        let named = format!("stream_id={name}");
        let own = format!("{named}&domain=push.live.example.com&app=live");
        let mut all = self.targets(self.path, &own);
        // The choice of fields is the same for all streams.
        all.retain(|target| !target.contains("&fields="));
        let short = self.targets(self.path, &named).into_iter();
        all.extend(short.filter(|target| !target.contains('&') || target.contains("&q=")));
        all
    }

    /// The targets of a route that needs no name.
    pub(super) fn of_all(&self) -> Vec<String> {
        if self.path.contains('{') {
            return Vec::new();
        }
        self.targets(self.path, "")
    }

    fn takes(&self, parameter: &str) -> bool {
        self.parameters.iter().any(|(name, _)| *name == parameter)
    }

    /// The path with this query, and with each value of each parameter after it. Pages are short, to have several.
    fn targets(&self, path: &str, query: &str) -> Vec<String> {
        let target = |more: &[&str]| {
            let parts = std::iter::once(query).chain(more.iter().copied());
            let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
            match parts.is_empty() {
                true => path.to_owned(),
                false => format!("{path}?{}", parts.join("&")),
            }
        };
        let mut all = vec![target(&[])];
        for (name, values) in &self.parameters {
            let is_given =
                query.starts_with(&format!("{name}=")) || query.contains(&format!("&{name}="));
            let short = self.takes("limit") && *name != "limit";
            for value in values.iter().filter(|_| !is_given) {
                let limit = if short { "limit=3" } else { "" };
                all.push(target(&[&format!("{name}={value}"), limit]));
            }
        }
        all
    }
}
