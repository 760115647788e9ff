import type { V1Endpoint, V1EndpointSlice, V1Pod, V1Service } from '../../../kube/generated/types.ts';
import { keyOf } from '../../../kube/object.ts';
import { portsAreNumbers, portsOn } from '../services/ports.ts';
import { endpointKey, type Wanted } from './endpoint.ts';
import { keepWanted, placeRest, type Kept } from './placement.ts';
import { planSlices, reuse, wantedNow, type ObservedService, type SlicePlan } from './plan.ts';
import { addressTypes, noChanges, slicePorts, type AddressType, type SlicePort } from './slice.ts';
import { isAuto } from './topology/annotation.ts';

/** A Service as {@link SliceMemory} is asked about it. */
export interface ChangedService extends Omit<ObservedService, 'pods'> {
  /** All pods of the Service, in the order in which they came. */
  readonly pods: () => readonly V1Pod[];
  /** Keys of the pods that may have become another endpoint, or none, since the last plan. */
  readonly changed: ReadonlySet<string>;
  /** The pod of that key, where the Service selects it now. */
  readonly podOf: (key: string) => V1Pod | undefined;
  /** The place of a pod in the order in which they came. */
  readonly orderOf: (key: string) => number;
  /** Another number where a node came, went or moved to another zone. */
  readonly nodesVersion: number;
}

/** What the last plan came to: which pod is which endpoint, and in which slice that is. */
interface Known {
  readonly service: V1Service;
  readonly nodesVersion: number;
  readonly type: AddressType;
  readonly ports: readonly SlicePort[];
  /** By the key of the pod. */
  readonly pods: Map<string, Wanted>;
  readonly wanted: Map<string, Wanted>;
  /** Endpoint → slice. */
  readonly home: Map<string, string>;
  /** Slice → revision that the cache has to show. */
  readonly revisions: Map<string, string>;
}

/**
 * Plans the slices of one Service by what changed since the last plan: only pods that changed and slices that hold them are
 * looked at. What it plans is what {@link planSlices} plans; where it cannot be sure of that (the Service or a node changed, somebody
 * else wrote a slice, pods with different ports, hints by zones), it plans everything anew.
 */
export class SliceMemory {
  #known: Known | undefined;

  plan(observed: ChangedService): SlicePlan {
    const known = this.#known;
    this.#known = undefined;
    const plan = known && isStillTrue(known, observed) ? planChanged(known, observed) : undefined;
    if (plan) this.#known = known;
    return plan ?? this.#planAll(observed);
  }

  /** What was planned has been written; without this the next plan is a whole one. */
  wrote(slices: readonly V1EndpointSlice[], deleted: readonly V1EndpointSlice[]): void {
    for (const slice of slices) this.#settle(slice);
    for (const { metadata } of deleted) this.#known?.revisions.delete(metadata?.name ?? '');
  }

  /** Something of the plan could not be written. */
  forget(): void {
    this.#known = undefined;
  }

  #settle({ metadata, endpoints }: V1EndpointSlice): void {
    const name = metadata?.name ?? '';
    this.#known?.revisions.set(name, metadata?.resourceVersion ?? '');
    for (const endpoint of endpoints ?? []) this.#known?.home.set(endpointKey(endpoint), name);
  }

  #planAll(observed: ChangedService): SlicePlan {
    const pods = observed.pods();
    const plan = planSlices({ ...observed, pods });
    if (plan.problems.length === 0) this.#known = knownAfter(observed, pods, plan);
    return plan;
  }
}

function isStillTrue(known: Known, { service, nodesVersion, slices }: ChangedService): boolean {
  return known.service === service && known.nodesVersion === nodesVersion && known.revisions.size === slices.length
    && slices.every(({ metadata }) => known.revisions.get(metadata?.name ?? '') === metadata?.resourceVersion);
}

