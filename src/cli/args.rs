//! The command line as types. `-h` fits a screen; `--help` ends with examples
//! and the exit codes.

use super::decisions::{DecideArgs, DecisionsCommand};
use super::register::RegisterCommand;
use crate::model::Confidence;
use crate::reconcile::Level;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

const AFTER: &str = "\
Examples:
  limier scan /srv/partage -r register.yaml -o rapport.html -o ecarts.json
  limier scan postgres://audit@db.exemple.fr/erp --findings f.jsonl
  limier scan export/ --strict-coverage --fail-on medium      (in CI)
  limier report -r register.yaml -o rapport.html              (last scan, sources not read again)
  limier diff -r register.yaml                                (what has changed since the scan before)
  limier draft --all -r register.yaml -o brouillons.docx      (a fiche for each undeclared place)
  limier scan . -r registre.yaml -o x.sarif -o junit=tests.xml -o github=-
  limier explain fr-nir

Exit codes:
  0  no gap at or above --fail-on         2  error: usage, rules, register, source, store
  1  gaps                                 3  something was not read (see --tolerate)
  130 interrupted
  The last line printed says the reason. 2 wins over 1, 1 over 3; with
  --strict-coverage 3 wins over 1. Without a register a scan never returns 1.";

/// Finds personal data in files and databases and reconciles it with the
/// declared register of processing activities (GDPR Art. 30).
#[derive(Debug, Parser)]
#[command(name = "limier", version, after_help = AFTER, max_term_width = 100)]
pub(super) struct Cli {
    /// Language of messages and reports (default: the locale, else French)
    #[arg(long, global = true, env = "LIMIER_LANG", value_enum)]
    pub(super) lang: Option<LangArg>,
    /// What to do
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum LangArg {
    /// French
    Fr,
    /// English
    En,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Read sources, detect, reconcile with the register, report
    Scan(Box<ScanArgs>),
    /// Report the last scan again (other register, other formats) without reading the sources
    #[command(visible_alias = "reconcile")]
    Report(ReportArgs),
    /// Check a register
    Register {
        /// What to do with it
        #[command(subcommand)]
        command: RegisterCommand,
    },
    /// Decide about a gap of the last scan: declare, delete, accept, false_positive
    Decide(Box<DecideArgs>),
    /// Check, import and export decisions
    Decisions {
        /// What to do with them
        #[command(subcommand)]
        command: DecisionsCommand,
    },
    /// List and check detection rules
    Rules {
        /// What to do with them
        #[command(subcommand)]
        command: RulesCommand,
    },
    /// Say what a rule finds, how, and on whose authority
    Explain {
        /// Id of the rule (`limier rules list` shows them)
        rule: String,
        #[command(flatten)]
        rules: RuleDirs,
    },
    /// Show the summary of the last scan again
    Summary(super::summary::SummaryArgs),
    /// Show everything about one gap of the last scan
    Show(super::show::ShowArgs),
    /// Compare two scans: new, open, fixed, not read again
    Diff(super::diff::DiffArgs),
    /// Draft a fiche for each undeclared place of the last scan
    Draft(super::draft::DraftArgs),
    /// Write what other programs need: JSON Schemas
    Generate {
        /// What to write
        #[command(subcommand)]
        command: GenerateCommand,
    },
    /// Say what this machine allows: isolation, store, key, locale
    Doctor {
        #[command(flatten)]
        store: StoreArgs,
    },
}

/// What `generate` writes.
#[derive(Debug, Clone, Subcommand)]
pub(super) enum GenerateCommand {
    /// JSON Schema of an output, on standard output
    Schema {
        /// Which output
        #[arg(value_parser = clap::builder::PossibleValuesParser::new(crate::report::schema::NAMES))]
        name: String,
    },
}

/// Where further rules are.
#[derive(Debug, Clone, Args)]
pub(super) struct RuleDirs {
    /// Directory of further rules (*.toml); one with a builtin id replaces it. Repeatable
    #[arg(long = "rules", value_name = "DIR")]
    pub(super) dirs: Vec<PathBuf>,
}

/// Where scans and the key are kept.
#[derive(Debug, Clone, Args)]
pub(super) struct StoreArgs {
    /// Scan store (SQLite; default: one per set of sources, below the data directory)
    #[arg(long, value_name = "FILE", env = "LIMIER_STORE")]
    pub(super) store: Option<PathBuf>,
    /// Directory of stores and of the organisation's key (default: ~/.local/share/limier)
    #[arg(long, value_name = "DIR", env = "LIMIER_DATA")]
    pub(super) data: Option<PathBuf>,
}

/// What comes out. One of the files may be `-`, standard output; the summary then
/// goes to standard error.
#[derive(Debug, Clone, Args)]
pub(super) struct OutputArgs {
    /// Report to write; the ending says the format: .html .json .jsonl .csv .xlsx .md .sarif
    /// .xml (JUnit). Others by name: csv-fr=FILE (Excel in French), github=FILE, gitlab=FILE.
    /// Repeatable. `-` is JSON on standard output, `github=-` another format there
    #[arg(short, long = "output", value_name = "FILE")]
    pub(super) outputs: Vec<PathBuf>,
    /// What was found, one JSON line per place and rule (limier.finding.v1); `-`: standard output
    #[arg(long, value_name = "FILE")]
    pub(super) findings: Option<PathBuf>,
    /// What was read and what not, one JSON line per item (limier.coverage.v1); `-` as above
    #[arg(long, value_name = "FILE")]
    pub(super) coverage: Option<PathBuf>,
    /// Every single value, masked, one JSON line each (limier.occurrence.v1); `-` as above
    #[arg(long, value_name = "FILE")]
    pub(super) occurrences: Option<PathBuf>,
    /// Overwrite outputs even where the existing file is not limier's
    #[arg(long)]
    pub(super) force: bool,
}

/// The declared register and what counts as failure.
#[derive(Debug, Clone, Args)]
pub(super) struct JudgeArgs {
    /// Declared register (register.yaml)
    #[arg(short, long, value_name = "FILE", env = "LIMIER_REGISTER")]
    pub(super) register: Option<PathBuf>,
    /// Decisions about gaps (default: decisions.toml beside the register, if it is there)
    #[arg(long, value_name = "FILE", env = "LIMIER_DECISIONS")]
    pub(super) decisions: Option<PathBuf>,
    /// Least gap that makes the exit code 1
    #[arg(long, value_name = "LEVEL", default_value = "low", value_enum)]
    pub(super) fail_on: LevelArg,
    /// What may stay unread without exit code 3: reasons (encrypted, image_only, ...),
    /// a number of items, or a share such as 2%. Repeatable, comma-separated
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    pub(super) tolerate: Vec<String>,
    /// Exit code 3 (something was not read) wins over 1 (gaps)
    #[arg(long)]
    pub(super) strict_coverage: bool,
}

/// Levels of `--fail-on`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum LevelArg {
    /// Any gap, remarks included
    Info,
    /// Score 15 and more
    Low,
    /// Score 35 and more
    Medium,
    /// Score 55 and more
    High,
    /// Score 75 and more
    Critical,
    /// Gaps never fail the run
    Never,
}

