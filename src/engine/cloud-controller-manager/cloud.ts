import type { Client, EventRecorder } from '../client/index.ts';
import type { Clock, Random } from '../sim/index.ts';

/** What a cloud knows of one of its machines; `gone`: it has none of that name. */
export type InstanceState = 'running' | 'stopped' | 'gone';

/** The cloud, as its controllers see it. */
export interface Cloud {
  readonly stateOf: (nodeName: string) => InstanceState;
  /** The cloud's word for the size of a machine: `standard-4`. */
  readonly instanceType: (nodeName: string) => string;
  /** How long a load balancer takes to come up. */
  readonly loadBalancerMs: number;
  /** First three numbers of the addresses of load balancers (a range kept for documentation). */
  readonly addressPrefix: string;
}

export const defaultCloud: Cloud = { stateOf: () => 'running', instanceType: () => 'standard', loadBalancerMs: 3000, addressPrefix: '203.0.113' };

/** The taint with which a machine of a cloud joins, until the cloud's controllers have introduced it (`--cloud-provider=external`). */
export const uninitializedTaint = { key: 'node.cloudprovider.kubernetes.io/uninitialized', value: 'true', effect: 'NoSchedule' } as const;

/** On nodes whose machine the cloud says is shut down. */
export const shutdownTaint = { key: 'node.cloudprovider.kubernetes.io/shutdown', effect: 'NoSchedule' } as const;

export interface CloudContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly client: Client;
  readonly events: EventRecorder;
  readonly cloud: Cloud;
}

export interface Running {
  /** Takes up no more work. */
  stop(): void;
}
