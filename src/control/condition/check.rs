//! Checks every name in an expression against what is known, before any fact is there.

use std::collections::BTreeMap;
use std::sync::Arc;

use cel::IdedExpr;
use cel::common::ast::{CallExpr, ComprehensionExpr, EntryExpr, Expr, LiteralValue, SelectExpr, operators};

use super::words::{Stranger, either, never_in, strangers};
use super::{Condition, Shape, functions};
use crate::evidence::redaction::is_kept_tag;

/// A name that is not known where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unknown {
    /// Position of the name in the expression, in characters from 0.
    pub(crate) offset: usize,
    /// The name.
    pub(crate) name: String,
    /// What it should have been one of.
    pub(crate) known: Vec<String>,
    /// What kind of name it is.
    pub(crate) kind: UnknownKind,
}

/// What an unknown name was used as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum UnknownKind {
    /// A variable.
    Variable,
    /// A function.
    Function,
    /// A member of the value at this path.
    Member(String),
    /// A member of a value that has none, at this path.
    MemberOfScalar(String),
    /// Text of the value at this path that is not stored.
    NotKept(String),
    /// A word that the value at this path cannot hold.
    Word(String),
}

/// Every name in `condition` that `variables` do not account for, in order of position.
pub(crate) fn unknown_names(condition: &Condition, variables: &BTreeMap<String, Shape>) -> Vec<Unknown> {
    let mut walk = Walk { condition, scopes: vec![variables.clone()], found: Vec::new() };
    walk.shape(condition.program.expression());
    walk.found.sort_by_key(|unknown| unknown.offset);
    walk.found.dedup();
    walk.found
}

struct Walk<'a> {
    condition: &'a Condition,
    scopes: Vec<BTreeMap<String, Shape>>,
    found: Vec<Unknown>,
}

/// Names that stand for types and name spaces, not for values.
const RESERVED: &[&str] = &[
    "bool",
    "int",
    "uint",
    "double",
    "string",
    "bytes",
    "list",
    "map",
    "null_type",
    "type",
    "math",
    "lists",
    "strings",
    "optional",
    "base64",
];

pub(super) const FUNCTIONS: &[&str] = &[
    "size",
    "contains",
    "startsWith",
    "endsWith",
    "matches",
    "string",
    "int",
    "uint",
    "double",
    "bool",
    "bytes",
    "type",
    "dyn",
    "duration",
    "timestamp",
    "getFullYear",
    "getMonth",
    "getDayOfYear",
    "getDayOfMonth",
    "getDate",
    "getDayOfWeek",
    "getHours",
    "getMinutes",
    "getSeconds",
    "getMilliseconds",
    "charAt",
    "indexOf",
    "lastIndexOf",
    "join",
    "lowerAscii",
    "upperAscii",
    "trim",
    "replace",
    "split",
    "substring",
    "format",
    "quote",
    "reverse",
    "slice",
    "flatten",
    "distinct",
    "sort",
    "sortBy",
    "range",
    "ceil",
    "floor",
    "round",
    "trunc",
    "isInf",
    "isNaN",
    "isFinite",
    "abs",
    "sign",
    "bitAnd",
    "bitOr",
    "bitXor",
    "bitNot",
    "bitShiftLeft",
    "bitShiftRight",
    "sqrt",
    "greatest",
    "least",
    "of",
    "ofNonZeroValue",
    "none",
    "hasValue",
    "value",
    "or",
    "orValue",
    "optMap",
    "optFlatMap",
    "all",
    "exists",
    "exists_one",
    "existsOne",
    "map",
    "filter",
    "has",
];

