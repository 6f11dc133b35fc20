//! What of a reply to a declared operation may be stored: the declared members, and nothing else.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::descriptor::{Descriptor, Field, Kind};
use crate::evidence::kept::{Form, Kept};

/// What of the reply may be stored.
pub(in crate::evidence) fn kept(descriptor: &Descriptor) -> Kept {
    let item = object(&descriptor.fields);
    let mut all = BTreeMap::new();
    match &descriptor.items {
        Some(path) => {
            let value = descriptor.item.as_ref().and_then(|name| descriptor.fields.get(name));
            put(&mut all, path, value.map_or(item, |field| of_kind(&field.kind)).list());
        }
        None => {
            if let Kept::Folded(members) = item {
                all.extend(Arc::unwrap_or_clone(members));
            }
        }
    }
    if let Some(page) = &descriptor.page {
        let path: Vec<String> = page.reply.split('.').map(str::to_owned).collect();
        put(&mut all, &path, Kept::text(Form::Token));
    }
    Kept::Folded(Arc::new(all))
}

fn put(all: &mut BTreeMap<String, Kept>, path: &[String], kept: Kept) {
    let Some((name, rest)) = path.split_first() else { return };
    let name = name.to_ascii_lowercase();
    if rest.is_empty() {
        all.insert(name, kept);
        return;
    }
    let mut inner = match all.remove(&name) {
        Some(Kept::Folded(members)) => Arc::unwrap_or_clone(members),
        _ => BTreeMap::new(),
    };
    put(&mut inner, rest, kept);
    all.insert(name, Kept::Folded(Arc::new(inner)));
}

fn object(fields: &BTreeMap<String, Field>) -> Kept {
    let members = fields.iter().map(|(name, field)| (name.to_ascii_lowercase(), of_kind(&field.kind)));
    Kept::Folded(Arc::new(members.collect()))
}

fn of_kind(kind: &Kind) -> Kept {
    match kind {
        Kind::Text(keep) => keep.map_or(Kept::Nothing, Kept::Text),
        Kind::Boolean => Kept::text(Form::Boolean),
        Kind::Integer | Kind::Number => Kept::text(Form::Number),
        Kind::Timestamp => Kept::text(Form::Timestamp),
        Kind::List(item) => of_kind(item).list(),
        Kind::Map(value) => Kept::Map(Arc::new(of_kind(value))),
        Kind::Object(fields) => object(fields),
    }
}
