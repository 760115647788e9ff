import type { ApiRequest, ApiResponse, ApiServer, WatchEvent, WatchHandle } from '../kube/api.ts';
import type { V1Status } from '../kube/generated/types.ts';
import type { EtcdMemberView } from './container-runtime/index.ts';
import { firstTerm, foundingIndex, Members, type MemberSight, type Store } from './etcd/index.ts';
import { PlacedApi, type FaultyApi, type Place, type Way } from './faults/index.ts';
import type { EventQueue, RandomStreams } from './sim/index.ts';

/** What runs on a machine and dies with it. */
export interface Stoppable {
  stop(): void;
}

export type Program = 'kube-controller-manager' | 'kube-scheduler';

/** What works on one machine of several. */
export interface HeadSight {
  readonly name: string;
  readonly api: 'answers' | 'refuses' | 'down';
  readonly runsScheduler: boolean;
  readonly runsManager: boolean;
}

export interface ControlPlanesSettings {
  readonly clock: EventQueue;
  readonly random: RandomStreams;
  readonly store: Store;
  readonly faulty: FaultyApi;
  /** The API server itself, as nobody can break it. */
  readonly server: ApiServer;
  /** Machines that are there for the control plane from the beginning, the first one first. */
  readonly heads: readonly string[];
  /** kubeadm sets it up on each of them, in pods. */
  readonly isSelfHosted: boolean;
  /** Machines with an API server that listens. */
  readonly listening: () => readonly string[];
  /** Whether a part of Kubernetes runs in a container there. */
  readonly runs: (component: 'etcd' | 'kube-apiserver' | Program, node: string) => boolean;
  readonly start: (program: Program, node: string) => Stoppable;
  /** Who reaches whom, who leads or what runs may have changed. */
  readonly onChange: () => void;
}

/**
 * Where there is more than one control plane, or where machines are cut off from one another: which API server a request reaches, what its
 * member of etcd can do, and which programs run on which machine. With one of everything, requests pass it by.
 */
export class ControlPlanes {
  readonly #settings: ControlPlanesSettings;
  /** Places to which there is something to tell that cannot be told. */
  readonly #holding = new Set<PlacedApi>();
  /** Where the requests of a place go, by what decides it; worked out anew when something has changed. */
  readonly #ways = new Map<string | 0 | 1, Way | undefined>();
  readonly #programs = new Map<string, Stoppable>();
  #members: Members | undefined;
  #apart: ReadonlySet<string> = new Set();
  readonly #dismissed = new Set<string>();
  /** Machine of the API server that is at work now. */
  #serving: string | undefined;
  /** Told of every message between members. */
  #onMessage: Members['onMessage'];
  #sights: readonly MemberSight[] = [];

  constructor(settings: ControlPlanesSettings) {
    this.#settings = settings;
  }

  /** Whether there is a member of etcd on each of several machines. */
  get areSeveral(): boolean {
    return this.#settings.isSelfHosted && this.#settings.heads.length > 1;
  }

