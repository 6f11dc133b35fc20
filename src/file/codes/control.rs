//! Of controls, frameworks, the responsibility matrix and the catalogue: docs/controls.md.

codes! { "control";
    MATRIX_MISSING: "there is no responsibility matrix", "add `responsibility.yaml` to the controls folder";
    OWNER_MISSING: "the area `…` names no owner for `…`",
        "name an owner for every compute type, or for `all`: `customer`, `aws` or `shared`";
    AWS_REPORT_MISSING: "AWS owns part of the area `…`, yet no AWS report is named",
        "name under `awsReports` the report of AWS Artifact that covers it";
    INTERNAL: "reading the controls failed in itself",
        "this is a defect of this program: please report it with the controls that you gave";
    DUPLICATE_ID: "`…` is there twice", "keep one of them, or give the other an id of its own";
    ID_IS_NOT_FILE_NAME: "the id `…` differs from the file's name `…`", "rename the file, or change the id";
    DOMAIN_IS_NOT_FOLDER: "the domain `…` differs from the folder `…`",
        "move the file to the folder of its domain, or change the domain";
    UNKNOWN_CONTROL: "there is no control `…`", "name a control that there is: `eks-attest controls list`";
    UNKNOWN_AREA: "there is no area `…` in the responsibility matrix", "name an area of `responsibility.yaml`";
    TOPIC_NOT_NEEDED: "the topic `…` is read here and missing in `needs`", "add the topic to `needs`";
    RULE_MISSING: "a control with a subject needs `require`, or `statedBy` and `when`",
        "add `require`, or say with `statedBy` and `when` who is asked of what";
    SUBJECT_MISSING: "`…` needs a `subject`: the population that it is asked of",
        "add `subject` with the topic whose facts are judged";
    STATED_BY: "`statedBy` is missing, or is of no use here",
        "a control without `require` names who is to state it; one that evidence judges does not";
    MESSAGE_MISSING: "`require` needs a `message` that gives the values seen",
        "add `message`: an expression that gives text";
    OTHERWISE_MISSING: "`when` needs `otherwise`: the reason why a subject is out",
        "add `otherwise` with the reason in words";
    WHEN_MISSING: "`otherwise` needs `when`", "add `when`, or take `otherwise` out";
    NOT_AN_AGE: "`…` is not an age", "write `24h` or `90d`";
    PARAMETER_OUT_OF_BOUNDS: "the default of `…` is out of its bounds",
        "change the default, or `minimum` and `maximum`";
    CASE_MISSING: "no case expects `…`",
        "add a case with this outcome: each outcome that the rule can have is shown once";
    UNKNOWN_PARAMETER: "the control has no parameter `…`",
        "name a parameter of the control, or declare it under `parameters`";
    UNKNOWN_MEMBER: "`…` has no member `…`", "name a member that the topic has: docs/facts.md";
    UNKNOWN_WORD: "`…` is never `…`", "write one of the words that the API has there: docs/facts.md";
    UNKNOWN_VARIABLE: "there is no variable `…` here",
        "use the subject's own name, `cluster`, `facts`, `parameters` or `asOf`: docs/controls.md";
    UNKNOWN_FUNCTION: "there is no function `…`", "use a function of docs/controls.md";
    UNKNOWN_TOPIC: "there is no topic `…`", "name a topic of docs/facts.md, or declare it: docs/declared-evidence.md";
    NOT_AN_EXPRESSION: "not a CEL expression: …",
        "correct the expression at the place that is marked: docs/controls.md shows what can be written";
    TEXT_NOT_KEPT: "the text of `…` is not stored: a marker stands in its place",
        "ask only whether it is there, with `has(…)`; or declare in the topic's shape the form that the text must \
         have to be stored, as docs/facts.md says";
    FIELD_EMPTY: "the exception names no reason, no source or no control",
        "write in what is true, or take the exception out";
    NO_COMPONENT_JUDGED: "`…` judges nothing that can be a part of EKS",
        "only controls whose subject has the member `systemComponent` can leave one out";
    NOT_A_CATALOGUE: "the first line must be `…`", "begin the file with the line that the message shows";
    NOT_A_ROW: "the row has … cells, and the first line …",
        "write one cell for each column, in quotes where it holds a comma or a line break";
    CELL_EMPTY: "the row `…` has nothing under `…`", "fill the cell in";
    UNKNOWN_SOURCE: "there is no source `…`",
        "write `AWS API`, `Kubernetes API`, `kubelet configuration`, `node host`, `statement` or `AWS report`";
    UNKNOWN_ROW: "there is no row `…` in the catalogue", "name a row of `catalogue.csv`, or add the row there";
}