impl LevelArg {
    /// The least level that fails; none: no gap does.
    pub(super) const fn level(self) -> Option<Level> {
        match self {
            Self::Info => Some(Level::Info),
            Self::Low => Some(Level::Low),
            Self::Medium => Some(Level::Medium),
            Self::High => Some(Level::High),
            Self::Critical => Some(Level::Critical),
            Self::Never => None,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct ScanArgs {
    /// What to scan: directories, files, `-` (standard input), postgres://user@host/db
    #[arg(value_name = "SOURCE", required_unless_present = "files_from")]
    pub(super) sources: Vec<String>,
    /// Read the paths to scan from a file, one per line (`-`: standard input)
    #[arg(long, value_name = "FILE", conflicts_with = "sources")]
    pub(super) files_from: Option<PathBuf>,
    #[command(flatten)]
    pub(super) judge: JudgeArgs,
    #[command(flatten)]
    pub(super) out: OutputArgs,
    #[command(flatten)]
    pub(super) rules: RuleDirs,
    #[command(flatten)]
    pub(super) store: StoreArgs,
    /// Leave out what matches (listed as excluded); `*`, `**`, `?`. Repeatable
    #[arg(long, value_name = "GLOB")]
    pub(super) exclude: Vec<String>,
    /// Parallel workers, 256 at most; 0: one per core
    #[arg(long, value_name = "N", env = "LIMIER_THREADS", default_value_t = 0,
        value_parser = clap::value_parser!(u16).range(0..=1024))]
    pub(super) threads: u16,
    /// Seconds an item (a statement of a database) may take, plus one per megabyte; at least 1
    #[arg(long, value_name = "SECONDS", default_value_t = 120,
        value_parser = clap::value_parser!(u64).range(1..=31_536_000))]
    pub(super) item_timeout: u64,
    /// Memory of an isolated parser in MiB
    #[arg(long, value_name = "MIB", default_value_t = 1536,
        value_parser = clap::value_parser!(u64).range(64..=1_048_576))]
    pub(super) worker_memory: u64,
    /// List what would be read, with sizes, and read nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// No progress, no summary: only errors and the last line
    #[arg(short, long)]
    pub(super) quiet: bool,
}

