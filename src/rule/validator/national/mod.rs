//! National identifiers of persons outside France: registers of the population,
//! social insurance and taxes, a file for each family of countries.
//!
//! Each function reads one identifier from the start of a text and demands all
//! that its norm says: length, calendar date, check characters. What has no
//! check digit is weak, so that a label or a column must agree. There is no
//! clock: a birth may lie some years ahead.

mod america;
mod balkan;
mod baltic;
mod benelux;
mod british;
mod central;
mod german;
mod iberia;
mod italy;
mod nordic;

pub(super) use america::{cpf, itin, sin, ssn};
pub(super) use balkan::{afm, amka, cnp, egn, emso, oib, tckn, tic};
pub(super) use baltic::{baltic, latvian};
pub(super) use benelux::{bsn, luxembourg, nrn};
pub(super) use british::{maltese, nhs, nino, pps, utr};
pub(super) use central::{nip, pesel, rodne_cislo, szemelyi, taj, tax_hungary};
pub(super) use german::{ahv, id_card, idnr, kvnr, rvnr, steuernummer, svnr};
pub(super) use iberia::{cartao, dni, nif, nuss};
pub(super) use italy::codice_fiscale;
pub(super) use nordic::{cpr, fodselsnummer, hetu, kennitala, personnummer};

use super::compact::{Compact, number};
use super::{Accepted, Grade};

/// The first `n` characters are a value.
fn graded<const N: usize>(read: &Compact<N>, n: usize, grade: Grade) -> Accepted {
    Accepted {
        len: read.end(n),
        grade,
        test: false,
    }
}

/// All characters are a value.
fn plain<const N: usize>(read: &Compact<N>) -> Accepted {
    graded(read, N, Grade::Plain)
}

/// A day of the calendar.
fn is_date(year: u64, month: u64, day: u64) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 => 28 + u64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// Six digits DDMMYY, a day of some century.
fn day_first(d: &[u8]) -> bool {
    some_century(number(&d[4..6]), number(&d[2..4]), number(&d[..2]))
}

/// A day of the calendar whose century is not said: 29 February stands in every
/// fourth year, 1900 not told from 2000.
fn some_century(year: u64, month: u64, day: u64) -> bool {
    is_date(2000 + year, month, day)
}

#[cfg(test)]
mod tests;
