//! Elements of XML replies that hold a number, a boolean or a time by their API's definition. The SDK must be able to
//! read them even where no shape declares them; of any other element no text is stored. Source: the service models of
//! Amazon EC2, IAM, Auto Scaling and Elastic Load Balancing for the operations that are read.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::Form;

const NAMES: &str = "\
    AttachmentCount CapacityRebalance CookieExpirationPeriod CreateDate CreatedTime DefaultCooldown \
    DefaultInstanceWarmup DesiredCapacity DurationSeconds EbsCardIndex EmitInterval Enabled HealthCheckGracePeriod \
    HealthyThreshold IdleTimeout IgnoreClientCertificateExpiry InstancePort Interval IsAttachable IsDefault \
    IsDefaultVersion IsTruncated LastUsedDate LoadBalancerPort Max MaxGroupPreparedCapacity MaxHealthyPercentage \
    MaxInstanceLifetime MaxSessionDuration MaxSize MaxSpotPriceAsPercentageOfOptimalOnDemandPrice Min \
    MinHealthyPercentage MinSize NewInstancesProtectedFromScaleIn OnDemandBaseCapacity \
    OnDemandMaxPricePercentageOverLowestPrice OnDemandPercentageAboveBaseCapacity Order \
    PermissionsBoundaryUsageCount PredictedCapacity PropagateAtLaunch ProtectedFromScaleIn RequireHibernateSupport \
    ReuseOnScaleIn SessionTimeout SpotInstancePools SpotMaxPricePercentageOverLowestPrice TemplateMinorVersion \
    Timeout UnhealthyThreshold UpdateDate UseExistingClientSecret VolumeInitializationRate WarmPoolSize Weight \
    ZonalShiftEnabled additionalFlexibleNetworkInterfaces amiLaunchIndex assignIpv6AddressOnCreation \
    associateCarrierIpAddress associatePublicIpAddress attachTime autoRecoverySupported availableIpAddressCount \
    bareMetal baselineBandwidthInGbps baselineBandwidthInMbps baselineIops baselineThroughputInMBps \
    blockDurationMinutes burstablePerformanceSupported configured coreCount count createTime creationTime \
    creationTimestamp criticalFixAvailableSince currentGeneration dedicatedHostsSupported defaultCores \
    defaultEnaQueueCountPerInterface defaultForAz defaultNetworkCardIndex defaultTcpEstablishedTimeout \
    defaultThreadsPerCore defaultUdpStreamTimeout defaultUdpTimeout defaultVCpus defaultVersion deleteOnTermination \
    deleteTime denyAllIgwTraffic deviceIndex disableApiStop disableApiTermination ebsCardIndex \
    ebsEncryptionByDefault ebsOptimized efaSupported elasticInferenceAcceleratorAssociationTime enaQueueCount \
    enaSrdEnabled enaSrdSupported enaSrdUdpEnabled enaSupport enableDns64 enableLniAtDeviceIndex \
    enableResourceNameDnsAAAARecord enableResourceNameDnsARecord enabled encrypted encryptionInTransitSupported \
    fastRestored findingScanDate freeTierEligible fromPort gpuPartitionSize hibernationSupported hiddenByDefault \
    highFixAvailableSince hiveCompatiblePartitions httpPutResponseHopLimit imageAllowed \
    informationalFixAvailableSince instanceStorageSupported iops ipamPrefixListResolverSyncEnabled \
    ipv4AddressesPerInterface ipv4AddressesPerSecondaryInterface ipv4PrefixCount ipv6AddressCount \
    ipv6AddressesPerInterface ipv6Native ipv6PrefixCount ipv6Supported isDefault isPrimary isPrimaryIpv6 isPublic \
    launchTime logicalGpuCount lowFixAvailableSince main managed mapCustomerOwnedIpOnLaunch mapPublicIpOnLaunch max \
    maxAggregationInterval maxEntries maxSpotPriceAsPercentageOfOptimalOnDemandPrice maximumBandwidthInMbps \
    maximumEbsAttachments maximumEbsCards maximumEfaInterfaces maximumEnaQueueCount maximumEnaQueueCountPerInterface \
    maximumIops maximumNetworkCards maximumNetworkInterfaces maximumSecondaryNetworkInterfaces \
    maximumThroughputInMBps mediumFixAvailableSince min multiAttachEnabled networkCardIndex \
    onDemandMaxPricePercentageOverLowestPrice partitionNumber peakBandwidthInGbps perHourPartition primary \
    primaryIpv6 privateDnsEnabled privateDnsOnlyForInboundResolverEndpoint privateIpAddressCount provisionTime \
    requestTime requesterManaged requireEncryptionInTransit requireHibernateSupport secondaryNetworkSupported \
    secondaryPrivateIpAddressCount size sizeInGB sizeInMiB sourceDestCheck sourceImageCreationTime \
    spotMaxPricePercentageOverLowestPrice supportedInRegion sustainedClockSpeedInGhz tcpEstablishedTimeout \
    threadsPerCore throughput toPort totalFpgaMemoryInMiB totalGpuMemoryInMiB totalInferenceMemoryInMiB \
    totalMediaMemoryInMiB totalNeuronDeviceMemoryInMiB totalSizeInGB udpStreamTimeout udpTimeout \
    usageOperationUpdateTime validUntil version versionNumber volumeInitializationRate volumeSize \
    watermarkCreationTime";

static TYPED: LazyLock<HashSet<&'static str>> = LazyLock::new(|| NAMES.split_whitespace().collect());

/// Lists of numbers.
const LISTS: &[&str] = &["validCores", "validThreadsPerCore"];

/// True for the text of the element `name` in `parent` when its API defines it as a number, a boolean or a time.
pub(super) fn is_typed(parent: &str, name: &str, text: &str) -> bool {
    let form = |form: &Form| form.holds(text);
    let defined = TYPED.contains(name) || (name == "item" && LISTS.contains(&parent));
    defined && [Form::Boolean, Form::Number, Form::Timestamp].iter().any(form)
}
