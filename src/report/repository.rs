//! Places as tools that look at a working copy name them: relative to the
//! directory in which the program was run.

use super::names::Names;
use super::visible;
use crate::model::Locator;
use crate::source::SourceKind;

/// The path of an item as it was reached from the working directory: `export/a.csv`
/// for the item `a.csv` of `limier scan export/`. Below a source that was named by
/// an absolute path, or is no tree, it is the path below the source. Inert.
pub(crate) fn path(names: &Names, at: &Locator) -> String {
    let below = visible::path(&at.path);
    let Some(source) = names.source(at.source) else {
        return below;
    };
    let given = visible::text(&source.given);
    let root = match source.kind {
        SourceKind::Tree => given.as_ref(),
        // the directory of the one file
        SourceKind::File => given
            .rsplit_once('/')
            .map_or("", |(directory, _)| directory),
        SourceKind::Stdin | SourceKind::Postgres => return below,
    };
    let root = root.trim_start_matches("./").trim_end_matches('/');
    match root {
        "" | "." => below,
        root if root.starts_with('/') => below,
        root => format!("{root}/{below}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::Run;
    use crate::model::SourceId;
    use crate::report::sample;

    fn of(kind: SourceKind, given: &str) -> String {
        let mut run: Run = sample::run();
        run.sources.truncate(1);
        run.sources[0].kind = kind;
        given.clone_into(&mut run.sources[0].given);
        path(&Names::new(&run), &Locator::new(SourceId(0), "rh/a.csv"))
    }

    #[test]
    fn paths_are_those_of_the_working_copy() {
        assert_eq!(of(SourceKind::Tree, "export/"), "export/rh/a.csv");
        assert_eq!(of(SourceKind::Tree, "./export"), "export/rh/a.csv");
        assert_eq!(of(SourceKind::Tree, "."), "rh/a.csv");
        assert_eq!(of(SourceKind::Tree, "/srv/partage"), "rh/a.csv");
        assert_eq!(of(SourceKind::File, "export/a.csv"), "export/rh/a.csv");
        assert_eq!(of(SourceKind::Postgres, "postgres://db/x"), "rh/a.csv");
    }
}
