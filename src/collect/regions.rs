//! Regions and clusters that were named, held against those that exist.

use super::error::CollectError;
use super::names::nearest;

/// Regions that every account may use at once; all others have to be enabled.
/// Source: AWS Account Management Reference Guide, "Enable or disable AWS Regions in your account".
const ALWAYS_ON: &[&str] = &[
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];

/// Regions that have to be enabled, and those of other partitions, for a look at what a name may be meant for.
const OTHERS: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-south-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-2",
    "eu-south-1",
    "eu-south-2",
    "eusc-de-east-1",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "us-gov-east-1",
    "us-gov-west-1",
];

fn regions() -> impl Iterator<Item = &'static str> {
    ALWAYS_ON.iter().chain(OTHERS).copied()
}

/// True for a Region that has to be enabled before it is used.
pub(super) fn has_to_be_enabled(region: &str) -> bool {
    let partitioned = ["cn-", "us-gov-", "eusc-", "us-iso", "eu-iso"].iter().any(|prefix| region.starts_with(prefix));
    !partitioned && !ALWAYS_ON.contains(&region)
}

/// The error for a Region whose host name does not exist; `None` where it is known, so that the network is at fault.
pub(super) fn unknown_region(region: &str, cause: &str) -> Option<CollectError> {
    let known = regions().any(|known| known == region);
    (!known).then(|| no_such_region(region, region, cause))
}

fn no_such_region(sought: &str, region: &str, cause: &str) -> CollectError {
    let nearest = nearest(sought, regions()).unwrap_or_default().to_owned();
    CollectError::NoSuchRegion { region: region.to_owned(), nearest, cause: cause.to_owned() }
}

/// The error for a cluster that is not in `place`; `known` is what is there, if that could be read.
pub(super) fn no_such_cluster(name: &str, place: String, known: Option<&[String]>) -> CollectError {
    let names = known.unwrap_or_default();
    let nearest = nearest(name, names.iter().map(String::as_str)).unwrap_or_default().to_owned();
    let known = match known {
        None => "which clusters there are is not known: eks:ListClusters was not answered".to_owned(),
        Some([]) => "there is no cluster".to_owned(),
        Some(names) => format!("the clusters there are: {}", names.join(", ")),
    };
    CollectError::NoSuchCluster { name: name.to_owned(), place, nearest, known }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn j13_regions_that_are_off_are_told_from_those_that_do_not_exist() {
        assert!(has_to_be_enabled("me-central-1") && has_to_be_enabled("ap-new-9"));
        assert!(!has_to_be_enabled("eu-west-1") && !has_to_be_enabled("us-gov-west-1"));
        assert!(unknown_region("eu-west-1", "dns error").is_none(), "the network is at fault");
        let words = unknown_region("eu-wset-1", "dns error").unwrap().to_string();
        assert!(words.contains("`eu-west-1`"), "{words}");
    }

    #[test]
    fn j14_the_nearest_name_is_a_hint_and_nothing_alike_is_none() {
        let names = ["card-payments".to_owned(), "shop".to_owned()];
        let words = |known: Option<&[String]>, name: &str| {
            let error = no_such_cluster(name, "eu-west-1".to_owned(), known);
            (error.to_string(), miette::Diagnostic::help(&error).unwrap().to_string())
        };
        let (error, help) = words(Some(&names), "card-paymants");
        assert!(
            error.ends_with("did you mean `card-payments`?") && help.contains("card-payments, shop"),
            "{error} {help}"
        );
        assert!(!words(Some(&names), "xyz").0.contains("mean"));
        assert!(words(Some(&[]), "x").1.contains("there is no cluster"));
        assert!(words(None, "x").1.contains("is not known"));
    }
}
