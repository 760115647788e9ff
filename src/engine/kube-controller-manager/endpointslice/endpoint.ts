import type { V1Endpoint, V1Pod, V1Service } from '../../../kube/generated/types.ts';
import { isPodReady } from '../objects/pods.ts';
import { ownHostname } from '../services/ports.ts';
import type { AddressType } from './slice.ts';
import { isAuto } from './topology/annotation.ts';

/** A pod as the endpoint of a Service. Kept while the pod is the same object, so that most of a plan is no more than a look-up. */
export interface Wanted {
  readonly key: string;
  readonly address: string;
  readonly zone: string | undefined;
  /** The very endpoint that stands in a slice, where it says the same. */
  endpoint: V1Endpoint;
}

const known = new WeakMap<V1Service, Map<AddressType, WeakMap<V1Pod, Wanted>>>();

/** What is known of a Service's pods. */
export function knownOf(service: V1Service, type: AddressType): WeakMap<V1Pod, Wanted> {
  let types = known.get(service);
  if (!types) known.set(service, (types = new Map()));
  let pods = types.get(type);
  if (!pods) types.set(type, (pods = new WeakMap()));
  return pods;
}

export function addressOf(pod: V1Pod, type: AddressType): string | undefined {
  const ips = pod.status?.podIPs?.length ? pod.status.podIPs.map(({ ip }) => ip) : [pod.status?.podIP];
  return ips.find((ip): ip is string => Boolean(ip) && ip?.includes(':') === (type === 'IPv6'));
}

export function wantedOf(pod: V1Pod, service: V1Service, { address, zone }: { readonly address: string; readonly zone: string | undefined }): Wanted {
  const endpoint = endpointOf(pod, service, address, zone);
  return { key: endpointKey(endpoint), address, zone, endpoint };
}

/** One pod as an endpoint. A terminating pod is never ready, but may still serve. */
function endpointOf(pod: V1Pod, service: V1Service, address: string, zone: string | undefined): V1Endpoint {
  const { namespace, name, uid, deletionTimestamp } = pod.metadata ?? {};
  const serving = isPodReady(pod);
  const terminating = deletionTimestamp !== undefined;
  const ready = service.spec?.publishNotReadyAddresses === true || (serving && !terminating);
  const nodeName = pod.spec?.nodeName;
  const hostname = ownHostname(pod, service);
  const endpoint: V1Endpoint = {
    addresses: [address],
    conditions: { ready, serving, terminating },
    targetRef: { kind: 'Pod', namespace, name, uid },
    ...(nodeName ? { nodeName } : {}),
    ...(zone ? { zone } : {}),
    ...(hostname ? { hostname } : {}),
  };
  const hints = ready ? hintsOf(service, endpoint) : undefined;
  return hints ? { ...endpoint, hints } : endpoint;
}

/**
 * Which zone or node should use an endpoint, where the Service asks for traffic to stay close. Hints by the annotation are given
 * to all endpoints together, afterwards.
 *
 * @see Kubernetes 1.36, staging endpointslice, trafficdist
 */
function hintsOf(service: V1Service, { zone, nodeName }: V1Endpoint): V1Endpoint['hints'] {
  const wish = service.spec?.trafficDistribution;
  if (wish === undefined || isAuto(service)) return undefined;
  const forNodes = wish === 'PreferSameNode' && nodeName ? [{ name: nodeName }] : undefined;
  if (!zone && !forNodes) return undefined;
  return { ...(zone ? { forZones: [{ name: zone }] } : {}), ...(forNodes ? { forNodes } : {}) };
}

const keys = new WeakMap<V1Endpoint, string>();

export function endpointKey(endpoint: V1Endpoint): string {
  let key = keys.get(endpoint);
  if (key === undefined) {
    key = `${endpoint.addresses.join(',')} ${endpoint.hostname ?? ''} ${endpoint.targetRef?.uid ?? ''}`;
    keys.set(endpoint, key);
  }
  return key;
}
