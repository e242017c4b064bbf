//! What can be asked.

/// An action, as Tencent calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    SearchMedia,
    DescribeMediaInfos,
    DescribeLiveStreamState,
    DescribeCallbackRecordsList,
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
            Self::DescribeLiveStreamState => "DescribeLiveStreamState",
            Self::DescribeCallbackRecordsList => "DescribeCallbackRecordsList",
        }
    }

    pub(super) fn service(self) -> Service {
        match self {
            Self::SearchMedia | Self::DescribeMediaInfos => Service::Vod,
            Self::DescribeLiveStreamState | Self::DescribeCallbackRecordsList => Service::Live,
        }
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
