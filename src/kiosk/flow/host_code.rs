//! The way into the host's part of the screen: six digits, shown as dots, tried with the sixth. How often
//! somebody may try, the engine says ([`crate::engine`]): it counts where pulling the plug forgives nothing.
//!
//! What is typed is overwritten when it goes, and prints nothing of itself.

use super::{
    Effect, Flow, Host, HostAsk, HostSaid, HostWish, Key, Moment, Saving, State, Surroundings, Touch, Typed,
};

/// How many digits the code has.
pub const CODE_DIGITS: usize = 6;

/// Somebody types the code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HostCode {
    /// The digits so far.
    pub code: Typed,
    /// What the last try came to.
    pub told: Option<CodeTold>,
    /// The try that is on its way, and its number: an answer to another one opens nothing.
    pub trying: Option<(Saving, u64)>,
}

/// Why the code opened nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeTold {
    /// It is not the code.
    Wrong,
    /// There were too many tries: so many minutes, and then again.
    Wait(u32),
    /// Nobody has made a code yet.
    NoCode,
    /// The engine could not say.
    Failed,
}

impl HostCode {
    fn is_busy(&self) -> bool {
        self.trying.is_some_and(|(trying, _)| !trying.failed)
    }

    /// What the screen says of the last try.
    pub fn tells(&self) -> Option<CodeTold> {
        let is_silent = self.trying.is_some_and(|(trying, _)| trying.failed);
        if is_silent { Some(CodeTold::Failed) } else { self.told }
    }
}

impl Flow {
    pub(super) fn touch_host_code(
        &mut self,
        touch: &Touch,
        mut typing: Box<HostCode>,
        around: &Surroundings,
    ) -> Vec<Effect> {
        let now = around.now;
        match touch {
            Touch::Stop => return self.go_home(now),
            Touch::Back => {
                self.enter(State::About { page: 0 }, now);
                return Vec::new();
            }
            Touch::Press(key) if !typing.is_busy() && is_on_pad(*key) => {
                // What the last try came to has been read.
                (typing.told, typing.trying) = (None, None);
                typing.code.press(*key, CODE_DIGITS);
            }
            _ => {
                self.state = State::HostCode(typing);
                return Vec::new();
            }
        }
        if typing.code.expose().len() < CODE_DIGITS {
            self.state = State::HostCode(typing);
            return Vec::new();
        }
        self.last_ticket += 1;
        let ticket = self.last_ticket;
        let code = std::mem::take(&mut typing.code);
        typing.trying = Some((Saving { with_name: false, since: now, failed: false }, ticket));
        self.state = State::HostCode(typing);
        vec![Effect::Host(HostAsk { ticket, wish: HostWish::TryCode(code) })]
    }

    /// What the try with this number came to. A late answer to one that somebody walked away from must not
    /// open anything for whoever stands there now.
    pub(super) fn code_was_tried(&mut self, ticket: u64, said: HostSaid, now: Moment) {
        let State::HostCode(typing) = &mut self.state else { return };
        if typing.trying.is_none_or(|(_, tried)| tried != ticket) {
            return;
        }
        typing.trying = None;
        typing.told = Some(match said {
            HostSaid::Opened(view) => {
                return self.enter(State::Host(Box::new(Host::new(ticket, view))), now);
            }
            HostSaid::WrongCode => CodeTold::Wrong,
            HostSaid::Wait { minutes } => CodeTold::Wait(minutes),
            HostSaid::NoCode => CodeTold::NoCode,
            HostSaid::Seen(_) | HostSaid::Done(_) | HostSaid::Refused(_) => CodeTold::Failed,
        });
    }
}

fn is_on_pad(key: Key) -> bool {
    matches!(key, Key::Erase | Key::Letter('0'..='9'))
}
