//! Forms: what is filled into their fields.
//!
//! A value need not be drawn on a page, so that it is read where it is stored:
//! in the fields of an AcroForm, in the data of an XFA form.

use super::super::office::properties::leaves;
use super::super::office::xml::{Halt, Xml};
use super::super::{Flow, Limits, Sink, Start, Stop};
use super::objects::{Met, NODES, dicts, is_long, items, string, text};
use crate::model::{Problem, Reason};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use hayro_syntax::xref::XRef;

/// Levels of fields inside fields.
const DEEPEST: usize = 32;
/// Elements of the data of a form that name no field.
const WRAPPERS: [&str; 3] = ["xdp", "datasets", "data"];

/// Gives the values of all fields, those in the form and those that only stand on
/// `pages`; they are given back as well, to know them when a page draws them.
pub(super) fn read(
    catalog: &Dict<'_>,
    pages: &[&Dict<'_>],
    xref: &XRef,
    limits: &Limits,
    sink: &mut dyn Sink,
) -> Result<Vec<String>, Stop> {
    let mut met = Met::default();
    let mut values = match catalog.get::<Dict<'_>>(b"AcroForm") {
        Some(form) => read_form(&form, &mut met, xref, limits, sink)?,
        None => Vec::new(),
    };
    for page in pages {
        let widgets = dicts(page, b"Annots", xref).into_iter();
        for widget in widgets.filter(|annotation| is_field(annotation)) {
            if !met.is_new(&widget) {
                continue;
            }
            // the field, if it is another object, is the parent of its widgets
            let parent = widget.get::<Dict<'_>>(b"Parent");
            let parent = parent.filter(|parent| met.is_new(parent));
            for field in std::iter::once(widget).chain(parent) {
                give(&path("", &field), &field, xref, sink, &mut values)?;
            }
        }
    }
    Ok(values)
}

/// Gives what is filled into a field, and what it lets choose.
fn give(
    path: &str,
    field: &Dict<'_>,
    xref: &XRef,
    sink: &mut dyn Sink,
    values: &mut Vec<String>,
) -> Flow {
    let own = value(field, xref);
    if sink.as_shown() {
        // the pages show it at its place
        values.extend(own);
        return Ok(());
    }
    let mut others = choices(field, xref);
    others.retain(|choice| !own.contains(choice));
    for value in own.into_iter().chain(others) {
        sink.keyed(path, &value, Start::Field)?;
        values.push(value);
    }
    Ok(())
}

/// What a list lets choose: texts, or pairs of what is stored and what is shown.
fn choices(field: &Dict<'_>, xref: &XRef) -> Vec<String> {
    let options = field.get::<Array<'_>>(b"Opt");
    let options = options.map(|options| items(&options, xref));
    let shown = |option: &Object<'_>| match option {
        Object::Array(pair) => items(pair, xref).last().and_then(one),
        single => one(single),
    };
    let shown = options.iter().flatten().filter_map(shown);
    shown.filter(|text| !text.is_empty()).collect()
}

fn read_form(
    form: &Dict<'_>,
    met: &mut Met,
    xref: &XRef,
    limits: &Limits,
    sink: &mut dyn Sink,
) -> Result<Vec<String>, Stop> {
    let mut values = Vec::new();
    let mut open: Vec<(String, Dict<'_>, usize)> = Vec::new();
    let roots = dicts(form, b"Fields", xref).into_iter().rev();
    open.extend(roots.map(|field| (String::new(), field, 0)));
    let mut visited = 0;
    let mut cut = is_long(form, b"Fields").then_some(Reason::CellLimit);
    while let Some((parent, field, depth)) = open.pop() {
        visited += 1;
        if !met.is_new(&field) {
            continue;
        }
        if visited > NODES || depth > DEEPEST {
            cut = Some(match depth > DEEPEST {
                true => Reason::DepthLimit,
                false => Reason::CellLimit,
            });
            continue;
        }
        if is_long(&field, b"Kids") {
            cut = Some(Reason::CellLimit);
        }
        let path = path(&parent, &field);
        give(&path, &field, xref, sink, &mut values)?;
        let kids = dicts(&field, b"Kids", xref).into_iter().rev();
        open.extend(kids.map(|kid| (path.clone(), kid, depth + 1)));
    }
    if let Some(reason) = cut {
        sink.problem(Problem::new(reason, "form fields"));
    }
    if !sink.as_shown() || values.is_empty() {
        read_xfa(form, xref, limits, sink)?;
    }
    Ok(values)
}

/// `form.page.name`, without the numbers of XFA (`name[0]`).
fn path(parent: &str, field: &Dict<'_>) -> String {
    let own = string(field, b"T").unwrap_or_default();
    let own = match own.split_once('[') {
        Some((name, number)) if number.ends_with(']') && !name.is_empty() => name,
        _ => &own,
    };
    match (parent, own) {
        ("", own) => own.to_owned(),
        (parent, "") => parent.to_owned(),
        (parent, own) => format!("{parent}.{own}"),
    }
}

/// What a field holds: a text, a choice, several, or a signature.
fn value(field: &Dict<'_>, xref: &XRef) -> Vec<String> {
    let values = match field.get::<Object<'_>>(b"V") {
        Some(Object::Array(array)) => items(&array, xref).iter().filter_map(one).collect(),
        Some(Object::Dict(signature)) => [&b"Name"[..], b"Location", b"Reason", b"ContactInfo"]
            .iter()
            .filter_map(|key| string(&signature, key))
            .collect(),
        Some(object) => one(&object).into_iter().collect(),
        None => Vec::new(),
    };
    values
        .into_iter()
        .filter(|value: &String| !value.is_empty())
        .collect()
}

