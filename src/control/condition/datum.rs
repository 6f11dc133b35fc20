//! Values of facts as the interpreter sees them: read in place, never copied.

use std::any::Any;
use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::Arc;

use cel::ExecutionError;
use cel::common::traits::{Container, Indexer, Sizer, Zeroer};
use cel::common::types::{
    CelBool, CelDouble, CelInt, CelList, CelMap, CelMapKey, CelNull, CelString, CelUInt, MAP_TYPE, NULL_TYPE, Type,
};
use cel::common::value::{CowVal, StaticVal, Val};
use ijson::{DestructuredRef, IObject, IString, IValue};
use serde_json::Value as Json;

/// A value ready for conditions; it borrows what it stands for, and cloning is cheap.
#[derive(Debug, Clone)]
pub struct Datum<'v>(pub(super) Box<dyn Val + 'v>);

impl<'v> Datum<'v> {
    /// An object of the given members.
    #[must_use]
    pub fn object(members: impl IntoIterator<Item = (String, Datum<'v>)>) -> Self {
        Self(Box::new(Object::Members(Arc::new(members.into_iter().collect()))))
    }

    /// Facts by key.
    #[must_use]
    pub fn table(facts: impl IntoIterator<Item = (&'v str, &'v IValue)>) -> Self {
        Self(Box::new(Object::Table(Arc::new(facts.into_iter().collect()))))
    }
}

impl<'v> From<&'v IValue> for Datum<'v> {
    fn from(held: &'v IValue) -> Self {
        Self(value(held))
    }
}

/// A copy: for values as small as parameters are.
impl From<&Json> for Datum<'static> {
    fn from(json: &Json) -> Self {
        match json {
            Json::Array(items) => {
                Self(Box::new(CelList::from(items.iter().map(|item| Self::from(item).0).collect::<Vec<_>>())))
            }
            Json::Object(members) => {
                Self::object(members.iter().map(|(name, member)| (name.clone(), Self::from(member))))
            }
            Json::String(text) => Self(Box::new(CelString::from(text.clone()))),
            Json::Null => Self(Box::new(CelNull)),
            Json::Bool(flag) => Self(Box::new(CelBool::from(*flag))),
            Json::Number(number) => Self(self::number(number.as_i64(), number.as_u64(), number.as_f64())),
        }
    }
}

fn value(held: &IValue) -> Box<dyn Val + '_> {
    match held.destructure_ref() {
        DestructuredRef::Null => Box::new(CelNull),
        DestructuredRef::Bool(value) => Box::new(CelBool::from(value)),
        DestructuredRef::Number(number) if number.has_decimal_point() => self::number(None, None, number.to_f64()),
        DestructuredRef::Number(number) => self::number(number.to_i64(), number.to_u64(), number.to_f64()),
        DestructuredRef::String(text) => Box::new(CelString::from(text.as_str())),
        DestructuredRef::Array(items) => Box::new(CelList::from(items.iter().map(value).collect::<Vec<_>>())),
        DestructuredRef::Object(members) => Box::new(Object::Held(members)),
    }
}

/// Whole numbers become `int` wherever they fit, so that a condition compares
/// ports and sizes with plain literals.
fn number<'v>(int: Option<i64>, unsigned: Option<u64>, double: Option<f64>) -> Box<dyn Val + 'v> {
    match (int, unsigned) {
        (Some(value), _) => Box::new(CelInt::from(value)),
        (None, Some(value)) => Box::new(CelUInt::from(value)),
        (None, None) => Box::new(CelDouble::from(double.unwrap_or(f64::NAN))),
    }
}

