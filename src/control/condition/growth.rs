//! What more facts could do to an answer: a list that was not read to its end can only gain members.

use cel::IdedExpr;
use cel::common::ast::{ComprehensionExpr, Expr, LiteralValue, operators};

use super::Condition;
use super::tree::{children, plain_path, selected_path};

/// What an answer can become while a list, or a right that only gains, grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Growth {
    /// It stays: the list is not read, or only members that are there already.
    None,
    /// From false to true, or to a larger number or list.
    Up,
    /// From true to false.
    Down,
    /// Anything.
    Any,
}

use Growth::{Any, Down, None, Up};

impl Growth {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (None, one) | (one, None) => one,
            (one, same) if one == same => one,
            _ => Any,
        }
    }

    fn turned(self) -> Self {
        match self {
            Up => Down,
            Down => Up,
            same => same,
        }
    }
}

impl Condition {
    /// What the answer can become while what stands at `path` grows: `["facts", "eks", "addon"]`, `["role", "kinds"]`.
    pub(crate) fn growth_with(&self, path: &[&str]) -> Growth {
        of(self.program.expression(), path)
    }

    /// True when the expression reads `path`, anything below it, or the whole of something that holds it.
    pub(crate) fn reads(&self, path: &[&str]) -> bool {
        reads(self.program.expression(), path)
    }
}

fn reads(node: &IdedExpr, path: &[&str]) -> bool {
    if let Some(selected) = selected_path(node) {
        return agree(&selected, path);
    }
    children(node).into_iter().any(|child| reads(child, path))
}

/// True when one of the two is the beginning of the other.
fn agree(selected: &[String], path: &[&str]) -> bool {
    selected.iter().zip(path).all(|(a, b)| a == b)
}

fn of(node: &IdedExpr, path: &[&str]) -> Growth {
    // What is looked up by its key in what stands at `path` is a lookup, not a path.
    let whole = selected_path(node).filter(|selected| selected.len() <= path.len());
    if let Some(selected) = plain_path(node).or(whole) {
        return of_path(&selected, path);
    }
    match &node.expr {
        Expr::Ident(_) | Expr::Literal(_) | Expr::Unspecified => None,
        Expr::Select(select) => none_or_any([of(&select.operand, path)]),
        Expr::List(list) => none_or_any(list.elements.iter().map(|element| of(element, path))),
        Expr::Comprehension(comprehension) => of_comprehension(comprehension, path),
        Expr::Call(call) => {
            let arguments: Vec<&IdedExpr> = call.target.as_deref().into_iter().chain(&call.args).collect();
            of_call(&call.func_name, &arguments, path)
        }
        Expr::Map(_) | Expr::Struct(_) => {
            none_or_any(super::tree::children(node).into_iter().map(|child| of(child, path)))
        }
    }
}

fn of_path(selected: &[String], path: &[&str]) -> Growth {
    match selected.len() {
        _ if !agree(selected, path) => None,
        length if length == path.len() => Up,
        // The whole of what holds it, or something inside that no table of members has.
        _ => Any,
    }
}

fn none_or_any(parts: impl IntoIterator<Item = Growth>) -> Growth {
    if parts.into_iter().all(|part| part == None) { None } else { Any }
}

fn of_call(name: &str, arguments: &[&IdedExpr], path: &[&str]) -> Growth {
    let each = || arguments.iter().map(|argument| of(argument, path));
    match (name, arguments) {
        (operators::LOGICAL_AND | operators::LOGICAL_OR, _) => each().fold(None, Growth::and),
        (operators::LOGICAL_NOT, [one]) => of(one, path).turned(),
        (operators::CONDITIONAL, [test, yes, no]) if of(test, path) == None => of(yes, path).and(of(no, path)),
        // A member that is there stays as it is; one that is absent gives no answer.
        (operators::INDEX, [map, key]) if is_at(map, path) => none_or_any([of(key, path)]),
        (operators::IN, [item, list]) if of(item, path) == None => of(list, path),
        ("size", [one]) => of(one, path),
        ("within", [map, prefix]) if of(prefix, path) == None => of(map, path),
        (operators::ADD, _) => each().fold(None, Growth::and),
        (operators::GREATER | operators::GREATER_EQUALS, [left, right]) => of(left, path).and(of(right, path).turned()),
        (operators::LESS | operators::LESS_EQUALS, [left, right]) => of(left, path).turned().and(of(right, path)),
        (operators::EQUALS, [number, zero]) if is_zero(zero) => of(number, path).turned(),
        (operators::NOT_EQUALS, [number, zero]) if is_zero(zero) => of(number, path),
        _ => none_or_any(each()),
    }
}

fn is_at(node: &IdedExpr, path: &[&str]) -> bool {
    selected_path(node).is_some_and(|selected| selected.len() == path.len() && agree(&selected, path))
}

fn is_zero(node: &IdedExpr) -> bool {
    matches!(&node.expr, Expr::Literal(LiteralValue::Int(number)) if *number.inner() == 0)
}

