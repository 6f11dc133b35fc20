//! Amazon EC2 Auto Scaling. Source: Auto Scaling API Reference.

use super::api_shapes;
use super::ec2::AutoscalingTag;
use crate::evidence::scalar::{Instant, Number};

api_shapes! {
    /// `AutoScalingGroup`.
    AutoScalingGroup {
        auto_scaling_group_name: String as Name,
        #[serde(rename = "autoScalingGroupARN", alias = "autoScalingGroupArn")]
        auto_scaling_group_arn: String as Arn,
        launch_configuration_name: String as Name,
        launch_template: LaunchTemplateSpecification,
        mixed_instances_policy: MixedInstancesPolicy,
        min_size: Number,
        max_size: Number,
        desired_capacity: Number,
        availability_zones: Vec<String> as Name,
        health_check_type: String as Word,
        instances: Vec<Instance>,
        created_time: Instant,
        #[serde(alias = "vPCZoneIdentifier")]
        vpc_zone_identifier: String as Subnets,
        tags: Vec<AutoscalingTag>,
        max_instance_lifetime: Number,
    }
    /// `LaunchTemplateSpecification`.
    LaunchTemplateSpecification { launch_template_id: String as ResourceId, launch_template_name: String as Name, version: String as TemplateVersion, }
    /// `MixedInstancesPolicy`.
    MixedInstancesPolicy { launch_template: LaunchTemplate, }
    /// `LaunchTemplate`.
    LaunchTemplate { launch_template_specification: LaunchTemplateSpecification, overrides: Vec<LaunchTemplateOverrides>, }
    /// `LaunchTemplateOverrides`.
    LaunchTemplateOverrides { instance_type: String as Name, launch_template_specification: LaunchTemplateSpecification, }
    /// `Instance`.
    Instance {
        instance_id: String as ResourceId,
        instance_type: String as Name,
        availability_zone: String as Name,
        lifecycle_state: String as Word,
        health_status: String as Word,
        launch_configuration_name: String as Name,
        launch_template: LaunchTemplateSpecification,
    }
}