impl Walk<'_> {
    fn shape(&mut self, node: &IdedExpr) -> Shape {
        match &node.expr {
            Expr::Ident(name) => self.variable(node.id, name),
            Expr::Select(select) => self.select(node.id, select),
            Expr::Call(call) => self.call(node.id, call),
            Expr::Comprehension(comprehension) => self.comprehension(comprehension),
            Expr::List(list) => {
                let items: Vec<Shape> = list.elements.iter().map(|item| self.shape(item)).collect();
                Shape::ListOf(Arc::new(items.into_iter().fold(Shape::Any, Shape::or)))
            }
            Expr::Map(map) => {
                self.entries(&map.entries);
                Shape::Any
            }
            Expr::Struct(value) => {
                self.entries(&value.entries);
                Shape::Any
            }
            Expr::Literal(_) | Expr::Unspecified => Shape::Any,
        }
    }

    fn entries(&mut self, entries: &[cel::common::ast::IdedEntryExpr]) {
        for entry in entries {
            match &entry.expr {
                EntryExpr::MapEntry(entry) => {
                    self.shape(&entry.key);
                    self.shape(&entry.value);
                }
                EntryExpr::StructField(field) => {
                    self.shape(&field.value);
                }
            }
        }
    }

    fn variable(&mut self, id: u64, name: &str) -> Shape {
        if let Some(shape) = self.scopes.iter().rev().find_map(|scope| scope.get(name)) {
            return shape.clone();
        }
        // Macros bind accumulators whose names no author can write.
        if !name.starts_with('@') && !name.starts_with("__") && !RESERVED.contains(&name) {
            let known = self.scopes.iter().flat_map(BTreeMap::keys).cloned().collect();
            self.report(id, name, known, UnknownKind::Variable);
        }
        Shape::Any
    }

    fn select(&mut self, id: u64, select: &SelectExpr) -> Shape {
        let operand = self.shape(&select.operand);
        let found = self.found.len();
        let shape = self.member(id, &select.operand, &operand, &select.field);
        if select.test {
            // `has()` asks whether it is there, and a marker is.
            let told = self.found.split_off(found);
            self.found.extend(told.into_iter().filter(|unknown| !matches!(unknown.kind, UnknownKind::NotKept(_))));
        }
        shape
    }

    fn member(&mut self, id: u64, operand: &IdedExpr, shape: &Shape, field: &str) -> Shape {
        let member = self.known_member(id, operand, shape, field);
        let by_key = matches!(member, Shape::ByKey) && matches!(shape, Shape::MapOf(_)) && !is_kept_tag(field);
        if member.is_not_kept() || by_key {
            self.report(id, field, Vec::new(), UnknownKind::NotKept(path(operand)));
        }
        member
    }

    fn known_member(&mut self, id: u64, operand: &IdedExpr, shape: &Shape, field: &str) -> Shape {
        match shape {
            Shape::Any | Shape::NotKept => Shape::Any,
            Shape::MapOf(value) => value.as_ref().clone(),
            Shape::Members(members) => match members.get(field) {
                Some(shape) => shape.clone(),
                None => {
                    let known = members.keys().cloned().collect();
                    self.report(id, field, known, UnknownKind::Member(path(operand)));
                    Shape::Any
                }
            },
            Shape::Scalar | Shape::Words(_) | Shape::ByKey | Shape::ListOf(_) => {
                self.report(id, field, Vec::new(), UnknownKind::MemberOfScalar(path(operand)));
                Shape::Any
            }
        }
    }

    fn call(&mut self, id: u64, call: &CallExpr) -> Shape {
        let target = call.target.as_ref().map(|target| self.shape(target));
        let arguments: Vec<Shape> = call.args.iter().map(|argument| self.shape(argument)).collect();
        match (call.func_name.as_str(), call.args.as_slice()) {
            (operators::INDEX | operators::OPT_INDEX | operators::OPT_SELECT, [operand, key]) => {
                match (&key.expr, &arguments[0]) {
                    (Expr::Literal(LiteralValue::String(name)), shape) if !matches!(shape, Shape::ListOf(_)) => {
                        self.member(id, operand, shape, name.inner())
                    }
                    (_, shape) => shape.element(),
                }
            }
            (operators::ADD, [_, _]) => join(&arguments).open(),
            (operators::CONDITIONAL, [_, one, other]) => either([(one, &arguments[1]), (other, &arguments[2])]),
            (operators::EQUALS | operators::NOT_EQUALS, [left, right]) => {
                self.never(left, strangers(&arguments[0], right));
                self.never(right, strangers(&arguments[1], left));
                Shape::Any
            }
            (operators::IN, [item, list]) => {
                self.never(item, never_in(&arguments[0], list));
                if let Shape::ListOf(held) = &arguments[1] {
                    self.never(list, strangers(held, item));
                }
                Shape::Any
            }
            ("orValue" | "or", [other]) => match (&call.target, target) {
                (Some(node), Some(shape)) => either([(node.as_ref(), &shape), (other, &arguments[0])]),
                _ => Shape::Any,
            },
            ("value" | "distinct" | "sort" | "reverse" | "slice" | "@sortByAssociatedKeys", _) => {
                target.unwrap_or(Shape::Any)
            }
            (name, _) => {
                self.function(id, name);
                Shape::Any
            }
        }
    }

    /// Tells the words that the value of `node` never equals.
    fn never(&mut self, node: &IdedExpr, strangers: Vec<Stranger>) {
        for Stranger { node: at, word, known } in strangers {
            self.report(at, &word, known, UnknownKind::Word(path(node)));
        }
    }

    fn function(&mut self, id: u64, name: &str) {
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '.');
        let bare = name.rsplit('.').next().unwrap_or(name);
        if plain && !FUNCTIONS.contains(&bare) && !functions::NAMES.contains(&bare) {
            let known = FUNCTIONS.iter().chain(functions::NAMES).map(|known| (*known).to_owned()).collect();
            self.report(id, bare, known, UnknownKind::Function);
        }
    }

    fn comprehension(&mut self, comprehension: &ComprehensionExpr) -> Shape {
        let range = self.shape(&comprehension.iter_range);
        let start = self.shape(&comprehension.accu_init);
        let mut scope = BTreeMap::new();
        match &comprehension.iter_var2 {
            Some(second) => {
                scope.insert(comprehension.iter_var.clone(), Shape::Scalar);
                scope.insert(second.clone(), range.element());
            }
            None => {
                scope.insert(comprehension.iter_var.clone(), range.item());
            }
        }
        scope.insert(comprehension.accu_var.clone(), start.clone());
        self.scopes.push(scope);
        self.shape(&comprehension.loop_cond);
        let step = self.shape(&comprehension.loop_step);
        self.scopes.pop();
        let result = BTreeMap::from([(comprehension.accu_var.clone(), start.or(step))]);
        self.scopes.push(result);
        let shape = self.shape(&comprehension.result);
        self.scopes.pop();
        shape
    }

    fn report(&mut self, id: u64, name: &str, known: Vec<String>, kind: UnknownKind) {
        let text = self.condition.text();
        let start = self.condition.program.source_info().offset_for(id).map_or(0, |(start, _)| start as usize);
        let offset = locate(text, start, name);
        self.found.push(Unknown { offset, name: name.to_owned(), known, kind });
    }
}

