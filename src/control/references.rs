//! Which variables a control's expressions may read, and the shapes of these.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use super::condition::Shape;
use super::model::Control;
use crate::evidence::topic::Topic;

/// Schemas are generated once: there are few topics and many expressions.
static SHAPES: LazyLock<BTreeMap<Topic, Shape>> =
    LazyLock::new(|| Topic::ALL.iter().map(|topic| (*topic, read(*topic))).collect());

fn read(topic: Topic) -> Shape {
    let schema = topic.schema();
    if topic.is_of_aws() { Shape::of_declaring(schema.as_value()) } else { Shape::of_schema(schema.as_value()) }
}

/// The shape of a fact of `topic`.
pub(super) fn shape_of(topic: Topic) -> Shape {
    match topic.declaration() {
        Some(_) => read(topic),
        None => SHAPES.get(&topic).cloned().unwrap_or(Shape::Any),
    }
}

/// The variables of the expressions of `control`.
///
/// `cluster` and every topic under `facts` are known even where `needs` lacks
/// them: that is a problem of its own, with a better message.
pub(super) fn variables(control: &Control) -> BTreeMap<String, Shape> {
    let mut variables = BTreeMap::from([
        ("asOf".to_owned(), Shape::Scalar),
        ("cluster".to_owned(), shape_of(Topic::EksCluster)),
        ("parameters".to_owned(), parameters(control)),
        ("facts".to_owned(), facts()),
    ]);
    if let Some(subject) = control.subject {
        variables.insert(subject.variable().to_owned(), shape_of(subject));
    }
    variables
}

fn parameters(control: &Control) -> Shape {
    Shape::members(control.parameters.keys().map(|name| (name.clone(), Shape::Any)))
}

static FACTS: LazyLock<Shape> = LazyLock::new(|| facts_of(Topic::ALL));

/// The built-in topics, and those that are declared next to the control.
fn facts() -> Shape {
    let known = Topic::known();
    if known.len() == Topic::ALL.len() { FACTS.clone() } else { facts_of(&known) }
}

fn facts_of(topics: &[Topic]) -> Shape {
    let groups: BTreeSet<&str> = topics.iter().map(|topic| topic.group()).collect();
    let group = |name: &str| {
        let things = topics.iter().filter(|topic| topic.group() == name);
        Shape::members(things.map(|t| (t.thing().to_owned(), Shape::MapOf(Arc::new(shape_of(*t))))))
    };
    Shape::members(groups.into_iter().map(|name| (name.to_owned(), group(name))))
}
