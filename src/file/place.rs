//! Where every part of a YAML file stands: for problems that show only once the whole is understood.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, Spanned};

use super::problem::Problem;
use super::text::File;
use super::yaml::{from_yaml, offset_of};

/// A YAML file with the places of its parts.
#[derive(Debug)]
pub(crate) struct Places {
    file: File,
    root: Option<Spanned<Part>>,
}

/// A value of the file, as far as places go.
#[derive(Debug)]
enum Part {
    Map(Vec<(Spanned<String>, Spanned<Part>)>),
    List(Vec<Spanned<Part>>),
    Scalar,
}

impl Places {
    /// The places in `text`, the content of the file `path`; the file's start for all where it is not YAML.
    pub(crate) fn new(path: &str, text: &str) -> Self {
        Self { file: File::new(path, text), root: from_yaml(text).ok() }
    }

    /// `problem` with its place in the file: at the value that its keys lead to, at the key where that is meant, and at
    /// the deepest part that is there where they go further.
    pub(crate) fn locate(&self, problem: Problem) -> Problem {
        let offset = offset_of(&self.file, self.location(&problem.keys, problem.of_key));
        let length = self.file.value_at(offset).len();
        problem.found_at(&self.file, offset, length.max(1))
    }

    fn location(&self, path: &[String], key: bool) -> Location {
        let Some(mut part) = self.root.as_ref() else { return Location::UNKNOWN };
        for (at, step) in path.iter().enumerate() {
            let next = match &part.value {
                Part::Map(members) => members
                    .iter()
                    .find(|(name, _)| name.value == *step)
                    .map(|(name, value)| if key && at + 1 == path.len() { Err(name.referenced) } else { Ok(value) }),
                Part::List(items) => step.parse::<usize>().ok().and_then(|index| items.get(index)).map(Ok),
                Part::Scalar => None,
            };
            match next {
                Some(Ok(deeper)) => part = deeper,
                Some(Err(location)) => return location,
                None => break,
            }
        }
        part.referenced
    }
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PartVisitor)
    }
}

struct PartVisitor;

/// Every scalar is the same: only its place counts.
macro_rules! scalars {
    ($($name:ident: $kind:ty),*) => {
        $(fn $name<E>(self, _: $kind) -> Result<Part, E> { Ok(Part::Scalar) })*
    };
}

impl<'de> Visitor<'de> for PartVisitor {
    type Value = Part;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any YAML")
    }

    scalars!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_i128: i128, visit_u128: u128, visit_f64: f64,
        visit_str: &str, visit_bytes: &[u8]);

    fn visit_unit<E>(self) -> Result<Part, E> {
        Ok(Part::Scalar)
    }

    fn visit_none<E>(self) -> Result<Part, E> {
        Ok(Part::Scalar)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Part, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Part::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Part, A::Error> {
        let mut map = Vec::new();
        while let Some(member) = members.next_entry()? {
            map.push(member);
        }
        Ok(Part::Map(map))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Part, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Part::Scalar)
    }
}

#[cfg(test)]
mod tests {
    use super::super::codes::engagement::BLANK;
    use super::*;

    const TEXT: &str = "organisation: X\nexceptions:\n  - id: EX-1\n    subjects: [a, 'b*']\n    control: c\nparameters:\n  some-control: {days: 3, nodes: 4}\n";

    fn found(path: &[&str], key: bool) -> String {
        let problem = Problem::of_value(path, BLANK, "wrong");
        let problem = if key { problem.of_key() } else { problem };
        let located = Places::new("engagement.yaml", TEXT).locate(problem);
        located.to_string().trim_start_matches("engagement.yaml:").to_owned()
    }

    #[test]
    fn values_keys_and_entries_of_lists_have_their_places() {
        assert_eq!(found(&["organisation"], false), "1:15: wrong");
        assert_eq!(found(&["exceptions", "0", "subjects", "1"], false), "4:19: wrong");
        assert_eq!(found(&["exceptions", "0", "control"], false), "5:14: wrong");
        assert_eq!(found(&["parameters", "some-control", "nodes"], false), "7:34: wrong");
        assert_eq!(found(&["parameters", "some-control", "nodes"], true), "7:27: wrong");
        assert_eq!(found(&["parameters", "some-control"], true), "7:3: wrong");
        assert_eq!(found(&["exceptions"], true), "2:1: wrong");
    }

    #[test]
    fn what_is_not_there_is_told_at_the_nearest_part() {
        assert_eq!(found(&["exceptions", "0", "approver"], false), "3:5: wrong");
        assert_eq!(found(&["period", "from"], false), "1:1: wrong");
    }
}
