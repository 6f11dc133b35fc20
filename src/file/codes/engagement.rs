//! Of engagement files: docs/engagement.md and docs/review.md.

codes! { "engagement";
    BLANK: "`…` is empty", "write in what is true";
    DAYS: "the … ends on …, before it was … on …", "correct one of the two days";
    DUPLICATE_ID: "the exception `…` is there twice; first as number …",
        "give each exception the id that it has in your register";
    NO_SUBJECT: "the exception … names no subject",
        "name the subjects as the findings name them; `*` stands for any text";
    PATTERN: "`…` is not a pattern", "only `*` is special: it stands for any text";
    LIMIT: "… percent is not a share, or no exception could describe … subjects",
        "write a whole number within the limits that the message gives";
    PERIOD: "the period ends on … before it begins on …", "exchange `from` and `to`, or correct one of them";
    PERIOD_AND_EVIDENCE: "the period is … to …, and the evidence was collected …",
        "correct `period`, or use a recording from the period or from shortly after it";
    AS_OF_BEFORE_EVIDENCE: "the verdicts cannot speak of …: their evidence was collected later, until …",
        "give a time after the collection, or leave --as-of out";
    UNKNOWN_CONTROL: "there is no control `…`", "`eks-attest controls list` shows the controls that there are";
    UNKNOWN_FRAMEWORK: "there is no framework `…`", "leave `frameworks` out to report on all";
    UNKNOWN_PARAMETER: "the control `…` has no parameter `…`",
        "name a parameter that `eks-attest controls show ID` lists";
    PARAMETER_OUT_OF_BOUNDS: "`…` cannot be …",
        "write a value within the bounds that `eks-attest controls show ID` gives";
    NOT_ATTESTED: "`…` is judged by evidence: a statement changes nothing",
        "remove the statement, or register an exception if the control fails";
    FILE_MISSING: "there is nothing at `…`, or it cannot be read",
        "put it beside the engagement file, or take the line out";
    FILE_NAME: "the file `…` cannot be kept in a bundle under this name",
        "put the file beside the engagement file and use letters, digits, `.`, `_` and `-` only";
    COLOUR: "`branding.colour` is not a colour, or too light for text",
        "write a colour that is dark enough as \"#rrggbb\", in quotes: \"#0b4f8a\"";
    LOGO: "the logo `…` cannot be used", "give a PNG of at most 1 MiB and 4 million pixels, or an SVG of at most 1 MiB";
    GATE_NAME: "the review has two gates named `…`, or one without a name", "give every gate a name of its own";
    UNKNOWN_GATE: "the waiver … names the gate `…`, which the review does not have", "name a gate of the review";
    WAIVER: "the waiver … must name either a gate or a control", "give `gate` or `control`, one of them";
    WAIVER_DAYS: "the waiver … expires on … before it was approved", "correct one of the days";
}
