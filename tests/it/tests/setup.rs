//! CloudFormation always gets an answer, and the Tencent account is afterwards as asked for or as it was before.

mod adopting;
mod answering;
mod creating;
mod deleting;
mod failing;
mod inbox;
mod log;
mod replacing;
mod stack;
mod updating;
mod walks;
