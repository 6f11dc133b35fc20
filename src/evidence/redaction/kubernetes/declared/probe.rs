//! Probes and lifecycle hooks: that they are there, and which host they ask.

use super::super::rule::Rule::{self, By, Host, Label, Object, Scalar, Text};
use super::network::port_name;
use crate::evidence::redaction::Form;

const HTTP: Rule =
    Object(&[("host", Host), ("port", By(port_name)), ("scheme", Text(Form::Enum(&["HTTP", "HTTPS", ""])))]);
const TCP: Rule = Object(&[("host", Host), ("port", By(port_name))]);

/// `Probe`.
pub(super) const PROBE: Rule = Object(&[
    ("exec", Object(&[])),
    ("httpGet", HTTP),
    ("tcpSocket", TCP),
    ("grpc", Object(&[("port", Scalar)])),
    ("initialDelaySeconds", Scalar),
    ("timeoutSeconds", Scalar),
    ("periodSeconds", Scalar),
    ("successThreshold", Scalar),
    ("failureThreshold", Scalar),
    ("terminationGracePeriodSeconds", Scalar),
]);

const HANDLER: Rule =
    Object(&[("exec", Object(&[])), ("httpGet", HTTP), ("tcpSocket", TCP), ("sleep", Object(&[("seconds", Scalar)]))]);

/// `Lifecycle`.
pub(super) const LIFECYCLE: Rule = Object(&[("postStart", HANDLER), ("preStop", HANDLER), ("stopSignal", Label)]);
