//! Third-party parsers in processes of their own: a stack overflow, an
//! allocation that aborts or a hang costs one item.
//!
//! [`child`] keeps one worker process and talks to it, [`relay`] checks what it
//! says and passes it on, [`death`] names how it died; [`worker`] is what runs
//! in it, [`confine`] what it may still do. `protocol` and `socket` are what both
//! sides share, `process` starts and ends them. [`errand`] has other work done in
//! such a process: what a caller orders, of one document's bytes.
//!
//! A worker process opens nothing: it gets an open, read-only file for each item
//! over a socket that is its standard input. What it answers is not trusted: it
//! may have been taken over by what it reads.

pub(super) mod child;
pub(super) mod confine;
mod death;
pub mod errand;
mod process;
pub(super) mod protocol;
mod relay;
mod socket;
pub mod worker;
