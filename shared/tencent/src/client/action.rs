//! What can be asked.

use super::{ApiError, setup_action::SetupAction};

/// An action, as Tencent calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    SearchMedia,
    DescribeMediaInfos,
    FastEditMedia,
    EditMedia,
    DescribeTaskDetail,
    DescribeTasks,
    DeleteMedia,
    DescribeLiveStreamState,
    DescribeCallbackRecordsList,
    CreateRecordTask,
    StopRecordTask,
    DescribeRecordTask,
    Setup(SetupAction),
}

/// Who answers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Service {
    Vod,
    Live,
}

impl Action {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::SearchMedia => "SearchMedia",
            Self::DescribeMediaInfos => "DescribeMediaInfos",
            Self::FastEditMedia => "FastEditMedia",
            Self::EditMedia => "EditMedia",
            Self::DescribeTaskDetail => "DescribeTaskDetail",
            Self::DescribeTasks => "DescribeTasks",
            Self::DeleteMedia => "DeleteMedia",
            Self::DescribeLiveStreamState => "DescribeLiveStreamState",
            Self::DescribeCallbackRecordsList => "DescribeCallbackRecordsList",
            Self::CreateRecordTask => "CreateRecordTask",
            Self::StopRecordTask => "StopRecordTask",
            Self::DescribeRecordTask => "DescribeRecordTask",
            Self::Setup(action) => action.name(),
        }
    }

    pub(crate) fn service(self) -> Service {
        match self {
            Self::SearchMedia
            | Self::DescribeMediaInfos
            | Self::FastEditMedia
            | Self::EditMedia
            | Self::DescribeTaskDetail
            | Self::DescribeTasks
            | Self::DeleteMedia => Service::Vod,
            Self::DescribeLiveStreamState
            | Self::DescribeCallbackRecordsList
            | Self::CreateRecordTask
            | Self::StopRecordTask
            | Self::DescribeRecordTask
            | Self::Setup(_) => Service::Live,
        }
    }

    /// Whether to ask again after `error`. What reads can be asked any number of times, what is deleted or stopped stays
    /// so, and `EditMedia` knows a task by its key. `FastEditMedia` makes a file each time, `CreateRecordTask` a task, and
    /// so are templates and rules made: only when they surely made none.
    pub(crate) fn may_repeat(self, error: &ApiError) -> bool {
        error.is_retryable() && !(self.makes() && error.is_undecided())
    }

    /// Whether it makes something new each time.
    fn makes(self) -> bool {
        match self {
            Self::FastEditMedia | Self::CreateRecordTask => true,
            Self::Setup(action) => action.makes(),
            _ => false,
        }
    }
}

impl Service {
    /// As the signature names it, whatever the host is called.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Vod => "vod",
            Self::Live => "live",
        }
    }

    pub(crate) fn version(self) -> &'static str {
        match self {
            Self::Vod => "2018-07-17",
            Self::Live => "2018-08-01",
        }
    }
}
