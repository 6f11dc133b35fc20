//! Of any YAML file.

codes! { "file";
    UNKNOWN_FIELD: "there is no field `…` here", "write one of the fields that are known there, or take the line out";
    UNKNOWN_VALUE: "`…` is not known here", "write one of the values that are known there";
    FIELD_MISSING: "the field `…` is missing", "add the field with its value";
    DUPLICATE_FIELD: "the field `…` is there twice", "keep one of them";
    NOT_A_DAY: "`…` is not a day", "write a day as 2026-09-30, and a time as 2026-09-30T23:59:59Z";
    NOT_THIS_SHAPE: "text, a list, or keys with values are expected here",
        "check quotes and indentation of this line and of the one above it";
}
