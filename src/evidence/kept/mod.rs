//! What of a value may be stored, as the shapes in `evidence::model` declare it.

mod form;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use crate::evidence::scalar::{Flag, Instant, Number};

pub use form::Form;

/// Text that holds more than one value: it is taken apart, and each part is judged by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The key of a tag or label: a name.
    Key,
    /// The value of a tag, by its key: see `tags.rs`.
    Tag,
    /// The value of a load balancer's attribute, by its key.
    Attribute,
    /// A policy document of IAM.
    Policy,
    /// The configuration of an EKS add-on.
    Configuration,
    /// User data, of which only facts are kept.
    UserData,
    /// A message of an API: known words, actions, ARNs and resource ids.
    Message,
    /// A part of a reply that no shape describes: the values in it that have a form no secret has.
    Closed,
}

/// How the text of a field is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Whole, when it has this form.
    Form(Form),
    /// Taken apart.
    Part(Part),
}

impl From<Form> for Keep {
    fn from(form: Form) -> Self {
        Self::Form(form)
    }
}

impl From<Part> for Keep {
    fn from(part: Part) -> Self {
        Self::Part(part)
    }
}

impl Keep {
    /// The words of `docs/facts.md`.
    #[must_use]
    pub fn describe(self) -> String {
        match self {
            Self::Form(form) => form.describe(),
            Self::Part(Part::Key) => "name".to_owned(),
            Self::Part(Part::Tag) => "by its key".to_owned(),
            Self::Part(Part::Attribute) => "by the attribute".to_owned(),
            Self::Part(Part::Policy) => "policy document".to_owned(),
            Self::Part(Part::Configuration) => "keys and declared switches".to_owned(),
            Self::Part(Part::UserData) => "facts alone".to_owned(),
            Self::Part(Part::Message) => "known words, actions and ids".to_owned(),
            Self::Part(Part::Closed) => "numbers, addresses, ARNs".to_owned(),
        }
    }
}

/// What of a value may be stored.
#[derive(Debug, Clone, Default)]
pub enum Kept {
    /// Nothing is declared: no text of it is stored.
    #[default]
    Nothing,
    /// Text, a number or a boolean.
    Text(Keep),
    /// A list of such values.
    List(Arc<Kept>),
    /// Such values by key.
    Map(Arc<Kept>),
    /// An object with these members, by the names that replies use.
    Members(Arc<BTreeMap<String, Kept>>),
    /// The same of a declared operation: its names in lower case are compared without regard to case, and of what is not
    /// among them nothing is stored at all.
    Folded(Arc<BTreeMap<String, Kept>>),
}

/// The names of one member in facts and in replies.
#[derive(Debug)]
pub struct Member {
    names: Vec<String>,
}

impl Member {
    /// Of the field `field` with these attributes, `serde(rename = "…")` and `serde(alias = "…")` among them.
    #[must_use]
    pub fn of(field: &str, attributes: &[&str]) -> Self {
        let named = |attribute: &str| attributes.iter().find_map(|text| quoted(text, attribute));
        let mut names = vec![named("rename").unwrap_or_else(|| camel_case(field))];
        names.extend(named("alias"));
        Self { names }
    }
}

/// The text in `attribute = "text"`.
fn quoted(attributes: &str, attribute: &str) -> Option<String> {
    let rest = attributes.strip_prefix("serde")?.split_once(attribute)?.1;
    Some(rest.split('"').nth(1)?.to_owned())
}

fn camel_case(field: &str) -> String {
    let mut words = field.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut name, word| {
        let mut letters = word.chars();
        name.extend(letters.next().into_iter().flat_map(char::to_uppercase).chain(letters));
        name
    })
}

impl Kept {
    /// Text of this form.
    pub fn text(keep: impl Into<Keep>) -> Self {
        Self::Text(keep.into())
    }

    /// A list of this.
    #[must_use]
    pub fn list(self) -> Self {
        Self::List(Arc::new(self))
    }