#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    #[command(flatten)]
    pub(super) judge: JudgeArgs,
    #[command(flatten)]
    pub(super) out: OutputArgs,
    #[command(flatten)]
    pub(super) store: StoreArgs,
    /// No summary: only errors and the last line
    #[arg(short, long)]
    pub(super) quiet: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum RulesCommand {
    /// One line per rule
    List {
        #[command(flatten)]
        rules: RuleDirs,
        /// Machine-readable: one JSON line per rule
        #[arg(long)]
        json: bool,
    },
    /// Run every rule's own examples through the engine
    Check {
        #[command(flatten)]
        rules: RuleDirs,
    },
    /// Measure precision and recall on documents and tables with gold labels
    Measure(MeasureArgs),
}

const AFTER_MEASURE: &str = "\
Examples:
  limier rules measure                                  (the half that rules are mended on)
  limier rules measure --errors erreurs.tsv --min low
  limier rules measure --half report --json
  limier rules measure --write                          (for `explain` and the report)

Exit codes: 0 measured, 2 error (usage, rules, set). The figures never fail the run.";

#[derive(Debug, Args)]
#[command(after_help = AFTER_MEASURE)]
pub(super) struct MeasureArgs {
    /// Evaluation set: a directory with docs.jsonl, tables.jsonl and set.toml
    #[arg(long, value_name = "DIR", default_value = "fixtures/eval")]
    pub(super) set: PathBuf,
    /// Which half: tune, to mend rules on; report, to report only (default: tune; with --write report)
    #[arg(long, value_name = "HALF", value_enum)]
    pub(super) half: Option<HalfArg>,
    /// Least confidence of what counts as found
    #[arg(long, value_name = "LEVEL", default_value = "medium", value_enum)]
    pub(super) min: ConfidenceArg,
    /// List the errors by place and shape, without values (tab-separated; half tune only)
    #[arg(long, value_name = "FILE")]
    pub(super) errors: Option<PathBuf>,
    /// Machine-readable: one JSON object (limier.measures.v1)
    #[arg(long)]
    pub(super) json: bool,
    /// Keep the figures in rules/measured/, to be compiled in (in limier's source tree)
    #[arg(long, conflicts_with = "dirs")]
    pub(super) write: bool,
    #[command(flatten)]
    pub(super) rules: RuleDirs,
}

/// Halves of an evaluation set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum HalfArg {
    /// Rules are mended on it
    Tune,
    /// For reporting only
    Report,
    /// Both
    All,
}

/// Confidences of `--min`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ConfidenceArg {
    /// Any
    Low,
    /// Proven or in context
    Medium,
    /// Proven and in context
    High,
}

impl From<ConfidenceArg> for Confidence {
    fn from(c: ConfidenceArg) -> Self {
        match c {
            ConfidenceArg::Low => Self::Low,
            ConfidenceArg::Medium => Self::Medium,
            ConfidenceArg::High => Self::High,
        }
    }
}
