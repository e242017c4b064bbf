//! A stand-in Tencent Cloud: what streams really did, the callbacks about it, and the APIs that tell the truth.
//!
//! Pure inside: a [`World`] is a function of a [`Script`], what there is to see of it a function of the world and the
//! time, and the callbacks' way through a bad network a function of a seed. What callers have made and deleted is kept
//! beside that, in a [`Studio`], and what they have set up in a [`Console`]. The edges ([`Server`], [`Courier`],
//! [`Simulator`]) put that behind HTTP.

mod account;
mod api;
mod arguments;
mod callbacks;
mod chance;
mod clock;
mod error;
mod footage;
mod moment;
mod server;
mod simulator;
mod world;

pub use account::{
    console::Console,
    media_host::{NoFootage, SHOTS},
    studio::{JobFailure, Made, Pace, Studio},
};
pub use api::{Account, Call, Service};
pub use arguments::{Arguments, UsageError};
pub use callbacks::{
    courier::{Answer, Courier, Receipt, Receipts, Round, USER_AGENT},
    sender::{Delivery, Disorder, Forgery, Sender},
};
pub use clock::Clock;
pub use error::ApiError;
pub use footage::Footage;
pub use server::{
    Options, Server,
    fault::{Fault, Faults, Odds, Request},
};
pub use simulator::{Config, Simulator, StartError};
pub use world::{
    BadScript, Push, Size, StreamState, World,
    event::{Event, RecordState, What},
    media::{Media, Recorder, Source, media_url},
    script::{
        Deletion, Exception, Failure, Habits, MEDIA_BASE, PushScript, RecordEncoding, Recording,
        Script, StreamScript, Template,
    },
    truth::{TrueFile, TrueStream, Truth},
};
