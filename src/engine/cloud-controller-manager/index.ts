import { EventRecorder, runAsLeader, type Client } from '../client/index.ts';
import type { Clock, RandomStreams } from '../sim/index.ts';
import { defaultCloud, type Cloud, type CloudContext, type Running } from './cloud.ts';
import { startCloudNodeController } from './node/controller.ts';
import { startCloudNodeLifecycleController } from './nodelifecycle/controller.ts';
import { startRouteController } from './route/controller.ts';
import { startServiceController } from './service/controller.ts';

export { uninitializedTaint } from './cloud.ts';
export { SimulatedCloud, type CloudSettings } from './simulated-cloud.ts';

export interface CloudControllerManagerSettings {
  readonly clock: Clock;
  readonly random: RandomStreams;
  /** The manager's own client; its controllers share its caches and write under their own accounts. */
  readonly client: Client;
  readonly cloud?: Partial<Cloud>;
  /** The machine the manager runs on, as its Lease names it. */
  readonly host?: string;
  /** Told when the manager could not hold its Lease any longer and has stopped. */
  readonly onLost?: () => void;
}

/** Every controller of the cloud, with its service account. */
const controllers: readonly { readonly name: string; readonly account: string; readonly start: (context: CloudContext) => Running }[] = [
  { name: 'cloud-node-controller', account: 'node-controller', start: startCloudNodeController },
  { name: 'cloud-node-lifecycle-controller', account: 'node-controller', start: startCloudNodeLifecycleController },
  { name: 'route-controller', account: 'route-controller', start: startRouteController },
  { name: 'service-controller', account: 'service-controller', start: startServiceController },
];

/** Starts what a cloud provider adds to a cluster: load balancers, routes, knowledge of which machines exist. Works while it holds its Lease. */
export function startCloudControllerManager(settings: CloudControllerManagerSettings): Running {
  const { clock, client, host = 'cp-1', onLost } = settings;
  const random = settings.random.stream('cloud-controller-manager');
  return runAsLeader({ clock, client, random }, { name: 'cloud-controller-manager', host, ...(onLost ? { onLost } : {}) }, () => startControllers(settings));
}

function startControllers(settings: CloudControllerManagerSettings): Running {
  const { clock, client } = settings;
  const cloud = { ...defaultCloud, ...settings.cloud };
  const running = controllers.map(({ name, account, start }) => {
    const random = settings.random.stream(`cloud-controller-manager/${name}`);
    const user = { name: `system:serviceaccount:kube-system:${account}`, groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'] };
    const events = new EventRecorder({ clock, random, client: client.as(user, account) }, { component: name });
    return start({ clock, random, client: client.as(user, account), events, cloud });
  });
  return { stop: () => { for (const controller of running) controller.stop(); } };
}
