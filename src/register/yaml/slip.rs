//! What is wrong with a text that is no YAML, told where it was written and with
//! its cure: parsers stumble later, and in English.

use super::{COPIES, DEPTH, NODES, number};
use crate::register::fact::{At, Message};
use crate::register::fault::Fault;
use serde_saphyr::granit_parser::{ErrorKind, ScanError};

pub(super) fn too_deep(at: At) -> Fault {
    Fault::at(
        at,
        1,
        Message::new(
            format!("plus de {DEPTH} niveaux d’imbrication"),
            format!("more than {DEPTH} levels of nesting"),
        ),
        Message::new(
            "un registre en demande sept : voir le modèle de la documentation",
            "a register needs seven: see the template in the documentation",
        ),
    )
}

pub(super) fn too_many(at: At) -> Fault {
    Fault::at(
        at,
        1,
        Message::new(
            format!("plus de {NODES} valeurs dans un fichier"),
            format!("more than {NODES} values in one file"),
        ),
        Message::new("partager le registre", "split the register"),
    )
}

pub(super) fn too_many_copies(at: At) -> Fault {
    Fault::at(
        at,
        1,
        Message::new(
            format!("les alias YAML recopient plus de {COPIES} valeurs"),
            format!("YAML aliases copy more than {COPIES} values"),
        ),
        Message::new(
            "retirer les alias (`&`, `*`) et écrire les valeurs",
            "remove the aliases (`&`, `*`) and write the values out",
        ),
    )
}

pub(super) fn one_document(at: At) -> Fault {
    Fault::at(
        at,
        3,
        Message::new(
            "un second document YAML commence ici (`---`)",
            "a second YAML document starts here (`---`)",
        ),
        Message::new(
            "un registre est un seul document : retirer cette ligne",
            "a register is one document: remove this line",
        ),
    )
}

/// What the YAML parser refused, with the cure where the cause is known, at the
/// place of the cause where the parser only stumbles later.
pub(super) fn syntax(text: &str, error: &ScanError) -> Fault {
    use ErrorKind as K;
    let marker = error.marker();
    let stumbled = At {
        line: number(marker.line().max(1)),
        column: number(marker.col() + 1),
    };
    let (what, cure) = explain(error.kind());
    let at = match error.kind() {
        K::UnclosedQuotedScalar | K::InvalidQuotedScalarIndent => opening_quote(text, stumbled),
        _ if is_tab(error.kind()) => indenting_tab(text, stumbled),
        _ => None,
    };
    // a quote that was meant to end earlier ends at the next one that opens
    if let (None, Some(opened)) = (at, swallowing_quote(text, stumbled)) {
        let (what, cure) = explain(&K::UnclosedQuotedScalar);
        return Fault::at(opened, 1, what, cure);
    }
    Fault::at(at.unwrap_or(stumbled), 1, what, cure)
}

const fn is_tab(kind: &ErrorKind) -> bool {
    use ErrorKind as K;
    matches!(
        kind,
        K::TabNotAllowed
            | K::TabInBlockIndentation
            | K::TabInIndentation
            | K::TabAtBlockScalarStart
            | K::TabInPlainScalar
    )
}

/// The first tab that indents a line, from the line before the stumble on.
fn indenting_tab(text: &str, stumbled: At) -> Option<At> {
    let from = (stumbled.line as usize).saturating_sub(2);
    let lines = text.lines().enumerate().skip(from);
    lines.into_iter().find_map(|(i, line)| {
        let indent = line.chars().take_while(|c| c.is_whitespace());
        let column = indent.into_iter().position(|c| c == '\t')?;
        Some(At {
            line: number(i + 1),
            column: number(column + 1),
        })
    })
}

/// Where the quote that is open at the stumble was opened. A quote opens where a
/// value may start, so that an apostrophe inside a word is none.
fn opening_quote(text: &str, stumbled: At) -> Option<At> {
    let mut open: Option<(char, At)> = None;
    for (i, line) in text.lines().enumerate().take(stumbled.line as usize) {
        let last = i + 1 == stumbled.line as usize;
        let end = if last {
            stumbled.column as usize - 1
        } else {
            usize::MAX
        };
        let (mut before, mut escaped) = (' ', false);
        for (column, c) in line.chars().enumerate().take(end) {
            match open {
                Some((quote, _)) if c == quote && !escaped => open = None,
                None if c == '#' && before == ' ' => break,
                None if matches!(c, '"' | '\'') && " [{,(".contains(before) => {
                    let at = At {
                        line: number(i + 1),
                        column: number(column + 1),
                    };
                    open = Some((c, at));
                }
                _ => {}
            }
            escaped = c == '\\' && !escaped && matches!(open, Some(('"', _)));
            before = c;
        }
    }
    open.map(|(_, at)| at)
}

