//! Cells in the fast pass: all that may begin at the first character of a cell,
//! or be the whole of it, is tried in one look.

use super::super::edges::digits_in_run;
use super::{NO_LABEL, Pass, Walk};
use crate::rule::{Anchor, CompiledPattern, Door, Open};
use regex_automata::{Anchored, Input};

impl Walk<'_> {
    /// What may begin at the first character of a cell, or be all of it.
    pub(super) fn whole_cell(&mut self, start: usize) {
        self.cell_door(Door::Cell, start);
        match self.named {
            None => self.cell_door(Door::NamedCell, start),
            Some(named) => {
                for rule in named {
                    self.cell_of(*rule, start);
                }
            }
        }
    }

    /// The patterns behind one of the doors of cells.
    fn cell_door(&mut self, door: Door, start: usize) {
        let c = self.rules.compiled();
        let cell = self.text.trim_end();
        let mut open = std::mem::take(&mut self.pass.open);
        let cache = &mut self.pass.gates[door as usize];
        let sure = c.gate(door).open(cache, cell, start, cell.len(), &mut open);
        let mut run = None;
        for o in &open {
            let p = &c.patterns[usize::from(o.pattern)];
            if p.anchor != Anchor::Cell {
                self.first_of_cell(*o, start, &mut run);
            } else if sure || self.pass.is_cell(p, o.pattern, cell, start) {
                self.judge(p, start, cell.len(), NO_LABEL);
            }
        }
        self.pass.open = open;
    }

    /// The patterns of whole cells that a rule has for columns of its name.
    fn cell_of(&mut self, rule: u16, start: usize) {
        let c = self.rules.compiled();
        let cell = self.text.trim_end();
        for ix in c.cells_of(rule) {
            let p = &c.patterns[usize::from(*ix)];
            if self.pass.is_cell(p, *ix, cell, start) {
                self.judge(p, start, cell.len(), NO_LABEL);
            }
        }
    }

    /// A pattern that is no whole cell's, at the first character of a cell: tried
    /// where its anchor is what stands there. `run`: the digits that follow, once
    /// they have been counted.
    fn first_of_cell(&mut self, o: Open, i: usize, run: &mut Option<u8>) {
        let bytes = self.text.as_bytes();
        let p = &self.rules.compiled().patterns[usize::from(o.pattern)];
        let here = match p.anchor {
            Anchor::Digit => {
                let count = || digits_in_run(bytes, i);
                bytes[i].is_ascii_digit() && p.digits <= *run.get_or_insert_with(count)
            }
            Anchor::Plus => self.is_plus(i),
            Anchor::Upper => self.is_upper(i),
            Anchor::Capital => self.is_capital(i),
            Anchor::Mixed => {
                let near = &bytes[i..bytes.len().min(i + 5)];
                bytes[i].is_ascii_alphabetic() && near.iter().any(u8::is_ascii_digit)
            }
            _ => false,
        };
        if here {
            self.attempt_open(o, i);
        }
    }
}

impl Pass {
    /// Whether a pattern of whole cells matches one, whose value starts at `start`.
    pub(super) fn is_cell(
        &mut self,
        p: &CompiledPattern,
        ix: u16,
        cell: &str,
        start: usize,
    ) -> bool {
        let input = Input::new(cell).range(start..).anchored(Anchored::Yes);
        let regex = p.regex.get();
        let cache = self.caches[usize::from(ix)].get_or_insert_with(|| regex.create_cache());
        regex.search_half_with(cache, &input).is_some()
    }
}