fn one(object: &Object<'_>) -> Option<String> {
    match object {
        Object::String(string) => Some(text(string.as_bytes())),
        // A box that is not ticked holds nothing.
        Object::Name(name) if name.as_ref() != b"Off" => Some(text(name.as_ref())),
        Object::Stream(stream) => Some(text(&stream.decoded_data().ok()?)),
        Object::Number(number) => Some(number.as_f64().to_string()),
        _ => None,
    }
}

/// The data of an XFA form, in a part of its own or inside the whole.
fn read_xfa(form: &Dict<'_>, xref: &XRef, limits: &Limits, sink: &mut dyn Sink) -> Flow {
    let data = match form.get::<Object<'_>>(b"XFA") {
        Some(Object::Stream(whole)) => decoded(&whole).map(|bytes| datasets(&bytes).to_vec()),
        Some(Object::Array(parts)) => part(&parts, xref),
        _ => return Ok(()),
    };
    let Some(data) = data else {
        sink.problem(Problem::new(Reason::Damaged, "XFA form"));
        return Ok(());
    };
    let mut read = || -> Result<(), Halt> {
        let mut xml = Xml::new(data.as_slice(), limits)?;
        leaves(&mut xml, &WRAPPERS, |key, value| {
            sink.keyed(key, value, Start::Field)
        })
    };
    match read() {
        Ok(()) => Ok(()),
        Err(Halt::Stop) => Err(Stop),
        Err(Halt::Fault(fault)) => {
            sink.problem(fault.problem("XFA form"));
            Ok(())
        }
    }
}

/// The part named `datasets`: names and streams take turns. A form without data
/// has none.
fn part(parts: &Array<'_>, xref: &XRef) -> Option<Vec<u8>> {
    let parts = items(parts, xref);
    let is_data = |object: &Object<'_>| match object {
        Object::String(name) => name.as_bytes() == b"datasets",
        _ => false,
    };
    match parts.iter().position(is_data) {
        Some(at) => decoded(&parts.get(at + 1)?.clone().into_stream()?),
        None => Some(Vec::new()),
    }
}

fn decoded(stream: &Stream<'_>) -> Option<Vec<u8>> {
    Some(stream.decoded_data().ok()?.into_owned())
}

/// From `<xfa:datasets` to its end, in a form stored as one text; the prefix is
/// whatever the form calls it.
fn datasets(whole: &[u8]) -> &[u8] {
    const NAME: &[u8] = b"datasets";
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || b":-_.".contains(b);
    // where a tag begins whose name ends here
    let tag = |end: usize| {
        let name = whole[..end].iter().rev().take_while(|b| is_name(b)).count();
        let prefix = &whole[end - name..end];
        (prefix.is_empty() || prefix.ends_with(b":")).then_some(end - name)
    };
    let mut places = memchr::memmem::find_iter(whole, NAME);
    let start = places.find_map(|at| tag(at)?.checked_sub(1).filter(|at| whole[*at] == b'<'));
    let end = places.filter(|at| tag(*at).is_some_and(|tag| whole[..tag].ends_with(b"</")));
    match (start, end.last()) {
        (Some(start), Some(end)) => &whole[start..whole.len().min(end + NAME.len() + 1)],
        _ => &[],
    }
}

/// Whether the annotation is a field of a form; its value is read above.
pub(super) fn is_field(annotation: &Dict<'_>) -> bool {
    let kind = annotation.get::<Name<'_>>(b"Subtype");
    kind.is_some_and(|kind| kind.as_ref() == b"Widget")
}