/// Where a quote opens that runs over the end of its line up to what can only be
/// the opening of another: a word follows it.
fn swallowing_quote(text: &str, stumbled: At) -> Option<At> {
    let mut open: Option<(char, At)> = None;
    for (i, line) in text.lines().enumerate().take(stumbled.line as usize) {
        let (mut before, mut escaped) = (' ', false);
        let mut chars = line.chars().enumerate().peekable();
        while let Some((column, c)) = chars.next() {
            match open {
                Some((quote, at)) if c == quote && !escaped => {
                    let word = chars.peek().is_some_and(|(_, c)| c.is_alphanumeric());
                    if word && " [{,(:".contains(before) && number(i + 1) > at.line {
                        return Some(at);
                    }
                    open = None;
                }
                None if c == '#' && before == ' ' => break,
                None if matches!(c, '"' | '\'') && " [{,(".contains(before) => {
                    let at = At {
                        line: number(i + 1),
                        column: number(column + 1),
                    };
                    open = Some((c, at));
                }
                _ => {}
            }
            escaped = c == '\\' && !escaped && matches!(open, Some(('"', _)));
            before = c;
        }
    }
    None
}

/// No-break and other wide spaces where YAML needs plain ones: in an indentation,
/// or after the `:` of a key or the `-` of an entry. They come with text pasted
/// from word processors, and no eye sees them.
pub(crate) fn wide_spaces(text: &str) -> Vec<Fault> {
    let wide = |c: char| matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}' | '\u{3000}');
    let misplaced = |line: &str| {
        let mut key = true;
        let mut before = ' ';
        for (i, c) in line.chars().enumerate() {
            let blank = c == ' ' || wide(c);
            if wide(c) && (before == ' ' || before == ':' || before == '-') {
                return Some(i);
            }
            if before == ':' && blank || !(blank || key) {
                return None;
            }
            key = blank || c == '-' || c == ':' || c == '_' || c.is_ascii_alphanumeric();
            before = if blank { ' ' } else { c };
        }
        None
    };
    let lines = text.lines().enumerate();
    let found = lines.filter_map(|(i, line)| {
        let column = misplaced(line)?;
        let at = At {
            line: number(i + 1),
            column: number(column + 1),
        };
        Some(Fault::at(
            at,
            1,
            Message::new(
                "une espace insécable tient ici la place d’une espace ordinaire",
                "a no-break space stands here for a plain one",
            ),
            Message::new(
                "l’effacer et taper une espace",
                "delete it and type a space",
            ),
        ))
    });
    found.collect()
}

