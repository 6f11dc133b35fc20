//! Declared members: their types and the forms in which text is kept.

use std::collections::BTreeMap;

use super::fault::Fault;
use super::file::{FieldFile, KeepFile, TypeName};
use super::name::is_field;
use crate::evidence::kept::{Form, Keep, Part};
use crate::evidence::topic::declaration::{Field, Kind};
use crate::file::codes::evidence as code;

/// The forms that a declaration may name. Page tokens and certificates are not among them: what is opaque is not kept.
const FORMS: [(&str, Keep); 27] = [
    ("account", Keep::Form(Form::Account)),
    ("action", Keep::Form(Form::Action)),
    ("arn", Keep::Form(Form::Arn)),
    ("arn-pattern", Keep::Form(Form::ArnPattern)),
    ("boolean", Keep::Form(Form::Boolean)),
    ("cidr", Keep::Form(Form::Cidr)),
    ("host", Keep::Form(Form::Host)),
    ("image", Keep::Form(Form::Image)),
    ("key-id", Keep::Form(Form::KeyId)),
    ("message", Keep::Part(Part::Message)),
    ("name", Keep::Form(Form::Name)),
    ("number", Keep::Form(Form::Number)),
    ("path", Keep::Form(Form::Path)),
    ("pattern", Keep::Form(Form::Pattern)),
    ("policy", Keep::Part(Part::Policy)),
    ("port", Keep::Form(Form::Port)),
    ("protocol", Keep::Form(Form::Protocol)),
    ("quantity", Keep::Form(Form::Quantity)),
    ("resource-id", Keep::Form(Form::ResourceId)),
    ("tag-key", Keep::Part(Part::Key)),
    ("tag-value", Keep::Part(Part::Tag)),
    ("timestamp", Keep::Form(Form::Timestamp)),
    ("title", Keep::Form(Form::Title)),
    ("url", Keep::Form(Form::Url)),
    ("user-name", Keep::Form(Form::UserName)),
    ("version", Keep::Form(Form::Version)),
    ("word", Keep::Form(Form::Word)),
];

/// The members of `files`, which stand at `path`.
pub(super) fn members(
    files: &BTreeMap<String, FieldFile>,
    path: &[String],
    faults: &mut Vec<Fault>,
) -> BTreeMap<String, Field> {
    let mut found: BTreeMap<String, Field> = BTreeMap::new();
    for (name, file) in files {
        let path = step(path, name);
        if !is_field(name) {
            let help = "write the API's name with its first letter in lower case: `dbInstanceArn`";
            faults
                .push(Fault::of_key(&path, code::NOT_A_MEMBER, format!("`{name}` is not a member's name")).help(help));
        }
        if let Some(other) = found.keys().find(|other| other.eq_ignore_ascii_case(name)) {
            let message = format!("`{name}` and `{other}` are one member: letters are compared without their case");
            faults.push(Fault::of_key(&path, code::DUPLICATE_FIELD, message));
        }
        found.insert(name.clone(), Field { kind: kind(file, &path, faults), optional: file.optional });
    }
    found
}

fn step(path: &[String], name: &str) -> Vec<String> {
    path.iter().cloned().chain([name.to_owned()]).collect()
}

fn kind(file: &FieldFile, path: &[String], faults: &mut Vec<Fault>) -> Kind {
    parts_fit(file, path, faults);
    let mut inner = |part: &Option<Box<FieldFile>>, name: &str| {
        let inner = part.as_ref().map_or(Kind::Text(None), |file| kind(file, &step(path, name), faults));
        Box::new(inner)
    };
    match file.kind {
        TypeName::String => Kind::Text(file.keep.as_ref().and_then(|keep| form(keep, path, faults))),
        TypeName::Boolean => Kind::Boolean,
        TypeName::Integer => Kind::Integer,
        TypeName::Number => Kind::Number,
        TypeName::Timestamp => Kind::Timestamp,
        TypeName::List => Kind::List(inner(&file.items, "items")),
        TypeName::Map => Kind::Map(inner(&file.values, "values")),
        TypeName::Object => Kind::Object(members(&file.fields, &step(path, "fields"), faults)),
    }
}

/// A list has items, a map values, an object fields, and only text is kept in a form.
fn parts_fit(file: &FieldFile, path: &[String], faults: &mut Vec<Fault>) {
    let parts = [
        ("items", file.items.is_some(), TypeName::List),
        ("values", file.values.is_some(), TypeName::Map),
        ("fields", !file.fields.is_empty(), TypeName::Object),
        ("keep", file.keep.is_some(), TypeName::String),
    ];
    for (part, given, kind) in parts {
        let own = file.kind == kind;
        let name = format!("{kind:?}").to_lowercase();
        if given && !own {
            let message = format!("`{part}` is for a member of the type `{name}`");
            faults.push(Fault::of_key(&step(path, part), code::TYPE_DOES_NOT_FIT, message));
        } else if own && !given && part != "keep" {
            let message = format!("a member of the type `{name}` needs `{part}`: what it holds");
            faults.push(Fault::at(path, code::FIELD_MISSING, message));
        }
    }
}

fn form(keep: &KeepFile, path: &[String], faults: &mut Vec<Fault>) -> Option<Keep> {
    match keep {
        KeepFile::Form(name) => {
            let found = FORMS.iter().find(|(known, _)| known == name).map(|(_, keep)| *keep);
            if found.is_none() {
                let known = FORMS.iter().map(|(known, _)| (*known).to_owned()).collect();
                let message = format!("there is no form `{name}`");
                faults.push(Fault::at(&step(path, "keep"), code::UNKNOWN_FORM, message).known(name, known));
            }
            // What rests on the member is judged as if it were kept.
            found.or(Some(Keep::Form(Form::Name)))
        }
        KeepFile::Words(words) => {
            if words.is_empty() || words.iter().any(|word| !Form::Word.holds(word)) {
                let message = "the words of a member are its API's: letters, digits and `-_.`".to_owned();
                faults.push(Fault::at(&step(path, "keep"), code::UNKNOWN_FORM, message));
            }
            let leaked = words.iter().map(|word| &*Box::leak(word.clone().into_boxed_str()));
            Some(Keep::Form(Form::Enum(Box::leak(leaked.collect::<Vec<&'static str>>().into_boxed_slice()))))
        }
    }
}
