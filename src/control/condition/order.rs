//! Comprehensions take the keys of a map in their order. CEL leaves that order
//! open and the interpreter takes the hash's, which differs between two runs:
//! a message that lists keys would too.

use cel::common::ast::{CallExpr, EntryExpr, Expr};
use cel::common::types::{CelList, CelMap, DYN_TYPE};
use cel::common::value::{CowVal, Val};
use cel::{DeclarationError, Env, ExecutionError, IdedExpr};

/// No text of a condition can call it: `@` starts no name.
const IN_ORDER: &str = "@inOrder";

pub(super) fn register(environment: &mut Env) -> Result<(), DeclarationError> {
    environment.add_overload(IN_ORDER, "in_order_dyn", vec![DYN_TYPE], in_order)
}

/// The sorted keys of a map; anything else as it is.
fn in_order<'b, 'v>(mut arguments: Vec<CowVal<'b, 'v>>) -> Result<CowVal<'b, 'v>, ExecutionError> {
    let range = arguments.pop().ok_or_else(ExecutionError::missing_argument_or_target)?;
    let Some(map) = range.downcast_ref::<CelMap>() else { return Ok(range) };
    let mut keys: Vec<_> = map.inner().keys().collect();
    keys.sort();
    let keys: Vec<Box<dyn Val + 'v>> = keys.into_iter().map(|key| key.inner().clone_as_boxed()).collect();
    Ok(CowVal::owned(CelList::from(keys)))
}

/// `node` with every range of a comprehension put in order.
pub(super) fn ordered(mut node: IdedExpr) -> IdedExpr {
    rewrite(&mut node);
    node
}

fn rewrite(node: &mut IdedExpr) {
    match &mut node.expr {
        Expr::Select(select) => rewrite(&mut select.operand),
        Expr::Call(call) => call.args.iter_mut().chain(call.target.as_deref_mut()).for_each(rewrite),
        Expr::List(list) => list.elements.iter_mut().for_each(rewrite),
        Expr::Comprehension(c) => {
            for part in [&mut c.iter_range, &mut c.accu_init, &mut c.loop_cond, &mut c.loop_step, &mut c.result] {
                rewrite(part);
            }
            let range = std::mem::take(&mut c.iter_range);
            let id = range.id;
            let call = CallExpr { func_name: IN_ORDER.to_owned(), target: None, args: vec![range] };
            c.iter_range = IdedExpr { id, expr: Expr::Call(call) };
        }
        Expr::Map(map) => map.entries.iter_mut().for_each(|entry| rewrite_entry(&mut entry.expr)),
        Expr::Struct(value) => value.entries.iter_mut().for_each(|entry| rewrite_entry(&mut entry.expr)),
        Expr::Ident(_) | Expr::Literal(_) | Expr::Unspecified => {}
    }
}

fn rewrite_entry(entry: &mut EntryExpr) {
    match entry {
        EntryExpr::MapEntry(entry) => {
            rewrite(&mut entry.key);
            rewrite(&mut entry.value);
        }
        EntryExpr::StructField(field) => rewrite(&mut field.value),
    }
}
