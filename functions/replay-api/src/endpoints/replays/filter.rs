//! Which replays `GET /replays` asks for.

use crate::{
    endpoints::replays::position_after,
    http::{Caller, Ids, Page, Params, Problem, fields::stream_in, word},
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
    visibilities: Vec<Visibility>,
    pub(crate) featured: Option<bool>,
    /// In lower case.
    title: Option<String>,
}

impl Filter {
    /// Only curators may ask for what is not published.
    pub(crate) fn read(params: &Params, caller: Caller<'_>) -> Result<Self, Problem> {
        let words = "a comma list of pending, published and hidden, or all";
        let visibilities = params.parsed("visibility", words, visibilities)?;
        let visibilities = visibilities.unwrap_or_else(|| PUBLISHED.to_vec());
        if !caller.is_curator() && visibilities != PUBLISHED {
            return Err(match params.text("as") {
                Some(_) => Problem::parameter("visibility", "must be published with as=viewer"),
                None => Problem::NO_TOKEN,
            });
        }
        let states = "live, settling, complete, partial or missing";
        Ok(Self {
            page: Page::read(params, "replays", Ids::Replays, caller)?,
            from: params.time("from")?,
            to: params.time("to")?,
            format: params.text("format").map(Format::new),
            state: params.parsed("state", states, word)?,
            visibilities,
            featured: params.parsed("featured", "true or false", |text| text.parse().ok())?,
            title: params.text("q").map(str::to_lowercase),
            scope: params.scope()?,
        })
    }

    /// Whether any broadcast can be shown. If not, the list is empty, and nothing has to be read.
    pub(crate) fn can_match(&self, audience: Audience) -> bool {
        let for_viewers = audience != Audience::Curators;
        let no_time = self.from.zip(self.to).is_some_and(|(from, to)| from >= to);
        let behind_all = self.from.zip(self.page.after.as_ref());
        let behind_all = behind_all.is_some_and(|(from, after)| after.at < from);
        // Viewers see no replay without a file, and neither has one a format.
        let missing = self.state == Some(State::Missing);
        let no_file = missing && (for_viewers || self.format.is_some());
        let no_recording = self.format.as_ref().is_some_and(Format::is_picture);
        let no_title = self.title.as_ref();
        let no_title = no_title
            .is_some_and(|text| text.len() > LONGEST_TITLE || text.chars().any(char::is_control));
        !(no_time || behind_all || no_file || no_recording || no_title)
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
        Ok(List {
            shelves: self.visibilities.clone(),
            streams,
            featured: self.featured == Some(true),
            from: self.from,
            to: self.to,
            after: position_after(&self.page)?,
            emptied: audience == Audience::Curators,
        })
    }

    /// Whether the list shows a broadcast that the store has listed.
    pub(crate) fn keeps(&self, broadcast: &Broadcast, audience: Audience, now: Timestamp) -> bool {
        let curation = &broadcast.curation;
        let tallies = audience.tallies(broadcast);
        audience.sees(broadcast, now)
            && self.visibilities.contains(&curation.visibility)
            && (self.featured).is_none_or(|wanted| wanted == curation.featured_rank.is_some())
            && self.takes(&broadcast.stream)
            && (self.state).is_none_or(|state| state == State::of(broadcast, audience))
            && (self.format.as_ref()).is_none_or(|format| tallies.contains_key(format))
            && (self.title.as_ref()).is_none_or(|wanted| {
                let title = title(broadcast, audience.hull(broadcast));
                title.to_lowercase().contains(wanted)
            })
    }
}

/// More bytes than any title has: one of curators has 200 characters, and one that is made up a name of 512 bytes and a time.
/// A letter has at most 4 bytes, and twice as many in lower case.
const LONGEST_TITLE: usize = 2_048;

/// What is listed unless the request says otherwise, whatever else it asks for.
const PUBLISHED: &[Visibility] = &[Visibility::Published];

/// Each visibility that a comma list names, once.
fn visibilities(list: &str) -> Option<Vec<Visibility>> {
    use Visibility::{Hidden, Pending, Published};
    let mut named = Vec::new();
    for name in list.split(',').map(str::trim) {
        match name {
            "all" => named.extend([Pending, Published, Hidden]),
            name => named.push(word(name)?),
        }
    }
    named.sort_unstable();
    named.dedup();
    Some(named)
}

#[cfg(test)]
mod tests;
