//! The routes below `/channels`: what streamers show of themselves, and their replays.

use crate::{
    api::{Api, Call},
    endpoints::replays::{
        age,
        patch::{line, unless_null, url},
    },
    http::{cursor::Mark, json_body, pagination::Page, problem::Problem, response::Reply},
    views::{audience::Audience, replay::Replay},
};
use lambda_http::http::HeaderMap;
use replay_grouping::Stream;
use replay_store::{Broadcast, Channel, Channels, List, Position, Visibility};
use serde::Serialize;
use serde_json::Value;

pub(crate) const MAX_NAME_CHARACTERS: usize = 100;
/// Some lines. With the longest name and address a channel stays near the 4 KB that one unit reads.
pub(crate) const MAX_INTRO_CHARACTERS: usize = 1_000;

/// The wire form of a channel.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "StreamChannel"))]
pub(crate) struct ShownChannel<'a> {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::StreamName"))]
    stream: &'a Stream,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "crate::openapi::words::ChannelWords"))]
    channel: &'a Channel,
}

/// The wire form of a page of a channel.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ChannelPage<'a> {
    #[serde(flatten)]
    shown: ShownChannel<'a>,
    replays: Vec<Replay<'a>>,
    next_cursor: Option<String>,
}

impl Api {
    /// `GET /channels/{stream_id}`
    pub(crate) async fn channel(&self, call: &Call<'_>, stream_id: &str) -> Result<Reply, Problem> {
        let stream = self.named(call, stream_id)?;
        let page = Page::read(&call.params, &format!("channel {stream}"), call.caller)?;
        let position = |mark: &Mark| match mark.id.parse() {
            Ok(id) => Ok(Position { start: mark.at, id }),
            Err(_) => Err(Problem::Cursor),
        };
        let list = List {
            shelves: vec![Visibility::Published],
            streams: Some(vec![stream.clone()]),
            after: page.after.as_ref().map(position).transpose()?,
            emptied: call.audience == Audience::Curators,
            ..List::default()
        };
        let sees = |broadcast: &Broadcast| call.audience.sees(broadcast, call.now);
        let (channel, broadcasts) = tokio::join!(
            self.store.channel(&stream),
            self.store.list(&list, page.wanted(), sees),
        );
        let (channel, mut broadcasts) = (channel?, broadcasts?);
        if channel.is_none()
            && broadcasts.is_empty()
            && page.after.is_none()
            && !self.has_unpublished(call, list).await?
        {
            return Err(Problem::NoChannel);
        }
        let next_cursor = page.cut(&mut broadcasts, |broadcast| Mark {
            at: broadcast.summary.hull.start(),
            id: broadcast.id.to_string(),
        });
        let shown = channel.clone().unwrap_or_default();
        let channels: Channels = channel
            .map(|channel| (stream.clone(), channel))
            .into_iter()
            .collect();
        let replays = self.replays_with(call, &broadcasts, &channels);
        let age = age(&replays);
        let page = ChannelPage {
            shown: ShownChannel {
                stream: &stream,
                channel: &shown,
            },
            replays,
            next_cursor,
        };
        Ok(Reply::json(&page)?.aged(age))
    }

    /// Whether curators, who see those too, know a broadcast that isn't published.
    async fn has_unpublished(&self, call: &Call<'_>, list: List) -> Result<bool, Problem> {
        if call.audience != Audience::Curators {
            return Ok(false);
        }
        let list = List {
            shelves: vec![Visibility::Pending, Visibility::Hidden],
            ..list
        };
        Ok(!self.store.list(&list, 1, |_| true).await?.is_empty())
    }

    /// `PUT /channels/{stream_id}`
    pub(crate) async fn set_channel(
        &self,
        call: &Call<'_>,
        stream_id: &str,
    ) -> Result<Reply, Problem> {
        let stream = self.named(call, stream_id)?;
        let channel = read(call.request.headers(), call.request.body())?;
        self.store.set_channel(&stream, &channel).await?;
        Reply::json(&ShownChannel {
            stream: &stream,
            channel: &channel,
        })
    }

