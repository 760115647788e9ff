import type * as t from '../kube/generated/types.ts';
import { controllerOf, keyOf, type KubeObject } from '../kube/object.ts';
import type { NodeCard, PodCard, RequestSample, ServiceCard, WorkloadCard, EventLine, ExtraCard } from '../protocol/cards.ts';
import type { Changes } from '../protocol/messages.ts';
import { eventLine, isWorkload, nodeCard, podCard, serviceCard, steppedUsage, workloadCard, type Usage } from './cards.ts';
import { extraCard, isExtra } from './extras.ts';

/** What the picture asks of the running cluster besides the writes to etcd. */
export interface PictureSource {
  readonly startEpochMs: number;
  powered(node: string): boolean;
  lost(node: string): boolean;
  usage(node: string): { readonly cpuMilli: number; readonly memoryBytes: number; readonly pods: ReadonlyMap<string, Usage> } | undefined;
  rates(serviceUid: string): { readonly requests: number; readonly failures: number };
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

type CardChanges = Omit<PictureChanges, 'events' | 'requests'>;

/** Cards of one kind: what is known, what has been shown, and what has to be looked at again. */
class Layer<Source extends KubeObject, Card extends { readonly uid: string }> {
  readonly sources = new Map<string, Source>();
  readonly shown = new Map<string, Card>();
  readonly dirty = new Set<string>();
  readonly #make: (source: Source) => Card;

  constructor(make: (source: Source) => Card) {
    this.#make = make;
  }

  take({ type, value }: Write): void {
    const uid = value.metadata?.uid ?? '';
    if (type === 'DELETED') this.sources.delete(uid);
    else this.sources.set(uid, value as Source);
    this.dirty.add(uid);
  }

