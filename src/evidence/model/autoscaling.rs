//! Amazon EC2 Auto Scaling. Source: Auto Scaling API Reference.

use super::api_shapes;
use super::ec2::AutoscalingTag;
use crate::evidence::scalar::{Instant, Number};

api_shapes! {
    /// `AutoScalingGroup`.
    AutoScalingGroup {
        auto_scaling_group_name: String,
        #[serde(rename = "autoScalingGroupARN", alias = "autoScalingGroupArn")]
        auto_scaling_group_arn: String,
        launch_configuration_name: String,
        launch_template: LaunchTemplateSpecification,
        mixed_instances_policy: MixedInstancesPolicy,
        min_size: Number,
        max_size: Number,
        desired_capacity: Number,
        availability_zones: Vec<String>,
        health_check_type: String,
        instances: Vec<Instance>,
        created_time: Instant,
        #[serde(alias = "vPCZoneIdentifier")]
        vpc_zone_identifier: String,
        tags: Vec<AutoscalingTag>,
        max_instance_lifetime: Number,
    }
    /// `LaunchTemplateSpecification`.
    LaunchTemplateSpecification { launch_template_id: String, launch_template_name: String, version: String, }
    /// `MixedInstancesPolicy`.
    MixedInstancesPolicy { launch_template: LaunchTemplate, }
    /// `LaunchTemplate`.
    LaunchTemplate { launch_template_specification: LaunchTemplateSpecification, overrides: Vec<LaunchTemplateOverrides>, }
    /// `LaunchTemplateOverrides`.
    LaunchTemplateOverrides { instance_type: String, launch_template_specification: LaunchTemplateSpecification, }
    /// `Instance`.
    Instance {
        instance_id: String,
        instance_type: String,
        availability_zone: String,
        lifecycle_state: String,
        health_status: String,
        launch_configuration_name: String,
        launch_template: LaunchTemplateSpecification,
    }
}
