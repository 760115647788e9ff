/** The structs that complaints and differences print, in the order of their fields in Go; see `shapes.ts` for the notation. */
export const structs: Readonly<Record<string, string>> = {
  PodSpec: `Volumes[Volume] InitContainers[Container] Containers[Container] EphemeralContainers[EphemeralContainer] RestartPolicy=s
    TerminationGracePeriodSeconds ActiveDeadlineSeconds DNSPolicy:dnsPolicy=s NodeSelector=m ServiceAccountName=s AutomountServiceAccountToken
    NodeName=s SecurityContext{PodSecurityContext} ImagePullSecrets[LocalObjectReference] Hostname=s Subdomain=s SetHostnameAsFQDN
    Affinity{Affinity} SchedulerName=s Tolerations[Toleration] HostAliases[HostAlias] PriorityClassName=s Priority PreemptionPolicy
    DNSConfig:dnsConfig{PodDNSConfig} ReadinessGates[ReadinessGate] RuntimeClassName Overhead=m EnableServiceLinks
    TopologySpreadConstraints[TopologySpreadConstraint] OS:os{PodOS} SchedulingGates[SchedulingGate] ResourceClaims[PodResourceClaim]
    Resources{ResourceRequirements} HostnameOverride SchedulingGroup{SchedulingGroup}`,
  PodSecurityContext: `HostNetwork=b HostPID:hostPID=b HostIPC:hostIPC=b ShareProcessNamespace HostUsers SELinuxOptions:seLinuxOptions{SELinuxOptions}
    WindowsOptions{WindowsOptions} RunAsUser RunAsGroup RunAsNonRoot SupplementalGroups SupplementalGroupsPolicy FSGroup:fsGroup
    FSGroupChangePolicy:fsGroupChangePolicy Sysctls[Sysctl] SeccompProfile{Profile} AppArmorProfile{Profile} SELinuxChangePolicy:seLinuxChangePolicy`,
  SecurityContext: `Capabilities{Capabilities} Privileged SELinuxOptions:seLinuxOptions{SELinuxOptions} WindowsOptions{WindowsOptions} RunAsUser RunAsGroup
    RunAsNonRoot ReadOnlyRootFilesystem AllowPrivilegeEscalation ProcMount SeccompProfile{Profile} AppArmorProfile{Profile}`,
  Capabilities: 'Add Drop',
  SELinuxOptions: 'User=s Role=s Type=s Level=s',
  WindowsOptions: 'GMSACredentialSpecName:gmsaCredentialSpecName GMSACredentialSpec:gmsaCredentialSpec RunAsUserName HostProcess',
  Sysctl: 'Name=s Value=s',
  Profile: 'Type=s LocalhostProfile',
  Container: `Name=s Image=s Command Args WorkingDir=s Ports[ContainerPort] EnvFrom[EnvFrom] Env[EnvVar] Resources(ResourceRequirements)
    ResizePolicy[ResizePolicy] RestartPolicy RestartPolicyRules[RestartRule] VolumeMounts[VolumeMount] VolumeDevices[VolumeDevice]
    LivenessProbe{Probe} ReadinessProbe{Probe} StartupProbe{Probe} Lifecycle{Lifecycle} TerminationMessagePath=s TerminationMessagePolicy=s
    ImagePullPolicy=s SecurityContext{SecurityContext} Stdin=b StdinOnce=b TTY=b`,
  EphemeralContainer: '+Container TargetContainerName=s',
  ContainerPort: 'Name=s HostPort=n ContainerPort=n Protocol=s HostIP:hostIP=s',
  EnvFrom: 'Prefix=s ConfigMapRef{OptionalReference} SecretRef{OptionalReference}',
  OptionalReference: 'Name=s Optional',
  EnvVar: 'Name=s Value=s ValueFrom{EnvVarSource}',
  EnvVarSource: 'FieldRef{FieldRef} ResourceFieldRef{ResourceFieldRef} ConfigMapKeyRef{KeySelector} SecretKeyRef{KeySelector} FileKeyRef{FileKeySelector}',
  FieldRef: 'APIVersion:apiVersion=s FieldPath=s',
  ResourceFieldRef: 'ContainerName=s Resource=s Divisor=s',
  KeySelector: 'Name=s Key=s Optional',
  FileKeySelector: 'VolumeName=s Path=s Key=s Optional',
  ResourceRequirements: 'Limits=m Requests=m Claims[ResourceClaim]',
  ResourceClaim: 'Name=s Request=s',
  ResizePolicy: 'ResourceName=s RestartPolicy=s',
  RestartRule: 'Action=s ExitCodes{RestartExitCodes}',
  RestartExitCodes: 'Operator=s Values',
  VolumeMount: 'Name=s ReadOnly=b RecursiveReadOnly MountPath=s SubPath=s MountPropagation SubPathExpr=s',
  VolumeDevice: 'Name=s DevicePath=s',
  Handler: 'Exec{Exec} HTTPGet:httpGet{HTTPGet} TCPSocket:tcpSocket{TCPSocket}',
  Probe: '+Handler GRPC:grpc{GRPC} InitialDelaySeconds=n TimeoutSeconds=n PeriodSeconds=n SuccessThreshold=n FailureThreshold=n TerminationGracePeriodSeconds',
  Lifecycle: 'PostStart{LifecycleHandler} PreStop{LifecycleHandler} StopSignal',
  LifecycleHandler: '+Handler Sleep{Sleep}',
  Exec: 'Command',
  HTTPGet: 'Path=s Port Host=s Scheme=s HTTPHeaders:httpHeaders[HTTPHeader]',
  HTTPHeader: 'Name=s Value=s',
  TCPSocket: 'Port Host=s',
  GRPC: 'Port=n Service',
  Sleep: 'Seconds=n',
  LocalObjectReference: 'Name=s',
  Toleration: 'Key=s Operator=s Value=s Effect=s TolerationSeconds',
  HostAlias: 'IP:ip=s Hostnames',
  PodDNSConfig: 'Nameservers Searches Options[DNSOption]',
  DNSOption: 'Name=s Value',
  ReadinessGate: 'ConditionType=s',
  TopologySpreadConstraint: `MaxSkew=n TopologyKey=s WhenUnsatisfiable=s LabelSelector{LabelSelector} MinDomains NodeAffinityPolicy NodeTaintsPolicy MatchLabelKeys`,
  PodOS: 'Name=s',
  SchedulingGate: 'Name=s',
  SchedulingGroup: 'PodGroupName',
  PodResourceClaim: 'Name=s ResourceClaimName ResourceClaimTemplateName',
  Affinity: 'NodeAffinity{NodeAffinity} PodAffinity{PodAffinity} PodAntiAffinity{PodAffinity}',
  NodeAffinity: 'RequiredDuringSchedulingIgnoredDuringExecution{NodeSelector} PreferredDuringSchedulingIgnoredDuringExecution[PreferredTerm]',
  NodeSelector: 'NodeSelectorTerms[NodeSelectorTerm]',
  NodeSelectorTerm: 'MatchExpressions[NodeRequirement] MatchFields[NodeRequirement]',
  NodeRequirement: 'Key=s Operator=s Values',
  PreferredTerm: 'Weight=n Preference(NodeSelectorTerm)',
  PodAffinity: 'RequiredDuringSchedulingIgnoredDuringExecution[PodAffinityTerm] PreferredDuringSchedulingIgnoredDuringExecution[WeightedTerm]',
  PodAffinityTerm: 'LabelSelector{LabelSelector} Namespaces TopologyKey=s NamespaceSelector{LabelSelector} MatchLabelKeys MismatchLabelKeys',
  WeightedTerm: 'Weight=n PodAffinityTerm(PodAffinityTerm)',
  Volume: `Name=s HostPath{HostPath} EmptyDir{EmptyDir} GCEPersistentDisk:gcePersistentDisk AWSElasticBlockStore:awsElasticBlockStore GitRepo
    Secret{SecretVolume} NFS:nfs{NFS} ISCSI:iscsi Glusterfs PersistentVolumeClaim{ClaimVolume} RBD:rbd Quobyte FlexVolume Cinder CephFS:cephfs Flocker
    DownwardAPI{DownwardAPI} FC:fc AzureFile ConfigMap{ConfigMapVolume} VsphereVolume AzureDisk PhotonPersistentDisk Projected{Projected}
    PortworxVolume ScaleIO StorageOS:storageos CSI:csi{CSIVolume} Ephemeral{Ephemeral} Image{ImageVolume}`,
  HostPath: 'Path=s Type',
  EmptyDir: 'Medium=s SizeLimit',
  SecretVolume: 'SecretName=s Items[KeyToPath] DefaultMode Optional',
  ConfigMapVolume: 'Name=s Items[KeyToPath] DefaultMode Optional',
  KeyToPath: 'Key=s Path=s Mode',
  NFS: 'Server=s Path=s ReadOnly=b',
  ClaimVolume: 'ClaimName=s ReadOnly=b',
  DownwardAPI: 'Items[DownwardFile] DefaultMode',
  DownwardFile: 'Path=s FieldRef{FieldRef} ResourceFieldRef{ResourceFieldRef} Mode',
  Projected: 'Sources[Projection] DefaultMode',
  Projection: `Secret{ProjectedKeys} DownwardAPI{ProjectedDownward} ConfigMap{ProjectedKeys} ServiceAccountToken{ProjectedToken} ClusterTrustBundle PodCertificate`,
  ProjectedKeys: 'Name=s Items[KeyToPath] Optional',
  ProjectedDownward: 'Items[DownwardFile]',
  ProjectedToken: 'Audience=s ExpirationSeconds=n Path=s',
  CSIVolume: 'Driver=s ReadOnly FSType:fsType VolumeAttributes=m NodePublishSecretRef{LocalObjectReference}',
  Ephemeral: 'VolumeClaimTemplate{ClaimTemplate}',
  ImageVolume: 'Reference=s PullPolicy=s',
  ClaimSpec: `AccessModes Selector{LabelSelector} Resources(VolumeResources) VolumeName=s StorageClassName VolumeMode DataSource{DataSource}
    DataSourceRef{DataSourceRef} VolumeAttributesClassName`,
  VolumeResources: 'Limits=m Requests=m',
  DataSource: 'APIGroup:apiGroup Kind=s Name=s',
  DataSourceRef: 'APIGroup:apiGroup Kind=s Name=s Namespace',
  VolumeSource: `GCEPersistentDisk:gcePersistentDisk AWSElasticBlockStore:awsElasticBlockStore HostPath{HostPath} Glusterfs NFS:nfs{NFS} RBD:rbd Quobyte ISCSI:iscsi
    FlexVolume Cinder CephFS:cephfs FC:fc Flocker AzureFile VsphereVolume AzureDisk PhotonPersistentDisk PortworxVolume ScaleIO Local{LocalVolume} StorageOS:storageos CSI:csi{PersistentCSI}`,
  LocalVolume: 'Path=s FSType:fsType',
  PersistentCSI: `Driver=s VolumeHandle=s ReadOnly=b FSType:fsType=s VolumeAttributes=m ControllerPublishSecretRef NodeStageSecretRef NodePublishSecretRef
    ControllerExpandSecretRef NodeExpandSecretRef`,
  VolumeNodeAffinity: 'Required{NodeSelector}',
  ServicePort: 'Name=s Protocol=s AppProtocol Port=n TargetPort NodePort=n',
  Taint: 'Key=s Value=s Effect=s TimeAdded',
  NodeAddress: 'Type=s Address=s',
  DeploymentStrategy: 'Type=s RollingUpdate{RollingUpdate}',
  RollingUpdate: 'MaxUnavailable MaxSurge',
  StatefulSetStrategy: 'Type=s RollingUpdate{Partition}',
  Partition: 'Partition=n MaxUnavailable',
  SuccessPolicy: 'Rules[SuccessPolicyRule]',
  SuccessPolicyRule: 'SucceededIndexes SucceededCount',
  PodFailurePolicy: 'Rules[PodFailurePolicyRule]',
  PodFailurePolicyRule: 'Action=s OnExitCodes{OnExitCodes} OnPodConditions[OnPodCondition]',
  OnExitCodes: 'ContainerName Operator=s Values',
  OnPodCondition: 'Type=s Status=s',
  RoleRef: 'APIGroup:apiGroup=s Kind=s Name=s',
  DisruptionBudgetSpec: 'MinAvailable Selector{LabelSelector} MaxUnavailable UnhealthyPodEvictionPolicy',
  ScopeSelector: 'MatchExpressions[ScopeRequirement]',
  ScopeRequirement: 'ScopeName=s Operator=s Values',
  ObjectReference: 'Kind=s Namespace=s Name=s UID:uid=s APIVersion:apiVersion=s ResourceVersion=s FieldPath=s',
  CSINodeDriver: 'Name=s NodeID:nodeID=s TopologyKeys Allocatable{Allocatable}',
  Allocatable: 'Count',
  DefinitionVersion: `Name=s Served=b Storage=b Deprecated=b DeprecationWarning Schema{DefinitionSchema} Subresources AdditionalPrinterColumns[PrinterColumn] SelectableFields[SelectableField]`,
  DefinitionSchema: 'OpenAPIV3Schema:openAPIV3Schema{Schema}',
  PrinterColumn: 'Name=s Type=s Format=s Description=s Priority=n JSONPath:jsonPath=s',
  SelectableField: 'JSONPath:jsonPath=s',
  Schema: `ID:id=s Schema:$schema=s Ref:$ref Description=s Type=s Nullable=b Format=s Title=s Default Maximum ExclusiveMaximum=b Minimum ExclusiveMinimum=b
    MaxLength MinLength Pattern=s MaxItems MinItems UniqueItems=b MultipleOf Enum MaxProperties MinProperties Required Items AllOf[Schema] OneOf[Schema]
    AnyOf[Schema] Not{Schema} Properties<Schema> AdditionalProperties PatternProperties<Schema> Dependencies AdditionalItems Definitions<Schema>
    ExternalDocs Example XPreserveUnknownFields:x-kubernetes-preserve-unknown-fields XEmbeddedResource:x-kubernetes-embedded-resource=b
    XIntOrString:x-kubernetes-int-or-string=b XListMapKeys:x-kubernetes-list-map-keys XListType:x-kubernetes-list-type XMapType:x-kubernetes-map-type
    XValidations:x-kubernetes-validations[ValidationRule]`,
  ValidationRule: 'Rule=s Message=s MessageExpression=s Reason FieldPath=s OptionalOldSelf',
};
