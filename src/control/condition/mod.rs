//! Conditions: CEL expressions over facts. The only module that knows the `cel` crate.
//!
//! A member that is absent is an error, never a default, so that missing
//! evidence cannot pass. Evaluation is pure: time is the variable `asOf`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock};

use cel::common::types::{CelBool, CelString, CelTimestamp};
use cel::common::value::Val;
use cel::{Context, Env, Program, Value, extensions};
use chrono::{DateTime, Utc};

mod check;
mod datum;
mod functions;
mod growth;
mod order;
mod pattern;
mod shape;
mod stack;
mod tree;
mod words;

pub(crate) use check::{UnknownKind, unknown_names};
pub use datum::Datum;
pub(crate) use growth::Growth;
pub(crate) use shape::Shape;
pub(crate) use stack::{each_on_large_stack, on_large_stack};
pub(crate) use tree::paths_of;

/// Longest expression accepted, in bytes: conditions are read by auditors, and the parser's
/// work grows with the text.
pub const MAXIMUM_LENGTH: usize = 4 * 1024;

/// Deepest nesting of brackets, signs and alternatives accepted: the parser recurses on them before its own
/// limit applies.
pub const MAXIMUM_DEPTH: usize = 32;

/// Deepest tree accepted: every `+` of a chain and every `.` of a path is a level.
pub const MAXIMUM_LEVELS: usize = 100;

/// Why a condition gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConditionError {
    /// The text is longer than [`MAXIMUM_LENGTH`].
    #[error("the expression has {length} bytes; at most {MAXIMUM_LENGTH} are accepted")]
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
    /// The text is nested deeper than [`MAXIMUM_DEPTH`] or [`MAXIMUM_LEVELS`].
    #[error(
        "the expression is nested deeper than {MAXIMUM_DEPTH} levels, or chains more than {MAXIMUM_LEVELS} operators"
    )]
    TooDeep,
    /// The text is not CEL.
    #[error("{message}")]
    Syntax {
        /// What the parser says.
        message: String,
        /// Line in the expression, from 1.
        line: usize,
        /// Column in the expression, from 1.
        column: usize,
    },
    /// Evaluation failed: an absent member, an unknown function, a wrong type.
    #[error("{message}")]
    Evaluation {
        /// What the interpreter says.
        message: String,
    },
    /// The result is of another type than the place calls for.
    #[error("the expression gives {found}, not {expected}")]
    Type {
        /// What is needed.
        expected: &'static str,
        /// What came out.
        found: String,
    },
    /// The interpreter failed in itself.
    #[error("the expression interpreter failed")]
    Interpreter,
}

/// A compiled expression.
#[derive(Debug)]
pub struct Condition {
    program: Program,
    /// What is evaluated: the program's expression, with an order for maps.
    ordered: cel::IdedExpr,
    text: String,
}

/// The variables that an expression may read.
#[derive(Debug, Clone, Default)]
pub struct Variables<'v> {
    values: Vec<(String, Datum<'v>)>,
}

impl<'v> Variables<'v> {
    /// Adds or replaces a variable.
    pub fn set(&mut self, name: &str, value: Datum<'v>) {
        self.values.retain(|(known, _)| known != name);
        self.values.push((name.to_owned(), value));
    }

    /// Sets the time that the verdict speaks of: the variable `asOf`.
    pub fn set_as_of(&mut self, as_of: DateTime<Utc>) {
        self.set("asOf", Datum(Box::new(CelTimestamp::from(as_of.fixed_offset()))));
    }
}

impl Condition {
    /// Compiles `text`.
    ///
    /// # Errors
    /// When the text is too long or is not CEL.
    pub fn compile(text: &str) -> Result<Self, ConditionError> {
        if text.len() > MAXIMUM_LENGTH {
            return Err(ConditionError::TooLong { length: text.len() });
        }
        if depth(text) > MAXIMUM_DEPTH {
            return Err(ConditionError::TooDeep);
        }
        on_large_stack(|| {
            let compiled = catch_unwind(AssertUnwindSafe(|| ENVIRONMENT.compile(text)));
            let program = compiled.map_err(|_| ConditionError::Interpreter)?.map_err(|errors| syntax_error(&errors))?;
            if tree::levels(program.expression()) > MAXIMUM_LEVELS {
                return Err(ConditionError::TooDeep);
            }
            let ordered = order::ordered(program.expression().clone());
            Ok(Self { program, ordered, text: text.to_owned() })
        })
        .unwrap_or(Err(ConditionError::Interpreter))
    }

    /// The expression's text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Evaluates to true or false.
    ///
    /// # Errors
    /// When evaluation fails or gives something else.
    pub fn test(&self, variables: &Variables<'_>) -> Result<bool, ConditionError> {
        on_large_stack(|| self.test_in(&variables.scope())).unwrap_or(Err(ConditionError::Interpreter))
    }

    /// Evaluates to text.
    ///
    /// # Errors
    /// When evaluation fails or gives something else.
    pub fn render(&self, variables: &Variables<'_>) -> Result<String, ConditionError> {
        on_large_stack(|| self.render_in(&variables.scope())).unwrap_or(Err(ConditionError::Interpreter))
    }

