//! What an expression's tree is given before it is evaluated.
//!
//! Comprehensions take the keys of a map in their order. CEL leaves that order
//! open and the interpreter takes the hash's, which differs between two runs:
//! a message that lists keys would too.
//!
//! Maps written in an expression do not compare themselves with the maps of
//! facts, which are of our own kind: where an expression writes one, both sides
//! of every comparison are made the same kind first.

use cel::common::ast::{CallExpr, EntryExpr, Expr, operators};
use cel::common::types::{CelBool, CelList, DYN_TYPE, MAP_TYPE};
use cel::common::value::CowVal;
use cel::{DeclarationError, Env, ExecutionError, IdedExpr};

use super::datum::{keys, plain};
use super::tree::visit;

/// No text of a condition can call these: `@` starts no name.
const IN_ORDER: &str = "@inOrder";
const EQUAL: &str = "@equal";
const IS_IN: &str = "@isIn";

pub(super) fn register(environment: &mut Env) -> Result<(), DeclarationError> {
    environment.add_overload(EQUAL, "equal_dyn_dyn", vec![DYN_TYPE, DYN_TYPE], equal)?;
    environment.add_overload(IS_IN, "is_in_dyn_dyn", vec![DYN_TYPE, DYN_TYPE], is_in)?;
    environment.add_overload(IN_ORDER, "in_order_dyn", vec![DYN_TYPE], in_order)
}

/// The sorted keys of a map; anything else as it is.
fn in_order<'b, 'v>(mut arguments: Vec<CowVal<'b, 'v>>) -> Result<CowVal<'b, 'v>, ExecutionError> {
    let range = arguments.pop().ok_or_else(ExecutionError::missing_argument_or_target)?;
    Ok(keys(&*range).map_or(range, CowVal::owned))
}

fn equal<'b, 'v>(arguments: Vec<CowVal<'b, 'v>>) -> Result<CowVal<'b, 'v>, ExecutionError> {
    let [left, right] = two(&arguments)?;
    Ok(CowVal::owned(CelBool::from(alike(left).equals(&*alike(right)))))
}

fn is_in<'b, 'v>(arguments: Vec<CowVal<'b, 'v>>) -> Result<CowVal<'b, 'v>, ExecutionError> {
    let [value, container] = two(&arguments)?;
    let container = if container.downcast_ref::<CelList>().is_some() { alike(container) } else { container.clone() };
    let unfit = || ExecutionError::function_error("in", format!("{} holds nothing", container.get_type().name()));
    let holds = container.as_container().ok_or_else(unfit)?.contains(&*alike(value))?;
    Ok(CowVal::owned(CelBool::from(holds)))
}

fn two<'a, 'b, 'v>(arguments: &'a [CowVal<'b, 'v>]) -> Result<[&'a CowVal<'b, 'v>; 2], ExecutionError> {
    match arguments {
        [left, right] => Ok([left, right]),
        _ => Err(ExecutionError::missing_argument_or_target()),
    }
}

fn alike<'b, 'v>(value: &CowVal<'b, 'v>) -> CowVal<'b, 'v> {
    let nested = *value.get_type() == MAP_TYPE || value.downcast_ref::<CelList>().is_some();
    if nested { CowVal::Owned(plain(&**value)) } else { value.clone() }
}

/// `node` with every range of a comprehension put in order.
pub(super) fn ordered(mut node: IdedExpr) -> IdedExpr {
    let mut writes_maps = false;
    visit(&node, &mut |node| writes_maps |= matches!(node.expr, Expr::Map(_) | Expr::Struct(_)));
    rewrite(&mut node, writes_maps);
    node
}

fn rewrite(node: &mut IdedExpr, writes_maps: bool) {
    let rewrite = |node: &mut IdedExpr| rewrite(node, writes_maps);
    match &mut node.expr {
        Expr::Select(select) => rewrite(&mut select.operand),
        Expr::Call(call) => {
            call.args.iter_mut().chain(call.target.as_deref_mut()).for_each(rewrite);
            if writes_maps {
                compare_alike(call);
            }
        }
        Expr::List(list) => list.elements.iter_mut().for_each(rewrite),
        Expr::Comprehension(c) => {
            for part in [&mut c.iter_range, &mut c.accu_init, &mut c.loop_cond, &mut c.loop_step, &mut c.result] {
                rewrite(part);
            }
            let range = std::mem::take(&mut c.iter_range);
            c.iter_range = call(range.id, IN_ORDER, vec![range]);
        }
        Expr::Map(map) => map.entries.iter_mut().for_each(|entry| rewrite_entry(&mut entry.expr, rewrite)),
        Expr::Struct(value) => value.entries.iter_mut().for_each(|entry| rewrite_entry(&mut entry.expr, rewrite)),
        Expr::Ident(_) | Expr::Literal(_) | Expr::Unspecified => {}
    }
}

fn call(id: u64, name: &str, args: Vec<IdedExpr>) -> IdedExpr {
    IdedExpr { id, expr: Expr::Call(CallExpr { func_name: name.to_owned(), target: None, args }) }
}

/// A literal on either side is text or a number: it is equal to no map.
fn compare_alike(node: &mut CallExpr) {
    let plain = |node: &IdedExpr| matches!(node.expr, Expr::Literal(_));
    if node.target.is_some() || node.args.len() != 2 || plain(&node.args[0]) || plain(&node.args[1]) {
        return;
    }
    match node.func_name.as_str() {
        operators::EQUALS => EQUAL.clone_into(&mut node.func_name),
        operators::IN => IS_IN.clone_into(&mut node.func_name),
        operators::NOT_EQUALS => {
            let args = std::mem::take(&mut node.args);
            let id = args[0].id;
            operators::LOGICAL_NOT.clone_into(&mut node.func_name);
            node.args = vec![call(id, EQUAL, args)];
        }
        _ => {}
    }
}

fn rewrite_entry(entry: &mut EntryExpr, mut rewrite: impl FnMut(&mut IdedExpr)) {
    match entry {
        EntryExpr::MapEntry(entry) => {
            rewrite(&mut entry.key);
            rewrite(&mut entry.value);
        }
        EntryExpr::StructField(field) => rewrite(&mut field.value),
    }
}
