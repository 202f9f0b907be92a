//! Files of many messages: each is a member. A message begins with a line
//! `From ` behind an empty one.

use crate::extract::{Flow, Limits, Member, Sink, io_problem};
use crate::model::{Problem, Reason};
use std::io::{BufRead, BufReader, Read};

/// Gives the messages of `input`, each at most as large as memory may be.
pub(super) fn read(input: &mut dyn Read, limits: &Limits, sink: &mut dyn Sink) -> Flow {
    let mut input = BufReader::new(input);
    let mut mailbox = Mailbox {
        message: Vec::new(),
        number: 0,
        limit: limits.memory,
    };
    let mut line = Vec::new();
    let mut after_blank = true;
    loop {
        line.clear();
        let room = limits.memory.saturating_sub(mailbox.message.len() as u64);
        match (&mut input).take(room.max(1)).read_until(b'\n', &mut line) {
            Ok(0) => return mailbox.give(sink),
            Ok(_) => {}
            Err(e) => {
                mailbox.give(sink)?;
                sink.problem(io_problem(&e));
                return Ok(());
            }
        }
        if after_blank && line.starts_with(b"From ") {
            mailbox.give(sink)?;
            after_blank = false;
            continue;
        }
        after_blank = matches!(line.as_slice(), b"\n" | b"\r\n");
        mailbox.add(&line, sink)?;
    }
}

/// The message being collected.
struct Mailbox {
    message: Vec<u8>,
    number: u64,
    limit: u64,
}

impl Mailbox {
    /// Adds a line; `>From ` was quoted so as not to begin a message.
    fn add(&mut self, line: &[u8], sink: &mut dyn Sink) -> Flow {
        let quotes = line.iter().take_while(|b| **b == b'>').count();
        let quoted = quotes > 0 && line[quotes..].starts_with(b"From ");
        self.message.extend_from_slice(&line[usize::from(quoted)..]);
        if self.message.len() as u64 >= self.limit {
            let detail = format!("message {} is too large", self.number + 1);
            sink.problem(Problem::new(Reason::ExpansionLimit, detail));
            return self.give(sink);
        }
        Ok(())
    }

    /// Gives the message, if there is one, and begins the next.
    fn give(&mut self, sink: &mut dyn Sink) -> Flow {
        if self.message.is_empty() {
            return Ok(());
        }
        self.number += 1;
        let mut content = self.message.as_slice();
        let flow = sink.member(Member {
            name: &format!("message-{}.eml", self.number),
            stored: Some(self.message.len() as u64),
            content: Ok(&mut content),
        });
        self.message.clear();
        flow
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::testing::Recorder;

    #[test]
    fn messages_are_members() {
        let text = b"From a Mon\nSubject: un\n\n>From ici\n\nFrom b Tue\nSubject: deux\n\nFin\n";
        let mut recorder = Recorder::default();
        read(&mut text.as_slice(), &Limits::default(), &mut recorder).expect("goes on");
        let members: Vec<_> = recorder
            .members
            .iter()
            .map(|m| (m.0.as_str(), m.2.as_deref()))
            .collect();
        assert_eq!(
            members,
            [
                (
                    "message-1.eml",
                    Ok(b"Subject: un\n\nFrom ici\n\n".as_slice())
                ),
                ("message-2.eml", Ok(b"Subject: deux\n\nFin\n".as_slice())),
            ]
        );
    }
}
