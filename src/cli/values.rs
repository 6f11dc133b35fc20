//! Options of a run as clap names them: its types know nothing of the command line.

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::run::{Format, PermissionsFormat, SchemaOf};

macro_rules! values {
    ($of:ty { $($variant:ident $name:literal $help:literal)+ }) => {
        impl ValueEnum for $of {
            fn value_variants<'a>() -> &'a [Self] {
                &[$(Self::$variant),+]
            }

            fn to_possible_value(&self) -> Option<PossibleValue> {
                Some(match self {
                    $(Self::$variant => PossibleValue::new($name).help($help),)+
                })
            }
        }
    };
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.ending()).help(self.description()))
    }
}

values!(PermissionsFormat {
    Iam "iam" "An IAM policy document"
    List "list" "One action a line"
    Clusterrole "clusterrole" "A Kubernetes ClusterRole, and how to bind it"
});

values!(SchemaOf {
    Engagement "engagement" "The engagement file, for editors"
    Control "control" "A control's file, for editors"
    Facts "facts" "`facts.json`"
    Assessment "assessment" "`assessment.json`"
    TemplateContext "template-context" "What the templates of the attestation may use"
});
