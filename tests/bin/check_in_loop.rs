//! What the crash test kills: a real engine over a directory, with one visitor after the other. The id of
//! every arrival is printed once the engine has answered that it is on disk, and not before. It goes on
//! until it is killed, or until nobody reads what it prints.

use anyhow::{Context, bail};
use std::{
    env,
    io::{Write, stdout},
    path::{Path, PathBuf},
    sync::{Arc, mpsc},
};
use uuid::Uuid;
use welkom_domain::{arrival::Role, ids::ArrivalId};
use welkom_kiosk::{
    assemble,
    clock::SystemClock,
    config::Config,
    engine::{Command, Engine, Update},
    flow::{Answer, NewArrival},
    today::OfferKey,
};

const CENTRE: &str = "[centre]\nid = \"crash\"\nname = \"Crash\"\n[door]\nmonday = [\"09:00-17:00\"]\n";

/// Every how-manieth arrival is sent twice, as a nervous screen would.
const AGAIN_EVERY: usize = 5;

fn main() -> anyhow::Result<()> {
    let directory = PathBuf::from(env::args_os().nth(1).context("expected a directory")?);
    let mut config = Config::parse(CENTRE.as_bytes(), Path::new("crash.toml"))?;
    config.store.directory = directory;
    let (commands, to_do) = mpsc::channel();
    let (tell, updates) = mpsc::channel();
    let open = move || assemble::engine(&config, Arc::new(SystemClock::new(true)), drop);
    let _thread = Engine::spawn(to_do, open, move |update| drop(tell.send(update)))?;
    let wait_for = |expected: Answer| loop {
        match updates.recv()? {
            Update::Answer(answer) if answer == expected => return anyhow::Ok(()),
            Update::Answer(answer) => bail!("expected {expected:?}, found {answer:?}"),
            Update::Broken => bail!("the engine could not start"),
            Update::Today(_) | Update::Desk(_) => {}
        }
    };
    wait_for(Answer::Ready)?;
    for number in 1_usize.. {
        let id = ArrivalId(Uuid::new_v4());
        let arrival = NewArrival {
            id,
            offers: vec![OfferKey::DropIn],
            party: 1,
            role: Role::Visitor,
            guest: None,
            pass: None,
        };
        let is_sent_twice = number.is_multiple_of(AGAIN_EVERY);
        if is_sent_twice {
            commands.send(Command::Save(arrival.clone()))?;
        }
        commands.send(Command::Save(arrival))?;
        wait_for(Answer::Saved(id))?;
        // One write of a whole line: whoever reads it never sees half an acknowledgement.
        stdout().write_all(format!("{id}\n").as_bytes())?;
        stdout().flush()?;
        if is_sent_twice {
            wait_for(Answer::Saved(id))?;
        }
    }
    Ok(())
}
