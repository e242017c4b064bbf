//! Which replays `GET /replays` asks for.

use crate::{
    endpoints::replays::position_after,
    http::{Caller, Page, Params, Problem, fields::stream_in, word},
    views::{Audience, State, title},
};
use replay_grouping::{Format, Stream, Timestamp};
use replay_store::{Broadcast, List, Scope, Visibility};

/// The parameters of the list.
#[derive(Debug)]
pub(crate) struct Filter {
    pub(crate) page: Page,
    pub(crate) scope: Scope,
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
        let words = "pending, published or hidden";
        let visibility = params.parsed("visibility", words, word)?;
        let public = matches!(visibility, None | Some(Visibility::Published));
        if !caller.is_curator() && !public {
            return Err(Problem::NO_TOKEN);
        }
        let states = "live, settling, complete, partial or missing";
        Ok(Self {
            page: Page::read(params, "replays", caller)?,
            from: params.time("from")?,
            to: params.time("to")?,
            format: params.text("format").map(Format::new),
            state: params.parsed("state", states, word)?,
            visibility,
            title: match (params.text("q"), params.text("stream_id")) {
                (Some(_), None) => {
                    return Err(Problem::parameter("q", "needs a stream_id beside it"));
                }
                (title, _) => title.map(str::to_lowercase),
            },
            scope: params.scope()?,
        })
    }

    /// The only stream that fits, if all its names are given.
    pub(crate) fn only_stream(&self) -> Option<Stream> {
        let scope = &self.scope;
        let names = [&scope.stream_id, &scope.domain, &scope.app];
        let all = names.iter().all(|name| name.is_some());
        all.then(|| stream_in(scope).ok())?
    }

    /// Whether the parameters name this stream, or leave it open.
    pub(crate) fn takes(&self, stream: &Stream) -> bool {
        let fits =
            |wanted: &Option<String>, name| wanted.as_deref().is_none_or(|wanted| wanted == name);
        fits(&self.scope.domain, stream.domain())
            && fits(&self.scope.app, stream.app())
            && fits(&self.scope.stream_id, stream.stream_id())
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
            && (self.state).is_none_or(|state| state == State::of(broadcast, audience))
            && (self.format.as_ref()).is_none_or(|format| tallies.contains_key(format))
            && (self.title.as_ref()).is_none_or(|wanted| {
                let title = title(broadcast, audience.hull(summary));
                title.to_lowercase().contains(wanted)
            })
    }
}

#[cfg(test)]
mod tests;
