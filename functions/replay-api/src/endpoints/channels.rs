//! The routes below `/channels`: the profile of a streamer, and their replays.

pub(crate) mod stream;

use crate::{
    Api,
    endpoints::{
        Call,
        replays::{mark_of, position_after, stopped_cursor},
    },
    http::{Ids, Problem, Reply, RequestBody, WebUrl, text_field},
    views::{Replay, age},
};
use replay_grouping::Stream;
use replay_store::{Broadcast, Channel, Channels, List, Visibility};
use serde::{Deserialize, Serialize, de::IgnoredAny};
use std::sync::atomic::{AtomicBool, Ordering};
use stream::{gives_channel, may_give_channel};

/// The profile of a stream, and the stream.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "StreamChannel"))]
pub(crate) struct ChannelView<'a> {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::StreamName"))]
    stream: &'a Stream,
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "crate::openapi::words::ChannelWords"))]
    channel: &'a Channel,
}

/// A channel, and a page of its replays.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ChannelPage<'a> {
    #[serde(flatten)]
    view: ChannelView<'a>,
    replays: Vec<Replay<'a>>,
    next_cursor: Option<String>,
}

impl Api {
    /// `GET /channels/{stream_id}`
    pub(crate) async fn channel(&self, call: &Call<'_>, stream_id: &str) -> Result<Reply, Problem> {
        let stream = self.named(call, stream_id).await?;
        let page = call.page(&format!("channel {stream}"), Ids::Replays)?;
        let list = List {
            after: position_after(&page)?,
            ..may_give_channel(call, &stream)
        };
        // One read of the stream's broadcasts finds those on the page, and whether any gives the stream a channel.
        let has_broadcast = AtomicBool::new(false);
        let keep = |broadcast: &Broadcast| {
            has_broadcast.fetch_or(gives_channel(call, broadcast), Ordering::Relaxed);
            broadcast.curation.visibility == Visibility::Published && call.sees(broadcast)
        };
        let listing = self
            .store
            .list_page(&list, page.wanted(), call.most_others(), keep);
        let (channel, listed) = tokio::try_join!(self.store.channel(&stream), listing)?;
        let mut broadcasts = listed.broadcasts;
        if channel.is_none()
            && page.after.is_none()
            && listed.stopped_at.is_none()
            && !has_broadcast.into_inner()
        {
            return Err(Problem::NO_CHANNEL);
        }
        let next_cursor = page.cut(&mut broadcasts, mark_of);
        let next_cursor = next_cursor.or(stopped_cursor(&page, listed.stopped_at));
        let profile = channel.clone().unwrap_or_default();
        let channels = channel.map(|channel| (stream.clone(), channel));
        let channels: Channels = channels.into_iter().collect();
        let replays = self.replays_with(call, &broadcasts, &channels);
        let age = age(&replays);
        let page = ChannelPage {
            view: ChannelView {
                stream: &stream,
                channel: &profile,
            },
            replays,
            next_cursor,
        };
        Ok(Reply::json(&page)?.aged(age))
    }

    /// `PUT /channels/{stream_id}`
    pub(crate) async fn set_channel(
        &self,
        call: &Call<'_>,
        stream_id: &str,
    ) -> Result<Reply, Problem> {
        let stream = self.named(call, stream_id).await?;
        let channel = call.body::<ChannelBody>()?.into();
        self.store.set_channel(&stream, &channel).await?;
        Reply::json(&ChannelView {
            stream: &stream,
            channel: &channel,
        })
    }
}

// A field that is absent is removed. What `GET` shows beside the profile is taken and left alone, so that a channel can be
// read, changed and written back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ChannelBody {
    name: Option<ChannelName>,
    avatar_url: Option<WebUrl>,
    intro: Option<Intro>,
    /// Ignored: the path says which stream it is.
    #[serde(default, rename = "stream")]
    #[cfg_attr(test, schemars(with = "serde_json::Value"))]
    _stream: IgnoredAny,
    /// Ignored.
    #[serde(default, rename = "replays")]
    #[cfg_attr(test, schemars(with = "serde_json::Value"))]
    _replays: IgnoredAny,
    /// Ignored.
    #[serde(default, rename = "next_cursor")]
    #[cfg_attr(test, schemars(with = "serde_json::Value"))]
    _next_cursor: IgnoredAny,
}

impl RequestBody for ChannelBody {
    // A page of 100 replays with everything that curators can set.
    const MAX_BYTES: usize = 1 << 20;
}

text_field!(ChannelName, line, 100);
// A few lines. With the longest name and URL a channel stays near the 4 KB that one unit reads.
text_field!(Intro, text, 1000);

impl From<ChannelBody> for Channel {
    fn from(body: ChannelBody) -> Self {
        Self {
            name: body.name.map(|name| name.0),
            avatar_url: body.avatar_url.map(|url| url.0),
            intro: body.intro.map(|intro| intro.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::json_body;
    use lambda_http::http::{HeaderMap, header::CONTENT_TYPE};

    fn read(body: &str) -> Result<Channel, Problem> {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, json_body::JSON.parse().unwrap())]);
        json_body::read::<ChannelBody>(&headers, body.as_bytes()).map(Channel::from)
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
    fn an_absent_field_is_null() {
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
        for field in ["streams", "Name", "avatar", ""] {
            refused(
                &format!(r#"{{"{field}": null}}"#),
                field,
                "is not known here",
            );
        }
    }
}
