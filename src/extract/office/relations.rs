//! Which part of an Office Open XML package refers to which.

use super::package::Package;
use super::xml::{Halt, Token, Xml};
use std::collections::BTreeMap;

/// The part that the package names as its document; `usual` when it names none
/// that exists.
pub(in crate::extract) fn main_part(package: &mut Package<'_>, usual: &str) -> String {
    let mut main = None;
    // A package without readable relations still has the usual names.
    let _ = package.visit("_rels/.rels", |xml| {
        relations(xml, |kind, _, target| {
            if kind.ends_with("/officeDocument") {
                main.get_or_insert_with(|| resolve("", target));
            }
        })
    });
    let main = main.filter(|name| package.has(name));
    main.unwrap_or_else(|| usual.to_owned())
}

/// Parts that `part` refers to, by the id of the reference.
pub(in crate::extract) fn targets(
    package: &mut Package<'_>,
    part: &str,
) -> BTreeMap<String, String> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let mut targets = BTreeMap::new();
    let name = resolve(folder, &format!("_rels/{file}.rels"));
    // Without them, parts are found by their usual names.
    let _ = package.visit(&name, |xml| {
        relations(xml, |_, id, target| {
            targets.insert(id.to_owned(), resolve(folder, target));
        })
    });
    targets
}

/// Parts that `part` refers to, with the kind of the reference (`comments`).
pub(in crate::extract) fn kinds(package: &mut Package<'_>, part: &str) -> Vec<(String, String)> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let mut kinds = Vec::new();
    let name = resolve(folder, &format!("_rels/{file}.rels"));
    let _ = package.visit(&name, |xml| {
        relations(xml, |kind, _, target| {
            let kind = kind.rsplit('/').next().unwrap_or_default();
            kinds.push((kind.to_owned(), resolve(folder, target)));
        })
    });
    kinds
}

/// Calls `each` with the type, id and target of every relation.
fn relations(xml: &mut Xml<'_>, mut each: impl FnMut(&str, &str, &str)) -> Result<(), Halt> {
    while let Some(token) = xml.next()? {
        let Token::Open(element) = token else {
            continue;
        };
        let (kind, id) = (element.attribute("Type"), element.attribute("Id"));
        if let Some(target) = element.attribute("Target") {
            each(&kind.unwrap_or_default(), &id.unwrap_or_default(), &target);
        }
    }
    Ok(())
}

/// The name of the part that `target` means, seen from `folder`.
fn resolve(folder: &str, target: &str) -> String {
    let mut steps: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').filter(|s| !s.is_empty()).collect(),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_relative_to_their_part_or_absolute() {
        assert_eq!(
            resolve("xl", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml"
        );
        assert_eq!(resolve("xl/a", "../b.xml"), "xl/b.xml");
        assert_eq!(resolve("xl", "/other/c.xml"), "other/c.xml");
        assert_eq!(resolve("", "../../d.xml"), "d.xml");
    }
}
