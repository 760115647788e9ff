import type { V1EndpointAddress, V1Endpoints, V1EndpointSubset, V1Pod, V1Service } from '../../../kube/generated/types.ts';
import { isPodReady, isPodTerminal } from '../objects/pods.ts';
import { isHeadless, ownHostname, portsAreNumbers, portsOn, type ResolvedPort } from '../services/ports.ts';

/** More addresses than this do not go into one Endpoints object. */
const addressesMax = 1000;

interface Entry {
  readonly address: V1EndpointAddress;
  readonly ready: boolean;
}

/**
 * The Endpoints of a Service: one subset for each set of ports, addresses in the order of their texts. `remembered` holds the
 * addresses of pods that were seen before with the same Service.
 *
 * @see Kubernetes 1.36, endpoints_controller.go, syncService
 */
export function planEndpoints(service: V1Service, pods: readonly V1Pod[], remembered: WeakMap<V1Pod, V1EndpointAddress>): V1Endpoints {
  const groups = new Map<string, Group>();
  const publish = service.spec?.publishNotReadyAddresses === true;
  const fixed = portsAreNumbers(service);
  let shared: Group | undefined;
  for (const pod of pods) {
    if (!belongs(pod, publish)) continue;
    const group: Group | undefined = (fixed ? shared : undefined) ?? groupFor(groups, pod, service);
    if (!group) continue;
    shared = group;
    let address = remembered.get(pod);
    if (!address) remembered.set(pod, (address = addressOf(pod, service)));
    group.entries.push({ address, ready: publish || isPodReady(pod) });
  }
  const subsets = [...groups.values()].map(({ ports, entries }) => subsetOf(ports, entries));
  const total = [...groups.values()].reduce((sum, { entries }) => sum + entries.length, 0);
  return {
    apiVersion: 'v1', kind: 'Endpoints',
    metadata: {
      name: service.metadata?.name, namespace: service.metadata?.namespace,
      labels: labelsOf(service),
      ...(total > addressesMax ? { annotations: { 'endpoints.kubernetes.io/over-capacity': 'truncated' } } : {}),
    },
    ...(subsets.length ? { subsets: truncated(subsets) } : {}),
  };
}

interface Group {
  readonly ports: readonly ResolvedPort[];
  readonly entries: Entry[];
}

/** Pods with the same ports share a subset; one without any of a Service's ports is in none. */
function groupFor(groups: Map<string, Group>, pod: V1Pod, service: V1Service): Group | undefined {
  const ports = portsOn(pod, service);
  if (ports.length === 0 && !(isHeadless(service) && !service.spec?.ports?.length)) return undefined;
  const key = JSON.stringify(ports);
  const known = groups.get(key);
  if (known) return known;
  const group: Group = { ports, entries: [] };
  groups.set(key, group);
  return group;
}

function belongs(pod: V1Pod, includeTerminating: boolean): boolean {
  return !isPodTerminal(pod) && Boolean(pod.status?.podIP) && (includeTerminating || pod.metadata?.deletionTimestamp === undefined);
}

/** Addresses of pods that were asked before: the next plan, and all that compares or validates it, meets the same references. */
const addresses = new WeakMap<V1Pod, V1EndpointAddress>();

function addressOf(pod: V1Pod, service: V1Service): V1EndpointAddress {
  const hostname = ownHostname(pod, service);
  if (hostname) return { ip: pod.status?.podIP ?? '', hostname, ...placeOf(pod) };
  let address = addresses.get(pod);
  if (!address) addresses.set(pod, (address = { ip: pod.status?.podIP ?? '', ...placeOf(pod) }));
  return address;
}

function placeOf({ metadata, spec }: V1Pod): Pick<V1EndpointAddress, 'nodeName' | 'targetRef'> {
  const { namespace, name, uid } = metadata ?? {};
  return { ...(spec?.nodeName ? { nodeName: spec.nodeName } : {}), targetRef: { kind: 'Pod', ...(namespace === undefined ? {} : { namespace }), ...(name === undefined ? {} : { name }), ...(uid === undefined ? {} : { uid }) } };
}

function subsetOf(ports: readonly ResolvedPort[], entries: readonly Entry[]): V1EndpointSubset {
  const pick = (ready: boolean): readonly V1EndpointAddress[] => entries.filter((entry) => entry.ready === ready).map(({ address }) => address).sort(byIp);
  const [addresses, notReadyAddresses] = [pick(true), pick(false)];
  return {
    ...(addresses.length ? { addresses } : {}),
    ...(notReadyAddresses.length ? { notReadyAddresses } : {}),
    ...(ports.length ? { ports: ports.map(({ name, port, protocol, appProtocol }) => ({ ...(name ? { name } : {}), port, protocol, ...(appProtocol ? { appProtocol } : {}) })) } : {}),
  };
}

const byIp = (a: V1EndpointAddress, b: V1EndpointAddress): number => (a.ip < b.ip ? -1 : a.ip > b.ip ? 1 : 0);

/** Keeps ready addresses first, up to the most that one object holds. */
function truncated(subsets: readonly V1EndpointSubset[]): readonly V1EndpointSubset[] {
  let room = addressesMax;
  const take = (list: readonly V1EndpointAddress[] | undefined): readonly V1EndpointAddress[] => {
    const kept = (list ?? []).slice(0, room);
    room -= kept.length;
    return kept;
  };
  const ready = subsets.map(({ addresses }) => take(addresses));
  return subsets.map((subset, index) => {
    const notReady = take(subset.notReadyAddresses);
    const { ports } = subset;
    return { ...(ready[index]?.length ? { addresses: ready[index] } : {}), ...(notReady.length ? { notReadyAddresses: notReady } : {}), ...(ports ? { ports } : {}) };
  });
}

function labelsOf(service: V1Service): Readonly<Record<string, string>> {
  const { 'service.kubernetes.io/headless': _, ...labels } = service.metadata?.labels ?? {};
  const headless = service.spec?.clusterIP === 'None' ? { 'service.kubernetes.io/headless': '' } : {};
  return { ...labels, 'endpoints.kubernetes.io/managed-by': 'endpoint-controller', ...headless };
}
