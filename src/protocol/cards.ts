/** Small pictures of objects: all that the stage needs. Whole objects are fetched when somebody opens one. */
export interface NodeCard {
  readonly uid: string;
  readonly name: string;
  /** As `kubectl get nodes` says it: `Ready`, `NotReady`, `Ready,SchedulingDisabled`. */
  readonly status: string;
  /** Whether the machine has power (the person's fault, not the API's view). */
  readonly powered: boolean;
  /** The cloud has no such machine any more; its Node stands until the cloud's controllers notice. */
  readonly lost?: true;
  readonly roles: readonly string[];
  readonly zone: string;
  readonly taints: readonly string[];
  readonly cpuAllocatableMilli: number;
  readonly memoryAllocatableBytes: number;
  readonly podsMax: number;
  readonly cpuRequestedMilli: number;
  readonly memoryRequestedBytes: number;
  readonly cpuUsedMilli: number;
  readonly memoryUsedBytes: number;
}

/** `good`: as wanted; `busy`: on its way; `bad`: failing or stuck; `done`: ended well; `going`: being deleted. */
export type Health = 'good' | 'busy' | 'bad' | 'done' | 'going';

export interface PodCard {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** '' while it is not bound. */
  readonly node: string;
  /** The STATUS column of `kubectl get pods`: `Running`, `CrashLoopBackOff`, `Init:0/1`, `Terminating`. */
  readonly status: string;
  readonly health: Health;
  readonly containersReady: number;
  readonly containers: number;
  readonly restarts: number;
  readonly ip: string;
  readonly cpuRequestMilli: number;
  readonly memoryRequestBytes: number;
  readonly cpuUsedMilli: number;
  readonly memoryUsedBytes: number;
  /** Uid of the controlling owner ('' without) and the top of its chain: `Deployment/NAME`. */
  readonly ownerUid: string;
  readonly workload: string;
  /** Image of the first container. */
  readonly image: string;
  /** Names of the PersistentVolumeClaims that it mounts; left out where there are none. */
  readonly claims?: readonly string[];
}

export interface ServiceCard {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  readonly clusterIP: string;
  /** `80:30080/TCP`. */
  readonly ports: readonly string[];
  /** `app=web,tier=front`; '' where it selects nothing. */
  readonly selector: string;
  /** Uids of the pods that get traffic now. */
  readonly readyPods: readonly string[];
  /** Uids of selected pods that do not. */
  readonly notReadyPods: readonly string[];
  /** Addresses behind it that are no pod's: those of the API server, or what somebody wrote into an EndpointSlice; left out where there are none. */
  readonly addresses?: readonly string[];
  /** Names of the machines that have one of these addresses. */
  readonly machines?: readonly string[];
  /** Requests in the last virtual second and how many of them failed. */
  readonly requestsPerSecond: number;
  readonly failuresPerSecond: number;
}

/** Deployment, ReplicaSet, StatefulSet, DaemonSet, ReplicationController, Job, CronJob. */
export interface WorkloadCard {
  readonly uid: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly ownerUid: string;
  readonly desired: number;
  readonly current: number;
  readonly updated: number;
  readonly ready: number;
  readonly available: number;
  readonly revision: string;
  readonly image: string;
  readonly health: Health;
  /** Of the kinds that update their pods: Deployment, StatefulSet, DaemonSet. */
  readonly rollout?: RolloutRule;
  /** Of a CronJob: `0 3 * * 1`. */
  readonly schedule?: string;
  /** Of a Job or CronJob that does not run for now. */
  readonly suspended?: boolean;
  /** Of a Job: how many of its pods failed. */
  readonly failed?: number;
  /** Of a StatefulSet: names of its volume claim templates. */
  readonly claimTemplates?: readonly string[];
}

/** How far an update may go from the wanted count, in pods, percentages already resolved as the controller does it. */
export interface RolloutRule {
  /** `RollingUpdate`, `Recreate`, `OnDelete`. */
  readonly strategy: string;
  readonly surgeMax: number;
  readonly unavailableMax: number;
  readonly paused: boolean;
}

/** What stands beside the workloads: it scales them, bounds them, or keeps their data. */
export type ExtraCard = AutoscalerCard | QuotaCard | BudgetCard | StorageCard;

