import type { Clock, Random } from '../sim/index.ts';
import type { Client, EventRecorder } from '../client/index.ts';

/** Everything one controller is given. `client` writes as the controller's own service account. */
export interface ControllerContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly client: Client;
  /** Writes Events as the controller's component. What they cost does not delay the controller's workers. */
  readonly events: EventRecorder;
  readonly options: ControllerManagerOptions;
}

export interface Running {
  /** Takes up no more work. */
  stop(): void;
}

/** One line of the registry of controllers. */
export interface ControllerDefinition {
  /** Name as in `--controllers`, without `-controller`: `deployment`. */
  readonly name: string;
  /** Service account in kube-system that it writes as: `deployment-controller`. The manager's own user where absent. */
  readonly account?: string;
  /** `source.component` of its Events; the account's name when absent. */
  readonly component?: string;
  readonly start: (context: ControllerContext) => Running;
}

/** Flags of kube-controller-manager; each has Kubernetes' default. */
export interface ControllerManagerOptions {
  /** The machine the manager runs on, as its Lease names it. */
  readonly host: string;
  /** `--cluster-cidr`, of which every node gets a /24. */
  readonly clusterCidr: string;
  /** `--node-monitor-period` */
  readonly nodeMonitorPeriodMs: number;
  /** `--node-monitor-grace-period` */
  readonly nodeMonitorGracePeriodMs: number;
  /** `--node-startup-grace-period` */
  readonly nodeStartupGracePeriodMs: number;
  /** `--node-eviction-rate`: nodes a second. */
  readonly nodeEvictionRate: number;
  /** `--secondary-node-eviction-rate`: nodes a second while a zone is partly down. */
  readonly secondaryNodeEvictionRate: number;
  /** `--large-cluster-size-threshold` */
  readonly largeClusterSizeThreshold: number;
  /** `--unhealthy-zone-threshold` */
  readonly unhealthyZoneThreshold: number;
  /** `--terminated-pod-gc-threshold` */
  readonly terminatedPodGcThreshold: number;
  /** `--horizontal-pod-autoscaler-sync-period` */
  readonly hpaSyncPeriodMs: number;
  /** Text of the cluster's root certificate, published in every namespace as kube-root-ca.crt. */
  readonly rootCaCertificate: string;
  /** Names of controllers that are not started. */
  readonly without: readonly string[];
}

export const defaultOptions: ControllerManagerOptions = {
  host: 'cp-1',
  clusterCidr: '10.244.0.0/16',
  nodeMonitorPeriodMs: 5000,
  nodeMonitorGracePeriodMs: 50_000,
  nodeStartupGracePeriodMs: 60_000,
  nodeEvictionRate: 0.1,
  secondaryNodeEvictionRate: 0.01,
  largeClusterSizeThreshold: 50,
  unhealthyZoneThreshold: 0.55,
  terminatedPodGcThreshold: 12_500,
  hpaSyncPeriodMs: 15_000,
  rootCaCertificate: '-----BEGIN CERTIFICATE-----\nRHJ5ZG9jayBzaW11bGF0ZWQgcm9vdCBjZXJ0aWZpY2F0ZQ==\n-----END CERTIFICATE-----\n',
  without: [],
};
