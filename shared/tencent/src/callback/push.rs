//! Events 1 and 0: a push begins and ends. Fields: <https://cloud.tencent.com/document/product/267/47025>.

use super::{
    Unusable,
    read::{APP_AND_APPNAME, Reader},
};
use crate::fields::Unreadable;
use replay_grouping::{EndReason, PushBegin, PushEnd, Sequence};

impl Reader<'_> {
    pub(super) fn push_begin(&self) -> Result<PushBegin, Unusable> {
        // A failed push begins no broadcast, so an unreadable code must not pass for 0.
        let errcode = self.fields.number("errcode")?;
        Ok(PushBegin {
            stream: self.stream(&APP_AND_APPNAME)?.stream,
            sequence: self.sequence()?,
            at: self.time("event_time")?,
            failed: errcode.is_some_and(|code| code != 0),
            errcode,
            session: self.session()?,
        })
    }

    pub(super) fn push_end(&self) -> Result<PushEnd, Unusable> {
        Ok(PushEnd {
            stream: self.stream(&APP_AND_APPNAME)?.stream,
            sequence: self.sequence()?,
            at: self.time("event_time")?,
            lasted_ms: self.fields.number("push_duration")?,
            reason: EndReason {
                code: self.fields.lenient_number("errcode"),
                message: self.fields.lenient_text("errmsg"),
            },
            session: self.session()?,
        })
    }

    fn sequence(&self) -> Result<Sequence, Unusable> {
        const FIELD: &str = "sequence";
        Sequence::new(&self.required_text(FIELD)?)
            .map_err(|invalid| Unreadable::new(FIELD, invalid.problem).into())
    }
}
