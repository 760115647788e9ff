/** A machine that joins the cluster. Quantities as in Kubernetes: cpu, memory, pods, ephemeral-storage. */
export interface Machine {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  readonly capacity: Readonly<Record<string, string>>;
  /** How long the machine waits for its pods when it is shut down, and how much of that is for critical ones (`shutdownGracePeriod`); not at all by default. */
  readonly shutdownGracePeriodSeconds?: number;
  readonly shutdownGracePeriodCriticalPodsSeconds?: number;
}

/** What can break, and how it is mended again. */
export type Fault =
  | { readonly type: 'power-off'; readonly node: string }
  /** The machine is told to shut down: where it has a grace period for that, its kubelet ends the pods before the power goes. */
  | { readonly type: 'shut-down'; readonly node: string }
  | { readonly type: 'power-on'; readonly node: string }
  | { readonly type: 'add-node'; readonly machine: Machine }
  | { readonly type: 'remove-node'; readonly node: string }
  /** The cloud has lost the machine: it is gone without a word, and its Node stands until somebody notices. */
  | { readonly type: 'lose-instance'; readonly node: string }
  /** A node pool of the cloud is to have so many machines. */
  | { readonly type: 'resize-pool'; readonly pool: string; readonly size: number }
  | { readonly type: 'kill-container'; readonly namespace: string; readonly pod: string; readonly container: string; readonly exitCode: number }
  /** So many of a hundred requests of components are answered with 500. */
  | { readonly type: 'api-refusals'; readonly percent: number }
  /** The members of etcd have no leader: nothing is written until they have elected one. */
  | { readonly type: 'etcd-leader-lost' }
  | { readonly type: 'etcd-leader-elected' }
  /** These machines and the others cannot reach one another any more; what was cut before is mended. */
  | { readonly type: 'partition'; readonly nodes: readonly string[] }
  | { readonly type: 'heal' };