/// A map whose members are looked up where they are. To the interpreter it is a
/// map like any other, but for two places that only take its own maps: see
/// [`keys`] and [`plain`].
#[derive(Debug, Clone)]
enum Object<'v> {
    Held(&'v IObject),
    Table(Arc<BTreeMap<&'v str, &'v IValue>>),
    Members(Arc<BTreeMap<String, Datum<'v>>>),
}

impl<'v> Object<'v> {
    fn member<'b, 'w>(&'b self, name: &str) -> Option<CowVal<'b, 'w>>
    where
        'v: 'w,
    {
        match self {
            Self::Held(members) => members.get(name).map(|held| CowVal::Owned(value(held))),
            Self::Table(facts) => facts.get(name).map(|held| CowVal::Owned(value(held))),
            Self::Members(members) => members.get(name).map(|datum| CowVal::Borrowed(&*datum.0)),
        }
    }

    /// The names, sorted.
    fn names<'w>(&self) -> Vec<Box<dyn Val + 'w>>
    where
        'v: 'w,
    {
        let boxed = |name: &'v str| -> Box<dyn Val + 'w> { Box::new(CelString::from(name)) };
        match self {
            Self::Held(members) => {
                let mut names: Vec<&'v str> = members.keys().map(IString::as_str).collect();
                names.sort_unstable();
                names.into_iter().map(boxed).collect()
            }
            Self::Table(facts) => facts.keys().copied().map(boxed).collect(),
            Self::Members(members) => {
                members.keys().map(|name| -> Box<dyn Val + 'w> { Box::new(CelString::from(name.clone())) }).collect()
            }
        }
    }

    /// The facts whose keys begin with `place`; `None` when it holds no facts.
    fn within<'w>(&self, place: &str) -> Option<Vec<Box<dyn Val + 'w>>>
    where
        'v: 'w,
    {
        let Self::Table(facts) = self else { return None };
        let from = facts.range::<str, _>((Bound::Included(place), Bound::Unbounded));
        let within = from.take_while(|(key, _)| key.starts_with(place));
        Some(within.map(|(_, held)| -> Box<dyn Val + 'w> { value(held) }).collect())
    }

    fn len(&self) -> usize {
        match self {
            Self::Held(members) => members.len(),
            Self::Table(facts) => facts.len(),
            Self::Members(members) => members.len(),
        }
    }
}

impl Val for Object<'_> {
    fn get_type(&self) -> &Type {
        &MAP_TYPE
    }

    fn cel_type() -> &'static Type {
        &MAP_TYPE
    }

    fn as_container(&self) -> Option<&dyn Container> {
        Some(self)
    }

    fn as_indexer<'b, 'w>(&'b self) -> Option<&'b (dyn Indexer + 'w)>
    where
        Self: 'w,
    {
        Some(self)
    }

    fn as_sizer(&self) -> Option<&dyn Sizer> {
        Some(self)
    }

    fn as_zeroer(&self) -> Option<&dyn Zeroer> {
        Some(self)
    }

    fn equals(&self, other: &dyn Val) -> bool {
        *other.get_type() == MAP_TYPE && plain(self).equals(&*plain(other))
    }

    fn clone_as_boxed<'w>(&self) -> Box<dyn Val + 'w>
    where
        Self: 'w,
    {
        Box::new(self.clone())
    }
}

impl<'v> Indexer for Object<'v> {
    fn get<'b, 'w>(&'b self, key: &dyn Val) -> Result<CowVal<'b, 'w>, ExecutionError>
    where
        Self: 'w,
    {
        if let Some(name) = key.downcast_ref::<CelString>() {
            let absent = || ExecutionError::NoSuchKey(Arc::new(name.inner().to_owned()));
            return self.member(name.inner()).ok_or_else(absent);
        }
        match key.downcast_ref::<Inner>() {
            Some(Inner::Names) => return Ok(CowVal::owned(CelList::from(self.names()))),
            Some(Inner::Within(place)) => {
                let unfit = || ExecutionError::function_error("within", "a topic of `facts` is needed");
                return self.within(place).map(|facts| CowVal::owned(CelList::from(facts))).ok_or_else(unfit);
            }
            None => {}
        }
        // No member has a name of another type: a map without members says how that fails.
        CelMap::default().get(key).map(|value| CowVal::Owned(value.into_owned()))
    }

    fn steal<'w>(self: Box<Self>, key: &dyn Val) -> Result<Box<dyn Val + 'w>, ExecutionError>
    where
        Self: 'w,
    {
        self.get(key).map(CowVal::into_owned)
    }
}

impl Container for Object<'_> {
    fn contains(&self, key: &dyn Val) -> Result<bool, ExecutionError> {
        match key.downcast_ref::<CelString>() {
            Some(name) => Ok(self.member(name.inner()).is_some()),
            None => CelMap::default().contains(key),
        }
    }
}

impl Sizer for Object<'_> {
    fn size(&self) -> CelInt {
        CelInt::from(i64::try_from(self.len()).unwrap_or(i64::MAX))
    }
}

impl Zeroer for Object<'_> {
    fn is_zero_value(&self) -> bool {
        self.len() == 0
    }
}

/// Keys under which an [`Object`] has more than its members. No expression can make one.
#[derive(Debug, Clone)]
enum Inner {
    /// The list of its names.
    Names,
    /// The list of what is within a place.
    Within(String),
}

impl Val for Inner {
    fn get_type(&self) -> &Type {
        &NULL_TYPE
    }

    fn cel_type() -> &'static Type {
        &NULL_TYPE
    }

    fn clone_as_boxed<'w>(&self) -> Box<dyn Val + 'w> {
        Box::new(self.clone())
    }

    fn as_any(&self) -> Option<&dyn Any> {
        Some(self)
    }
}

impl StaticVal for Inner {}

/// The facts of a table whose keys begin with `place` and a slash, in the order of their keys; `None` when `table`
/// is not one of facts.
pub(super) fn within<'v>(table: &(dyn Val + 'v), place: &str) -> Option<CelList<'v>> {
    let facts = table.as_indexer()?.get(&Inner::Within(format!("{place}/"))).ok()?;
    facts.downcast_ref::<CelList>().cloned()
}

