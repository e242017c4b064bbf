//! The stand-in for Tencent's APIs.

use replay_simulator::{Account, Clock, Faults, Options, Server};
use replay_tencent::client::{Credentials, Secret};

/// The credentials with which the stand-in is asked.
pub fn credentials(secret_key: &str) -> Credentials {
    Credentials {
        secret_id: "AKIDexample".to_owned(),
        secret_key: Secret::new(secret_key).unwrap(),
        token: None,
    }
}

/// Starts a stand-in for one account on a free port. It never limits rates.
pub async fn tencent(
    account: Account,
    clock: Clock,
    credentials: Credentials,
    faults: Faults,
) -> Server {
    let options = Options {
        credentials,
        faults,
        limit_rates: false,
    };
    let any = ([127, 0, 0, 1], 0).into();
    Server::start(any, account, clock, options).await.unwrap()
}