/** What can be remembered of a whole plan; nothing where the next one has to be whole, too. */
function knownAfter({ service, nodesVersion, slices, nodeOf }: ChangedService, pods: readonly V1Pod[], { changes }: SlicePlan): Known | undefined {
  const [type, ...others] = addressTypes(service);
  const [first] = pods;
  if (type === undefined || others.length > 0 || first === undefined || !portsAreNumbers(service) || isAuto(service)) return undefined;
  const known: Known = { service, nodesVersion, type, ports: slicePorts(portsOn(first, service)), pods: new Map(), wanted: new Map(), home: new Map(), revisions: new Map() };
  for (const pod of pods) {
    const wanted = wantedNow({ service, nodeOf }, type, pod);
    if (wanted && 'key' in wanted) add(known, keyOf(pod), wanted);
  }
  const written = new Set([...changes.update, ...changes.delete].map(({ metadata }) => metadata?.name));
  for (const { metadata, endpoints } of slices) {
    if (written.has(metadata?.name)) continue;
    known.revisions.set(metadata?.name ?? '', metadata?.resourceVersion ?? '');
    for (const endpoint of endpoints ?? []) known.home.set(endpointKey(endpoint), metadata?.name ?? '');
  }
  return known.wanted.size > 0 && known.wanted.size === known.pods.size ? known : undefined;
}

function add({ pods, wanted }: Known, podKey: string, endpoint: Wanted): void {
  pods.set(podKey, endpoint);
  wanted.set(endpoint.key, endpoint);
}

/** Undefined where only a whole plan will do. */
function planChanged(known: Known, observed: ChangedService): SlicePlan | undefined {
  const { service, slices } = observed;
  const moved = take(known, observed);
  if (!moved || known.wanted.size === 0) return undefined;
  const kept = slices.map((slice): Kept => (moved.touched.has(slice.metadata?.name ?? '') ? keepKnown(known, slice) : { slice, endpoints: slice.endpoints ?? [], changed: false }));
  const changes = noChanges();
  placeRest({ service, type: known.type, ports: known.ports }, kept, moved.fresh, changes);
  reuse(changes, service);
  return { changes, events: [], problems: [] };
}

function keepKnown({ service, wanted, home }: Known, slice: V1EndpointSlice): Kept {
  for (const endpoint of slice.endpoints ?? []) {
    const key = endpointKey(endpoint);
    if (!wanted.has(key)) home.delete(key);
  }
  return keepWanted(slice, service, (key) => wanted.get(key));
}

interface Moved {
  /** Slices that hold what changed. */
  readonly touched: ReadonlySet<string>;
  /** Endpoints that are in no slice, in the order of their pods. */
  readonly fresh: readonly V1Endpoint[];
}

/** Takes note of the pods that changed. Undefined where one of them is not to be told from another. */
function take(known: Known, observed: ChangedService): Moved | undefined {
  const touched = new Set<string>();
  const fresh: { readonly order: number; readonly endpoint: V1Endpoint }[] = [];
  for (const podKey of observed.changed) {
    const pod = observed.podOf(podKey);
    const now = pod && wantedNow(observed, known.type, pod);
    if (now && 'problem' in now) return undefined;
    touch(known, known.pods.get(podKey)?.key, touched);
    forgetPod(known, podKey);
    if (!now) continue;
    if (known.wanted.has(now.key)) return undefined;
    add(known, podKey, now);
    if (!touch(known, now.key, touched)) fresh.push({ order: observed.orderOf(podKey), endpoint: now.endpoint });
  }
  return { touched, fresh: fresh.sort((a, b) => a.order - b.order).map(({ endpoint }) => endpoint) };
}

function forgetPod({ pods, wanted }: Known, podKey: string): void {
  const before = pods.get(podKey);
  if (!before) return;
  pods.delete(podKey);
  wanted.delete(before.key);
}

/** Whether the endpoint is in a slice, which is looked at then. */
function touch({ home }: Known, key: string | undefined, touched: Set<string>): boolean {
  const name = key === undefined ? undefined : home.get(key);
  if (name !== undefined) touched.add(name);
  return name !== undefined;
}
