//! The filters that Markdown templates may use besides tera's own.
//!
//! Each returns finished Markdown, so that the default escaping leaves it alone.

use tera::{Kwargs, State, Tera, TeraResult, Value};

use super::escape;
use super::marks;
use super::parse::chart::ChartSource;

/// Adds the filters `code`, `prose`, `block`, `link`, `chart` and `number`.
pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("code", |value: &str, _: Kwargs, _: &State| Value::safe_string(&escape::code(value)));
    tera.register_filter("prose", |value: &str, _: Kwargs, _: &State| Value::safe_string(&escape::prose(value)));
    tera.register_filter("block", |value: &str, _: Kwargs, _: &State| Value::safe_string(&escape::block(value)));
    tera.register_filter("link", |value: &str, _: Kwargs, _: &State| Value::safe_string(&escape::link(value)));
    tera.register_filter("chart", chart);
    tera.register_filter("number", |id: &str, _: Kwargs, _: &State| Value::safe_string(&marks::number(id)));
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
