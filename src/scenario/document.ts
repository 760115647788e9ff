/**
 * A scenario: everything that is needed to see the same thing again. Seed, machines, manifests and every action of the
 * person with its virtual time. The same document gives the same history, byte for byte.
 */
export interface Scenario {
  /** Version of this document's form. A newer one is refused with a clear word. */
  readonly version: 1;
  readonly title?: string;
  readonly seed: number;
  /** What moment virtual time 0 is (RFC 3339). */
  readonly start: string;
  /** The cluster runs in itself, as kubeadm makes it: kube-system holds the control plane, CoreDNS and kube-proxy. Otherwise they run nowhere that can be seen. */
  readonly kubeadm?: boolean;
  readonly nodes: readonly MachineSpec[];
  /** The cloud that the machines are rented from; absent: they are the person's own, and load balancers stay pending. */
  readonly cloud?: CloudSpec;
  /** YAML that is applied before the first picture, in this order. */
  readonly manifests: readonly string[];
  /** Requests from outside that keep coming. */
  readonly load: readonly LoadSpec[];
  /** Metrics that a metrics adapter serves, for HorizontalPodAutoscalers on something else than cpu and memory. */
  readonly metrics?: readonly MetricSpec[];
  /** Virtual ms that pass before the person sees the cluster. */
  readonly warmUpMs: number;
  /** In order of time. */
  readonly actions: readonly TimedAction[];
  /** Virtual time at which the link was made: where the replay stops. */
  readonly untilMs: number;
}

/** A machine that joins the cluster. */
export interface MachineSpec {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  /** Quantities: cpu, memory, pods, ephemeral-storage, extended resources. */
  readonly capacity: Readonly<Record<string, string>>;
  /** How long the machine waits for its pods when it is shut down, and how much of that is for critical ones (`shutdownGracePeriod`); not at all by default. */
  readonly shutdownGracePeriodSeconds?: number;
  readonly shutdownGracePeriodCriticalPodsSeconds?: number;
}

/** A cloud: it makes load balancers and knows which machines exist. */
export interface CloudSpec {
  /** Virtual ms until a load balancer has its address (3,000 where it is not said), and until a new machine is up (20,000). */
  readonly loadBalancerMs?: number;
  readonly instanceMs?: number;
  /** Machines that the cloud makes, besides the nodes of the scenario. */
  readonly nodePools?: readonly NodePoolSpec[];
}

/** A group of like machines NAME-1, NAME-2 … of which the cloud keeps `size`; new ones go to the zone with the fewest. */
export interface NodePoolSpec extends MachineSpec {
  readonly size: number;
  readonly zones?: readonly string[];
}

/** A load generator outside the cluster. */
export interface LoadSpec {
  readonly name: string;
  /** `service/NAMESPACE/NAME` (through its first port) or `http://ADDRESS:PORT/PATH`. */
  readonly target: string;
  readonly path: string;
  readonly requestsPerSecond: number;
}

/** A metric of pods, of another object or of something outside. */
export interface MetricSpec {
  /** As the HorizontalPodAutoscaler asks for it: `requests-per-second`. */
  readonly name: string;
  readonly namespace: string;
  /** `pods` (each of them), `external`, or one object as `RESOURCE/NAME`: `services/web`, `ingresses.networking.k8s.io/shop`. */
  readonly of: string;
  /** Of which pods, or of which series of an external metric. */
  readonly labels?: Readonly<Record<string, string>>;
  /** A quantity. Absent: the requests a second that are measured, of `pods` and `services/NAME`. */
  readonly value?: string;
}

/** A request of somebody outside the cluster, as `curl` sends it. */
export interface RequestSpec {
  /** An address or a name; `localhost` leads through a `kubectl port-forward`. */
  readonly host: string;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** How long it waits for an answer, in virtual ms. */
  readonly timeoutMs: number;
}

export interface TimedAction {
  readonly atMs: number;
  readonly action: Action;
}

/** What a person can do to the cluster. Looking changes nothing and is no action. */
export type Action =
  | { readonly type: 'apply'; readonly yaml: string }
  /** `files`: what the files hold that the line names (`-f web.yaml`), by their names. */
  /** `isTyped`: somebody sits at a terminal, whom `exec -it` may let type. */
  | { readonly type: 'kubectl'; readonly line: string; readonly stdin?: string; readonly files?: Readonly<Record<string, string>>; readonly isTyped?: true }
  /** What the person made of the text that `kubectl edit`, started by the action of that number, showed; '' where they gave up. */
  | { readonly type: 'edited'; readonly action: number; readonly text: string }
  | { readonly type: 'fault'; readonly fault: FaultSpec }
  | { readonly type: 'load'; readonly load: LoadSpec }
  /** A metric is there from now on, or has another value. */
  | { readonly type: 'metric'; readonly metric: MetricSpec }
  /** Somebody outside asks the cluster for something. */
  | { readonly type: 'request'; readonly request: RequestSpec }
  /** Starts the scheduler anew with this KubeSchedulerConfiguration. */
  | { readonly type: 'configure-scheduler'; readonly yaml: string }
  /** What the person types into what the action of that number runs (`kubectl exec -it`): whole lines, `\u0003` for Ctrl-C, `\u0004` for Ctrl-D. */
  | { readonly type: 'typed'; readonly action: number; readonly text: string }
  /** Ctrl-C for the line that the action of that number (from 0) started. */
  | { readonly type: 'interrupt'; readonly action: number };

/** What is broken, or mended again. */
export type FaultSpec =
  | { readonly type: 'power-off'; readonly node: string }
  /** The machine is told to shut down: where it has a grace period for that, its kubelet ends the pods before the power goes. */
  | { readonly type: 'shut-down'; readonly node: string }
  | { readonly type: 'power-on'; readonly node: string }
  | { readonly type: 'add-node'; readonly machine: MachineSpec }
  | { readonly type: 'remove-node'; readonly node: string }
  /** The cloud has lost the machine: it is gone without a word. Only with a cloud. */
  | { readonly type: 'lose-instance'; readonly node: string }
  | { readonly type: 'resize-pool'; readonly pool: string; readonly size: number }
  | { readonly type: 'kill-container'; readonly namespace: string; readonly pod: string; readonly container: string; readonly exitCode: number }
  | { readonly type: 'api-refusals'; readonly percent: number }
  /** The members of etcd have no leader: nothing is written until they have elected one. */
  | { readonly type: 'etcd-leader-lost' }
  | { readonly type: 'etcd-leader-elected' }
  /** These machines and the others cannot reach one another any more; what was cut before is mended. */
  | { readonly type: 'partition'; readonly nodes: readonly string[] }
  | { readonly type: 'heal' };
