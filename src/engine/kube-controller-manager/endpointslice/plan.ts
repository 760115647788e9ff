import type { V1Endpoint, V1EndpointSlice, V1Pod, V1Service } from '../../../kube/generated/types.ts';
import type { EventDetails } from '../../client/index.ts';
import { isPodTerminal } from '../objects/pods.ts';
import { same } from '../objects/same.ts';
import { portsAreNumbers, portsOn, type ResolvedPort } from '../services/ports.ts';
import { addressOf, knownOf, wantedOf, type Wanted } from './endpoint.ts';
import { keepWanted, placeRest } from './placement.ts';
import { addressTypes, isOwnedBy, newSlice, noChanges, portsKey, slicePorts, withContents, type AddressType, type Collected, type SliceChanges, type SlicePort } from './slice.ts';
import type { PlannedSlices } from './topology/hints.ts';

/** What an endpoint's node says of it. */
export interface Place {
  readonly zone: string | undefined;
}

export interface ObservedService {
  readonly service: V1Service;
  readonly pods: readonly V1Pod[];
  /** The slices that this controller keeps for the Service. */
  readonly slices: readonly V1EndpointSlice[];
  /** Undefined where there is no such node. */
  readonly nodeOf: (name: string) => Place | undefined;
  /** Gives the slices of one kind of addresses their hints by the annotation, or takes them away; absent: nobody asks for any. */
  readonly hint?: (type: AddressType, planned: PlannedSlices) => { readonly slices: PlannedSlices; readonly events: readonly EventDetails[] };
}

export interface SlicePlan {
  readonly changes: SliceChanges;
  readonly events: readonly EventDetails[];
  /** Why a pod was left out that will have to be looked at again. */
  readonly problems: readonly string[];
}

type Outlook = { readonly [K in Exclude<keyof SlicePlan, 'changes'>]: SlicePlan[K][number][] };

/**
 * What makes the slices of a Service agree with its pods, with as few writes as possible: endpoints stay in the slice they are
 * in; new ones go to slices that change anyway, then to one with room, then to new slices.
 *
 * @see Kubernetes 1.36, staging endpointslice, reconciler.go
 */
export function planSlices(observed: ObservedService): SlicePlan {
  const changes = noChanges();
  const outlook: Outlook = { events: [], problems: [] };
  const types = addressTypes(observed.service);
  for (const type of types) addAll(changes, hinted(observed, type, planAddressType(observed, type, outlook), outlook));
  changes.delete.push(...observed.slices.filter(({ addressType }) => !types.includes(addressType as AddressType)));
  reuse(changes, observed.service);
  return { changes, ...outlook };
}

function addAll(changes: Collected, more: SliceChanges): void {
  changes.create.push(...more.create);
  changes.update.push(...more.update);
  changes.delete.push(...more.delete);
}

function hinted({ slices, hint }: ObservedService, type: AddressType, changes: Collected, { events }: Outlook): SliceChanges {
  if (!hint) return changes;
  const written = new Set([...changes.update, ...changes.delete].map(({ metadata }) => metadata?.name));
  const unchanged = slices.filter(({ addressType, metadata }) => addressType === type && !written.has(metadata?.name));
  const answer = hint(type, { create: changes.create, update: changes.update, unchanged });
  events.push(...answer.events);
  return { create: answer.slices.create, update: answer.slices.update, delete: changes.delete };
}

/** A slice that would go takes over the contents of one that would come: one write instead of two. */
export function reuse(changes: Collected, service: V1Service): void {
  for (const old of [...changes.delete]) {
    const fresh = changes.create.at(-1);
    if (!fresh) return;
    if (fresh.addressType !== old.addressType || !isOwnedBy(old, service)) continue;
    changes.create.pop();
    changes.delete.splice(changes.delete.indexOf(old), 1);
    const { endpoints, ports, metadata } = fresh;
    changes.update.push({ ...old, metadata: { ...old.metadata, labels: metadata?.labels }, endpoints: endpoints ?? [], ports: ports ?? [] });
  }
}

