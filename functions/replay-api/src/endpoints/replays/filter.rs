//! Which replays `GET /replays` asks for.

use crate::{
    endpoints::replays::position_after,
    http::{Caller, Page, Params, Problem, word},
    views::{Audience, State, title},
};
use replay_grouping::{Format, InvalidName, Stream, Timestamp};
use replay_store::{Broadcast, List, Visibility};

/// The parameters of the list.
#[derive(Debug)]
pub(crate) struct Filter {
    pub(crate) page: Page,
    pub(crate) stream_id: Option<String>,
    domain: Option<String>,
    app: Option<String>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    format: Option<Format>,
    state: Option<State>,
    visibility: Option<Visibility>,
    /// In lower case.
    title: Option<String>,
}

impl Filter {
    /// Only curators may ask by visibility.
    pub(crate) fn read(params: &Params, caller: Caller<'_>) -> Result<Self, Problem> {
        let text = |name| params.text(name).map(ToOwned::to_owned);
        let visibility = params.parsed(
            "visibility",
            "pending, published or hidden",
            word::<Visibility>,
        )?;
        if !caller.is_curator()
            && visibility.is_some_and(|visibility| visibility != Visibility::Published)
        {
            return Err(Problem::NO_TOKEN);
        }
        let states = "live, settling, complete, partial or missing";
        let filter = Self {
            page: Page::read(params, "replays", caller)?,
            stream_id: text("stream_id"),
            domain: text("domain"),
            app: text("app"),
            from: params.time("from")?,
            to: params.time("to")?,
            format: params.text("format").map(Format::new),
            state: params.parsed("state", states, word::<State>)?,
            visibility,
            title: params.text("q").map(str::to_lowercase),
        };
        if filter.title.is_some() && filter.stream_id.is_none() {
            return Err(Problem::parameter("q", "needs a stream_id beside it"));
        }
        let stream = filter.stream("any");
        stream.map_err(Problem::stream_parameters)?;
        Ok(filter)
    }

    /// The stream that the parameters name, with `other` for each name that is left out.
    fn stream(&self, other: &str) -> Result<Stream, InvalidName> {
        let or_other = |name: &Option<String>| name.as_deref().unwrap_or(other).to_owned();
        Stream::new(
            &or_other(&self.domain),
            &or_other(&self.app),
            &or_other(&self.stream_id),
        )
    }

    /// The only stream that fits, if all its names are given.
    pub(crate) fn only_stream(&self) -> Option<Stream> {
        let all = self.stream_id.is_some() && self.domain.is_some() && self.app.is_some();
        all.then(|| self.stream("").ok())?
    }

    /// Whether the parameters name this stream, or leave it open.
    pub(crate) fn takes(&self, stream: &Stream) -> bool {
        let fits =
            |wanted: &Option<String>, name| wanted.as_deref().is_none_or(|wanted| wanted == name);
        fits(&self.domain, stream.domain())
            && fits(&self.app, stream.app())
            && fits(&self.stream_id, stream.stream_id())
    }

    /// What the store has to list: of these streams, if the parameters name any.
    pub(crate) fn list(
        &self,
        streams: Option<Vec<Stream>>,
        audience: Audience,
    ) -> Result<List, Problem> {
        let mut shelves = vec![self.visibility.unwrap_or(Visibility::Published)];
        if self.includes_pending(audience) {
            shelves.push(Visibility::Pending);
        }
        Ok(List {
            shelves,
            streams,
            from: self.from,
            to: self.to,
            after: position_after(&self.page)?,
            emptied: audience == Audience::Curators,
        })
    }

    /// A broadcast without a part stays pending: curators find it by the states that it can have.
    fn includes_pending(&self, audience: Audience) -> bool {
        let states = [State::Live, State::Settling, State::Missing];
        audience == Audience::Curators
            && self.visibility.is_none()
            && self.state.is_some_and(|state| states.contains(&state))
    }

    /// Whether the list shows a broadcast that the store has listed.
    pub(crate) fn keeps(&self, broadcast: &Broadcast, audience: Audience, now: Timestamp) -> bool {
        let summary = &broadcast.summary;
        let visibility = self.visibility.unwrap_or(Visibility::Published);
        let tallies = audience.tallies(summary);
        audience.sees(broadcast, now)
            && (broadcast.curation.visibility == visibility || summary.parts() == 0)
            && self.takes(&broadcast.stream)
            && self
                .state
                .is_none_or(|state| state == State::of(broadcast, audience))
            && self
                .format
                .as_ref()
                .is_none_or(|format| tallies.contains_key(format))
            && self.title.as_ref().is_none_or(|wanted| {
                let title = title(broadcast, audience.hull(summary));
                title.to_lowercase().contains(wanted)
            })
    }
}

#[cfg(test)]
mod tests;
