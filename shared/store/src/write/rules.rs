//! The rules and pins of a stream: what decides, beside the facts, which pieces belong together.

use crate::{
    Result, Store,
    error::Conflict,
    items::Head,
    table::{Item, Reader, Writer, keys},
};
use replay_grouping::{Pins, Rules, Span, Stream};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StreamRules {
    pub(crate) rules: Rules,
    pub(crate) pins: Pins,
}

impl StreamRules {
    /// What has to be looked at together with `span`: the merges that it touches, and what those touch.
    pub(crate) fn reach(&self, span: Span) -> Span {
        let mut reach = span;
        loop {
            let near = |merge: &&Span| merge.within(self.rules.gap, &reach);
            let merges = self.pins.merges.iter().filter(near).copied();
            let wider = merges.fold(reach, Span::hull);
            if wider == reach {
                return reach;
            }
            reach = wider;
        }
    }
}

/// The item that holds all pins of a stream.
pub(crate) fn pins_item(pins: &Pins, stream: &Stream) -> Result<Item> {
    Writer::new(&keys::stream(stream), keys::PINS)
        .json("pins", pins)
        .finish()
}

impl Store {
    /// The rules of a stream: its own, or those of the deployment.
    pub(crate) fn rules<'a>(&'a self, head: &'a Head) -> &'a Rules {
        head.rules.as_ref().unwrap_or(&self.settings.rules)
    }

    /// The rules and pins as of the head: a stream without pins costs no request.
    pub(crate) async fn stream_rules(
        &self,
        stream: &Stream,
        head: &Head,
    ) -> Result<StreamRules, Conflict> {
        let rules = self.rules(head).clone();
        if !head.pinned {
            let pins = Pins::default();
            return Ok(StreamRules { rules, pins });
        }
        let read = |item: &Item| Reader(item).json("pins");
        let pins = self.get_with(stream, head, keys::PINS, read).await?;
        let pins = pins.unwrap_or_default();
        Ok(StreamRules { rules, pins })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use replay_grouping::{Seconds, Timestamp};

    #[test]
    fn touching_merges_are_looked_at_together() {
        let merges = [(0, 1_000), (1_300, 2_000), (5_000, 6_000)];
        let rules = StreamRules {
            rules: Rules {
                gap: Seconds(300),
                daily_cut: None,
            },
            pins: Pins {
                merges: merges.map(Span::from).into(),
                ..Pins::default()
            },
        };
        let reach = |from, to| rules.reach(Span::from((from, to)));
        assert_eq!(reach(-300, -300), Span::from((-300, 2_000)));
        assert_eq!(reach(-301, -301), Span::point(Timestamp(-301)));
        assert_eq!(reach(2_500, 4_700), Span::from((2_500, 6_000)));
    }
}