interface Group {
  readonly ports: readonly SlicePort[];
  /** By their keys. */
  readonly wanted: Map<string, Wanted>;
  readonly slices: V1EndpointSlice[];
}

function planAddressType(observed: ObservedService, type: AddressType, outlook: Outlook): Collected {
  const changes = noChanges();
  const groups = wantedGroups(observed, type, outlook);
  for (const slice of observed.slices) {
    if (slice.addressType !== type) continue;
    const group = isOwnedBy(slice, observed.service) ? groups.get(portsKey(slice.ports ?? [])) : undefined;
    if (group) group.slices.push(slice);
    else changes.delete.push(slice);
  }
  if (groups.size === 0) planPlaceholder(observed, type, changes);
  for (const group of groups.values()) planGroup(observed, type, group, changes);
  return changes;
}

/** A Service without endpoints keeps one empty slice. */
function planPlaceholder({ service }: ObservedService, type: AddressType, changes: Collected): void {
  const candidates = changes.delete.filter((slice) => isOwnedBy(slice, service));
  const kept = candidates.find(({ endpoints, ports }) => !endpoints?.length && !ports?.length) ?? candidates[0];
  if (!kept) {
    changes.create.push(newSlice(service, type, [], []));
    return;
  }
  changes.delete.splice(changes.delete.indexOf(kept), 1);
  const empty = withContents(kept, service, { ports: [], endpoints: [] });
  if (!same(empty, kept)) changes.update.push(empty);
}

function wantedGroups(observed: ObservedService, type: AddressType, { problems }: Outlook): Map<string, Group> {
  const { service, pods } = observed;
  const groups = new Map<string, Group>();
  const fixed = portsAreNumbers(service);
  let shared: Group | undefined;
  for (const pod of pods) {
    const wanted = wantedNow(observed, type, pod);
    if (wanted === undefined) continue;
    if ('problem' in wanted) {
      problems.push(wanted.problem);
      continue;
    }
    const group = (fixed ? shared : undefined) ?? groupFor(groups, portsOn(pod, service));
    shared = group;
    group.wanted.set(wanted.key, wanted);
  }
  return groups;
}

/** The pod as an endpoint; undefined where it is none, or what is wrong where its node is not there. */
export function wantedNow({ service, nodeOf }: Pick<ObservedService, 'service' | 'nodeOf'>, type: AddressType, pod: V1Pod): Wanted | { readonly problem: string } | undefined {
  const address = addressOf(pod, type);
  if (address === undefined || isPodTerminal(pod)) return undefined;
  const node = nodeOf(pod.spec?.nodeName ?? '');
  if (!node && service.spec?.publishNotReadyAddresses !== true) {
    const { namespace = '', name = '' } = service.metadata ?? {};
    return { problem: `skipping Pod ${pod.metadata?.name ?? ''} for Service ${namespace}/${name}: Node ${pod.spec?.nodeName ?? ''} Not Found` };
  }
  const before = knownOf(service, type);
  const known = before.get(pod);
  if (known?.address === address && known.zone === node?.zone) return known;
  const wanted = wantedOf(pod, service, { address, zone: node?.zone });
  before.set(pod, wanted);
  return wanted;
}

function groupFor(groups: Map<string, Group>, resolved: readonly ResolvedPort[]): Group {
  const ports = slicePorts(resolved);
  const key = portsKey(ports);
  const known = groups.get(key);
  if (known) return known;
  const group: Group = { ports, wanted: new Map(), slices: [] };
  groups.set(key, group);
  return group;
}

function planGroup({ service }: ObservedService, type: AddressType, { ports, wanted, slices }: Group, changes: Collected): void {
  const rest = new Map(wanted);
  const take = (key: string): Wanted | undefined => {
    const found = rest.get(key);
    rest.delete(key);
    return found;
  };
  const kept = slices.map((slice) => keepWanted(slice, service, take));
  placeRest({ service, type, ports }, kept, [...rest.values()].map(({ endpoint }): V1Endpoint => endpoint), changes);
}
