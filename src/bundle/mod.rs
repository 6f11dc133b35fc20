//! Bundles: a BagIt bag that an outsider can verify.
