//! The command line of `tencent-simulator`.

use crate::{BadScript, Clock, Config, Disorder, Faults, World, world::script::MEDIA_BASE};
use replay_signature::{EmptySecret, Secret, tc3::Credentials};
use std::{io, net::SocketAddr, path::PathBuf, str::FromStr};

/// The usage text.
const USAGE: &str = "\
usage: tencent-simulator [--name value]…

  --listen ADDRESS    where VOD and Live answer        127.0.0.1:8788
  --callbacks URL     where callbacks go               none are sent
  --key KEY           what callbacks are signed with   replay-demo-key
  --secret-id ID      whose requests are answered      AKIDsimulator
  --secret-key KEY    how those are signed             simulator-secret-key
  --seed NUMBER       what is random follows from it   1
  --world FILE        the world to play                short broadcasts in six rooms
  --started SECONDS   how long ago the world opened    0
  --speed NUMBER      how fast to catch up with now    1
  --drop, --double, --reorder, --forge PROBABILITY     0
  --delay SECONDS     callbacks are late by up to      0";

/// The parsed command line.
#[derive(Debug)]
pub struct Arguments {
    listen: SocketAddr,
    callbacks: Option<String>,
    key: String,
    secret_id: String,
    secret_key: String,
    seed: u64,
    world: Option<PathBuf>,
    started: u32,
    speed: u32,
    disorder: Disorder,
}

/// Why the command line can't be used.
#[derive(Debug, thiserror::Error)]
pub enum UsageError {
    /// The call is wrong; the message contains the usage.
    #[error("{problem}\n\n{USAGE}")]
    Call {
        /// What is wrong with it.
        problem: String,
    },
    /// A key is empty.
    #[error(transparent)]
    Key(#[from] EmptySecret),
    /// The world's file can't be read.
    #[error("the world's file: {0}")]
    File(#[from] io::Error),
    /// Its world can't happen.
    #[error("the world: {0}")]
    World(#[from] BadScript),
}

impl Arguments {
    /// Reads what comes after the program's name.
    ///
    /// # Errors
    /// [`UsageError::Call`]
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, UsageError> {
        let mut parsed = Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8788)),
            callbacks: None,
            key: "replay-demo-key".to_owned(),
            secret_id: "AKIDsimulator".to_owned(),
            secret_key: "simulator-secret-key".to_owned(),
            seed: 1,
            world: None,
            started: 0,
            speed: 1,
            disorder: Disorder::default(),
        };
        let mut arguments = arguments.into_iter();
        while let Some(name) = arguments.next() {
            let value = arguments.next().unwrap_or_default();
            parsed.set(&name, &value)?;
        }
        Ok(parsed)
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), UsageError> {
        match name {
            "--listen" => self.listen = read(name, value)?,
            "--callbacks" => self.callbacks = Some(read(name, value)?),
            "--key" => self.key = read(name, value)?,
            "--secret-id" => self.secret_id = read(name, value)?,
            "--secret-key" => self.secret_key = read(name, value)?,
            "--seed" => self.seed = read(name, value)?,
            "--world" => self.world = Some(read(name, value)?),
            "--started" => self.started = read(name, value)?,
            "--speed" => self.speed = read(name, value)?,
            "--drop" => self.disorder.drop = read(name, value)?,
            "--double" => self.disorder.double = read(name, value)?,
            "--reorder" => self.disorder.reorder = read(name, value)?,
            "--forge" => self.disorder.forge = read(name, value)?,
            "--delay" => self.disorder.delay = read(name, value)?,
            _ => {
                let problem = format!("{name:?} is not known");
                return Err(UsageError::Call { problem });
            }
        }
        Ok(())
    }

    /// The configuration. A world from a file opens at the time that the command line gives, not at its own.
    ///
    /// # Errors
    /// The other variants of [`UsageError`].
    pub fn config(self) -> Result<Config, UsageError> {
        let opens_at = Clock::real().now() - i64::from(self.started);
        let world = match &self.world {
            None => World::demo(opens_at, MEDIA_BASE)?,
            Some(path) => {
                let world = World::from_json(&std::fs::read_to_string(path)?)?;
                World::new(crate::Script {
                    opens_at,
                    ..world.script().clone()
                })?
            }
        };
        Ok(Config {
            world,
            clock: Clock::hurrying(opens_at, self.speed.max(1)),
            listen: self.listen,
            callbacks: self.callbacks,
            callbacks_from: opens_at,
            records_from: opens_at,
            callback_key: Secret::new(self.key)?,
            disorder: self.disorder,
            seed: self.seed,
            credentials: Credentials {
                secret_id: self.secret_id,
                secret_key: Secret::new(self.secret_key)?,
                token: None,
            },
            faults: Faults::none(),
        })
    }
}

fn read<T: FromStr>(name: &str, value: &str) -> Result<T, UsageError> {
    let read = Some(value).filter(|value| !value.is_empty());
    read.and_then(|value| value.parse().ok())
        .ok_or_else(|| UsageError::Call {
            problem: format!("{name} can't be {value:?}"),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, UsageError> {
        Arguments::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn the_defaults_suffice() {
        let config = parse("").unwrap().config().unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8788");
        assert_eq!(config.callbacks, None);
    }

    #[test]
    fn errors_name_the_argument() {
        for line in ["--seed", "--seed x", "--sed 1", "--listen here", "-h"] {
            let error = parse(line).unwrap_err().to_string();
            assert!(error.contains("usage:"), "{line}: {error}");
        }
    }
}
