//! `limier scan`: sources in, reports out.

use super::args::ScanArgs;
use super::conceal::Conceal;
use super::exit::Verdict;
use super::judge::Judge;
use super::lang::Lang;
use super::outputs::Outputs;
use super::{environment, key, print, rules, store, writing};
use crate::detect::Scanner;
use crate::inventory::{RunState, Store};
use crate::model::SourceId;
use crate::scan::{Bars, Lines, Observer, Options, Silent, Summary, Wording};
use crate::source::{self, Content, DatabaseLimits, Environment, Source, SourceError};
use anyhow::{Context as _, Result, anyhow, bail};
use indicatif::{HumanBytes, MultiProgress};
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

pub(super) fn run(args: ScanArgs, lang: Lang) -> Result<Verdict> {
    // everything that can be wrong is checked before anything is read
    let outputs = Outputs::new(&args.out, lang)?;
    let judge = Judge::new(&args.judge, lang, args.quiet)?;
    let rules = rules::load(&args.rules)?;
    let stop = Arc::default();
    let sources = open_all(&args, &outputs, &stop, lang)?;
    if args.dry_run {
        return dry_run(&sources, lang, || {
            let key = key::passing(&store::directory(&args.store)?)?;
            Ok(Scanner::new(Arc::clone(&rules), key))
        });
    }
    let uris: Vec<&str> = sources.iter().map(|s| s.reference().uri.as_str()).collect();
    let path = store::path_for(&args.store, &uris, lang)?;
    let key = key::load(&store::directory(&args.store)?)?;
    crate::scan::no_core_dump();
    let mut store = Store::create(&path).map_err(|e| anyhow!(writing::store(&e, lang)))?;
    let options = Options {
        stop,
        ..options(&args, key, outputs.wants_occurrences())
    };
    stop_on_interrupt(&options, lang)?;
    let done = observed(args.quiet, lang, |observer| {
        crate::scan::run(&sources, &rules, &options, observer, &mut store)
    })?;
    for (_, e) in &done.refused {
        print::err(&refusal(e, lang));
    }
    conclude(&done, &judge, &store, &outputs, lang, || {
        Ok(Scanner::new(Arc::clone(&rules), options.key.clone()))
    })
}

fn conclude(
    done: &Summary,
    judge: &Judge,
    store: &Store,
    outputs: &Outputs,
    lang: Lang,
    scanner: impl Fn() -> Result<Scanner>,
) -> Result<Verdict> {
    if done.state == RunState::Interrupted {
        let reason = match lang {
            Lang::Fr => {
                "limier : code 130, interrompu ; ce qui a été lu est gardé, aucun rapport n’est écrit"
            }
            Lang::En => {
                "limier: code 130, interrupted; what was read is kept, no report is written"
            }
        };
        return Ok(Verdict {
            code: 130,
            reason: reason.to_owned(),
        });
    }
    let verdict = judge.conclude(store, &done.run.id, outputs, scanner)?;
    if done.refused.is_empty() {
        return Ok(verdict);
    }
    let reason = match lang {
        Lang::Fr => {
            "limier : code 2, une source n’a pas pu être listée jusqu’au bout (voir ci-dessus) ; le reste est dans le rapport"
        }
        Lang::En => {
            "limier: code 2, a source could not be listed to its end (see above); the rest is in the report"
        }
    };
    Ok(Verdict {
        code: 2,
        reason: reason.to_owned(),
    })
}

fn options(args: &ScanArgs, key: crate::detect::Key, all_occurrences: bool) -> Options {
    let mut o = Options::new(key, environment::now);
    o.threads = usize::from(args.threads);
    o.rule_directories.clone_from(&args.rules.dirs);
    o.patience.base = Duration::from_secs(args.item_timeout);
    o.patience.silence = (o.patience.base / 6).max(Duration::from_secs(1));
    o.workers.memory = args.worker_memory << 20;
    o.faults = environment::text("LIMIER_TEST_FAULTS").is_some_and(|v| v == "1");
    if all_occurrences {
        o.occurrences_per_item = None;
    }
    o
}

/// Opens every source, or says of each why not.
fn open_all(
    args: &ScanArgs,
    outputs: &Outputs,
    stop: &Arc<AtomicBool>,
    lang: Lang,
) -> Result<Vec<Box<dyn Source>>> {
    let options = source::Options {
        exclude: args.exclude.clone(),
        own: own_files(args, outputs),
        environment: Environment::from_vars(std::env::vars_os()),
        database: DatabaseLimits {
            statement: Duration::from_secs(args.item_timeout),
            ..DatabaseLimits::default()
        },
        stop: Arc::clone(stop),
    };
    let mut opened = Vec::new();
    let mut refused = Vec::new();
    if let Some(list) = &args.files_from {
        match open_list(list, &options, lang) {
            Ok(s) => opened.push(s),
            Err(e) => refused.push(format!("{e:#}")),
        }
    }
    if let Some(e) = source::overlap(&args.sources) {
        bail!("{}", refusal(&e, lang));
    }
    for given in &args.sources {
        let id = SourceId(u16::try_from(opened.len()).context("more than 65,535 sources")?);
        match source::open(given, id, &options) {
            Ok(s) => opened.push(s),
            Err(e) => refused.push(refusal(&e, lang)),
        }
    }
    if !refused.is_empty() {
        bail!("{}", refused.join("\n"));
    }
    for w in opened.iter().flat_map(|s| s.warnings()) {
        print::err(&w.message(lang == Lang::Fr));
    }
    Ok(opened)
}

