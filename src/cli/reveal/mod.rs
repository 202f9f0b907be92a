//! `limier show ID --reveal`: the values of a gap as they are written, read again
//! from the source, for a person at a terminal who has to decide.
//!
//! Invariants: values go to the controlling terminal, never to a standard stream, a
//! file or the store; what was asked for is recorded ([`record`]) before the first
//! of them is shown, and nothing is shown where that fails; documents are read in
//! the process that does errands, only what a gap names is read.

mod fetch;
mod look;
mod record;
mod screen;

pub(super) use look::{Wanted, document};

use super::args::{RuleDirs, StoreArgs};
use super::judge::{Day, Loaded, compare_with};
use super::lang::Lang;
use super::store::Latest;
use super::{conceal::Conceal, key, last, store};
use crate::inventory::Inventory;
use crate::model::{Locator, Place, SourceId};
use crate::reconcile::{Gap, GapId, PlaceRef};
use crate::register::inert;
use crate::rule::texts_of;
use anyhow::{Result, anyhow, bail};
use fetch::Fetcher;
use look::{Seen, Spot};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{IsTerminal as _, Write as _};

/// Items whose values are shown on one page.
const ITEMS: usize = 20;

/// What is asked for.
pub(super) struct Asked<'a> {
    pub(super) gap: &'a GapId,
    /// Page of items, from 1; 0: all of them.
    pub(super) page: usize,
    /// Different values of each place, at most.
    pub(super) most: usize,
    pub(super) rules: &'a RuleDirs,
    pub(super) store: &'a StoreArgs,
}

/// One item, where it is and what is asked of it.
struct Item {
    at: Locator,
    spots: Vec<Spot>,
    places: Vec<PlaceRef>,
}

/// What one item gave.
struct Revealed {
    item: Item,
    /// What was read, or the sentence that says why nothing was.
    seen: Result<Seen, String>,
    /// It is not as it was when it was scanned.
    changed: bool,
}

/// The terminal that values may be shown on.
///
/// # Errors
/// There is none: output goes to a file or a pipe, or nobody sits there.
pub(super) fn terminal(lang: Lang) -> Result<File> {
    let opened = match std::io::stdout().is_terminal() {
        true => File::options().write(true).open("/dev/tty").ok(),
        false => None,
    };
    opened.filter(File::is_terminal).ok_or_else(|| {
        anyhow!(match lang {
            Lang::Fr => "--reveal montre des valeurs en clair et ne le fait que sur un terminal : lancer la commande sans redirection ni tube (sans --reveal, les valeurs sont masquées)",
            Lang::En => "--reveal shows values as they are, and only on a terminal: run the command without redirection or pipe (without --reveal values are masked)",
        })
    })
}

/// Reads again, records, shows; the number of values shown.
///
/// # Errors
/// Nothing can be read at all, the record cannot be written, or the terminal is
/// gone.
pub(super) fn run(
    asked: &Asked<'_>,
    latest: &Latest,
    loaded: &Loaded,
    terminal: &mut File,
    lang: Lang,
) -> Result<usize> {
    crate::scan::no_core_dump();
    let inventory = latest.store.load_inventory(&latest.run.run.id)?;
    let gap = gap_of(asked, &inventory, loaded, lang)?;
    let items = items(&gap, asked.page);
    let rules = texts_of(&asked.rules.dirs)?;
    let key = key::load(&store::directory(asked.store)?)?;
    let mut fetcher = Fetcher::new(&inventory.run, rules, key, asked.most, lang);
    let mut revealed = Vec::new();
    for item in items {
        let (seen, changed) = fetcher.item(&item, &inventory)?;
        revealed.push(Revealed {
            item,
            seen,
            changed,
        });
    }
    let values = |r: &Revealed| -> usize {
        let seen = r.seen.iter().flat_map(|s| &s.values);
        seen.map(Vec::len).sum()
    };
    let shown = revealed.iter().map(values).sum();
    let directory = store::directory(asked.store)?;
    let kept = record::keep(&directory, &latest.run.run.id, &gap, &revealed, lang)?;
    let text = screen::text(&revealed, &inventory, &kept, lang);
    terminal.write_all(text.as_bytes())?;
    Ok(shown)
}

/// The gap, with the names of its places as they are.
fn gap_of(asked: &Asked<'_>, inventory: &Inventory, loaded: &Loaded, lang: Lang) -> Result<Gap> {
    let conceal = Conceal::of(inventory, true, || last::scanner(asked.store))?;
    let compared = compare_with(loaded, inventory, &conceal, Day::Today);
    let mut gaps = compared.reconciliation.gaps.into_iter();
    let Some(gap) = gaps.find(|g| g.id == *asked.gap) else {
        let id = inert(asked.gap.0.as_str());
        bail!(match lang {
            Lang::Fr => format!("{id} n’est plus un écart de la dernière analyse ; recommencer"),
            Lang::En => format!("{id} is no gap of the last scan any more; try again"),
        });
    };
    Ok(gap)
}

/// What is to be read, in the order of places, on one page.
fn items(gap: &Gap, page: usize) -> Vec<Item> {
    let mut items: BTreeMap<(SourceId, Vec<u8>), Item> = BTreeMap::new();
    for place in gap.places.iter().filter(|p| p.datum.is_some()) {
        let at = Locator {
            entry: None,
            ..place.at.clone()
        };
        let key = (at.source, at.path.as_bytes().to_vec());
        let item = items.entry(key).or_insert_with(|| Item {
            at,
            spots: Vec::new(),
            places: Vec::new(),
        });
        item.spots.push(Spot {
            entry: place.at.entry.clone(),
            place: Place::clone(&place.place),
            rule: place.rule.clone(),
        });
        item.places.push(place.clone());
    }
    let from = page.saturating_sub(1) * ITEMS;
    let most = if page == 0 { usize::MAX } else { ITEMS };
    items.into_values().skip(from).take(most).collect()
}
