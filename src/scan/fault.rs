//! A format for tests of the engine: a file that begins with `LIMIER-FAULT` and
//! an order does to its process what broken parsers do. What follows on the next
//! lines is delivered as text before. Obeyed only when the run says so.

use super::isolate::protocol::{self, Report};
use crate::extract::{Flow, Sink, Start, Text};
use crate::inventory::{Evidence, Holding, RuleIx};
use crate::model::{Confidence, Kind, Locator, Place, Position, Sketch, Verdict};
use std::os::fd::AsFd as _;
use std::time::Duration;

/// How such a file begins.
const MAGIC: &[u8] = b"LIMIER-FAULT ";

/// What a file may order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Wait for ever.
    Hang,
    /// Work for ever.
    Spin,
    /// Take memory without end.
    Allocate,
    /// Recurse without end.
    Recurse,
    /// Panic.
    Panic,
    /// Panic, and not in a process of its own.
    PanicInside,
    /// Abort.
    Abort,
    /// Answer something that is no answer.
    Garbage,
    /// Find things without end.
    Endless,
    /// Deliver rows without end.
    Rows,
    /// Note what of the world can be reached.
    Reach,
}

impl Fault {
    /// What such a file is called in the ledger.
    pub(super) const KIND: Kind = Kind::of("limier-fault");

    /// Whether it needs a process of its own.
    pub(super) const fn isolated(self) -> bool {
        !matches!(self, Self::PanicInside | Self::Rows)
    }

    fn of(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"hang" => Self::Hang,
            b"spin" => Self::Spin,
            b"allocate" => Self::Allocate,
            b"recurse" => Self::Recurse,
            b"panic" => Self::Panic,
            b"panic-inside" => Self::PanicInside,
            b"abort" => Self::Abort,
            b"garbage" => Self::Garbage,
            b"endless" => Self::Endless,
            b"rows" => Self::Rows,
            b"reach" => Self::Reach,
            _ => return None,
        })
    }
}

/// The order of a file, if it has one and orders are `obeyed`.
pub(super) fn order(head: &[u8], obeyed: bool) -> Option<Fault> {
    let order = head.strip_prefix(MAGIC).filter(|_| obeyed)?;
    Fault::of(order.split(|b| *b == b'\n').next()?.trim_ascii())
}

/// Delivers the text after the order, then does what it says.
pub(super) fn obey(order: Fault, head: &[u8], at: &Locator, sink: &mut dyn Sink) -> Flow {
    let text = String::from_utf8_lossy(head);
    let (_, rest) = text.split_once('\n').unwrap_or_default();
    sink.text(Text::whole(rest, Start::Page(1)))?;
    match order {
        Fault::Endless => endless(at),
        Fault::Rows => return rows(sink),
        Fault::Reach => reach(sink),
        Fault::Panic | Fault::PanicInside => panic!("{rest}"),
        _ => commit(order),
    }
    Ok(())
}

/// Does what an order says that needs nobody to listen.
pub(super) fn commit(order: Fault) {
    match order {
        Fault::Hang => loop {
            std::thread::sleep(Duration::from_secs(3600));
        },
        Fault::Spin => loop {
            std::hint::spin_loop();
        },
        Fault::Allocate => allocate(),
        Fault::Recurse => drop(std::hint::black_box(recurse(1))),
        Fault::Panic | Fault::PanicInside => panic!("ordered"),
        Fault::Abort => std::process::abort(),
        Fault::Garbage => shout(b"\xff\xff\xff\xffnot a frame"),
        // those need somebody to listen
        Fault::Endless | Fault::Rows | Fault::Reach => {}
    }
}

fn allocate() {
    let mut taken: Vec<Vec<u8>> = Vec::new();
    loop {
        taken.push(vec![1; 1 << 20]);
        std::hint::black_box(&mut taken);
    }
}

#[expect(unconditional_recursion, reason = "overflows the stack on purpose")]
fn recurse(depth: u64) -> [u64; 64] {
    let mut frame = recurse(std::hint::black_box(depth + 1));
    frame[0] += depth;
    std::hint::black_box(frame)
}

/// Writes over the socket that a worker process has as standard input.
fn shout(bytes: &[u8]) {
    let stdin = std::io::stdin();
    let mut rest = bytes;
    while let Ok(n @ 1..) = rustix::io::write(stdin.as_fd(), rest) {
        rest = &rest[n..];
    }
}

fn endless(at: &Locator) {
    let mut frames = Vec::new();
    for n in 0u64.. {
        let place = Place {
            header: Some(n.to_string().into()),
            ..Place::default()
        };
        let report = Report::Holding(holding(at.clone(), place));
        protocol::frame(&report, &mut frames);
        if frames.len() > 1 << 16 {
            shout(&frames);
            frames.clear();
        }
    }
}

fn holding(at: Locator, place: Place) -> Holding {
    Holding {
        at,
        place,
        rule: RuleIx(0),
        count: 1,
        distinct: Sketch::default(),
        confidence: Confidence::Low,
        verdict: Verdict::Undetermined,
        first: Position::Field,
        samples: Vec::new(),
        evidence: Evidence::default(),
    }
}

fn rows(sink: &mut dyn Sink) -> Flow {
    sink.begin_table(crate::extract::TableHead {
        sheet: None,
        header: crate::extract::Header::Declared(&["a"]),
        first_column: 1,
    })?;
    for row in 1.. {
        sink.row(row, &[crate::extract::Cell::text("x")])?;
    }
    Ok(())
}

/// What a parser that was taken over would try.
fn reach(sink: &mut dyn Sink) {
    if std::fs::File::open("/proc/self/exe").is_ok() || std::fs::read_dir("/").is_ok() {
        sink.note("reached files");
    }
    if std::env::vars_os().next().is_some() {
        sink.note("reached the environment");
    }
    let refused = |e: std::io::Error| e.kind() == std::io::ErrorKind::PermissionDenied;
    if !std::net::TcpStream::connect(("127.0.0.1", 9)).is_err_and(refused) {
        sink.note("reached the network");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_only_known_when_they_are_obeyed() {
        assert_eq!(order(b"LIMIER-FAULT hang\nx", true), Some(Fault::Hang));
        assert_eq!(order(b"LIMIER-FAULT hang\nx", false), None);
        assert_eq!(order(b"LIMIER-FAULT dance\n", true), None);
        assert_eq!(order(b"hang", true), None);
    }
}
