//! Whatever CloudFormation asks for and whatever goes wrong, it is answered, and the account is as it should be or as it
//! was.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod adopting;
mod answering;
mod creating;
mod deleting;
mod failing;
mod inbox;
mod replacing;
mod stage;
mod updating;
mod walks;
