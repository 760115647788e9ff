import type { V1Endpoint, V1EndpointSlice, V1Pod, V1Service } from '../../../kube/generated/types.ts';
import { services } from '../../../kube/kinds.ts';
import { controllerRef } from '../objects/owners.ts';
import { isPodReady, isPodTerminal } from '../objects/pods.ts';
import { same } from '../objects/same.ts';
import { isHeadless, ownHostname, portsAreNumbers, portsOn, type ResolvedPort } from '../services/ports.ts';

/** `--max-endpoints-per-slice` */
export const endpointsPerSlice = 100;
export const serviceNameLabel = 'kubernetes.io/service-name';
export const managedByLabel = 'endpointslice.kubernetes.io/managed-by';
export const managedBy = 'endpointslice-controller.k8s.io';
const headlessLabel = 'service.kubernetes.io/headless';

type AddressType = 'IPv4' | 'IPv6';
type SlicePort = NonNullable<V1EndpointSlice['ports']>[number];

export interface ObservedService {
  readonly service: V1Service;
  readonly pods: readonly V1Pod[];
  /** The slices that this controller keeps for the Service. */
  readonly slices: readonly V1EndpointSlice[];
  readonly zoneOf: (nodeName: string) => string | undefined;
}

export interface SliceChanges {
  readonly create: readonly V1EndpointSlice[];
  readonly update: readonly V1EndpointSlice[];
  readonly delete: readonly V1EndpointSlice[];
}

/**
 * What makes the slices of a Service agree with its pods, with as few writes as possible: endpoints stay in the slice they are
 * in; new ones go to slices that change anyway, then to one with room, then to new slices.
 *
 * @see Kubernetes 1.36, staging endpointslice, reconciler.go
 */
export function planSlices(observed: ObservedService): SliceChanges {
  const changes = { create: [] as V1EndpointSlice[], update: [] as V1EndpointSlice[], delete: [] as V1EndpointSlice[] };
  const types = addressTypes(observed.service);
  for (const type of types) planAddressType(observed, type, changes);
  changes.delete.push(...observed.slices.filter(({ addressType }) => !types.includes(addressType as AddressType)));
  reuse(changes);
  return changes;
}

/** A slice that would go takes over the contents of one that would come: one write instead of two. */
function reuse(changes: Mutable): void {
  for (const old of [...changes.delete]) {
    const fresh = changes.create.at(-1);
    if (!fresh) return;
    if (fresh.addressType !== old.addressType) continue;
    changes.create.pop();
    changes.delete.splice(changes.delete.indexOf(old), 1);
    const { endpoints, ports, metadata } = fresh;
    changes.update.push({ ...old, metadata: { ...old.metadata, labels: metadata?.labels }, endpoints, ports });
  }
}

function addressTypes(service: V1Service): readonly AddressType[] {
  const families = service.spec?.ipFamilies ?? [];
  const types = families.map((family): AddressType => (family === 'IPv6' ? 'IPv6' : 'IPv4'));
  return types.length ? types : ['IPv4'];
}

interface Group {
  readonly ports: readonly SlicePort[];
  /** By {@link endpointKey}. */
  readonly wanted: Map<string, Wanted>;
  readonly slices: V1EndpointSlice[];
}

/** A pod as the endpoint of a Service. Kept while the pod is the same object, so that most of a plan is no more than a look-up. */
interface Wanted {
  readonly key: string;
  readonly address: string;
  readonly zone: string | undefined;
  /** The very endpoint that stands in a slice, where it says the same. */
  endpoint: V1Endpoint;
}

const known = new WeakMap<V1Service, Map<AddressType, WeakMap<V1Pod, Wanted>>>();

/** What is known of a Service's pods. */
function knownOf(service: V1Service, type: AddressType): WeakMap<V1Pod, Wanted> {
  let types = known.get(service);
  if (!types) known.set(service, (types = new Map()));
  let pods = types.get(type);
  if (!pods) types.set(type, (pods = new WeakMap()));
  return pods;
}

