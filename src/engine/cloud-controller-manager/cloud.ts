import type { Client, EventRecorder } from '../client/index.ts';
import type { Clock, Random } from '../sim/index.ts';

/** The simulated cloud, as its controllers see it. */
export interface Cloud {
  /** Whether a machine of this name is there. A node that is not ready and has no machine any more is deleted. */
  readonly exists: (nodeName: string) => boolean;
  /** How long a load balancer takes to come up. */
  readonly loadBalancerMs: number;
  /** First three numbers of the addresses of load balancers (a range kept for documentation). */
  readonly addressPrefix: string;
}

export const defaultCloud: Cloud = { exists: () => true, loadBalancerMs: 3000, addressPrefix: '203.0.113' };

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