  /** Cards that differ from what was shown. `tell` hears of each pair. */
  flush(tell?: (before: Card | undefined, after: Card | undefined) => void): Changes<Card> {
    if (this.dirty.size === 0) return { changed: [], removed: [] };
    const changed: Card[] = [];
    const removed: string[] = [];
    for (const uid of this.dirty) {
      const source = this.sources.get(uid);
      const before = this.shown.get(uid);
      const after = source && this.#make(source);
      if (after && !(before && sameCard(before, after))) {
        changed.push(after);
        this.shown.set(uid, after);
        tell?.(before, after);
      } else if (!after && before) {
        removed.push(uid);
        this.shown.delete(uid);
        tell?.(before, undefined);
      }
    }
    this.dirty.clear();
    return { changed, removed };
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
  readonly #usage = new Map<string, Usage>();
  readonly #nodeUsage = new Map<string, Usage>();
  readonly #busyServices = new Set<string>();
  /** Machines by volume and by the attachment that says so. */
  readonly #attachments = new Map<string, Map<string, string>>();
  #events: EventLine[] = [];
  #requests: RequestSample[] = [];
  #requestsSeen = 0;
  #usageAtMs = -usageEveryMs;
  #changes: string[] = [];
  /** Changes that were looked at but not handed out yet. */
  #kept: CardChanges | undefined;

  constructor(source: PictureSource) {
    this.#source = source;
    this.#pods = new Layer((pod) => podCard(pod, this.#topOf(pod), this.#usage.get(pod.metadata?.uid ?? '')));
    this.#nodes = new Layer((node) => this.#nodeCard(node));
    this.#services = new Layer((service) => serviceCard(service, { slices: this.#slices.get(keyOf(service))?.values() ?? [], rates: source.rates(service.metadata?.uid ?? ''), machineAt: (address) => this.#machineAt(address) }));
    this.#workloads = new Layer(workloadCard);
    this.#extras = new Layer((object) => extraCard(object, { workloads: this.#workloads.sources.values(), attachedTo: (volume) => [...(this.#attachments.get(volume)?.values() ?? [])].sort() }));
  }

  /** Takes one write into account. */
  take(write: Write): void {
    switch (write.value.kind) {
      case 'Pod': this.#takePod(write); return;
      case 'Node': this.#takeNode(write); return;
      case 'Service': this.#takeService(write); return;
      case 'EndpointSlice': this.#takeSlice(write); return;
      case 'VolumeAttachment': this.#takeAttachment(write); return;
      case 'Event': if (write.type !== 'DELETED') this.#events.push(eventLine(write.value as t.CoreV1Event, this.#source.startEpochMs)); return;
      default:
        if (isWorkload(write.value.kind)) this.#workloads.take(write);
        else if (isExtra(write.value.kind)) this.#extras.take(write);
    }
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
    this.#nodes.dirty.add(this.#nodeUids.get(name) ?? '');
  }

  /** Whether {@link flush} would look at anything: cards to be made anew, events, requests, or usage that is due. */
  pending(nowMs: number): boolean {
    const layers = [this.#nodes, this.#pods, this.#services, this.#workloads, this.#extras];
    return this.#kept !== undefined || this.#events.length > 0 || this.#requests.length > 0 || nowMs - this.#usageAtMs >= usageEveryMs || layers.some(({ dirty }) => dirty.size > 0);
  }

  /** What changed since the last time. */
  flush(nowMs: number): PictureChanges {
    if (nowMs - this.#usageAtMs >= usageEveryMs) this.#readUsage(nowMs);
    const events = this.#events;
    const requests = this.#requests;
    this.#events = [];
    this.#requests = [];
    this.#requestsSeen = 0;
    const cards = joined(this.#kept, this.#flushCards());
    this.#kept = undefined;
    return { ...cards, events, requests };
  }

  /** Sentences about the changes of state (not of use) of the cards since the last time: what a person would notice. */
  takeNotable(): readonly string[] {
    const notable = this.#changes;
    this.#changes = [];
    return notable;
  }

  /** Looks at what has changed without handing it out; answers with what a person would notice of it. The next {@link flush} has it all. */
  settle(): readonly string[] {
    this.#kept = joined(this.#kept, this.#flushCards());
    return this.takeNotable();
  }

  #flushCards(): CardChanges {
    return {
      nodes: this.#nodes.flush((before, after) => { this.#note('Node', before?.name ?? after?.name ?? '', before?.status, after?.status); }),
      pods: this.#pods.flush((before, after) => { this.#note('Pod', before?.name ?? after?.name ?? '', before && podState(before), after && podState(after)); }),
      services: this.#services.flush((before, after) => { this.#note('Service', before?.name ?? after?.name ?? '', before && serviceState(before), after && serviceState(after)); }),
      workloads: this.#workloads.flush(),
      extras: this.#extras.flush(),
    };
  }

  #note(kind: string, name: string, before: string | undefined, after: string | undefined): void {
    if (before !== after) this.#changes.push(`${kind} ${name}: ${before ?? '-'} → ${after ?? 'gone'}`);
  }

  #takePod(write: Write): void {
    this.#pods.take(write);
    const pod = write.value as t.V1Pod;
    const uid = pod.metadata?.uid ?? '';
    const name = pod.spec?.nodeName ?? '';
    if (write.type === 'DELETED') {
      this.#podsOfNode.get(name)?.delete(uid);
      this.#usage.delete(uid);
    } else if (name !== '') bucket(this.#podsOfNode, name).set(uid, pod);
    if (name !== '') this.touchNode(name);
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
    const usage = this.#nodeUsage.get(name) ?? { cpuMilli: 0, memoryBytes: 0 };
    return nodeCard(node, this.#podsOfNode.get(name)?.values() ?? [], { powered: this.#source.powered(name), lost: this.#source.lost(name), usage });
  }

  /** `Deployment/NAME`: the top of the chain of controlling owners. */
  #topOf(pod: t.V1Pod): string {
    let owner = controllerOf(pod);
    for (let hops = 0; owner && hops < 4; hops++) {
      const above = this.#workloads.sources.get(owner.uid);
      const next = above && controllerOf(above);
      if (!next) return `${owner.kind}/${owner.name}`;
      owner = next;
    }
    return '';
  }

  #readUsage(nowMs: number): void {
    this.#usageAtMs = nowMs;
    for (const [name, uid] of this.#nodeUids) {
      const usage = this.#source.usage(name);
      if (!usage) continue;
      if (replaceUsage(this.#nodeUsage, name, usage)) this.#nodes.dirty.add(uid);
      for (const [podUid, podUsage] of usage.pods) if (replaceUsage(this.#usage, podUid, podUsage)) this.#pods.dirty.add(podUid);
    }
    for (const uid of this.#busyServices) this.#services.dirty.add(uid);
    this.#busyServices.clear();
    for (const [uid, card] of this.#services.shown) if (card.requestsPerSecond > 0) this.#services.dirty.add(uid);
  }
}

function joined(before: CardChanges | undefined, after: CardChanges): CardChanges {
  if (!before) return after;
  return {
    nodes: joinChanges(before.nodes, after.nodes),
    pods: joinChanges(before.pods, after.pods),
    services: joinChanges(before.services, after.services),
    workloads: joinChanges(before.workloads, after.workloads),
    extras: joinChanges(before.extras, after.extras),
  };
}

/** Two changes as one: the later card of a uid wins, and what went stays gone. */
function joinChanges<Card extends { readonly uid: string }>(before: Changes<Card>, after: Changes<Card>): Changes<Card> {
  const changed = new Map(before.changed.map((card) => [card.uid, card]));
  const removed = new Set(before.removed);
  for (const card of after.changed) {
    changed.set(card.uid, card);
    removed.delete(card.uid);
  }
  for (const uid of after.removed) {
    changed.delete(uid);
    removed.add(uid);
  }
  return { changed: [...changed.values()], removed: [...removed] };
}

const addressOf = (node: KubeObject | undefined): string | undefined => (node as t.V1Node | undefined)?.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address;

const podState = (card: PodCard): string => `${card.status} ${String(card.containersReady)}/${String(card.containers)}${card.node ? ` on ${card.node}` : ''}`;
const serviceState = (card: ServiceCard): string => `${String(card.readyPods.length)} ready, ${String(card.notReadyPods.length)} not`;

function bucket<V>(map: Map<string, Map<string, V>>, key: string): Map<string, V> {
  let inner = map.get(key);
  if (!inner) map.set(key, (inner = new Map()));
  return inner;
}

function replaceUsage(map: Map<string, Usage>, key: string, usage: Usage): boolean {
  const stepped = steppedUsage(usage);
  const before = map.get(key);
  if (before?.cpuMilli === stepped.cpuMilli && before.memoryBytes === stepped.memoryBytes) return false;
  map.set(key, stepped);
  return true;
}
