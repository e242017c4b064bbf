//! A stand-in Tencent Cloud: what streams really did, the callbacks about it, and the APIs that tell the truth.
//!
//! Pure inside: a [`World`] is a function of a [`Script`], what there is to see of it a function of the world and the
//! time, and the callbacks' way through a bad network a function of a seed. What callers have made and deleted is kept
//! beside that, in a [`Studio`], and what they have set up in a [`Console`]. The edges ([`Server`], [`Courier`],
//! [`Simulator`]) put that behind HTTP.

mod api;
mod arguments;
mod chance;
mod clock;
mod console;
mod courier;
mod event;
mod fault;
mod ids;
mod media;
mod moment;
mod recording;
mod script;
mod sender;
mod server;
mod simulator;
mod studio;
mod truth;
mod world;

pub use api::{Account, ApiError, Call, Service};
pub use arguments::{Arguments, UsageError};
pub use clock::Clock;
pub use console::Console;
pub use courier::{Answer, Courier, Receipt, Receipts, Round};
pub use event::{Event, RecordState, What};
pub use fault::{Fault, Faults, Odds, Request};
pub use media::{Media, Recorder, Source};
pub use script::{
    Deletion, Exception, Failure, Habits, PushScript, Recording, Script, StreamScript, Template,
};
pub use sender::{Delivery, Disorder, Forgery, Sender};
pub use server::{Options, Server};
pub use simulator::{Config, Simulator, StartError};
pub use studio::{JobFailure, Made, Pace, Studio};
pub use truth::{TrueFile, TrueStream, Truth};
pub use world::{BadScript, Push, Size, StreamState, World};
