//! Events 1 and 0: a push begins and ends. Fields: <https://cloud.tencent.com/document/product/267/47025>.

use super::{
    Unusable,
    read::{APP_AND_APPNAME, Reader},
};
use crate::fields::Unreadable;
use replay_grouping::{EndReason, MAX_RECORDING, PushBegin, PushEnd, Sequence};

impl Reader<'_> {
    pub(super) fn push_begin(&self) -> Result<PushBegin, Unusable> {
        let errcode = self.optional(self.fields.number("errcode"));
        Ok(PushBegin {
            stream: self.stream(&APP_AND_APPNAME)?.stream,
            sequence: self.sequence()?,
            at: self.time("event_time")?,
            failed: errcode.is_some_and(|code: i64| code != 0),
            errcode,
            session: self.session(),
            unread: self.unread(),
        })
    }

    pub(super) fn push_end(&self) -> Result<PushEnd, Unusable> {
        Ok(PushEnd {
            stream: self.stream(&APP_AND_APPNAME)?.stream,
            sequence: self.sequence()?,
            at: self.time("event_time")?,
            lasted_ms: self.optional(self.push_duration()),
            reason: EndReason {
                code: self.optional(self.fields.number("errcode")),
                message: self.optional(self.fields.text("errmsg")),
            },
            session: self.session(),
            unread: self.unread(),
        })
    }

    fn push_duration(&self) -> Result<Option<u64>, Unreadable> {
        const FIELD: &str = "push_duration";
        let longest = MAX_RECORDING.non_negative() * 1_000;
        match self.fields.number(FIELD)? {
            Some(milliseconds) if milliseconds > longest => {
                Err(Unreadable::new(FIELD, "is over 7 days"))
            }
            milliseconds => Ok(milliseconds),
        }
    }

    fn sequence(&self) -> Result<Sequence, Unusable> {
        const FIELD: &str = "sequence";
        Sequence::new(&self.required_text(FIELD)?)
            .map_err(|invalid| Unreadable::new(FIELD, invalid.problem).into())
    }
}
