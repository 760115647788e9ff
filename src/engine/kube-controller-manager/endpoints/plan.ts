import type { V1EndpointAddress, V1Endpoints, V1EndpointSubset, V1Pod, V1Service } from '../../../kube/generated/types.ts';
import { keyOf } from '../../../kube/object.ts';
import { isPodReady, isPodTerminal } from '../objects/pods.ts';
import { isHeadless, ownHostname, portsAreNumbers, portsOn, type ResolvedPort } from '../services/ports.ts';

/** More addresses than this do not go into one Endpoints object. */
const addressesMax = 1000;
export const overCapacity = 'endpoints.kubernetes.io/over-capacity';

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

/** By address, as texts; pods on their node's address by their uid. */
function compareAddresses(a: V1EndpointAddress, b: V1EndpointAddress): number {
  if (a.ip !== b.ip) return a.ip < b.ip ? -1 : 1;
  const [x, y] = [a.targetRef?.uid ?? '', b.targetRef?.uid ?? ''];
  return x < y ? -1 : Number(x > y);
}

/** Where an address stands in a sorted list, or would stand. */
function placeIn(sorted: readonly V1EndpointAddress[], address: V1EndpointAddress): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (compareAddresses(sorted[middle] as V1EndpointAddress, address) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Pods with the same ports share a subset. Both lists are sorted. */
interface Group {
  readonly key: string;
  readonly ports: readonly ResolvedPort[];
  readonly ready: V1EndpointAddress[];
  readonly notReady: V1EndpointAddress[];
}

interface Entry {
  readonly group: Group;
  readonly list: V1EndpointAddress[];
  readonly address: V1EndpointAddress;
}

/**
 * The addresses of one Service's pods, kept sorted from one plan to the next, so that a plan costs what has changed and not what there
 * is. Whatever comes and goes, it says what a new book with the same pods would.
 *
 * @see Kubernetes 1.36, endpoints_controller.go, syncService
 */
export class AddressBook {
  readonly service: V1Service;
  readonly #entries = new Map<string, Entry>();
  readonly #groups = new Map<string, Group>();
  readonly #publish: boolean;
  /** Where all pods have the same ports: the key of their group. */
  #shared: string | undefined;

  constructor(service: V1Service, pods: readonly V1Pod[]) {
    this.service = service;
    this.#publish = service.spec?.publishNotReadyAddresses === true;
    for (const pod of pods) this.#add(pod)?.list.push(addressOf(pod, service));
    for (const { ready, notReady } of this.#groups.values()) for (const list of [ready, notReady]) list.sort(compareAddresses);
  }

  /** The pod of that key is another now, or none of the Service's any more. */
  put(podKey: string, pod: V1Pod | undefined): void {
    this.#remove(podKey);
    const entry = pod && this.#add(pod);
    if (entry) entry.list.splice(placeIn(entry.list, entry.address), 0, entry.address);
  }

  get groups(): readonly Group[] {
    return [...this.#groups.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  #add(pod: V1Pod): Entry | undefined {
    const group = belongs(pod, this.#publish) ? this.#groupFor(pod) : undefined;
    if (!group) return undefined;
    const entry = { group, list: this.#publish || isPodReady(pod) ? group.ready : group.notReady, address: addressOf(pod, this.service) };
    this.#entries.set(keyOf(pod), entry);
    return entry;
  }

  #remove(podKey: string): void {
    const entry = this.#entries.get(podKey);
    if (!entry) return;
    const { list, group, address } = entry;
    this.#entries.delete(podKey);
    list.splice(placeIn(list, address), 1);
    if (group.ready.length + group.notReady.length === 0) this.#groups.delete(group.key);
  }

  /** One without any of the Service's ports is in none. */
  #groupFor(pod: V1Pod): Group | undefined {
    const shared = this.#shared === undefined ? undefined : this.#groups.get(this.#shared);
    if (shared) return shared;
    const ports = portsOn(pod, this.service);
    if (ports.length === 0 && !(isHeadless(this.service) && !this.service.spec?.ports?.length)) return undefined;
    const key = JSON.stringify(ports);
    if (portsAreNumbers(this.service)) this.#shared = key;
    let group = this.#groups.get(key);
    if (!group) this.#groups.set(key, (group = { key, ports, ready: [], notReady: [] }));
    return group;
  }
}

/** The Endpoints of a Service: one subset for each set of ports. */
export function planEndpoints(book: AddressBook): V1Endpoints {
  const { service, groups } = book;
  const total = groups.reduce((sum, { ready, notReady }) => sum + ready.length + notReady.length, 0);
  const rooms = roomsFor(groups);
  const subsets = groups.map((group, index) => subsetOf(group, rooms[index] ?? { ready: 0, notReady: 0 }));
  return {
    apiVersion: 'v1', kind: 'Endpoints',
    metadata: {
      name: service.metadata?.name, namespace: service.metadata?.namespace,
      labels: labelsOf(service),
      ...(total > addressesMax ? { annotations: { [overCapacity]: 'truncated' } } : {}),
    },
    ...(subsets.length ? { subsets } : {}),
  };
}

interface Room {
  readonly ready: number;
  readonly notReady: number;
}

/**
 * How many addresses of each group go in: all as long as there is room. Where there is not, ready ones first; of those for which it
 * does not suffice each group gets its share, rounded up, and the last one what is left.
 *
 * @see Kubernetes 1.36, endpoints_controller.go, truncateEndpoints
 */
export function roomsFor(groups: readonly { readonly ready: readonly unknown[]; readonly notReady: readonly unknown[] }[]): readonly Room[] {
  const sum = (which: keyof Room): number => groups.reduce((total, group) => total + group[which].length, 0);
  const [ready, notReady] = [sum('ready'), sum('notReady')];
  if (ready + notReady <= addressesMax) return groups.map((group) => ({ ready: group.ready.length, notReady: group.notReady.length }));
  const isReadyCut = ready > addressesMax;
  const [most, all] = isReadyCut ? [addressesMax, ready] : [addressesMax - ready, notReady];
  let left = most;
  return groups.map((group) => {
    const inGroup = (isReadyCut ? group.ready : group.notReady).length;
    const given = Math.min(left, inGroup, Math.ceil((inGroup / all) * most));
    left -= given;
    return isReadyCut ? { ready: given, notReady: 0 } : { ready: group.ready.length, notReady: given };
  });
}

function subsetOf({ ports, ready, notReady }: Group, room: Room): V1EndpointSubset {
  return {
    ...(room.ready ? { addresses: ready.slice(0, room.ready) } : {}),
    ...(room.notReady ? { notReadyAddresses: notReady.slice(0, room.notReady) } : {}),
    ...(ports.length ? { ports: ports.map(({ name, port, protocol, appProtocol }) => ({ ...(name ? { name } : {}), port, protocol, ...(appProtocol ? { appProtocol } : {}) })) } : {}),
  };
}

function labelsOf(service: V1Service): Readonly<Record<string, string>> {
  const { 'service.kubernetes.io/headless': _, ...labels } = service.metadata?.labels ?? {};
  const headless = service.spec?.clusterIP === 'None' ? { 'service.kubernetes.io/headless': '' } : {};
  return { ...labels, 'endpoints.kubernetes.io/managed-by': 'endpoint-controller', ...headless };
}
