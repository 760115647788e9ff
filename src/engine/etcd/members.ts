import type { ApiRequest } from '../../kube/api.ts';
import type { Clock } from '../sim/clock.ts';
import type { Random } from '../sim/random.ts';
import { Group, type Message, type Role } from './raft/index.ts';
import type { Outage, Store } from './store.ts';

/** What stands in the members' logs: the revision that was written, or a request that nobody agreed on when it was made. */
export type Written = number | { readonly request: ApiRequest };

export interface MembersSettings {
  readonly clock: Clock;
  readonly random: Random;
  readonly store: Store;
  /** Names of the machines, the leader first. */
  readonly nodes: readonly string[];
  /** Carries out a write whose client was told long ago that it had failed. */
  readonly carryOut: (request: ApiRequest) => void;
  /** Who leads, runs or is reached may be another now. */
  readonly onChange: () => void;
}

/** A member as one sees it from outside. */
export interface MemberSight {
  readonly name: string;
  readonly role: Role | 'down';
  readonly term: number;
  readonly lastIndex: number;
  readonly commit: number;
  readonly leader: string;
  /** Indexes of what is in its log and nowhere agreed upon. */
  readonly pending: number;
  /** Cut off from others, on this side of the cut (0 or 1). */
  readonly side: 0 | 1;
}

/** How long a member waits before it gives a request up: 5 s, and twice the time of an election. */
const giveUpMs = 7000;
/** Until a member that has just started hears of the leader. */
const heartbeatMs = 100;
/** What kubeadm's members have agreed on before any write: themselves (the later ones as learners first), the cluster's version, the first leader. */
export const foundingIndex = (members: number): number => 4 + 3 * (members - 1);
/** A member that is alone elects itself in its second term. */
export const firstTerm = 2;

/**
 * etcd's members on their machines. The store is what they have agreed on; each write to it is an entry of their logs first, and
 * there is no write without a leader that reaches a majority.
 */
export class Members {
  readonly #settings: MembersSettings;
  readonly #group: Group<Written>;
  #isCarryingOut = false;

  constructor(settings: MembersSettings) {
    this.#settings = settings;
    const { clock, random, store, nodes } = settings;
    this.#group = new Group<Written>({
      clock, random, members: nodes, begin: { term: firstTerm, index: foundingIndex(nodes.length) + store.revision },
      onCommit: (_, { data }) => { if (typeof data === 'object') this.#carryOut(data.request); }, onChange: () => { this.#changed(); },
    });
    store.agree = (revision) => this.#isCarryingOut || this.#group.agree(revision);
    store.available = this.hasLeader;
  }

  get nodes(): readonly string[] {
    return this.#group.members;
  }

  /** Whether there is a leader that reaches a majority. */
  get hasLeader(): boolean {
    return this.#group.leader !== undefined;
  }

  /** What it costs to agree on a write, in virtual ms. */
  get roundMs(): number {
    return this.#group.roundMs;
  }

  /** Told of every message between members; undefined while nobody looks. */
  set onMessage(listener: ((message: Message<Written>, isLost: boolean) => void) | undefined) {
    this.#group.onMessage = listener && ((message, _, isLost) => { listener(message, isLost); });
  }

  isUp(node: string): boolean {
    return this.#group.isUp(node);
  }

  /** A member's process starts or ends. */
  setUp(node: string, isUp: boolean): void {
    this.#group.setUp(node, isUp);
  }

  /** Machines that are cut off from the others. */
  setApart(apart: ReadonlySet<string>): void {
    this.#group.setApart(apart);
  }

  /** A leader is kept from being elected on purpose. */
  forbidLeader(isForbidden: boolean): void {
    this.#group.setLeaderless(isForbidden);
  }

  /** How a member fails whoever asks it now; undefined where it serves. */
  outageOf(node: string): Outage | undefined {
    const member = this.#group.member(node);
    const { leader } = this.#group;
    if (!member || this.#group.isLeaderless) return timedOut;
    if (leader && member.leader === leader.id && this.#group.connected(node, leader.id)) return undefined;
    if (this.#group.reached(node).length >= member.majority) return { message: 'etcdserver: leader changed', tookMs: this.#untilLeader(node) };
    const believed = member.leader;
    if (believed === undefined) return timedOut;
    const offer = (request: ApiRequest): void => { if (this.#group.connected(node, believed)) this.#group.offer(believed, { request }); };
    return { message: 'etcdserver: request timed out, possibly due to connection lost', tookMs: giveUpMs, offer };
  }

  /** The members as they are. */
  sights(): readonly MemberSight[] {
    const apart = this.nodes.filter((node) => !this.#group.connected(node, this.nodes[0] ?? ''));
    return this.nodes.map((name) => this.#sight(name, apart.includes(name) ? 1 : 0));
  }

  #sight(name: string, side: 0 | 1): MemberSight {
    const member = this.#group.member(name);
    if (!member) throw new Error(`there is no member ${name}`);
    const { role, term, commit, leader = '', log } = member;
    const isUp = this.isUp(name);
    return { name, role: isUp ? role : 'down', term, lastIndex: log.lastIndex, commit, leader: isUp ? leader : '', pending: log.lastIndex - commit, side };
  }

  #untilLeader(node: string): number {
    const { clock } = this.#settings;
    if (this.#group.leader) return heartbeatMs;
    return Math.max(heartbeatMs, Math.ceil(this.#group.nextElectionMs(node) - clock.nowMs));
  }

  #changed(): void {
    this.#settings.store.available = this.hasLeader;
    this.#settings.onChange();
  }

  /** Right after the write that is being agreed on, which has its revision already. */
  #carryOut(request: ApiRequest): void {
    this.#settings.clock.after(0, () => {
      this.#isCarryingOut = true;
      this.#settings.carryOut(request);
      this.#isCarryingOut = false;
    });
  }
}

const timedOut: Outage = { message: 'etcdserver: request timed out', tookMs: giveUpMs };