type Mutable = { readonly [K in keyof SliceChanges]: V1EndpointSlice[] };

function planAddressType(observed: ObservedService, type: AddressType, changes: Mutable): void {
  const groups = wantedGroups(observed, type);
  for (const slice of observed.slices) {
    if (slice.addressType !== type) continue;
    const group = groups.get(portsKey(slice.ports ?? []));
    if (group) group.slices.push(slice);
    else changes.delete.push(slice);
  }
  if (groups.size === 0) return planPlaceholder(observed, type, changes);
  for (const group of groups.values()) planGroup(observed, type, group, changes);
  return undefined;
}

/** A Service without endpoints keeps one empty slice. */
function planPlaceholder({ service }: ObservedService, type: AddressType, changes: Mutable): void {
  const candidates = changes.delete.filter((slice) => slice.addressType === type);
  const kept = candidates.find(({ endpoints, ports }) => !endpoints?.length && !ports?.length) ?? candidates[0];
  if (!kept) {
    changes.create.push(newSlice(service, type, [], []));
    return;
  }
  changes.delete.splice(changes.delete.indexOf(kept), 1);
  const empty = withContents(kept, service, [], []);
  if (!same(empty, kept)) changes.update.push(empty);
}

function wantedGroups({ service, pods, zoneOf }: ObservedService, type: AddressType): Map<string, Group> {
  const groups = new Map<string, Group>();
  const fixed = portsAreNumbers(service);
  const before = knownOf(service, type);
  let shared: Group | undefined;
  for (const pod of pods) {
    const address = addressOf(pod, type);
    if (address === undefined || isPodTerminal(pod)) continue;
    const group = (fixed ? shared : undefined) ?? groupFor(groups, portsOn(pod, service));
    shared = group;
    const zone = pod.spec?.nodeName ? zoneOf(pod.spec.nodeName) : undefined;
    let wanted = before.get(pod);
    if (wanted?.address !== address || wanted.zone !== zone) {
      const endpoint = endpointOf(pod, service, address, zone);
      wanted = { key: endpointKey(endpoint), address, zone, endpoint };
      before.set(pod, wanted);
    }
    group.wanted.set(wanted.key, wanted);
  }
  return groups;
}

function groupFor(groups: Map<string, Group>, resolved: readonly ResolvedPort[]): Group {
  const ports = resolved.map(({ name, protocol, port, appProtocol }) => ({ name, port, protocol, ...(appProtocol ? { appProtocol } : {}) }));
  const key = portsKey(ports);
  const known = groups.get(key);
  if (known) return known;
  const group: Group = { ports, wanted: new Map(), slices: [] };
  groups.set(key, group);
  return group;
}

const portsKey = (ports: readonly SlicePort[]): string => ports.map(({ name, port, protocol, appProtocol }) => `${name ?? ''}:${String(port ?? 0)}:${protocol ?? 'TCP'}:${appProtocol ?? ''}`).sort().join(',');

