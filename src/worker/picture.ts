import type * as t from '../kube/generated/types.ts';
import { deepEqual } from '../kube/json.ts';
import { controllerOf, keyOf, type KubeObject } from '../kube/object.ts';
import type { NodeCard, PodCard, RequestSample, ServiceCard, WorkloadCard, EventLine, ExtraCard } from '../protocol/cards.ts';
import type { StateChange, StateView } from '../protocol/changes.ts';
import type { Changes } from '../protocol/messages.ts';
import { eventLine, isWorkload, nodeCard, podCard, serviceCard, steppedUsage, workloadCard, type Usage } from './cards.ts';
import { extraCard, isExtra } from './extras.ts';
import { Outside, type OutsideChange, type Rates } from './outside.ts';

/** What the picture asks of the running cluster besides the writes to etcd. */
export interface PictureSource {
  readonly startEpochMs: number;
  powered(node: string): boolean;
  lost(node: string): boolean;
  usage(node: string): { readonly cpuMilli: number; readonly memoryBytes: number; readonly pods: ReadonlyMap<string, Usage> } | undefined;
  rates(serviceUid: string): Rates;
}

/** One write as the picture needs it. */
export interface Write {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly value: KubeObject;
  readonly previous: KubeObject | undefined;
}

/** What changed since it was last asked. */
export interface PictureChanges {
  readonly nodes: Changes<NodeCard>;
  readonly pods: Changes<PodCard>;
  readonly services: Changes<ServiceCard>;
  readonly workloads: Changes<WorkloadCard>;
  readonly extras: Changes<ExtraCard>;
  readonly events: readonly EventLine[];
  readonly requests: readonly RequestSample[];
}

/** Changes of cards alone. */
export type CardChanges = Omit<PictureChanges, 'events' | 'requests'>;

/** Cards of one kind: what is known, what has been shown, and what has to be looked at again. */
class Layer<Source extends KubeObject, Card extends { readonly uid: string }> {
  readonly sources = new Map<string, Source>();
  readonly shown = new Map<string, Card>();
  readonly dirty = new Set<string>();
  readonly #make: (source: Source) => Card;
  /** What was made anew and has not been handed out yet. */
  #changed = new Map<string, Card>();
  #removed = new Set<string>();

  constructor(make: (source: Source) => Card) {
    this.#make = make;
  }

  get pending(): boolean {
    return this.dirty.size > 0 || this.#changed.size > 0 || this.#removed.size > 0;
  }

  take({ type, value }: Write): void {
    const uid = value.metadata?.uid ?? '';
    if (type === 'DELETED') this.sources.delete(uid);
    else this.sources.set(uid, value as Source);
    this.dirty.add(uid);
  }

  /** Makes the cards anew that may say something else now. `tell` hears of each pair that differs. */
  look(tell?: (before: Card | undefined, after: Card | undefined) => void): void {
    for (const uid of this.dirty) {
      const source = this.sources.get(uid);
      const before = this.shown.get(uid);
      const after = source && this.#make(source);
      if (after ? before && sameCard(before, after) : !before) continue;
      if (after) this.#put(uid, after);
      else this.#remove(uid);
      tell?.(before, after);
    }
    this.dirty.clear();
  }