/// The sorted keys of a map, whichever kind of map it is; `None` for anything else.
pub(super) fn keys<'v>(range: &(dyn Val + 'v)) -> Option<CelList<'v>> {
    if let Some(map) = range.downcast_ref::<CelMap>() {
        let mut keys: Vec<_> = map.inner().keys().collect();
        keys.sort();
        return Some(CelList::from(keys.into_iter().map(|key| key.inner().clone_as_boxed()).collect::<Vec<_>>()));
    }
    if *range.get_type() != MAP_TYPE {
        return None;
    }
    let names = range.as_indexer()?.get(&Inner::Names).ok()?;
    names.downcast_ref::<CelList>().cloned()
}

/// The value with maps of the interpreter's own kind only, all the way down:
/// its maps do not compare themselves with another kind.
pub(super) fn plain<'v>(value: &(dyn Val + 'v)) -> Box<dyn Val + 'v> {
    if let Some(list) = value.downcast_ref::<CelList>() {
        return Box::new(CelList::from(list.inner().iter().map(|item| plain(&**item)).collect::<Vec<_>>()));
    }
    if let Some(map) = value.downcast_ref::<CelMap>() {
        let members = map.inner().iter().map(|(key, member)| (key.clone(), plain(&**member)));
        return Box::new(CelMap::from(members.collect::<HashMap<_, _>>()));
    }
    let (Some(names), Some(members)) = (keys(value), value.as_indexer()) else { return value.clone_as_boxed() };
    let member = |name: &(dyn Val + 'v)| -> Option<(CelMapKey<'v>, Box<dyn Val + 'v>)> {
        let member = members.get(name).ok()?;
        Some((CelMapKey::try_from(name.clone_as_boxed()).ok()?, plain(&*member)))
    };
    Box::new(CelMap::from(names.inner().iter().filter_map(|name| member(&**name)).collect::<HashMap<_, _>>()))
}