function addressOf(pod: V1Pod, type: AddressType): string | undefined {
  const ips = pod.status?.podIPs?.length ? pod.status.podIPs.map(({ ip }) => ip) : [pod.status?.podIP];
  return ips.find((ip): ip is string => Boolean(ip) && ip?.includes(':') === (type === 'IPv6'));
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

/** Which zone or node should use an endpoint, where the Service asks for traffic to stay close. */
function hintsOf(service: V1Service, { zone, nodeName }: V1Endpoint): V1Endpoint['hints'] {
  const wish = service.spec?.trafficDistribution;
  if (wish === undefined || !zone) return undefined;
  const forZones = { forZones: [{ name: zone }] };
  if (wish === 'PreferSameNode' && nodeName) return { ...forZones, forNodes: [{ name: nodeName }] };
  return forZones;
}

const keys = new WeakMap<V1Endpoint, string>();

function endpointKey(endpoint: V1Endpoint): string {
  let key = keys.get(endpoint);
  if (key === undefined) {
    key = `${endpoint.addresses.join(',')} ${endpoint.hostname ?? ''} ${endpoint.targetRef?.uid ?? ''}`;
    keys.set(endpoint, key);
  }
  return key;
}

function planGroup({ service }: ObservedService, type: AddressType, { ports, wanted: rest, slices }: Group, changes: Mutable): void {
  const kept: { slice: V1EndpointSlice; endpoints: V1Endpoint[]; changed: boolean }[] = slices.map((slice) => keepWanted(slice, rest));
  fill(kept.filter(({ changed, endpoints }) => changed && endpoints.length > 0), rest);
  if (rest.size > 0 && rest.size < endpointsPerSlice) {
    const roomy = kept.filter(({ endpoints }) => endpoints.length + rest.size <= endpointsPerSlice).sort((a, b) => b.endpoints.length - a.endpoints.length)[0];
    if (roomy) fill([roomy], rest);
  }
  while (rest.size > 0) {
    const batch = takeFirst(rest, endpointsPerSlice);
    const emptied = kept.find(({ endpoints }) => endpoints.length === 0);
    if (emptied) emptied.endpoints.push(...batch);
    else changes.create.push(newSlice(service, type, ports, batch));
  }
  for (const { slice, endpoints } of kept) {
    const next = withContents(slice, service, ports, endpoints);
    if (endpoints.length === 0) changes.delete.push(slice);
    else if (!same(next, slice)) changes.update.push(next);
  }
}

/** The endpoints of a slice that are still wanted, as they are now; they are taken out of `rest`. */
function keepWanted(slice: V1EndpointSlice, rest: Map<string, Wanted>): { slice: V1EndpointSlice; endpoints: V1Endpoint[]; changed: boolean } {
  const endpoints: V1Endpoint[] = [];
  let changed = false;
  for (const endpoint of slice.endpoints ?? []) {
    const key = endpointKey(endpoint);
    const now = rest.get(key);
    if (!now) {
      changed = true;
      continue;
    }
    rest.delete(key);
    if (now.endpoint !== endpoint) {
      if (same(now.endpoint, endpoint)) now.endpoint = endpoint;
      else changed = true;
    }
    endpoints.push(now.endpoint);
  }
  return { slice, endpoints, changed };
}

function fill(kept: readonly { endpoints: V1Endpoint[] }[], rest: Map<string, Wanted>): void {
  for (const { endpoints } of kept) endpoints.push(...takeFirst(rest, endpointsPerSlice - endpoints.length));
}

function takeFirst(rest: Map<string, Wanted>, count: number): V1Endpoint[] {
  const taken: V1Endpoint[] = [];
  for (const [key, wanted] of rest) {
    if (taken.length >= count) break;
    taken.push(wanted.endpoint);
    rest.delete(key);
  }
  return taken;
}

function newSlice(service: V1Service, addressType: AddressType, ports: readonly SlicePort[], endpoints: readonly V1Endpoint[]): V1EndpointSlice {
  const { name = '', namespace } = service.metadata ?? {};
  return {
    apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice',
    metadata: { generateName: `${name}-`, namespace, labels: labelsOf(service), ownerReferences: [controllerRef(services, service)] },
    addressType, endpoints, ports,
  };
}

function withContents(slice: V1EndpointSlice, service: V1Service, ports: readonly SlicePort[], endpoints: readonly V1Endpoint[]): V1EndpointSlice {
  return { ...slice, metadata: { ...slice.metadata, labels: labelsOf(service) }, endpoints, ports };
}

/** The Service's labels, and those by which the slice is found. */
function labelsOf(service: V1Service): Readonly<Record<string, string>> {
  const { [serviceNameLabel]: _name, [managedByLabel]: _managed, [headlessLabel]: _headless, ...labels } = service.metadata?.labels ?? {};
  return {
    ...labels,
    [serviceNameLabel]: service.metadata?.name ?? '',
    [managedByLabel]: managedBy,
    ...(isHeadless(service) ? { [headlessLabel]: '' } : {}),
  };
}
