//! What decides, beside the facts, which pieces of a stream belong together.

use crate::{
    Store, StoreError,
    items::Head,
    table::{Item, Reader, Writer, keys},
};
use replay_grouping::{Pins, Rules, Span, Stream};

/// The rules and pins of one stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Terms {
    pub(crate) rules: Rules,
    pub(crate) pins: Pins,
}

impl Terms {
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

    pub(crate) fn item(pins: &Pins, stream: &Stream) -> Item {
        Writer::new(&keys::stream(stream), keys::PINS)
            .json("pins", pins)
            .0
    }
}

impl Store {
    /// The rules of a stream: its own, or those of the deployment.
    pub(crate) fn rules<'a>(&'a self, head: &'a Head) -> &'a Rules {
        head.rules.as_ref().unwrap_or(&self.settings.rules)
    }

    /// The terms as of the head: a stream that nobody pinned costs no request.
    pub(crate) async fn terms(&self, stream: &Stream, head: &Head) -> Result<Terms, StoreError> {
        let mut pins = Pins::default();
        if head.pinned
            && let Some(item) = self.get(&keys::stream(stream), keys::PINS).await?
        {
            pins = Reader(&item).json("pins")?;
        }
        Ok(Terms {
            rules: self.rules(head).clone(),
            pins,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use replay_grouping::{Seconds, Timestamp};

    #[test]
    fn merges_that_touch_are_looked_at_together() {
        let merges = [(0, 1_000), (1_300, 2_000), (5_000, 6_000)];
        let terms = Terms {
            rules: Rules {
                gap: Seconds(300),
                daily_cut: None,
            },
            pins: Pins {
                merges: merges.map(Span::from).into(),
                ..Pins::default()
            },
        };
        let reach = |from, to| terms.reach(Span::from((from, to)));
        assert_eq!(reach(-300, -300), Span::from((-300, 2_000)));
        assert_eq!(reach(-301, -301), Span::point(Timestamp(-301)));
        assert_eq!(reach(2_500, 4_700), Span::from((2_500, 6_000)));
    }
}
