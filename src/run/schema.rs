//! JSON Schemas, made of the types that read and write the files.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema as JsonSchemaDocument};

use crate::assess::model::{self, Assessment};
use crate::control::model::Control;
use crate::engagement::Engagement;
use crate::evidence::fact::{self, Facts};
use crate::report::view;

/// What has a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemaOf {
    /// The engagement file, for editors.
    Engagement,
    /// A control's file, for editors.
    Control,
    /// `facts.json`.
    Facts,
    /// `assessment.json`.
    Assessment,
    /// What the templates of the attestation may use.
    TemplateContext,
}

/// The schema as a file: JSON, indented, ending with a line end.
///
/// # Errors
/// Never with the types as they are; the type says that JSON can fail.
pub fn schema(of: SchemaOf) -> Result<String, serde_json::Error> {
    let read = SchemaSettings::draft2020_12;
    let written = || SchemaSettings::draft2020_12().for_serialize();
    let made = match of {
        SchemaOf::Engagement => make::<Engagement>(read(), "eks-attest/engagement/v1", "Engagement file of eks-attest"),
        SchemaOf::Control => make::<Control>(read(), "eks-attest/control/v1", "Control of eks-attest"),
        SchemaOf::Facts => make::<Facts>(written(), fact::SCHEMA, "facts.json of eks-attest"),
        SchemaOf::Assessment => make::<Assessment>(written(), model::SCHEMA, "assessment.json of eks-attest"),
        SchemaOf::TemplateContext => {
            make::<view::AttestationView>(written(), view::SCHEMA, "What the templates of the attestation may use")
        }
    };
    Ok(serde_json::to_string_pretty(&made)? + "\n")
}

fn make<T: JsonSchema>(settings: SchemaSettings, id: &str, title: &str) -> JsonSchemaDocument {
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    // A URN: these schemas are published with the program, at no address.
    schema.insert("$id".to_owned(), format!("urn:{}", id.replace('/', ":")).into());
    schema.insert("title".to_owned(), title.into());
    schema
}