fn join(shapes: &[Shape]) -> Shape {
    shapes.iter().cloned().fold(Shape::Any, Shape::or)
}

/// A node's position is its operator's; the name follows it.
fn locate(text: &str, start: usize, name: &str) -> usize {
    let characters: Vec<char> = text.chars().collect();
    let wanted: Vec<char> = name.chars().collect();
    let word = |at: usize| characters.get(at).is_some_and(|c| c.is_alphanumeric() || *c == '_');
    let from = |start: usize| {
        (start..characters.len()).find(|at| {
            characters[*at..].starts_with(&wanted) && !word(at + wanted.len()) && (*at == 0 || !word(at - 1))
        })
    };
    from(start).or_else(|| from(0)).unwrap_or(start)
}

/// The operand as its author wrote it, for the message.
fn path(node: &IdedExpr) -> String {
    match &node.expr {
        Expr::Ident(name) => name.clone(),
        Expr::Select(select) => format!("{}.{}", path(&select.operand), select.field),
        Expr::Call(call) => match (call.func_name.as_str(), call.args.as_slice()) {
            (operators::INDEX | operators::OPT_INDEX, [operand, _]) => format!("{}[…]", path(operand)),
            (operators::OPT_SELECT, [operand, field]) => match &field.expr {
                Expr::Literal(LiteralValue::String(name)) => format!("{}.?{}", path(operand), name.inner()),
                _ => format!("{}.?…", path(operand)),
            },
            ("orValue" | "value", _) => call.target.as_deref().map_or_else(|| "…".to_owned(), path),
            (name, _) => format!("{name}(…)"),
        },
        _ => "…".to_owned(),
    }
}
