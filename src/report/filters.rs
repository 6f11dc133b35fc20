//! The filters that Markdown templates may use besides tera's own.
//!
//! Each returns finished Markdown, so that the default escaping leaves it alone.

use tera::{Kwargs, State, Tera, TeraResult, Value};

use super::escape;
use super::labels;
use super::marks;
use super::parse::chart::ChartSource;

/// Adds the filters of values (`code`, `prose`, `block`, `link`, `chart`) and those that print marks (`chip`, `row`,
/// `shown`, `number`).
pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("code", |value: &str, _: Kwargs, _: &State| Value::safe_string(&escape::code(value)));
    tera.register_filter("prose", |value: &str, _: Kwargs, _: &State| Value::safe_string(&escape::prose(value)));
    tera.register_filter("block", |value: &str, _: Kwargs, _: &State| Value::safe_string(&escape::block(value)));
    tera.register_filter("link", |value: &str, _: Kwargs, _: &State| Value::safe_string(&escape::link(value)));
    tera.register_filter("chart", chart);
    tera.register_filter("chip", chip);
    tera.register_filter("row", |number: usize, _: Kwargs, _: &State| Value::safe_string(&marks::row(number)));
    tera.register_filter("shown", |number: usize, _: Kwargs, _: &State| {
        Value::safe_string(&format!("{}{number}", marks::shown(number)))
    });
    tera.register_filter("number", |id: &str, _: Kwargs, _: &State| Value::safe_string(&marks::number(id)));
}

/// A word of the view in bold, as a chip where it is one of an outcome, severity, owner or decision. `label` are the
/// words that are printed in its place.
fn chip(word: &str, arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let label = arguments.get::<&str>("label")?.unwrap_or(word);
    let mark = labels::chip_kind(word).map(marks::chip).unwrap_or_default();
    Ok(Value::safe_string(&format!("{mark}**{}**", escape::text(label))))
}

/// A fenced block of JSON, one line a number.
fn chart(value: Value, _: Kwargs, _: &State) -> TeraResult<Value> {
    let json = serde_json::to_value(&value).and_then(serde_json::from_value).and_then(|chart| lines(&chart));
    let json = json.map_err(|error| tera::Error::message(format!("not a chart: {error}")))?;
    Ok(Value::safe_string(&format!("```chart\n{json}\n```")))
}

fn lines(chart: &ChartSource) -> Result<String, serde_json::Error> {
    let text = |text: &str| serde_json::to_string(text);
    let series: Result<Vec<String>, _> = chart.series.iter().map(serde_json::to_string).collect();
    Ok(format!(
        "{{\"kind\": {}, \"title\": {},\n \"alternative\": {},\n \"series\": [\n  {}]}}",
        serde_json::to_string(&chart.kind)?,
        text(&chart.title)?,
        text(&chart.alternative)?,
        series?.join(",\n  ")
    ))
}
