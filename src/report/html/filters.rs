//! The search and filter panel. It is shown by the page's script: without
//! JavaScript there is nothing that does not work.

use super::choices::Filter;
use super::write::Html;

/// The panel's content.
pub(super) fn panel(filters: &[Filter], cut: bool) -> String {
    let mut out = Html::default();
    out.open("label", &[("class", "filter search")]).element("span", &[], "Search results and findings");
    out.open("input", &[("type", "search"), ("name", "q"), ("autocomplete", "off"), ("spellcheck", "false")]);
    out.close("label").line();
    filters.iter().for_each(|filter| choice(&mut out, filter));
    out.element("button", &[("type", "button")], "Clear").line();
    out.element("p", &[("class", "count"), ("role", "status")], "").line();
    if cut {
        let note = "Long tables are cut on this page: search and filters see the rows that are shown.";
        out.element("p", &[("class", "cut")], note).line();
    }
    out.finish()
}

fn choice(out: &mut Html, filter: &Filter) {
    out.open("label", &[("class", "filter")]).element("span", &[], filter.label);
    out.open("select", &[("name", filter.name)]).element("option", &[("value", "")], "any");
    // Of what has no name the search finds the rows; an option without a label says nothing.
    for (value, label) in filter.options.iter().filter(|(_, label)| !label.trim().is_empty()) {
        out.element("option", &[("value", value)], label);
    }
    out.close("select").close("label").line();
}