fn open_list(list: &Path, options: &source::Options, lang: Lang) -> Result<Box<dyn Source>> {
    let here = std::env::current_dir().context("the current directory cannot be read")?;
    let shown = list.display().to_string();
    let opened = if list == Path::new("-") {
        source::open_list(
            &mut std::io::stdin().lock(),
            "-",
            &here,
            SourceId(0),
            options,
        )
    } else {
        match std::fs::File::open(list) {
            Ok(mut file) => source::open_list(&mut file, &shown, &here, SourceId(0), options),
            Err(e) => Err(SourceError::List {
                given: shown,
                code: e.kind().to_string(),
            }),
        }
    };
    opened.map_err(|e| anyhow!("{}", refusal(&e, lang)))
}

fn refusal(e: &SourceError, lang: Lang) -> String {
    let fr = lang == Lang::Fr;
    format!("{}\n  → {}", e.message(fr), e.cure(fr))
}

/// Files that this run writes: never scanned.
fn own_files(args: &ScanArgs, outputs: &Outputs) -> Vec<PathBuf> {
    let mut own = outputs.paths();
    own.extend(store::files(&args.store));
    own
}

/// What would be read, and nothing is.
fn dry_run(
    sources: &[Box<dyn Source>],
    lang: Lang,
    scanner: impl FnOnce() -> Result<Scanner>,
) -> Result<Verdict> {
    let (mut lines, mut items, mut bytes) = (Vec::new(), 0u64, 0u64);
    for s in sources {
        s.list(&mut |item| {
            items += 1;
            bytes += item.size;
            let what = match &item.content {
                Content::Unreadable(p) => format!("- {p}"),
                _ => HumanBytes(item.size).to_string(),
            };
            lines.push((item.at, what));
            Ok(())
        })
        .map_err(|e| anyhow!("{}", refusal(&e, lang)))?;
    }
    lines.sort();
    let places = lines.iter().map(|(at, _)| at);
    let conceal = Conceal::places(places, scanner)?;
    let mut out = String::new();
    for (mut at, what) in lines {
        conceal.locator(&mut at);
        out += &format!("{what:>14}  {}\n", crate::report::visible::locator(&at));
    }
    print::out(&out)?;
    let size = HumanBytes(bytes);
    let reason = match lang {
        Lang::Fr => format!("limier : code 0, {items} élément(s), {size}, rien n’a été lu"),
        Lang::En => format!("limier: code 0, {items} item(s), {size}, nothing was read"),
    };
    Ok(Verdict { code: 0, reason })
}

/// Runs with bars on a terminal, a line a minute otherwise, nothing if quiet.
fn observed<T, E>(
    quiet: bool,
    lang: Lang,
    run: impl FnOnce(&mut dyn Observer) -> Result<T, E>,
) -> Result<T, E> {
    let wording = match lang {
        Lang::Fr => Wording::FR,
        Lang::En => Wording::EN,
    };
    if quiet {
        return run(&mut Silent);
    }
    if std::io::stderr().is_terminal() {
        let bars = MultiProgress::new();
        let mut shown = Bars::new(&bars, wording);
        let done = run(&mut shown);
        shown.clear();
        return done;
    }
    run(&mut Lines::new(
        std::io::stderr(),
        Duration::from_secs(60),
        wording,
    ))
}

/// The first interrupt ends the scan cleanly, the second at once.
#[expect(
    clippy::exit,
    clippy::disallowed_methods,
    reason = "a signal's thread has no other way, and an abort would dump core"
)]
fn stop_on_interrupt(options: &Options, lang: Lang) -> Result<()> {
    use std::sync::atomic::Ordering::SeqCst;
    let stop = std::sync::Arc::clone(&options.stop);
    ctrlc::set_handler(move || {
        if stop.swap(true, SeqCst) {
            // nothing need be cleaned up: outputs are written by renaming, the
            // store is transactional, worker processes end with this one
            print::err(match lang {
                Lang::Fr => "limier : code 130, interrompu sur-le-champ",
                Lang::En => "limier: code 130, interrupted at once",
            });
            std::process::exit(130);
        }
    })
    .context("interrupts cannot be caught")
}