    /// As [`Condition::test`], in a scope; the caller has made room with [`on_large_stack`].
    pub(crate) fn test_in(&self, scope: &Scope<'_, '_>) -> Result<bool, ConditionError> {
        self.evaluate_in(scope, "true or false", |value| value.downcast_ref::<CelBool>().map(|value| *value.inner()))
    }

    /// As [`Condition::render`], in a scope; the caller has made room with [`on_large_stack`].
    pub(crate) fn render_in(&self, scope: &Scope<'_, '_>) -> Result<String, ConditionError> {
        self.evaluate_in(scope, "text", |value| value.downcast_ref::<CelString>().map(|text| text.inner().to_owned()))
    }

    fn evaluate_in<T>(
        &self,
        scope: &Scope<'_, '_>,
        expected: &'static str,
        read: impl Fn(&dyn Val) -> Option<T>,
    ) -> Result<T, ConditionError> {
        let value = catch_unwind(AssertUnwindSafe(|| Value::resolve_val(&self.ordered, &scope.0)))
            .map_err(|_| ConditionError::Interpreter)?
            .map_err(|error| ConditionError::Evaluation { message: explain(&error) })?;
        read(&*value).ok_or_else(|| ConditionError::Type { expected, found: value.get_type().name().to_owned() })
    }
}

/// Variables in the interpreter's own form, made once for many subjects, each
/// of which is a scope inside it.
pub(crate) struct Scope<'p, 'v>(Context<'p, 'v>);

impl<'v> Variables<'v> {
    /// The scope of these variables.
    pub(crate) fn scope(&self) -> Scope<'_, 'v> {
        let mut context = Context::with_env(Arc::clone(&ENVIRONMENT));
        for (name, value) in &self.values {
            context.add_variable_as_val(name.as_str(), value.0.clone());
        }
        Scope(context)
    }
}

impl<'v> Scope<'_, 'v> {
    /// A scope inside this one, with one variable more.
    pub(crate) fn with(&self, name: &str, value: Datum<'v>) -> Scope<'_, 'v> {
        let mut context = self.0.new_inner_scope();
        context.add_variable_as_val(name, value.0);
        Scope(context)
    }
}

static ENVIRONMENT: LazyLock<Arc<Env>> = LazyLock::new(|| {
    let mut environment = Env::stdlib().with_optional_support(true);
    for extension in [extensions::strings, extensions::lists, extensions::math] {
        environment.add_extension(extension).expect("the extensions declare distinct names");
    }
    functions::register(&mut environment).expect("our functions have names of their own");
    order::register(&mut environment).expect("no condition can name this function");
    Arc::new(environment)
});

/// An upper bound of the nesting: open brackets, plus runs of prefix signs and of `? :` alternatives, which nest
/// without brackets. Text in quotes does not count.
fn depth(text: &str) -> usize {
    let (mut open, mut deepest, mut signs, mut longest_run, mut alternatives) = (0_usize, 0, 0_usize, 0, 0);
    let mut quote = None;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some(_), '\\') => drop(characters.next()),
            (Some(end), _) if character == end => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, '(' | '[' | '{') => open += 1,
            (None, ')' | ']' | '}') => open = open.saturating_sub(1),
            (None, '?') if characters.peek() != Some(&'.') => alternatives += 1,
            _ => {}
        }
        match character {
            '!' | '-' => signs += 1,
            c if c.is_whitespace() => {}
            _ => signs = 0,
        }
        deepest = deepest.max(open);
        longest_run = longest_run.max(signs);
    }
    deepest + longest_run + alternatives
}

fn syntax_error(errors: &cel::ParseErrors) -> ConditionError {
    let first = errors.errors.first();
    let at = |position: isize| usize::try_from(position).unwrap_or(1).max(1);
    ConditionError::Syntax {
        message: first.map_or_else(|| errors.to_string(), |error| error.msg.clone()),
        line: first.map_or(1, |error| at(error.pos.0)),
        column: first.map_or(1, |error| at(error.pos.1)),
    }
}

/// The interpreter's messages carry whole values in debug form; only what a
/// reader needs is kept.
fn explain(error: &cel::ExecutionError) -> String {
    use cel::ExecutionError as E;
    match error {
        E::NoSuchKey(key) => format!("`{key}` is absent"),
        E::UndeclaredReference(name) => format!("`{name}` is not known"),
        E::NoSuchOverload(overload) => overload.to_string(),
        E::FunctionError { function, message } => format!("{function}: {message}"),
        E::ValuesNotComparable(left, right) => {
            format!("{} and {} cannot be compared", type_name(left), type_name(right))
        }
        E::IndexOutOfBounds(_) => "an index is outside its list".to_owned(),
        E::UnexpectedType { got, want } => format!("found {got} where {want} is needed"),
        other => {
            let text = other.to_string();
            text.split(':').next().unwrap_or("evaluation failed").to_owned()
        }
    }
}

fn type_name(value: &Value) -> String {
    format!("{:?}", value.type_of()).to_lowercase()
}

#[cfg(test)]
mod tests;
