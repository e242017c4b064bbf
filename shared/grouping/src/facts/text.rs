//! Common impls of string newtypes.

/// `as_str`, `Display` and the way back into a `String`.
macro_rules! wraps_text {
    ($type:ident) => {
        impl $type {
            /// As text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<$type> for String {
            fn from(wrapped: $type) -> Self {
                wrapped.0
            }
        }
    };
}

pub(crate) use wraps_text;