fn explain(kind: &ErrorKind) -> (Message, Message) {
    use ErrorKind as K;
    match kind {
        K::TabNotAllowed
        | K::TabInBlockIndentation
        | K::TabInIndentation
        | K::TabAtBlockScalarStart
        | K::TabInPlainScalar => (
            Message::new(
                "une tabulation sert de retrait",
                "a tab is used as indentation",
            ),
            Message::new(
                "remplacer chaque tabulation par deux espaces",
                "replace each tab by two spaces",
            ),
        ),
        K::UnclosedQuotedScalar | K::InvalidQuotedScalarIndent => (
            Message::new(
                "guillemet ouvert et jamais fermé",
                "a quote is opened and never closed",
            ),
            Message::new(
                "fermer le guillemet ; dans un texte entre \", écrire \\\"",
                "close the quote; inside a \" text, write \\\"",
            ),
        ),
        K::MappingValueNotAllowed | K::InvalidColonPlacement | K::SimpleKeyExpected => (
            Message::new(
                "un « : » ou une ligne n’est pas à sa place",
                "a `:` or a line is out of place",
            ),
            Message::new(
                "mettre entre guillemets un texte qui contient « : » ; vérifier le retrait",
                "put a text that contains `:` between quotes; check the indentation",
            ),
        ),
        K::UnclosedFlowCollection { .. }
        | K::UnexpectedEofFlowSequence
        | K::UnexpectedEofFlowMapping
        | K::ExpectedFlowMappingSeparator
        | K::ExpectedFlowSequenceSeparator
        | K::MismatchedFlowCollectionEnd { .. } => (
            Message::new(
                "crochet ou accolade sans sa fermeture, ou virgule manquante",
                "bracket or brace without its end, or a missing comma",
            ),
            Message::new(
                "fermer `[` par `]` et `{` par `}` ; séparer les valeurs par des virgules",
                "close `[` by `]` and `{` by `}`; part values by commas",
            ),
        ),
        K::InvalidIndentation | K::ExpectedBlockMappingKey | K::ExpectedBlockSequenceEntry => (
            Message::new(
                "retrait incohérent avec les lignes précédentes",
                "indentation does not agree with the lines before",
            ),
            Message::new(
                "aligner la ligne sur ses voisines (deux espaces par niveau)",
                "align the line with its neighbours (two spaces a level)",
            ),
        ),
        other => quoting(other).unwrap_or_else(|| {
            (
                Message::new(
                    "YAML illisible à cet endroit",
                    format!("not readable as YAML: {other}"),
                ),
                Message::new(
                    "vérifier guillemets, retraits et « : » à cet endroit",
                    "check quotes, indentation and `:` here",
                ),
            )
        }),
    }
}

/// What is wrong inside or after a quoted text, and rarer things.
fn quoting(kind: &ErrorKind) -> Option<(Message, Message)> {
    use ErrorKind as K;
    let said = match kind {
        K::BlockSequenceEntryNotAllowed
        | K::BlockEntryInFlowCollection
        | K::InvalidBlockEntryWhitespace
        | K::PlainScalarStartsWithDashFlowIndicator => (
            Message::new(
                "un tiret de liste n’est pas à sa place",
                "the dash of a list is out of place",
            ),
            Message::new(
                "aller à la ligne avant `- ` et l’aligner sous la clé ; entre [ ], séparer par des virgules",
                "start a new line before `- ` and align it under the key; between [ ] use commas",
            ),
        ),
        K::UnknownAnchor | K::MissingAnchorOrAliasName => (
            Message::new(
                "`*` commence un renvoi YAML vers une ancre qui n’existe pas",
                "`*` starts a YAML alias of an anchor that does not exist",
            ),
            Message::new(
                "mettre entre guillemets un texte qui commence par `*` ou `&` (\"**/Paie\")",
                "put a text that starts with `*` or `&` between quotes (\"**/Paie\")",
            ),
        ),
        K::RecursionLimitExceeded => (
            Message::new(
                "trop de niveaux d’imbrication",
                "too many levels of nesting",
            ),
            Message::new(
                "un registre en demande sept : fermer les `[` et `{` restés ouverts",
                "a register needs seven: close the `[` and `{` left open",
            ),
        ),
        K::UnexpectedCharacter { .. } | K::InvalidDirectiveName | K::DirectiveDisallowed => (
            Message::new(
                "un texte ne peut pas commencer par ce caractère",
                "a text cannot start with this character",
            ),
            Message::new(
                "mettre le texte entre guillemets",
                "put the text between quotes",
            ),
        ),
        K::InvalidTrailingSingleQuotedScalar | K::InvalidTrailingDoubleQuotedScalar => (
            Message::new(
                "le texte entre guillemets se termine ici, et autre chose suit",
                "the quoted text ends here, and something follows",
            ),
            Message::new(
                "un texte qui contient une apostrophe se met entre \" (\"l’absence\")",
                "put a text that contains an apostrophe between \" (\"l'absence\")",
            ),
        ),
        K::UnknownQuotedScalarEscape => (
            Message::new(
                "`\\` a un sens particulier entre \" et n’est pas admis ici",
                "`\\` has a meaning of its own between \" and is not accepted here",
            ),
            Message::new(
                "mettre le texte entre ' ('\\\\srv\\partage'), ou écrire / au lieu de \\",
                "put the text between ' ('\\\\srv\\share'), or write / instead of \\",
            ),
        ),
        _ => return None,
    };
    Some(said)
}
