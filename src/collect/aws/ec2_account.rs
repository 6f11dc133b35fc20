//! Amazon EC2: settings of the account in the Region.

use super::{Clients, Scope};
use crate::evidence::topic::Topic;

pub(super) const EBS_ENCRYPTION_BY_DEFAULT: &[&str] = &["ec2:GetEbsEncryptionByDefault"];
pub(super) const INSTANCE_METADATA_DEFAULTS: &[&str] = &["ec2:GetInstanceMetadataDefaults"];

/// Reads the settings in scope.
pub(super) async fn read(clients: &Clients, scope: &Scope) {
    let encryption = async {
        if scope.reads(Topic::Ec2EbsEncryptionByDefault) {
            drop(clients.ec2.get_ebs_encryption_by_default().send().await);
        }
    };
    let metadata = async {
        if scope.reads(Topic::Ec2InstanceMetadataDefaults) {
            drop(clients.ec2.get_instance_metadata_defaults().send().await);
        }
    };
    tokio::join!(encryption, metadata);
}
