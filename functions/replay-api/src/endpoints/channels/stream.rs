//! Which stream a request for a channel means: its name alone is enough where one stream has that name.

use crate::{
    Api,
    endpoints::Call,
    http::{Code, Problem},
    views::Audience,
};
use futures_util::future::try_join_all;
use replay_grouping::Stream;
use replay_store::{Broadcast, List, Visibility};

/// How many streams of a name are read. Each is a small item, so one unit reads all of them.
pub(crate) const MOST_READ: usize = 100;

/// How many streams of a name are looked at, each by itself.
pub(crate) const MOST_LOOKED_UP: usize = 20;

impl Api {
    /// The stream that path and parameters name. If `domain` or `app` is left out, it is the only stream of that name that
    /// has a channel for the caller. If no stream of that name is known, they have the defaults of the deployment.
    pub(super) async fn named(&self, call: &Call<'_>, stream_id: &str) -> Result<Stream, Problem> {
        let defaults = &self.store.settings().defaults;
        let (domain, app) = (call.params.text("domain"), call.params.text("app"));
        let stream = Stream::new(
            domain.unwrap_or(&defaults.domain),
            app.unwrap_or(&defaults.app),
            stream_id,
        );
        let stream = stream.map_err(Problem::stream_parameters)?;
        if domain.is_some() && app.is_some() {
            return Ok(stream);
        }
        let mut known = (self.store)
            .first_namesakes(stream_id, MOST_READ + 1)
            .await?;
        if known.len() > MOST_READ {
            return Err(ambiguous(stream_id, &[]));
        }
        known.retain(|known| {
            domain.is_none_or(|domain| domain == known.domain())
                && app.is_none_or(|app| app == known.app())
        });
        if known.len() > MOST_LOOKED_UP {
            return Err(ambiguous(stream_id, &[]));
        }
        if known.len() > 1 {
            known = self.with_channel(call, known).await?;
        }
        match &known[..] {
            [] => Ok(stream),
            [only] => Ok(only.clone()),
            several => Err(ambiguous(stream_id, several)),
        }
    }

    /// Those of these streams that have a channel for the caller: a profile, or a broadcast.
    async fn with_channel(
        &self,
        call: &Call<'_>,
        streams: Vec<Stream>,
    ) -> Result<Vec<Stream>, Problem> {
        let profiles = self.store.channels(&streams).await?;
        let share = call.most_others() / streams.len().max(1);
        let all = streams.into_iter().map(|stream| {
            let profiles = &profiles;
            async move {
                let has = profiles.contains_key(&stream)
                    || self.has_broadcast(call, &stream, share).await?;
                Ok::<_, Problem>(has.then_some(stream))
            }
        });
        let all = try_join_all(all).await?;
        Ok(all.into_iter().flatten().collect())
    }

    /// Whether a stream has a broadcast that gives it a channel, among its newest ones.
    async fn has_broadcast(
        &self,
        call: &Call<'_>,
        stream: &Stream,
        most_others: usize,
    ) -> Result<bool, Problem> {
        let list = may_give_channel(call, stream);
        let gives = |broadcast: &Broadcast| gives_channel(call, broadcast);
        let page = self.store.list_page(&list, 1, most_others, gives).await?;
        Ok(!page.broadcasts.is_empty())
    }
}

/// The list of all broadcasts that may give a stream a channel.
pub(super) fn may_give_channel(call: &Call<'_>, stream: &Stream) -> List {
    use Visibility::{Hidden, Pending, Published};
    let for_curators = call.audience == Audience::Curators;
    List {
        shelves: match for_curators {
            true => vec![Published, Pending, Hidden],
            false => vec![Published, Pending],
        },
        streams: Some(vec![stream.clone()]),
        emptied: for_curators,
        ..List::default()
    }
}

/// Whether a broadcast of that list gives a channel: for curators any, and for viewers one that they see, or that is live.
pub(super) fn gives_channel(call: &Call<'_>, broadcast: &Broadcast) -> bool {
    call.sees(broadcast) || call.audience.is_live(broadcast)
}

/// The refusal where several streams have the name, with those that the caller may know.
fn ambiguous(stream_id: &str, streams: &[Stream]) -> Problem {
    let names: Vec<String> = streams.iter().map(ToString::to_string).collect();
    let named = match names.is_empty() {
        true => String::new(),
        false => format!(": {}", names.join(", ")),
    };
    let detail = format!(
        "several streams are named {stream_id:.64}{named}; add the parameters domain and app"
    );
    Problem::new(Code::AmbiguousStream, detail)
}