/** From what a pod mounts to what makes it. */
export type StorageCard = ClaimCard | VolumeCard | ClassCard;

interface ExtraIdentity {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
}

export interface AutoscalerCard extends ExtraIdentity {
  readonly kind: 'HorizontalPodAutoscaler';
  /** `Deployment/NAME`. */
  readonly target: string;
  readonly replicasMin: number;
  readonly replicasMax: number;
  readonly replicasNow: number;
  readonly replicasWanted: number;
  readonly metrics: readonly MetricReading[];
  /** Why it wants another count than its metrics ask for, in the controller's words; '' where it does not. */
  readonly held: string;
}

/** A metric as the autoscaler reads it: `cpu`, now 120 of 80. */
export interface MetricReading {
  readonly name: string;
  /** As it is written: `120%`, `350m`; '' while nothing has been measured. */
  readonly now: string;
  readonly target: string;
  /** The target is for all pods together, not for each. */
  readonly total: boolean;
}

export interface QuotaCard extends ExtraIdentity {
  readonly kind: 'ResourceQuota';
  readonly limits: readonly QuotaLimit[];
}

/** `pods`, 3 used of 10; quantities as the object writes them. */
export interface QuotaLimit {
  readonly resource: string;
  readonly used: string;
  readonly hard: string;
}

export interface BudgetCard extends ExtraIdentity {
  readonly kind: 'PodDisruptionBudget';
  /** Workloads whose pods it selects, as `PodCard.workload` writes them. */
  readonly workloads: readonly string[];
  readonly healthy: number;
  readonly healthyMin: number;
  readonly expected: number;
  readonly disruptionsAllowed: number;
}

export interface ClaimCard extends ExtraIdentity {
  readonly kind: 'PersistentVolumeClaim';
  /** As `kubectl get pvc` says it: `Pending`, `Bound`, `Lost`, `Terminating`. */
  readonly phase: string;
  /** What it has, or what it asks for while it is not bound: `1Gi`. */
  readonly capacity: string;
  readonly storageClass: string;
  /** Name of its volume; '' while it has none. */
  readonly volume: string;
  /** `RWO,ROX`. */
  readonly accessModes: string;
  /** What it asks for now, where that is not what it has: it grows. */
  readonly wanted?: string;
  /** What a condition of it says: `FileSystemResizePending`, with its message. */
  readonly condition?: string;
}

/** A PersistentVolume: of no namespace. */
export interface VolumeCard extends ExtraIdentity {
  readonly kind: 'PersistentVolume';
  /** `Available`, `Bound`, `Released`, `Failed`, `Terminating`. */
  readonly phase: string;
  readonly capacity: string;
  readonly accessModes: string;
  /** `Delete`, `Retain`, `Recycle`. */
  readonly reclaimPolicy: string;
  readonly storageClass: string;
  /** `NAMESPACE/NAME` of the claim that has it or had it; '' for none. */
  readonly claim: string;
  /** Where it can be reached from: values of its node affinity; '' for everywhere. */
  readonly reach: string;
  /** Names of the machines that it is attached to. */
  readonly attachedTo: readonly string[];
  /** What went wrong, in Kubernetes' words; '' otherwise. */
  readonly message: string;
}

/** A StorageClass: of no namespace. */
export interface ClassCard extends ExtraIdentity {
  readonly kind: 'StorageClass';
  readonly provisioner: string;
  readonly reclaimPolicy: string;
  /** `Immediate`, `WaitForFirstConsumer`. */
  readonly bindingMode: string;
  readonly isDefault: boolean;
  readonly canExpand: boolean;
}

/** A request that the simulation routed. Times are virtual ms since start. */
export interface RequestSample {
  readonly atMs: number;
  readonly latencyMs: number;
  /** `outside` or a pod's uid. */
  readonly from: string;
  readonly serviceUid: string;
  /** '' where it reached none. */
  readonly podUid: string;
  readonly ok: boolean;
  /** `200`, `connection refused`. */
  readonly outcome: string;
}

/** A line of the event log: a Kubernetes Event. */
export interface EventLine {
  readonly uid: string;
  readonly atMs: number;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly objectUid: string;
  readonly source: string;
  readonly count: number;
}