/// The macros `all`, `exists`, `filter` and `map`, by the form that they expand to.
fn of_comprehension(comprehension: &ComprehensionExpr, path: &[&str]) -> Growth {
    let range = of(&comprehension.iter_range, path);
    let Expr::Call(step) = &comprehension.loop_step.expr else { return Any };
    let plain_result = matches!(&comprehension.result.expr, Expr::Ident(name) if *name == comprehension.accu_var);
    let steps = step.args.iter().map(|argument| of(argument, path)).fold(None, Growth::and);
    if range == None && steps == None {
        return none_or_any([of(&comprehension.accu_init, path)]);
    }
    let lists = matches!(&comprehension.accu_init.expr, Expr::List(_));
    match (step.func_name.as_str(), range, steps) {
        _ if !plain_result => Any,
        (operators::LOGICAL_AND, None, _) | (operators::LOGICAL_OR, None, _) => steps,
        (operators::LOGICAL_AND, Up, None | Down) => Down,
        (operators::LOGICAL_OR, Up, None | Up) => Up,
        (operators::CONDITIONAL | operators::ADD, Up, None) if lists => Up,
        _ => Any,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn j2_what_more_members_of_a_list_can_do_to_an_answer() {
        for (text, expected) in [
            ("facts.eks.addon.exists(k, facts.eks.addon[k].x)", Up),
            ("!facts.eks.addon.exists(k, facts.eks.addon[k].x)", Down),
            ("facts.eks.addon.all(k, facts.eks.addon[k].x)", Down),
            ("'a' in facts.eks.addon", Up),
            ("a.b || 'a' in facts.eks.addon", Up),
            ("a.b ? 'a' in facts.eks.addon : c", Up),
            ("size(facts.eks.addon) > 0", Up),
            ("size(facts.eks.addon) == 0", Down),
            ("0 == size(facts.eks.addon)", Any),
            ("size(facts.eks.addon) <= 3", Down),
            ("size(facts.eks.addon.filter(k, facts.eks.addon[k].x)) >= 2", Up),
            ("within(facts.eks.addon, 'one').exists(a, a.x)", Up),
            ("a.list.all(n, n in facts.eks.addon)", Up),
            ("a.list.exists(n, !(n in facts.eks.addon))", Down),
            ("facts.eks.addon['one'].x == 3", None),
            ("facts.eks.addon['one'].?x.orValue(3) == 3", None),
            ("facts.eks.addon[?'one'].hasValue()", Any),
            ("facts.eks.addon.exists_one(k, true)", Any),
            ("('a' in facts.eks.addon) == false", Any),
            ("'a' in facts.eks.addon && !('b' in facts.eks.addon)", Any),
            ("size(facts.eks.nodegroup) > 0", None),
            ("[facts.eks.addon.filter(k, true)].all(l, size(l) > 0)", Any),
        ] {
            let condition = Condition::compile(text).unwrap();
            assert_eq!(condition.growth_with(&["facts", "eks", "addon"]), expected, "{text}");
        }
    }

    #[test]
    fn j2_what_a_condition_reads() {
        let condition = Condition::compile("role.kinds.exists(k, k == 'node') && !role.trust.anyone").unwrap();
        assert!(
            condition.reads(&["role", "kinds"]) && condition.reads(&["role", "trust"]) && condition.reads(&["role"])
        );
        assert!(!condition.reads(&["role", "uses"]) && !condition.reads(&["cluster"]));
        assert_eq!(condition.growth_with(&["role", "kinds"]), Up);
    }

    /// A topic is read by its name, however that is written, and not by a name that begins like it.
    #[test]
    fn topics_are_found_in_the_tree_and_not_in_the_text() {
        let reads = |text: &str, topic: &[&str]| Condition::compile(text).unwrap().reads(topic);
        let image = ["facts", "ec2", "image"];
        for text in [
            "facts.ec2.image[k].x",
            "facts.ec2.?image[?k].hasValue()",
            "facts['ec2'].image.exists(k, true)",
            "facts.ec2['image']['one'].x",
            "facts[?'ec2'].?image.hasValue()",
            "facts.ec2[name].all(k, true)",
            "size(facts.ec2) > 0",
        ] {
            assert!(reads(text, &image), "{text}");
        }
        let addon = ["facts", "eks", "addon"];
        for text in [
            "facts.eks.addonVersion.exists(k, true)",
            "facts.eks.?addonVersion.hasValue()",
            "facts['eks']['addonVersion'][k].x",
            "'facts.eks.addon' == name",
            "name.eks.addon == 1",
        ] {
            assert!(!reads(text, &addon), "{text}");
        }
        let growth = |text: &str| Condition::compile(text).unwrap().growth_with(&addon);
        assert_eq!(growth("facts['eks'].addon.exists(k, facts.eks['addon'][k].x)"), Up);
        assert_eq!(growth("facts.?eks.?addon.exists(k, true)"), Up);
        assert_eq!(growth("facts['eks'].addon['one'].x == 3"), None);
        assert_eq!(growth("facts.eks.addonVersion.exists(k, true)"), None);
    }
}