  /** Machines that are cut off from the others. */
  get apart(): readonly string[] {
    return [...this.#apart];
  }

  /** Whether any API server takes requests. */
  get answers(): boolean {
    return this.#settings.listening().length > 0;
  }

  /** The members of etcd; none where there is one only. The same array while nothing changes. */
  get members(): readonly MemberSight[] {
    if (this.#members) this.#sights = keepSame(this.#sights, this.#members.sights());
    return this.#sights;
  }

  /** What works on each machine of the control plane, its API server as whoever reaches that one meets it. */
  get sights(): readonly HeadSight[] {
    const listening = new Set(this.#settings.listening());
    const runs = (program: Program, name: string): boolean => this.#programs.has(`${program} ${name}`);
    return this.#settings.heads.map((name) => ({ name, api: !listening.has(name) ? 'down' : this.#wayTo(name).isWell ? 'answers' : 'refuses', runsScheduler: runs('kube-scheduler', name), runsManager: runs('kube-controller-manager', name) }));
  }

  set onMessage(listener: Members['onMessage']) {
    this.#onMessage = listener;
    if (this.#members) this.#members.onMessage = listener;
  }

  /** The API as it is reached from there. */
  from(place: Place): ApiServer {
    return new PlacedApi({
      faulty: this.#settings.faulty, holding: this.#holding, isDivided: () => this.#isDivided, way: () => this.#way(place),
      handle: (way, request) => this.#handle(way, request), watch: (way, request, sink) => this.#watch(way, request, sink),
    });
  }

  /** Whether somebody there hears of what is written. */
  sees(place: Place): boolean {
    return this.#apart.size === 0 || this.#way(place)?.isWell === true;
  }

  /** Whether the API server that is at work reaches a machine; where none is, one that does for everybody. */
  reaches(node: string): boolean {
    return this.#apart.size === 0 || this.#sameSide(this.#serving ?? this.#way({})?.node ?? this.#settings.heads[0], node);
  }

  /** What it costs to agree on a write, in virtual ms. */
  get roundMs(): number {
    return this.#members?.roundMs ?? 0;
  }

  /** The members of etcd as somebody on that machine meets them; where there is one only, that one. None where what runs there is no member any more. */
  etcdFrom(node: string): readonly Omit<EtcdMemberView, 'address'>[] {
    const { store } = this.#settings;
    if (!this.#members) {
      const index = foundingIndex(1) + store.revision;
      return [{ name: node, isReached: true, serves: store.available, isLeader: store.available, hasLeader: store.available, term: firstTerm, index, applied: index }];
    }
    const members = this.#members;
    if (this.#dismissed.has(node)) return [];
    return members.sights().map(({ name, role, term, lastIndex, commit, leader }) => ({
      name, term, index: lastIndex, applied: commit, isReached: role !== 'down' && this.#sameSide(name, node), serves: members.outageOf(name) === undefined, isLeader: role === 'leader', hasLeader: leader !== '',
    }));
  }

  /** Every control plane has joined: etcd has all of its members. */
  begin(): void {
    const { clock, random, store, heads, server } = this.#settings;
    if (!this.areSeveral) return;
    this.#members = new Members({
      clock, random: random.stream('etcd'), store, nodes: heads, onChange: () => { this.#changed(); },
      carryOut: (request) => { this.#within(undefined, () => server.handle(request)); },
    });
    this.#members.onMessage = this.#onMessage;
    for (const node of heads) this.follow(node);
  }

  /** A part of the control plane of a machine came or went. */
  follow(node: string): void {
    const { runs, heads } = this.#settings;
    this.forgetWays();
    if (!this.areSeveral || !heads.includes(node)) return;
    const isMember = !this.#dismissed.has(node);
    this.#members?.setUp(node, isMember && runs('etcd', node));
    for (const program of ['kube-controller-manager', 'kube-scheduler'] as const) this.#run(program, node, isMember && runs(program, node));
    this.#changed();
  }

  /** Cuts machines off from the others; with none of them everybody reaches everybody again. */
  cut(nodes: readonly string[]): void {
    this.#apart = new Set(nodes);
    this.#members?.setApart(this.#apart);
    this.#changed();
  }

  /** A machine, its power or an API server came or went. */
  reconsider(): void {
    if (this.#isDivided) this.#changed();
  }

  /** A machine is gone for good: its member counts as down, and another machine of that name is no member. */
  dismiss(node: string): void {
    if (this.areSeveral) this.#dismissed.add(node);
  }

  /** Who listens may be another from this moment on. */
  forgetWays(): void {
    this.#ways.clear();
  }

  forbidLeader(isForbidden: boolean): void {
    this.#members?.forbidLeader(isForbidden);
  }

  #run(program: Program, node: string, isWanted: boolean): void {
    const key = `${program} ${node}`;
    const running = this.#programs.get(key);
    if (isWanted && !running) this.#programs.set(key, this.#settings.start(program, node));
    if (isWanted || !running) return;
    this.#programs.delete(key);
    running.stop();
  }

  get #isDivided(): boolean {
    return this.#members !== undefined || this.#apart.size > 0;
  }

  #changed(): void {
    this.forgetWays();
    for (const place of [...this.#holding]) place.reconsider();
    this.#settings.onChange();
  }

  #sameSide(a: string | undefined, b: string | undefined): boolean {
    return this.#apart.has(a ?? '') === this.#apart.has(b ?? '');
  }

  #way(place: Place): Way | undefined {
    const { node = '', isLocal } = place;
    const decides = isLocal || place.node === undefined ? node : this.#apart.has(node) ? 1 : 0;
    if (!this.#ways.has(decides)) this.#ways.set(decides, this.#findWay(place));
    return this.#ways.get(decides);
  }

  /** A load balancer sends everybody to an API server that is well, where there is one on their side; who stands beside one asks that one. */
  #findWay({ node, isLocal }: Place): Way | undefined {
    const { listening, heads } = this.#settings;
    const isOutside = node === undefined;
    const ways = listening()
      .filter((head) => (isLocal ? head === node : isOutside || this.#sameSide(head, node)))
      .map((head) => this.#wayTo(head));
    if (heads.length === 0 && !isLocal && (isOutside || !this.#apart.has(node)) && ways.length === 0) return elsewhere;
    return ways.find(({ isWell }) => isWell) ?? ways.find(({ hasStorage }) => hasStorage) ?? ways[0];
  }

  #wayTo(node: string): Way {
    if (!this.#members) return { node, hasStorage: this.#settings.faulty.hasStorage, isWell: true };
    const hasStorage = this.#members.isUp(node);
    return { node, hasStorage, isWell: hasStorage && this.#members.outageOf(node) === undefined };
  }

  #handle(way: Way, request: ApiRequest): ApiResponse {
    const { store, faulty } = this.#settings;
    const { revision } = store;
    const answer = this.#within(way, () => faulty.handle(request));
    if (!this.#members || store.revision === revision) return answer;
    return { ...answer, tookMs: (answer.tookMs ?? 0) + this.#members.roundMs };
  }

  #watch(way: Way, request: ApiRequest, sink: (event: WatchEvent) => void): WatchHandle | V1Status {
    return this.#within(way, () => this.#settings.faulty.watch(request, sink));
  }

  /** Lets an API server work: what its member of etcd cannot do, it cannot do. */
  #within<Answer>(way: Way | undefined, work: () => Answer): Answer {
    const { store } = this.#settings;
    const [outage, serving] = [store.outage, this.#serving];
    store.outage = way?.node === undefined || way.isWell ? undefined : this.#members?.outageOf(way.node);
    this.#serving = way?.node;
    try {
      return work();
    } finally {
      store.outage = outage;
      this.#serving = serving;
    }
  }
}

/** On no machine of ours. */
const elsewhere: Way = { node: undefined, hasStorage: true, isWell: true };

/** The array of before where the other says the same, and its entries where these do. */
function keepSame(before: readonly MemberSight[], after: readonly MemberSight[]): readonly MemberSight[] {
  const merged = after.map((sight, index) => {
    const old = before[index];
    return old && (Object.keys(sight) as (keyof MemberSight)[]).every((key) => old[key] === sight[key]) ? old : sight;
  });
  return merged.length === before.length && merged.every((sight, index) => sight === before[index]) ? before : merged;
}
