//! Of templates: docs/reports.md.

codes! { "report";
    RENDER: "the template does not parse or does not render",
        "docs/reports.md lists the templates and the view whose fields each may use";
    TYPED_NUMBER: "sections are numbered automatically: this number would be printed next to the section's own",
        "leave the number out; write `{#id .unnumbered}` where a section is to have none";
    LOST_ROWS: "the page cannot filter these rows, and they have no address: they do not say which row they are",
        "begin the first cell with the row's number, such as `{{ r.row | row }}`";
}
