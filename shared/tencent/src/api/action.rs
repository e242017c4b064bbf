//! What can be asked.

use super::ApiError;

/// An action, as Tencent calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
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
}

/// Who answers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Service {
    Vod,
    Live,
}

impl Action {
    pub(super) fn name(self) -> &'static str {
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
        }
    }

    pub(super) fn service(self) -> Service {
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
            | Self::DescribeRecordTask => Service::Live,
        }
    }

    /// Whether to ask again after `error`. What reads can be asked any number of times, what is deleted or stopped stays
    /// so, and `EditMedia` knows a task by its key. `FastEditMedia` makes a file each time, and `CreateRecordTask` a
    /// task: only when they surely made none.
    pub(super) fn may_repeat(self, error: &ApiError) -> bool {
        let makes_another = matches!(self, Self::FastEditMedia | Self::CreateRecordTask);
        error.is_retryable() && !(makes_another && error.is_undecided())
    }
}

impl Service {
    /// As the signature names it, whatever the host is called.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Vod => "vod",
            Self::Live => "live",
        }
    }

    pub(super) fn version(self) -> &'static str {
        match self {
            Self::Vod => "2018-07-17",
            Self::Live => "2018-08-01",
        }
    }
}
