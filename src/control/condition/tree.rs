//! Walks an expression's tree.

use cel::IdedExpr;
use cel::common::ast::{EntryExpr, Expr, LiteralValue, operators};

use super::Condition;

/// The paths `root.a.b` that `condition` selects, up to `depth` members, with the position of the root:
/// `facts.ec2.subnet[id].vpcId` gives `facts.ec2.subnet` at depth 2.
pub(crate) fn paths_of(condition: &Condition, root: &str, depth: usize) -> Vec<(Vec<String>, usize)> {
    let mut found = Vec::new();
    visit(condition.program.expression(), &mut |node| {
        let Some(path) = selected_path(node) else { return };
        let complete = path.len() == depth + 1;
        if complete && path[0] == root {
            let offset = condition.program.source_info().offset_for(node.id).map_or(0, |(start, _)| start as usize);
            found.push((path, offset));
        }
    });
    found
}

/// The path that `node` selects in whatever way it is written: `a.b`, `a.?b`, `a['b']` and `a[?'b']` are one.
pub(super) fn selected_path(node: &IdedExpr) -> Option<Vec<String>> {
    let (operand, name) = match &node.expr {
        Expr::Ident(name) => return Some(vec![name.clone()]),
        Expr::Select(select) => (select.operand.as_ref(), select.field.as_str()),
        Expr::Call(call) => match (call.func_name.as_str(), call.args.as_slice()) {
            (operators::OPT_SELECT | operators::INDEX | operators::OPT_INDEX, [operand, name]) => {
                (operand, literal(name)?)
            }
            _ => return None,
        },
        _ => return None,
    };
    let mut path = selected_path(operand)?;
    path.push(name.to_owned());
    Some(path)
}

fn literal(node: &IdedExpr) -> Option<&str> {
    match &node.expr {
        Expr::Literal(LiteralValue::String(text)) => Some(text.inner()),
        _ => None,
    }
}

pub(super) fn plain_path(node: &IdedExpr) -> Option<Vec<String>> {
    match &node.expr {
        Expr::Ident(name) => Some(vec![name.clone()]),
        Expr::Select(select) => {
            let mut path = plain_path(&select.operand)?;
            path.push(select.field.clone());
            Some(path)
        }
        Expr::Call(call) if call.func_name == operators::OPT_SELECT => match call.args.as_slice() {
            [operand, IdedExpr { expr: Expr::Literal(LiteralValue::String(name)), .. }] => {
                let mut path = plain_path(operand)?;
                path.push(name.inner().to_owned());
                Some(path)
            }
            _ => None,
        },
        _ => None,
    }
}

pub(super) fn visit(node: &IdedExpr, see: &mut dyn FnMut(&IdedExpr)) {
    see(node);
    for child in children(node) {
        visit(child, see);
    }
}

pub(super) fn children(node: &IdedExpr) -> Vec<&IdedExpr> {
    match &node.expr {
        Expr::Select(select) => vec![&select.operand],
        Expr::Call(call) => call.args.iter().chain(call.target.as_deref()).collect(),
        Expr::List(list) => list.elements.iter().collect(),
        Expr::Comprehension(c) => vec![&c.iter_range, &c.accu_init, &c.loop_cond, &c.loop_step, &c.result],
        Expr::Map(map) => map.entries.iter().flat_map(|entry| of_entry(&entry.expr)).collect(),
        Expr::Struct(value) => value.entries.iter().flat_map(|entry| of_entry(&entry.expr)).collect(),
        Expr::Ident(_) | Expr::Literal(_) | Expr::Unspecified => Vec::new(),
    }
}

fn of_entry(entry: &EntryExpr) -> Vec<&IdedExpr> {
    match entry {
        EntryExpr::MapEntry(entry) => vec![&entry.key, &entry.value],
        EntryExpr::StructField(field) => vec![&field.value],
    }
}

/// Number of levels of the tree.
pub(super) fn levels(node: &IdedExpr) -> usize {
    1 + children(node).into_iter().map(levels).max().unwrap_or(0)
}
