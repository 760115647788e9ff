import type { V1Node, V1Service, V1Status } from '../../../kube/generated/types.ts';
import { nodes, services } from '../../../kube/kinds.ts';
import { keyOf, splitKey } from '../../../kube/object.ts';
import { Controller, type Outcome } from '../../client/index.ts';
import type { CloudContext, Running } from '../cloud.ts';
import { isHost } from './hosts.ts';

const finalizer = 'service.kubernetes.io/load-balancer-cleanup';

/** Whether a Service is to have a load balancer of this cloud. */
export function wantsLoadBalancer({ spec, metadata }: V1Service): boolean {
  return spec?.type === 'LoadBalancer' && spec.loadBalancerClass === undefined && !metadata?.deletionTimestamp;
}

const hasAddress = ({ status }: V1Service): boolean => (status?.loadBalancer?.ingress?.length ?? 0) > 0;
const isHeld = ({ metadata }: V1Service): boolean => metadata?.finalizers?.includes(finalizer) ?? false;

/**
 * Gives Services of type LoadBalancer an address after a while, tells their balancers which nodes there are, and takes the
 * address back.
 *
 * @see Kubernetes 1.36, cloud-provider, controllers/service
 */
export function startServiceController(context: CloudContext): Running {
  const { client, events, cloud } = context;
  const cache = client.informer(services);
  const queue = new Controller({ context, workers: 1, reconcile: sync });
  const building = new Controller({ context, workers: 1, reconcile: build });
  const machines = client.informer(nodes);
  const hosting = new Controller({ context, workers: 1, reconcile: updateHosts });
  let known = '';
  /** Service → last number of its address; an address is given to one at a time. */
  const addresses = new Map<string, number>();
  const underWay = new Set<string>();

  function sync(key: string): Outcome {
    const service = cache.getByKey(key);
    if (!service) {
      addresses.delete(key);
      return undefined;
    }
    if (!wantsLoadBalancer(service)) {
      underWay.delete(key);
      return isHeld(service) || hasAddress(service) ? remove(key, service) : undefined;
    }
    if (hasAddress(service)) {
      occupy(key, service);
      return undefined;
    }
    if (underWay.has(key)) return undefined;
    underWay.add(key);
    events.event(service, { type: 'Normal', reason: 'EnsuringLoadBalancer', message: 'Ensuring load balancer' });
    building.addAfter(key, cloud.loadBalancerMs, client.cause);
    return isHeld(service) ? undefined : asOutcome(patch(key, { metadata: { finalizers: [...(service.metadata?.finalizers ?? []), finalizer] } }));
  }

  function build(key: string): Outcome {
    underWay.delete(key);
    const service = cache.getByKey(key);
    if (!service || !wantsLoadBalancer(service) || hasAddress(service)) return undefined;
    const ip = service.spec?.loadBalancerIP ?? `${cloud.addressPrefix}.${String(allocate(key))}`;
    const refusal = patch(key, { status: { loadBalancer: { ingress: [{ ip, ipMode: 'VIP' }] } } });
    if (refusal) return { retry: refusal };
    events.event(service, { type: 'Normal', reason: 'EnsuredLoadBalancer', message: 'Ensured load balancer' });
    return undefined;
  }

  function remove(key: string, service: V1Service): Outcome {
    events.event(service, { type: 'Normal', reason: 'DeletingLoadBalancer', message: 'Deleting load balancer' });
    addresses.delete(key);
    const finalizers = (service.metadata?.finalizers ?? []).filter((name) => name !== finalizer);
    const refusal = patch(key, { metadata: { finalizers }, status: { loadBalancer: null } });
    if (refusal) return { retry: refusal };
    events.event(service, { type: 'Normal', reason: 'DeletedLoadBalancer', message: 'Deleted load balancer' });
    return undefined;
  }

  function occupy(key: string, service: V1Service): void {
    const [prefix, last] = splitLast(service.status?.loadBalancer?.ingress?.[0]?.ip ?? '');
    if (prefix === cloud.addressPrefix) addresses.set(key, Number(last));
  }

  function allocate(key: string): number {
    const taken = new Set(addresses.values());
    let last = 1;
    while (taken.has(last) && last < 254) last++;
    addresses.set(key, last);
    return last;
  }

  function patch(key: string, body: unknown): V1Status | undefined {
    const answer = client.patch(services, { ...splitKey(key), type: 'application/merge-patch+json' }, body, { subresource: 'status' });
    return answer.ok || answer.status.reason === 'NotFound' ? undefined : answer.status;
  }

  /** Every load balancer that is up hears of nodes that came and went. */
  function updateHosts(): Outcome {
    const hosts = machines.list().filter(isHost).map(({ metadata }) => metadata?.name ?? '').sort().join(',');
    if (hosts === known) return undefined;
    known = hosts;
    for (const service of cache.list()) if (wantsLoadBalancer(service) && hasAddress(service)) tellHosts(service, hosts);
    return undefined;
  }

  function tellHosts(service: V1Service, hosts: string): void {
    if (hosts === '') events.event(service, { type: 'Warning', reason: 'UnAvailableLoadBalancer', message: 'There are no available nodes for LoadBalancer' });
    events.event(service, { type: 'Normal', reason: 'UpdatedLoadBalancer', message: 'Updated load balancer with new hosts' });
  }

  const enqueue = (service: V1Service): void => { queue.add(keyOf(service)); };
  cache.subscribe({
    added: enqueue, deleted: enqueue,
    updated: (service, old) => {
      if (wantsLoadBalancer(service) !== wantsLoadBalancer(old) && !service.metadata?.deletionTimestamp) {
        events.event(service, { type: 'Normal', reason: 'Type', message: `${old.spec?.type ?? ''} -> ${service.spec?.type ?? ''}` });
      }
      enqueue(service);
    },
  });
  const nodesChanged = (): void => { hosting.add('nodes'); };
  machines.subscribe({ added: nodesChanged, deleted: nodesChanged, updated: (node: V1Node, old: V1Node) => { if (isHost(node) !== isHost(old)) nodesChanged(); } });
  return {
    stop: () => {
      queue.stop();
      building.stop();
      hosting.stop();
    },
  };
}

const asOutcome = (refusal: V1Status | undefined): Outcome => (refusal ? { retry: refusal } : undefined);

function splitLast(ip: string): readonly [string, string] {
  const dot = ip.lastIndexOf('.');
  return [ip.slice(0, Math.max(0, dot)), ip.slice(dot + 1)];
}
