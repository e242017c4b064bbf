//! What can be asked about templates and rules.

/// An action on templates and rules, as Tencent calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SetupAction {
    CreateLiveRecordTemplate,
    ModifyLiveRecordTemplate,
    DeleteLiveRecordTemplate,
    DescribeLiveRecordTemplates,
    CreateLiveRecordRule,
    DeleteLiveRecordRule,
    DescribeLiveRecordRules,
    CreateLiveCallbackTemplate,
    ModifyLiveCallbackTemplate,
    DeleteLiveCallbackTemplate,
    DescribeLiveCallbackTemplates,
    CreateLiveCallbackRule,
    DeleteLiveCallbackRule,
    DescribeLiveCallbackRules,
}

impl SetupAction {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::CreateLiveRecordTemplate => "CreateLiveRecordTemplate",
            Self::ModifyLiveRecordTemplate => "ModifyLiveRecordTemplate",
            Self::DeleteLiveRecordTemplate => "DeleteLiveRecordTemplate",
            Self::DescribeLiveRecordTemplates => "DescribeLiveRecordTemplates",
            Self::CreateLiveRecordRule => "CreateLiveRecordRule",
            Self::DeleteLiveRecordRule => "DeleteLiveRecordRule",
            Self::DescribeLiveRecordRules => "DescribeLiveRecordRules",
            Self::CreateLiveCallbackTemplate => "CreateLiveCallbackTemplate",
            Self::ModifyLiveCallbackTemplate => "ModifyLiveCallbackTemplate",
            Self::DeleteLiveCallbackTemplate => "DeleteLiveCallbackTemplate",
            Self::DescribeLiveCallbackTemplates => "DescribeLiveCallbackTemplates",
            Self::CreateLiveCallbackRule => "CreateLiveCallbackRule",
            Self::DeleteLiveCallbackRule => "DeleteLiveCallbackRule",
            Self::DescribeLiveCallbackRules => "DescribeLiveCallbackRules",
        }
    }

    /// Whether it makes something new each time: two templates may have one name.
    pub(crate) fn makes(self) -> bool {
        matches!(
            self,
            Self::CreateLiveRecordTemplate
                | Self::CreateLiveRecordRule
                | Self::CreateLiveCallbackTemplate
                | Self::CreateLiveCallbackRule
        )
    }

    /// Whether it only looks.
    pub(crate) fn reads(self) -> bool {
        matches!(
            self,
            Self::DescribeLiveRecordTemplates
                | Self::DescribeLiveRecordRules
                | Self::DescribeLiveCallbackTemplates
                | Self::DescribeLiveCallbackRules
        )
    }
}
