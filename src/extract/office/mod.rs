//! What office formats share: zipped packages of XML parts, compound files,
//! running text with tables, and the properties that surround a document.
//!
//! Nothing here knows one format's elements; `docx`, `odt` and `sheet` do.

pub(super) mod compound;
pub(super) mod embedded;
pub(super) mod markup;
pub(super) mod opendocument;
pub(super) mod package;
pub(super) mod properties;
pub(super) mod relations;
mod running;
pub(super) mod story;
pub(super) mod summary;
#[cfg(test)]
pub(super) mod testing;
pub(super) mod xml;
