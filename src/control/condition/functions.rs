//! What conditions need and CEL lacks: time distances, CIDR blocks, versions.

use std::net::IpAddr;

use cel::common::types::{
    CelBool, CelInt, CelList, CelString, CelTimestamp, LIST_TYPE, MAP_TYPE, STRING_TYPE, TIMESTAMP_TYPE,
};
use cel::common::value::CowVal;
use cel::{DeclarationError, Env, ExecutionError};
use chrono::DateTime;
use ipnet::IpNet;

use super::datum;
use crate::evidence::cidr;

/// Names of the functions added here.
pub(super) const NAMES: &[&str] = &["days", "inCidr", "minorVersion", "opensInternet", "versionCompare", "within"];

pub(super) fn register(environment: &mut Env) -> Result<(), DeclarationError> {
    environment.add_overload("days", "days_timestamp_string", vec![TIMESTAMP_TYPE, STRING_TYPE], days)?;
    environment.add_overload("days", "days_timestamp_timestamp", vec![TIMESTAMP_TYPE, TIMESTAMP_TYPE], days)?;
    environment.add_overload("inCidr", "in_cidr", vec![STRING_TYPE, STRING_TYPE], in_cidr)?;
    environment.add_overload("minorVersion", "minor_version", vec![STRING_TYPE], minor_version)?;
    environment.add_overload("opensInternet", "opens_internet_list", vec![LIST_TYPE], opens_internet)?;
    environment.add_overload("versionCompare", "version_compare", vec![STRING_TYPE, STRING_TYPE], version_compare)?;
    environment.add_overload("within", "within_map_string", vec![MAP_TYPE, STRING_TYPE], within)
}

/// `within(facts.kubernetes.limitRange, 'prod/shop')`: the facts whose keys begin with `prod/shop/`, found without
/// looking at the others.
fn within<'b, 'v>(arguments: Vec<CowVal<'b, 'v>>) -> Result<CowVal<'b, 'v>, ExecutionError> {
    let place = text(&arguments, 1, "within")?;
    let facts = arguments.first().and_then(|table| datum::within(&**table, place));
    let unfit = || ExecutionError::function_error("within", "a topic of `facts` is needed");
    facts.map(CowVal::owned).ok_or_else(unfit)
}

/// `days(asOf, time)`: whole days from a time to `asOf`; negative when the time lies ahead.
fn days<'b, 'v>(arguments: Vec<CowVal<'b, 'v>>) -> Result<CowVal<'b, 'v>, ExecutionError> {
    let later = timestamp(&arguments, 0)?;
    let earlier = timestamp(&arguments, 1)?;
    Ok(CowVal::owned(CelInt::from((later - earlier).num_days())))
}

fn timestamp(arguments: &[CowVal<'_, '_>], index: usize) -> Result<DateTime<chrono::FixedOffset>, ExecutionError> {
    if let Some(time) = arguments.get(index).and_then(|value| value.downcast_ref::<CelTimestamp>()) {
        return Ok(*time.inner());
    }
    let text = text(arguments, index, "days")?;
    DateTime::parse_from_rfc3339(text)
        .map_err(|_| ExecutionError::function_error("days", format!("`{text}` is not an RFC 3339 time")))
}

fn text<'a>(arguments: &'a [CowVal<'_, '_>], index: usize, function: &str) -> Result<&'a str, ExecutionError> {
    arguments
        .get(index)
        .and_then(|value| value.downcast_ref::<CelString>())
        .map(CelString::inner)
        .ok_or_else(|| ExecutionError::function_error(function, "text is needed"))
}

/// `inCidr(address_or_block, block)`: true when the address, or the whole block, lies inside.
fn in_cidr<'b, 'v>(arguments: Vec<CowVal<'b, 'v>>) -> Result<CowVal<'b, 'v>, ExecutionError> {
    let inner = network(text(&arguments, 0, "inCidr")?)?;
    let outer = network(text(&arguments, 1, "inCidr")?)?;
    Ok(CowVal::owned(CelBool::from(outer.contains(&inner))))
}

/// `opensInternet(blocks)`: true when the CIDR blocks together hold more of the internet than one organisation has.
fn opens_internet<'b, 'v>(arguments: Vec<CowVal<'b, 'v>>) -> Result<CowVal<'b, 'v>, ExecutionError> {
    let list = arguments.first().and_then(|value| value.downcast_ref::<CelList>());
    let unfit = || ExecutionError::function_error("opensInternet", "a list of CIDR blocks is needed");
    let texts = list.ok_or_else(unfit)?.inner().iter().map(|item| {
        item.downcast_ref::<CelString>().map(|text| network(text.inner()).map(|_| text.inner())).ok_or_else(unfit)?
    });
    let blocks: Vec<&str> = texts.collect::<Result<_, _>>()?;
    Ok(CowVal::owned(CelBool::from(cidr::opens_internet(blocks.iter().copied()))))
}

fn network(text: &str) -> Result<IpNet, ExecutionError> {
    text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from)).map_err(|_| {
        ExecutionError::function_error("inCidr", format!("`{text}` is neither an address nor a CIDR block"))
    })
}

/// `minorVersion("1.33")`: 33.
fn minor_version<'b, 'v>(arguments: Vec<CowVal<'b, 'v>>) -> Result<CowVal<'b, 'v>, ExecutionError> {
    let version = text(&arguments, 0, "minorVersion")?;
    let minor = version.trim_start_matches('v').split('.').nth(1).and_then(|part| part.parse::<i64>().ok());
    minor.map(|minor| CowVal::owned(CelInt::from(minor))).ok_or_else(|| {
        ExecutionError::function_error("minorVersion", format!("`{version}` has no minor version number"))
    })
}

/// `versionCompare(a, b)`: -1, 0 or 1, for versions such as `v1.20.3-eksbuild.1`.
fn version_compare<'b, 'v>(arguments: Vec<CowVal<'b, 'v>>) -> Result<CowVal<'b, 'v>, ExecutionError> {
    let left = version(text(&arguments, 0, "versionCompare")?)?;
    let right = version(text(&arguments, 1, "versionCompare")?)?;
    Ok(CowVal::owned(CelInt::from(left.cmp(&right) as i64)))
}

/// A part of a version; the order puts a version without a build before the same version with one,
/// as EKS numbers its builds (`v1.20.3-eksbuild.2` follows `v1.20.3-eksbuild.1`).
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Text(String),
    Number(u64),
}

fn version(text: &str) -> Result<Vec<Part>, ExecutionError> {
    let bare = text.strip_prefix('v').unwrap_or(text);
    if !bare.starts_with(|first: char| first.is_ascii_digit()) {
        let message = format!("`{text}` is not a version");
        return Err(ExecutionError::function_error("versionCompare", message));
    }
    let parts = bare.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    Ok(parts.map(|part| part.parse().map_or_else(|_| Part::Text(part.to_owned()), Part::Number)).collect())
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::*;

    #[test]
    fn versions_compare_by_number() {
        let order = |a: &str, b: &str| version(a).unwrap().cmp(&version(b).unwrap());
        assert_eq!(order("v1.20.3-eksbuild.1", "v1.9.3-eksbuild.1"), Ordering::Greater);
        assert_eq!(order("v1.20.3-eksbuild.1", "v1.20.3-eksbuild.2"), Ordering::Less);
        assert_eq!(order("v1.20.3", "v1.20.3-eksbuild.1"), Ordering::Less);
        assert_eq!(order("1.33", "v1.33"), Ordering::Equal);
        assert!(version("latest").is_err());
    }
}
