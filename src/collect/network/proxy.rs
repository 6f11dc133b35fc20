//! Which proxy a URL is reached through.
//!
//! Source: AWS CLI User Guide, "Using an HTTP proxy for the AWS CLI"; Python's `urllib`, which the AWS CLI asks:
//! the lower-case name goes before the upper-case one.

use std::fmt;
use std::net::IpAddr;

use http::Uri;
use hyper_util::client::proxy::matcher::Matcher;

use crate::collect::CollectError;

/// A proxy and the variable that names it.
#[derive(Clone)]
pub(in crate::collect) struct Proxy {
    /// Its URL, which may hold a password.
    pub(in crate::collect) url: Uri,
    pub(in crate::collect) variable: &'static str,
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.variable)
    }
}

/// The proxies of a run.
#[derive(Debug)]
pub(in crate::collect) struct Proxies {
    http: Option<Proxy>,
    https: Option<Proxy>,
    matcher: Matcher,
    /// What is reached directly on one port.
    of_port: Vec<(u16, Matcher)>,
}

impl Proxies {
    /// Those that the environment names.
    ///
    /// # Errors
    /// When a variable holds something else than the URL of a proxy.
    pub(in crate::collect) fn from_env() -> Result<Self, CollectError> {
        Self::new(|name| std::env::var(name).ok())
    }

    pub(super) fn new(variable: impl Fn(&str) -> Option<String>) -> Result<Self, CollectError> {
        let first = |names: [&'static str; 2]| {
            names.into_iter().find_map(|name| {
                let value = variable(name)?;
                (!value.trim().is_empty()).then(|| (name, value.trim().to_owned()))
            })
        };
        let proxy = |names| first(names).map(|(name, value)| Proxy::new(name, &value)).transpose();
        let (http, https) = (proxy(["http_proxy", "HTTP_PROXY"])?, proxy(["https_proxy", "HTTPS_PROXY"])?);
        let url = |proxy: &Option<Proxy>| proxy.as_ref().map(|proxy| proxy.url.to_string()).unwrap_or_default();
        let no = first(["no_proxy", "NO_PROXY"]).map(|(_, value)| value).unwrap_or_default();
        let matcher = |no: String| Matcher::builder().http(url(&http)).https(url(&https)).no(no).build();
        let (all, some): (Vec<_>, Vec<_>) =
            no.split([',', ' ']).filter_map(direct).partition(|(_, port)| port.is_none());
        let hosts: Vec<String> = all.into_iter().map(|(host, _)| host).collect();
        let of_port = some.into_iter().filter_map(|(host, port)| Some((port?, matcher(host)))).collect();
        let matcher = matcher(hosts.join(","));
        Ok(Self { http, https, matcher, of_port })
    }

    /// None at all.
    #[cfg(test)]
    pub(in crate::collect) fn none() -> Self {
        Self { http: None, https: None, matcher: Matcher::builder().build(), of_port: Vec::new() }
    }

    pub(super) fn http(&self) -> &Option<Proxy> {
        &self.http
    }

    pub(super) fn https(&self) -> &Option<Proxy> {
        &self.https
    }

    /// The proxy that `target` is reached through.
    pub(in crate::collect) fn of(&self, target: &Uri) -> Option<&Proxy> {
        self.matcher.intercept(target)?;
        let port = target.port_u16().unwrap_or(if target.scheme_str() == Some("https") { 443 } else { 80 });
        if self.of_port.iter().any(|(direct, matcher)| *direct == port && matcher.intercept(target).is_none()) {
            return None;
        }
        if target.scheme_str() == Some("https") { self.https.as_ref() } else { self.http.as_ref() }
    }

    /// As [`Self::of`], for an API server: as kubectl has it, one on this machine is reached directly.
    pub(in crate::collect) fn of_api_server(&self, target: &Uri) -> Option<&Proxy> {
        let host = target.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
        let local = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        if local { None } else { self.of(target) }
    }
}

/// An entry of `NO_PROXY`: a host with its domain, an address or a block of them, and the port if it names one.
/// `*.example.com` is `.example.com`, an IPv6 address may stand in brackets.
fn direct(entry: &str) -> Option<(String, Option<u16>)> {
    let entry = entry.trim();
    let bare = |host: &str| host.trim_start_matches('[').trim_end_matches(']').to_owned();
    let (host, port) = match entry.rsplit_once(':') {
        // What has more colons is an IPv6 address, unless it stands in brackets.
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => (host, port.parse().ok()),
        _ => (entry, None),
    };
    let host = bare(host);
    let host = host.strip_prefix('*').filter(|rest| rest.starts_with('.')).map_or(host.clone(), str::to_owned);
    (!host.is_empty()).then_some((host, port))
}

