/** Small pictures of objects: all that the stage needs. Whole objects are fetched when somebody opens one. */
export interface NodeCard {
  readonly uid: string;
  readonly name: string;
  /** As `kubectl get nodes` says it: `Ready`, `NotReady`, `Ready,SchedulingDisabled`. */
  readonly status: string;
  /** Whether the machine has power (the person's fault, not the API's view). */
  readonly powered: boolean;
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
}

export interface ServiceCard {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  readonly clusterIP: string;
  /** `80:30080/TCP`. */
  readonly ports: readonly string[];
  /** Uids of the pods that get traffic now. */
  readonly readyPods: readonly string[];
  /** Uids of selected pods that do not. */
  readonly notReadyPods: readonly string[];
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