    /// An object with these members.
    pub fn members(members: impl IntoIterator<Item = (Member, Self)>) -> Self {
        let named = members
            .into_iter()
            .flat_map(|(member, kept)| member.names.into_iter().map(move |name| (name, kept.clone())));
        Self::Members(Arc::new(named.collect()))
    }

    /// An object with these members, by the names that replies use.
    pub fn object<const N: usize>(members: [(&str, Self); N]) -> Self {
        Self::Members(Arc::new(members.into_iter().map(|(name, kept)| (name.to_owned(), kept)).collect()))
    }

    /// The same with this member.
    #[must_use]
    pub fn with(self, name: &str, kept: Self) -> Self {
        self.and([(name, kept)])
    }

    /// The same with more members.
    #[must_use]
    pub fn and<const N: usize>(self, members: [(&str, Self); N]) -> Self {
        let mut all = match self {
            Self::Folded(known) => {
                let mut all = Arc::unwrap_or_clone(known);
                for (name, kept) in members {
                    all.entry(name.to_ascii_lowercase()).or_insert(kept);
                }
                return Self::Folded(Arc::new(all));
            }
            Self::Members(known) => Arc::unwrap_or_clone(known),
            _ => BTreeMap::new(),
        };
        all.extend(members.into_iter().map(|(name, kept)| (name.to_owned(), kept)));
        Self::Members(Arc::new(all))
    }

    /// False where nothing is declared.
    #[must_use]
    pub fn is_declared(&self) -> bool {
        !matches!(self, Self::Nothing)
    }

    /// What of the member `name` may be stored.
    #[must_use]
    pub fn member(&self, name: &str) -> Self {
        match self {
            Self::Members(members) => members.get(name).cloned().unwrap_or_default(),
            Self::Folded(members) => members.get(&name.to_ascii_lowercase()).cloned().unwrap_or_default(),
            Self::Map(value) => value.as_ref().clone(),
            Self::Text(Keep::Part(Part::Closed)) => self.clone(),
            _ => Self::Nothing,
        }
    }

    /// What of an item may be stored.
    #[must_use]
    pub fn item(&self) -> Self {
        match self {
            Self::List(item) => item.as_ref().clone(),
            Self::Text(Keep::Part(Part::Closed)) => self.clone(),
            _ => Self::Nothing,
        }
    }
}

/// A type whose values are parts of facts.
pub trait Declared {
    /// What of a value may be stored, where the field declares this.
    fn kept(keep: Option<Keep>) -> Kept;
}

impl Declared for String {
    fn kept(keep: Option<Keep>) -> Kept {
        keep.map_or(Kept::Nothing, Kept::Text)
    }
}

impl Declared for Value {
    fn kept(keep: Option<Keep>) -> Kept {
        keep.map_or(Kept::Nothing, Kept::Text)
    }
}

impl Declared for Flag {
    fn kept(_: Option<Keep>) -> Kept {
        Kept::text(Form::Boolean)
    }
}

impl Declared for Number {
    fn kept(_: Option<Keep>) -> Kept {
        Kept::text(Form::Number)
    }
}

impl Declared for Instant {
    fn kept(_: Option<Keep>) -> Kept {
        Kept::text(Form::Timestamp)
    }
}

impl<T: Declared> Declared for Vec<T> {
    fn kept(keep: Option<Keep>) -> Kept {
        T::kept(keep).list()
    }
}

impl<T: Declared> Declared for BTreeMap<String, T> {
    fn kept(keep: Option<Keep>) -> Kept {
        Kept::Map(Arc::new(T::kept(keep)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_serde_writes_and_reads() {
        let names = |field, attributes: &[&str]| Member::of(field, attributes).names;
        assert_eq!(names("v_cpu_info", &[]), ["vCpuInfo"]);
        assert_eq!(names("size_in_mib", &["serde(rename = \"sizeInMiB\")"]), ["sizeInMiB"]);
        assert_eq!(names("public", &["serde(rename = \"public\", alias = \"isPublic\")"]), ["public", "isPublic"]);
        assert_eq!(names("state", &["doc = \" alias \\\"x\\\"\"", "serde(alias = \"status\")"]), ["state", "status"]);
    }
}