    /// The stream that path and parameters name. Domain and app need not be given where all streams share them.
    fn named(&self, call: &Call<'_>, stream_id: &str) -> Result<Stream, Problem> {
        let defaults = &self.store.settings().defaults;
        let domain = call.params.text("domain").unwrap_or(&defaults.domain);
        let app = call.params.text("app").unwrap_or(&defaults.app);
        // The names of the stream are the names of the parameters.
        Stream::new(domain, app, stream_id)
            .map_err(|invalid| Problem::parameter(invalid.what, invalid.problem))
    }
}

/// Reads a whole channel: what isn't named is taken away.
fn read(headers: &HeaderMap, body: &[u8]) -> Result<Channel, Problem> {
    let fields = json_body::object(headers, body, &[json_body::JSON])?;
    let mut channel = Channel::default();
    for (field, value) in &fields {
        match field.as_str() {
            "name" => channel.name = unless_null(value, name)?,
            "avatar_url" => channel.avatar_url = unless_null(value, avatar_url)?,
            "intro" => channel.intro = unless_null(value, intro)?,
            _ => return Err(Problem::field(field, "is not known here")),
        }
    }
    Ok(channel)
}

fn name(value: &Value) -> Result<String, Problem> {
    let problem = "must be null or a line of 1 to 100 characters";
    line(value, MAX_NAME_CHARACTERS).ok_or_else(|| Problem::field("name", problem))
}

fn avatar_url(value: &Value) -> Result<String, Problem> {
    let problem = "must be null or an http or https URL of at most 2048 bytes";
    url(value).ok_or_else(|| Problem::field("avatar_url", problem))
}

fn intro(value: &Value) -> Result<String, Problem> {
    let text = value.as_str().map(str::trim);
    let fits = |text: &&str| (1..=MAX_INTRO_CHARACTERS).contains(&text.chars().count());
    let problem = "must be null or a text of 1 to 1000 characters";
    text.filter(fits)
        .map(ToOwned::to_owned)
        .ok_or_else(|| Problem::field("intro", problem))
}

#[cfg(test)]
mod tests {
    use super::*;
    use lambda_http::http::header::CONTENT_TYPE;

    fn read(body: &str) -> Result<Channel, Problem> {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, json_body::JSON.parse().unwrap())]);
        super::read(&headers, body.as_bytes())
    }

    #[track_caller]
    fn check(body: &str, expected: [Option<&str>; 3]) {
        let [name, avatar_url, intro] = expected.map(|text| text.map(ToOwned::to_owned));
        let expected = Channel {
            name,
            avatar_url,
            intro,
        };
        assert_eq!(read(body).unwrap(), expected, "{body}");
    }

    #[track_caller]
    fn refused(body: &str, field: &str, problem: &'static str) {
        assert_eq!(
            read(body).unwrap_err(),
            Problem::field(field, problem),
            "{body}"
        );
    }

    #[test]
    fn what_is_not_named_is_null() {
        check("{}", [None; 3]);
        check(
            r#"{"name": null, "avatar_url": null, "intro": null}"#,
            [None; 3],
        );
        check(
            r#"{"name": " 小明 ", "avatar_url": "https://a.example.com/m.png", "intro": "Hello\nthere\n"}"#,
            [
                Some("小明"),
                Some("https://a.example.com/m.png"),
                Some("Hello\nthere"),
            ],
        );
        let longest = "房".repeat(1_000);
        check(
            &format!(r#"{{"intro": "{longest}"}}"#),
            [None, None, Some(&longest)],
        );
    }

    #[test]
    fn a_wrong_field_is_named() {
        let name = "must be null or a line of 1 to 100 characters";
        for value in [
            "\"\"".to_owned(),
            "1".to_owned(),
            "\"a\\nb\"".to_owned(),
            format!("\"{}\"", "a".repeat(101)),
        ] {
            refused(&format!(r#"{{"name": {value}}}"#), "name", name);
        }
        refused(
            r#"{"avatar_url": "javascript:alert(1)"}"#,
            "avatar_url",
            "must be null or an http or https URL of at most 2048 bytes",
        );
        let intro = "must be null or a text of 1 to 1000 characters";
        let long = format!(r#"{{"intro": "{}"}}"#, "a".repeat(1_001));
        for body in [r#"{"intro": " "}"#, r#"{"intro": []}"#, &long] {
            refused(body, "intro", intro);
        }
        for field in ["stream", "Name", "avatar", ""] {
            refused(
                &format!(r#"{{"{field}": null}}"#),
                field,
                "is not known here",
            );
        }
    }
}
