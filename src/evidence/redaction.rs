//! Redaction markers: what stands in place of something secret.
