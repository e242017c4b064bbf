//! Lists in pages that stay exact while items are added: each page begins after the last item of the one before.

use crate::http::{Caller, Ids, Mark, Params, Problem, Scope};

pub(crate) const DEFAULT_LIMIT: usize = 20;
pub(crate) const MAX_LIMIT: usize = 100;

/// The page of a list that a request asks for.
#[derive(Debug)]
pub(crate) struct Page {
    limit: usize,
    /// The item after which it begins.
    pub(crate) after: Option<Mark>,
    scope: Scope,
}

impl Page {
    /// Reads `limit` and `cursor`. A cursor is bound to the name of the list, the role of the caller, and the filters.
    pub(crate) fn read(
        params: &Params,
        list: &str,
        ids: Ids,
        caller: Caller<'_>,
    ) -> Result<Self, Problem> {
        let filters = params.filters().flat_map(|(name, value)| [name, value]);
        let scope = Scope::new(ids, [list, caller.role()].into_iter().chain(filters));
        let mark = |cursor| scope.mark(cursor).ok_or(Problem::CURSOR);
        let after = params.text("cursor").map(mark).transpose()?;
        Ok(Self {
            limit: limit(params)?,
            after,
            scope,
        })
    }

    /// How many items to read: one more than the page has, to know whether there is a next page.
    pub(crate) fn wanted(&self) -> usize {
        self.limit + 1
    }

    /// Cuts the items down to the page. Returns the cursor of the next page, if there is one.
    pub(crate) fn cut<T>(&self, items: &mut Vec<T>, mark: impl Fn(&T) -> Mark) -> Option<String> {
        self.cut_at(self.limit, items, mark)
    }

    pub(crate) fn cursor(&self, mark: &Mark) -> String {
        self.scope.cursor(mark)
    }

    /// As [`Page::cut`], but to at most `most` items.
    pub(crate) fn cut_at<T>(
        &self,
        most: usize,
        items: &mut Vec<T>,
        mark: impl Fn(&T) -> Mark,
    ) -> Option<String> {
        let shown = most.min(self.limit);
        if items.len() <= shown {
            return None;
        }
        items.truncate(shown);
        items.last().map(|last| self.scope.cursor(&mark(last)))
    }
}

/// How many items a request asks for.
pub(crate) fn limit(params: &Params) -> Result<usize, Problem> {
    let limit = params.parsed("limit", "a whole number from 1 to 100", |text| {
        let limit = text.parse().ok();
        limit.filter(|limit| (1..=MAX_LIMIT).contains(limit))
    })?;
    Ok(limit.unwrap_or(DEFAULT_LIMIT))
}

#[cfg(test)]
mod tests {
    use super::*;
    use replay_grouping::Timestamp;

    fn page(query: &str, list: &str, caller: Caller<'_>) -> Result<Page, Problem> {
        let params = Params::read(query, &["app", "limit", "cursor"]).unwrap();
        Page::read(&params, list, Ids::Versions, caller)
    }

    fn mark(item: &i64) -> Mark {
        Mark {
            at: Timestamp(*item),
            id: item.to_string(),
        }
    }

    #[test]
    fn the_limit_is_1_to_100_and_20_if_not_given() {
        for (query, limit) in [("", 20), ("limit=1", 1), ("limit=100", 100)] {
            assert_eq!(page(query, "replays", Caller::Viewer).unwrap().limit, limit);
        }
        for limit in ["0", "101", "-1", "1.0", "ten", "99999999999999999999"] {
            let problem = page(&format!("limit={limit}"), "replays", Caller::Viewer);
            assert_eq!(
                problem.unwrap_err().to_string(),
                "parameter limit must be a whole number from 1 to 100"
            );
        }
    }

    #[test]
    fn there_is_a_next_page_only_if_there_are_more_items() {
        let page = page("limit=2", "replays", Caller::Viewer).unwrap();
        assert_eq!(page.wanted(), 3);
        for (given, shown, next) in [
            (vec![], vec![], None),
            (vec![3, 2], vec![3, 2], None),
            (vec![3, 2, 1], vec![3, 2], Some(mark(&2))),
        ] {
            let mut items = given;
            let cursor = page.cut(&mut items, mark);
            assert_eq!(items, shown);
            assert_eq!(cursor.and_then(|cursor| page.scope.mark(&cursor)), next);
        }
        let mut items = vec![3, 2];
        assert!(page.cut_at(1, &mut items, mark).is_some());
        assert_eq!(items, [3]);
    }

    #[test]
    fn a_cursor_is_bound_to_list_caller_and_filters_but_not_to_the_limit() {
        let first = page("app=a&limit=1", "replays", Caller::Viewer).unwrap();
        let cursor = first.cut(&mut vec![2, 1], mark).unwrap();
        let again =
            |query: &str, list, caller| page(&format!("{query}&cursor={cursor}"), list, caller);
        for limit in ["", "&limit=7"] {
            let next = again(&format!("app=a{limit}"), "replays", Caller::Viewer).unwrap();
            assert_eq!(next.after, Some(mark(&2)));
        }
        for next in [
            again("", "replays", Caller::Viewer),
            again("app=b", "replays", Caller::Viewer),
            again("app=a", "quarantine", Caller::Viewer),
            again("app=a", "replays", Caller::Curator("ada")),
        ] {
            assert_eq!(next.unwrap_err(), Problem::CURSOR);
        }
    }
}