  #put(uid: string, card: Card): void {
    this.shown.set(uid, card);
    this.#changed.set(uid, card);
    this.#removed.delete(uid);
  }

  #remove(uid: string): void {
    this.shown.delete(uid);
    this.#changed.delete(uid);
    this.#removed.add(uid);
  }

  /** What has changed since it was handed out last: of a uid the last card; what went stays gone. */
  hand(): Changes<Card> {
    const changes = { changed: [...this.#changed.values()], removed: [...this.#removed] };
    if (changes.changed.length > 0) this.#changed = new Map();
    if (changes.removed.length > 0) this.#removed = new Set();
    return changes;
  }
}

/** Whether two cards say the same. Cards of one kind have the same keys. */
function sameCard(a: object, b: object): boolean {
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  for (const key in left) if (left[key] !== right[key] && !sameInside(left[key], right[key])) return false;
  return true;
}

function sameInside(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  return Array.isArray(a) && Array.isArray(b) ? a.length === b.length && sameCard(a, b) : sameCard(a, b);
}

/** Requests drawn in one frame at most; more of them would only blur. */
const samplesPerFrame = 60;
const usageEveryMs = 500;
/** How far up the chain of owners goes: Pod, Job, CronJob is the longest usual one. */
const ownersMax = 4;

const noRates: Rates = { requests: 0, failures: 0 };
const running = { powered: true, lost: false };

interface WithSpec {
  readonly spec?: unknown;
}

/** Keeps the cards of the page up to date from the writes to etcd; work is proportional to what changed. */
export class Picture {
  readonly #source: PictureSource;
  readonly #nodes: Layer<t.V1Node, NodeCard>;
  readonly #pods: Layer<t.V1Pod, PodCard>;
  readonly #services: Layer<t.V1Service, ServiceCard>;
  readonly #workloads: Layer<KubeObject, WorkloadCard>;
  readonly #extras: Layer<KubeObject, ExtraCard>;
  readonly #podsOfNode = new Map<string, Map<string, t.V1Pod>>();
  readonly #nodeUids = new Map<string, string>();
  readonly #serviceUids = new Map<string, string>();
  readonly #slices = new Map<string, Map<string, t.V1EndpointSlice>>();
  readonly #podsOfOwner = new Map<string, Set<string>>();
  readonly #ownedWorkloads = new Map<string, Set<string>>();
  readonly #outside: Outside;
  readonly #busyServices = new Set<string>();
  /** Machines by volume and by the attachment that says so. */
  readonly #attachments = new Map<string, Map<string, string>>();
  /** By uid: of an event that is repeated before the page hears of it, only the last line counts. */
  #events = new Map<string, EventLine>();
  #requests: RequestSample[] = [];
  #requestsSeen = 0;
  #usageAtMs = -usageEveryMs;
  #changes: StateChange[] = [];

  constructor(source: PictureSource, outside = new Outside()) {
    this.#source = source;
    this.#outside = outside;
    this.#pods = new Layer((pod) => podCard(pod, this.#topOf(pod), outside.get('podUsage', pod.metadata?.uid ?? '')));
    this.#nodes = new Layer((node) => this.#nodeCard(node));
    this.#services = new Layer((service) => serviceCard(service, { slices: inOrder(this.#slices.get(keyOf(service))), rates: outside.get('rates', service.metadata?.uid ?? '') ?? noRates, machineAt: (address) => this.#machineAt(address) }));
    this.#workloads = new Layer(workloadCard);
    this.#extras = new Layer((object) => extraCard(object, { workloads: this.#workloads.sources.values(), attachedTo: (volume) => [...(this.#attachments.get(volume)?.values() ?? [])].sort() }));
  }

  /** Takes one write into account, at the instant of it. */
  take(write: Write): void {
    const { kind, metadata } = write.value;
    if (kind === 'Event' && write.type !== 'DELETED') this.#takeEvent(write.value as t.CoreV1Event);
    if (kind === 'Pod' && write.type === 'DELETED') this.#outside.set('podUsage', metadata?.uid ?? '', undefined);
    this.travel(write);
    if (kind === 'Node' && write.type !== 'DELETED') this.#readPower(metadata?.name ?? '');
  }

  /** Shows a write of the past again, or, turned round, takes it back. */
  travel(write: Write): void {
    switch (write.value.kind) {
      case 'Pod': this.#takePod(write); return;
      case 'Node': this.#takeNode(write); return;
      case 'Service': this.#takeService(write); return;
      case 'EndpointSlice': this.#takeSlice(write); return;
      case 'VolumeAttachment': this.#takeAttachment(write); return;
      default:
        if (isWorkload(write.value.kind)) this.#takeWorkload(write);
        else if (isExtra(write.value.kind)) this.#extras.take(write);
    }
  }

  /** The same for a change beside etcd. */
  travelOutside(change: OutsideChange): void {
    this.#outside.put(change);
    if (change.sort === 'podUsage') this.#pods.dirty.add(change.id);
    else if (change.sort === 'rates') this.#services.dirty.add(change.id);
    else if (change.sort === 'nodeUsage' || change.sort === 'power') this.#touchNode(change.id);
  }

  /** Takes a routed request into account; of many in one frame an even sample is drawn. */
  takeRequest(sample: RequestSample): void {
    if (sample.serviceUid !== '') this.#busyServices.add(sample.serviceUid);
    this.#requestsSeen++;
    if (this.#requests.length < samplesPerFrame) this.#requests.push(sample);
    else if (this.#requestsSeen % 7 === 0) this.#requests[this.#requestsSeen % samplesPerFrame] = sample;
  }

  /** The power of a machine changed. */
  touchNode(name: string): void {
    this.#readPower(name);
    this.#touchNode(name);
  }

  #touchNode(name: string): void {
    const uid = this.#nodeUids.get(name);
    if (uid !== undefined) this.#nodes.dirty.add(uid);
  }

  /** Whether {@link flush} would look at anything: cards to be made anew, events, requests, or usage that is due. */
  pending(nowMs: number): boolean {
    return this.#events.size > 0 || this.#requests.length > 0 || nowMs - this.#usageAtMs >= usageEveryMs || this.#layers.some(({ pending }) => pending);
  }

  get #layers() {
    return [this.#nodes, this.#pods, this.#services, this.#workloads, this.#extras];
  }

  /** What changed since the last time. */
  flush(nowMs: number): PictureChanges {
    if (nowMs - this.#usageAtMs >= usageEveryMs) this.measure(nowMs);
    const events = [...this.#events.values()];
    const requests = this.#requests;
    this.#events = new Map();
    this.#requests = [];
    this.#requestsSeen = 0;
    return { ...this.hand(), events, requests };
  }

  /** The cards that changed since the last time, as things stand; nothing is measured. */
  hand(): CardChanges {
    this.#look();
    return { nodes: this.#nodes.hand(), pods: this.#pods.hand(), services: this.#services.hand(), workloads: this.#workloads.hand(), extras: this.#extras.hand() };
  }

  /** The changes of state (not of use) of the cards since the last time: what a person would notice. */
  takeNotable(): readonly StateChange[] {
    const notable = this.#changes;
    this.#changes = [];
    return notable;
  }

  /** Looks at what has changed without handing it out; answers with what a person would notice of it. The next {@link flush} has it all. */
  settle(): readonly StateChange[] {
    this.#look();
    return this.takeNotable();
  }

  #look(): void {
    this.#nodes.look((before, after) => { this.#note('Node', before, after, ({ status }) => ({ type: 'word', word: status })); });
    this.#pods.look((before, after) => { this.#note('Pod', before, after, podState); });
    this.#services.look((before, after) => { this.#note('Service', before, after, serviceState); });
    this.#workloads.look();
    this.#extras.look((before, after) => { this.#noteStorage(before, after); });
  }

  #noteStorage(before: ExtraCard | undefined, after: ExtraCard | undefined): void {
    const card = before ?? after;
    if (card?.kind === 'PersistentVolumeClaim' || card?.kind === 'PersistentVolume') this.#note(card.kind, before as typeof card | undefined, after as typeof card | undefined, ({ phase }) => ({ type: 'word', word: phase }));
  }

  #note<Card extends { readonly name: string }>(kind: StateChange['kind'], before: Card | undefined, after: Card | undefined, state: (card: Card) => StateView): void {
    const change: StateChange = { kind, name: (before ?? after)?.name ?? '', before: before && state(before), after: after && state(after) };
    if (!deepEqual(change.before, change.after)) this.#changes.push(change);
  }

  #takeEvent(event: t.CoreV1Event): void {
    const line = eventLine(event, this.#source.startEpochMs);
    this.#events.delete(line.uid);
    this.#events.set(line.uid, line);
  }

  #takePod(write: Write): void {
    this.#pods.take(write);
    const pod = write.value as t.V1Pod;
    const uid = pod.metadata?.uid ?? '';
    const isGone = write.type === 'DELETED';
    const before = (write.previous as t.V1Pod | undefined)?.spec?.nodeName ?? '';
    const name = pod.spec?.nodeName ?? '';
    for (const node of new Set([before, name])) {
      if (node === '') continue;
      if (isGone || node !== name) this.#podsOfNode.get(node)?.delete(uid);
      else bucket(this.#podsOfNode, node).set(uid, pod);
      this.#touchNode(node);
    }
    link(this.#podsOfOwner, controllerOf(pod)?.uid, uid, !isGone);
  }

  /** What a pod belongs to and what a budget covers is read from the workloads: those look again. */
  #takeWorkload(write: Write): void {
    const { type, value, previous } = write;
    this.#workloads.take(write);
    const uid = value.metadata?.uid ?? '';
    const owner = controllerOf(value)?.uid;
    const ownerBefore = previous && controllerOf(previous)?.uid;
    if (ownerBefore !== owner) link(this.#ownedWorkloads, ownerBefore, uid, false);
    link(this.#ownedWorkloads, owner, uid, type !== 'DELETED');
    const moved = type !== 'MODIFIED' || ownerBefore !== owner;
    if (moved) this.#touchPodsOf(uid);
    if (moved || (value as WithSpec).spec !== (previous as WithSpec | undefined)?.spec) this.#touchBudgets();
  }

  #touchPodsOf(owner: string, depth = 0): void {
    for (const pod of this.#podsOfOwner.get(owner) ?? []) this.#pods.dirty.add(pod);
    if (depth < ownersMax) for (const workload of this.#ownedWorkloads.get(owner) ?? []) this.#touchPodsOf(workload, depth + 1);
  }

  #touchBudgets(): void {
    for (const [uid, { kind }] of this.#extras.sources) if (kind === 'PodDisruptionBudget') this.#extras.dirty.add(uid);
  }

  #takeNode(write: Write): void {
    this.#nodes.take(write);
    const { name = '', uid = '' } = write.value.metadata ?? {};
    if (write.type === 'DELETED') this.#nodeUids.delete(name);
    else this.#nodeUids.set(name, uid);
    if (write.type === 'MODIFIED' && addressOf(write.value) === addressOf(write.previous)) return;
    for (const [service, { addresses }] of this.#services.shown) if (addresses) this.#services.dirty.add(service);
  }

  #takeService(write: Write): void {
    this.#services.take(write);
    const uid = write.value.metadata?.uid ?? '';
    if (write.type === 'DELETED') this.#serviceUids.delete(keyOf(write.value));
    else this.#serviceUids.set(keyOf(write.value), uid);
  }

  #takeSlice({ type, value }: Write): void {
    const slice = value as t.V1EndpointSlice;
    const key = `${slice.metadata?.namespace ?? ''}/${slice.metadata?.labels?.['kubernetes.io/service-name'] ?? ''}`;
    const slices = bucket(this.#slices, key);
    if (type === 'DELETED') slices.delete(slice.metadata?.name ?? '');
    else slices.set(slice.metadata?.name ?? '', slice);
    const uid = this.#serviceUids.get(key);
    if (uid !== undefined) this.#services.dirty.add(uid);
  }

  #takeAttachment({ type, value }: Write): void {
    const { metadata, spec, status } = value as t.V1VolumeAttachment;
    const volume = spec.source.persistentVolumeName ?? '';
    const machines = bucket(this.#attachments, volume);
    if (type !== 'DELETED' && status?.attached) machines.set(metadata?.uid ?? '', spec.nodeName);
    else machines.delete(metadata?.uid ?? '');
    for (const [uid, { kind, metadata: of }] of this.#extras.sources) if (kind === 'PersistentVolume' && of?.name === volume) this.#extras.dirty.add(uid);
  }

  #machineAt(address: string): string | undefined {
    for (const node of this.#nodes.sources.values()) if (addressOf(node) === address) return node.metadata?.name;
    return undefined;
  }

  #nodeCard(node: t.V1Node): NodeCard {
    const name = node.metadata?.name ?? '';
    const usage = this.#outside.get('nodeUsage', name) ?? { cpuMilli: 0, memoryBytes: 0 };
    const { powered, lost } = this.#outside.get('power', name) ?? running;
    return nodeCard(node, this.#podsOfNode.get(name)?.values() ?? [], { powered, lost, usage });
  }

  /** `Deployment/NAME`: the top of the chain of controlling owners. */
  #topOf(pod: t.V1Pod): string {
    let owner = controllerOf(pod);
    for (let hops = 0; owner && hops < ownersMax; hops++) {
      const above = this.#workloads.sources.get(owner.uid);
      const next = above && controllerOf(above);
      if (!next) return `${owner.kind}/${owner.name}`;
      owner = next;
    }
    return '';
  }

  /** Reads what is in use, what flows and which machines run. Whoever lets time pass without a {@link flush} calls it now and then. */
  measure(nowMs: number): void {
    this.#usageAtMs = nowMs;
    for (const [name, uid] of this.#nodeUids) {
      this.#readPower(name);
      const usage = this.#source.usage(name);
      if (!usage) continue;
      if (this.#outside.set('nodeUsage', name, steppedUsage(usage))) this.#nodes.dirty.add(uid);
      for (const [podUid, podUsage] of usage.pods) if (this.#outside.set('podUsage', podUid, steppedUsage(podUsage))) this.#pods.dirty.add(podUid);
    }
    this.#readRates();
  }

  #readRates(): void {
    for (const uid of this.#services.sources.keys()) if ((this.#outside.get('rates', uid) ?? noRates).requests > 0) this.#busyServices.add(uid);
    for (const uid of this.#busyServices) if (this.#outside.set('rates', uid, this.#source.rates(uid))) this.#services.dirty.add(uid);
    this.#busyServices.clear();
  }

  #readPower(name: string): void {
    if (this.#outside.set('power', name, { powered: this.#source.powered(name), lost: this.#source.lost(name) })) this.#touchNode(name);
  }
}

const addressOf = (node: KubeObject | undefined): string | undefined => (node as t.V1Node | undefined)?.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address;

const podState = ({ status, containersReady, containers, node }: PodCard): StateView => ({ type: 'pod', status, ready: containersReady, containers, node });
const serviceState = ({ readyPods, notReadyPods }: ServiceCard): StateView => ({ type: 'endpoints', ready: readyPods.length, notReady: notReadyPods.length });

function bucket<V>(map: Map<string, Map<string, V>>, key: string): Map<string, V> {
  let inner = map.get(key);
  if (!inner) map.set(key, (inner = new Map()));
  return inner;
}

/** Puts something under what owns it, or takes it away. */
function link(map: Map<string, Set<string>>, owner: string | undefined, uid: string, isThere: boolean): void {
  if (owner === undefined) return;
  const owned = map.get(owner);
  if (!isThere) {
    owned?.delete(uid);
    if (owned?.size === 0) map.delete(owner);
  } else if (owned) owned.add(uid);
  else map.set(owner, new Set([uid]));
}

/** EndpointSlices by name: in which order they were written does not show. */
const inOrder = (slices: ReadonlyMap<string, t.V1EndpointSlice> = new Map()): Iterable<t.V1EndpointSlice> =>
  (slices.size < 2 ? slices.values() : [...slices].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, slice]) => slice));
