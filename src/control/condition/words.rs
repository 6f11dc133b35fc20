//! Words of closed vocabularies: what a member can hold, and what conditions compare with it.

use std::collections::BTreeSet;
use std::sync::Arc;

use cel::IdedExpr;
use cel::common::ast::{Expr, LiteralValue};

use super::Shape;

/// Text written out in a condition that a value cannot hold.
pub(super) struct Stranger {
    /// The node that it stands at.
    pub(super) node: u64,
    pub(super) word: String,
    /// What the value can hold.
    pub(super) known: Vec<String>,
}

fn literal(node: &IdedExpr) -> Option<&str> {
    match &node.expr {
        Expr::Literal(LiteralValue::String(text)) => Some(text.inner()),
        _ => None,
    }
}

/// The shape of text, or of a list of text, that is written out: its words. `None` for an empty list, which adds nothing
/// to another shape.
fn written(node: &IdedExpr, shape: &Shape) -> Option<Shape> {
    if let Some(word) = literal(node) {
        return Some(Shape::words([word]));
    }
    let Expr::List(list) = &node.expr else { return Some(shape.clone()) };
    if list.elements.is_empty() {
        return None;
    }
    let words: Option<Vec<&str>> = list.elements.iter().map(literal).collect();
    Some(words.map_or_else(|| shape.clone(), |words| Shape::ListOf(Arc::new(Shape::words(words)))))
}

/// The shape of a value that is one of `alternatives`: of words only where each is.
pub(super) fn either<'n>(alternatives: impl IntoIterator<Item = (&'n IdedExpr, &'n Shape)>) -> Shape {
    let mut shapes = alternatives.into_iter().filter_map(|(node, shape)| written(node, shape));
    let Some(first) = shapes.next() else { return Shape::Any };
    shapes.fold(first, union)
}

fn union(one: Shape, other: Shape) -> Shape {
    match (&one, &other) {
        (Shape::Words(left), Shape::Words(right)) => Shape::Words(Arc::new(left.union(right).cloned().collect())),
        (Shape::ListOf(left), Shape::ListOf(right)) => match (left.as_ref(), right.as_ref()) {
            (Shape::Words(left), Shape::Words(right)) => {
                let words: BTreeSet<String> = left.union(right).cloned().collect();
                Shape::ListOf(Arc::new(Shape::Words(Arc::new(words))))
            }
            _ => one.or(other).open(),
        },
        _ => one.or(other).open(),
    }
}

/// What of `compared`, text or a list of text that is written out, a value of the shape `value` never equals.
pub(super) fn strangers(value: &Shape, compared: &IdedExpr) -> Vec<Stranger> {
    match (value, &compared.expr) {
        (Shape::Words(known), _) => stranger(known, compared).into_iter().collect(),
        (Shape::ListOf(item), Expr::List(list)) => list.elements.iter().flat_map(|one| strangers(item, one)).collect(),
        _ => Vec::new(),
    }
}

/// What of the list `choices` a value of the shape `value` is never one of.
pub(super) fn never_in(value: &Shape, choices: &IdedExpr) -> Vec<Stranger> {
    let Expr::List(list) = &choices.expr else { return Vec::new() };
    list.elements.iter().flat_map(|choice| strangers(value, choice)).collect()
}

fn stranger(known: &BTreeSet<String>, node: &IdedExpr) -> Option<Stranger> {
    let word = literal(node).filter(|word| !known.contains(*word))?;
    Some(Stranger { node: node.id, word: word.to_owned(), known: known.iter().cloned().collect() })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::super::check::Unknown;
    use crate::control::condition::{Condition, Shape, UnknownKind, unknown_names};

    /// `path: word` of each word that is told.
    fn told(text: &str) -> Vec<String> {
        let words = json!({"type": ["string", "null"], "enum": ["fargate", "hybrid", null]});
        let schema = json!({"properties": {
            "type": words, "types": {"type": ["array", "null"], "items": words}, "name": {"type": "string"},
        }});
        let variables = BTreeMap::from([("node".to_owned(), Shape::of_schema(&schema))]);
        let found = unknown_names(&Condition::compile(text).unwrap(), &variables);
        let word = |unknown: Unknown| match unknown.kind {
            UnknownKind::Word(path) => {
                assert_eq!(text.get(unknown.offset..).unwrap().find(&unknown.name), Some(0), "{text}");
                assert!(unknown.known.contains(&"fargate".to_owned()), "{text}: {:?}", unknown.known);
                format!("{path}: {}", unknown.name)
            }
            other => panic!("{text}: {other:?}"),
        };
        found.into_iter().map(word).collect()
    }

    #[test]
    fn words_that_a_member_never_holds_are_told_wherever_they_are_compared() {
        for text in [
            "node.type != 'fargte'",
            "'fargte' == node.type",
            "node.type in ['hybrid', 'fargte']",
            "!(node.type in ['fargte'])",
            "has(node.type) && node['type'] == 'fargte' || node.name == 'other'",
            "(node.name == 'x' ? node.type : 'fargate') == 'fargte'",
        ] {
            let told = told(text);
            assert_eq!(told.len(), 1, "{text}: {told:?}");
            assert!(told[0].ends_with(": fargte"), "{text}: {told:?}");
        }
        assert_eq!(told("node.type != 'fargte'"), ["node.type: fargte"]);
        assert_eq!(told("node.?type.orValue('') == 'fargte'"), ["node.?type: fargte"]);
        assert_eq!(told("'fargte' in node.types"), ["node.types: fargte"]);
        assert_eq!(told("'fargte' in node.?types.orValue([])"), ["node.?types: fargte"]);
        assert_eq!(told("node.types.exists(t, t == 'fargte')"), ["t: fargte"]);
        assert_eq!(told("node.types.all(t, t in ['hybrid', 'a', 'b'])"), ["t: a", "t: b"]);
        assert_eq!(told("node.types == ['fargate', 'fargte']"), ["node.types: fargte"]);
    }

    #[test]
    fn words_that_it_can_hold_and_text_that_is_made_of_them_are_not() {
        for text in [
            "node.type == 'fargate' && node.type in ['fargate', 'hybrid'] && 'hybrid' in node.types",
            "node.?type.orValue('') == '' || node.?type.orValue('none') != 'none'",
            "(has(node.type) ? node.type : 'unknown') == 'unknown'",
            "(has(node.type) ? node.type : node.name) == 'x'",
            "node.type + '/' + node.name == 'fargate/x'",
            "(node.types + ['x']).exists(t, t == 'x')",
            "node.types.map(t, t + 's').exists(t, t == 'hybrids')",
            "node.name == node.type && node.type.startsWith('far') && node.type == node.name",
            "node.name in ['x'] && 'x' == node.name && node.types == []",
        ] {
            assert_eq!(told(text), [""; 0], "{text}");
        }
    }
}