impl Proxy {
    /// A proxy without a scheme is reached over HTTP.
    fn new(variable: &'static str, value: &str) -> Result<Self, CollectError> {
        let url = if value.contains("://") { value.to_owned() } else { format!("http://{value}") };
        // A `/` in a password ends the host too early: what is left of it must be asked for nothing.
        let ends = |url: &Uri| matches!(url.path(), "" | "/") && url.query().is_none();
        let port = |url: &Uri| {
            let place =
                url.authority().map_or("", |authority| authority.as_str()).rsplit('@').next().unwrap_or_default();
            let named = place.rsplit(']').next().is_some_and(|rest| rest.contains(':'));
            !named || url.port_u16().is_some_and(|port| port > 0)
        };
        let usable = |url: &Uri| {
            url.host().is_some_and(|host| !host.is_empty())
                && matches!(url.scheme_str(), Some("http" | "https"))
                && ends(url)
                && port(url)
        };
        // Its value may hold a password, and is not told.
        let url = url.parse().ok().filter(usable).ok_or(CollectError::Proxy { variable })?;
        Ok(Self { url, variable })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(variables: &[(&str, &str)]) -> Result<Proxies, CollectError> {
        let value = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.to_string());
        Proxies::new(value)
    }

    fn chosen(variables: &[(&str, &str)], target: &str) -> Option<String> {
        proxies(variables).unwrap().of(&target.parse().unwrap()).map(|proxy| proxy.url.to_string())
    }

    #[test]
    fn s7_proxies_are_taken_as_the_aws_cli_takes_them() {
        let sts = "https://sts.eu-west-1.amazonaws.com/";
        let proxy = ("HTTPS_PROXY", "http://user:pass%40word@proxy.example:3128");
        assert_eq!(chosen(&[proxy], sts).as_deref(), Some("http://user:pass%40word@proxy.example:3128/"));
        assert_eq!(chosen(&[proxy], "http://127.0.0.1:4566/"), None, "of the other scheme");
        assert_eq!(chosen(&[("HTTP_PROXY", "proxy:1")], "http://a.example/").as_deref(), Some("http://proxy:1/"));
        assert_eq!(
            chosen(&[("https_proxy", "one:1"), ("HTTPS_PROXY", "two:2")], sts).as_deref(),
            Some("http://one:1/")
        );
        assert_eq!(chosen(&[("https_proxy", " "), ("HTTPS_PROXY", "two:2")], sts).as_deref(), Some("http://two:2/"));
        assert_eq!(chosen(&[], sts), None);
        for no in ["sts.eu-west-1.amazonaws.com", ".amazonaws.com", "a.example, amazonaws.com", "*"] {
            assert_eq!(chosen(&[proxy, ("NO_PROXY", no)], sts), None, "{no}");
            assert_eq!(chosen(&[proxy, ("no_proxy", no)], sts), None, "{no}");
        }
        assert!(chosen(&[proxy, ("NO_PROXY", "azonaws.com,10.0.0.0/8")], sts).is_some());
        assert_eq!(chosen(&[proxy, ("NO_PROXY", "10.0.0.0/8")], "https://10.1.2.3/"), None);
    }

    #[test]
    fn s7_what_is_reached_directly_may_have_a_wildcard_a_port_and_brackets() {
        let proxy = ("HTTPS_PROXY", "proxy.example:3128");
        for (no, target) in [
            ("*.amazonaws.com", "https://sts.eu-west-1.amazonaws.com/"),
            ("a.example, sts.eu-west-1.amazonaws.com:443", "https://sts.eu-west-1.amazonaws.com/"),
            ("*.example:8443", "https://api.example:8443/"),
            ("[fd00::1]", "https://[fd00::1]/"),
            ("[fd00::1]:6443", "https://[fd00::1]:6443/"),
            ("fd00::/8", "https://[fd12::1]/"),
            ("10.0.0.0/8 a.example", "https://a.example/"),
        ] {
            assert_eq!(chosen(&[proxy, ("NO_PROXY", no)], target), None, "{no}");
        }
        for (no, target) in [
            ("a.example:8443", "https://a.example/"),
            ("*.example", "https://example.com/"),
            ("[fd00::1]:6443", "https://[fd00::1]/"),
            (":443,,", "https://a.example/"),
        ] {
            assert!(chosen(&[proxy, ("NO_PROXY", no)], target).is_some(), "{no}");
        }
    }

    #[test]
    fn s7_an_api_server_on_this_machine_is_reached_directly() {
        let proxies = proxies(&[("HTTPS_PROXY", "proxy:1")]).unwrap();
        let through = |target: &str| proxies.of_api_server(&target.parse().unwrap()).is_some();
        assert!(through("https://ABCD.gr7.eu-west-1.eks.amazonaws.com"));
        assert!(
            !through("https://127.0.0.1:6443") && !through("https://[::1]:6443") && !through("https://localhost:1")
        );
    }

    #[test]
    fn s7_a_value_that_is_no_proxy_is_refused_without_its_password() {
        for value in [
            "socks5://user:secret@proxy:1",
            "http://",
            "http://user:secret@pro xy:1",
            "http://user:p@ss/secret@proxy:1",
            "http://user:secret@proxy:99999",
            "http://user:secret@proxy:x",
            "http://user:secret@proxy:1/path?x",
            "http://user:secret@",
        ] {
            let error = proxies(&[("HTTPS_PROXY", value)]).unwrap_err();
            assert!(error.is_refusal() && error.to_string().contains("HTTPS_PROXY"), "{error}");
            assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
        }
    }
}
