//! Host accounts from the command line, while no desk runs over the directory. The five words of the same host
//! are [`welkom_guestbook::GuestBook`]'s; the name is the same in both.

use crate::{error::DeskError, server::is_host_name, store::Store};
use std::path::Path;
use welkom_web::{clock::Clock, password};
use zeroize::Zeroizing;

/// Adds a host's account, and answers with the password to log in. [`DeskError::NameTaken`] if there is one.
pub fn add_account(directory: &Path, clock: &Clock, name: &str) -> Result<Zeroizing<String>, DeskError> {
    if !is_host_name(name) {
        return Err(DeskError::Name);
    }
    let password = password::generate()?;
    let store = Store::open(directory, clock.now().0)?;
    store.add_host(name, &password::hash(&password)?, clock.now())?;
    Ok(password)
}

/// Gives a host another password to log in, whether they had an account or not; whoever is logged in with the
/// old one is not any more.
pub fn renew_account(directory: &Path, clock: &Clock, name: &str) -> Result<Zeroizing<String>, DeskError> {
    remove_account(directory, clock, name)?;
    add_account(directory, clock, name)
}

/// Takes a host's account away; one that is not there stays so.
pub fn remove_account(directory: &Path, clock: &Clock, name: &str) -> Result<(), DeskError> {
    Store::open(directory, clock.now().0)?.remove_host(name)?;
    Ok(())
}
