import type { Clock, Timer } from '../../sim/clock.ts';
import type { Random } from '../../sim/random.ts';
import { electionMs, heartbeatMs, Member } from './member.ts';
import type { Entry, Message } from './messages.ts';

export interface GroupOptions<Data> {
  readonly clock: Clock;
  readonly random: Random;
  readonly members: readonly string[];
  /** Term and index that everybody has at the beginning; the first member leads then. Absent: they begin with nothing, and elect. */
  readonly begin?: { readonly term: number; readonly index: number };
  /** Every heartbeat and timer is an event of its own, whatever it changes. For tests: the history must be the same. */
  readonly ticks?: boolean;
  /** Told of each entry when it is first known to be committed, in order. */
  readonly onCommit?: (index: number, entry: Entry<Data>) => void;
  /** Told when who leads, runs, follows whom or is reached is another: not of entries. */
  readonly onChange?: () => void;
  /** Told of each message that is sent, and whether it was lost. */
  readonly onMessage?: ((message: Message<Data>, delayMs: number, isLost: boolean) => void) | undefined;
}

/** A member with what the group knows about its process and its timers. */
interface Seat<Data> {
  readonly member: Member<Data>;
  isUp: boolean;
  /** Its leader reaches it, so no election is to be feared, since then. */
  fedSinceMs: number | undefined;
  timer: Timer | undefined;
  timerMs: number;
  beatTimer: Timer | undefined;
  checkTimer: Timer | undefined;
}

/** Entries between two snapshots, and those that are kept behind one for members that are late: etcd's `--snapshot-count` and catch-up entries. */
const snapshotEvery = 10_000;
const catchUpMax = 5000;

/**
 * Members on machines, with links between them. Heartbeats of a leader to a follower that hears it and has what the leader has
 * change nothing but the time at which it last heard, which can be told without sending them: they are left out, and made good
 * (`#settle`) at the moment when something changes. `ticks` leaves none out; `group.test.ts` holds that both come to the same.
 */
export class Group<Data> {
  readonly #options: GroupOptions<Data>;
  readonly #seats = new Map<string, Seat<Data>>();
  readonly #delays = new Map<string, number>();
  /** Pairs between which something was lost or passed over: heartbeats find out what the follower lacks. */
  readonly #lossy = new Set<string>();
  #apart: ReadonlySet<string> = new Set();
  #isLeaderless = false;
  #committed: number;
  /** Messages between these arrive at once: the round in which a write is agreed upon. */
  #atOnce: ReadonlySet<string> | undefined;
  #round: Message<Data>[] = [];
  /** What was told last. */
  #told = '';
  onMessage: GroupOptions<Data>['onMessage'];

  constructor(options: GroupOptions<Data>) {
    const { members, random, begin, clock } = options;
    this.#options = options;
    this.onMessage = options.onMessage;
    this.#committed = begin?.index ?? 0;
    for (const from of members) for (const to of members) if (from < to) this.#delays.set(pairOf(from, to), 1 + random.int(3));
    for (const id of members) {
      const member = new Member<Data>({ id, members, random, send: (message) => { this.#send(message); }, onCommit: (index, entry) => { this.#commit(index, entry); }, ...(begin ? { begin } : {}) });
      this.#seats.set(id, { member, isUp: true, fedSinceMs: undefined, timer: undefined, timerMs: 0, beatTimer: undefined, checkTimer: undefined });
    }
    const first = this.member(members[0] ?? '');
    if (begin && first) {
      first.leadFrom(clock.nowMs);
      for (const { member } of this.#seats.values()) if (member !== first) member.step({ type: 'heartbeat', from: first.id, to: member.id, term: first.term, commit: first.commit }, clock.nowMs);
    }
    this.#told = this.#state();
    this.#tend();
  }

  member(id: string): Member<Data> | undefined {
    return this.#seats.get(id)?.member;
  }

  get members(): readonly string[] {
    return [...this.#seats.keys()];
  }

  isUp(id: string): boolean {
    return this.#seats.get(id)?.isUp ?? false;
  }

  /** Whether messages pass between two members. */
  connected(a: string, b: string): boolean {
    return this.#apart.has(a) === this.#apart.has(b);
  }

  /** How long a message is under way. */
  delayMs(a: string, b: string): number {
    return this.#delays.get(pairOf(a, b)) ?? 0;
  }

  /** The member that leads a majority which it reaches now: of two, one of which does not know yet that it is no leader any more, the newer. */
  get leader(): Member<Data> | undefined {
    let found: Member<Data> | undefined;
    for (const { member, isUp } of this.#seats.values()) {
      if (!isUp || member.role !== 'leader' || member.term < (found?.term ?? 0)) continue;
      if (this.reached(member.id).length >= member.majority) found = member;
    }
    return found;
  }

  /** Members that run and can be reached from one of them, itself first, the nearest next. */
  reached(from: string): readonly string[] {
    const others = this.members.filter((id) => id !== from && this.isUp(id) && this.connected(from, id));
    return [...(this.isUp(from) ? [from] : []), ...others.sort((a, b) => this.delayMs(from, a) - this.delayMs(from, b) || (a < b ? -1 : 1))];
  }

  /** When the next election may begin among those that `from` reaches. */
  nextElectionMs(from: string): number {
    return Math.min(...this.reached(from).map((id) => this.#seats.get(id)?.member.deadlineMs ?? Infinity));
  }

  get isLeaderless(): boolean {
    return this.#isLeaderless;
  }

  /** Starts or ends a member's process. */
  setUp(id: string, isUp: boolean): void {
    const seat = this.#seats.get(id);
    if (!seat || seat.isUp === isUp) return;
    this.#settle();
    seat.isUp = isUp;
    if (isUp) seat.member.restart(this.#now);
    this.#tend();
  }

  /** Keeps them from having a leader, on purpose: who leads steps down, nothing passes between them, and nobody stands for election. Afterwards they elect one. */
  setLeaderless(isLeaderless: boolean): void {
    if (this.#isLeaderless === isLeaderless) return;
    this.#settle();
    this.#isLeaderless = isLeaderless;
    for (const { member, isUp } of this.#seats.values()) if (isUp) member.restart(this.#now);
    this.#tend();
  }

  /** Members that are cut off from the others, together. */
  setApart(apart: ReadonlySet<string>): void {
    this.#settle();
    this.#apart = apart;
    this.#tend();
  }

  /**
   * Writes an entry. True: the leader and the nearest of its followers, a majority together, have it at this instant; how long that took
   * is {@link roundMs}. The others get it by messages.
   */
  agree(data: Data): boolean {
    const { leader } = this;
    if (!leader) return false;
    this.#atOnce = new Set(this.reached(leader.id).slice(0, leader.majority));
    leader.propose(data);
    const index = leader.log.lastIndex;
    let moves = false;
    for (let message = this.#round.shift(); message; message = this.#round.shift()) moves = this.#deliver(message) || moves;
    this.#atOnce = undefined;
    if (moves) this.#tend();
    return leader.role === 'leader' && leader.commit >= index;
  }

  /** What it takes to agree on a write: there and back to the slowest of the nearest majority. */
  get roundMs(): number {
    const { leader } = this;
    if (!leader) return 0;
    return 2 * this.delayMs(leader.id, this.reached(leader.id)[leader.majority - 1] ?? leader.id);
  }

  /** Hands an entry to one member, whatever becomes of it. False where that one leads nobody. */
  offer(id: string, data: Data): boolean {
    const offered = this.isUp(id) && (this.member(id)?.propose(data) ?? false);
    this.#tend();
    return offered;
  }

  get #now(): number {
    return this.#options.clock.nowMs;
  }

  #commit(index: number, entry: Entry<Data>): void {
    if (index <= this.#committed) return;
    this.#committed = index;
    if (index % snapshotEvery === 0) for (const { member, isUp } of this.#seats.values()) if (isUp) member.log.compact(Math.min(index - catchUpMax, member.commit));
    this.#options.onCommit?.(index, entry);
  }

  #send(message: Message<Data>): void {
    const { from, to } = message;
    const isLost = !this.connected(from, to);
    const delayMs = this.delayMs(from, to);
    this.onMessage?.(message, delayMs, isLost || !this.isUp(to));
    if (isLost) this.#lossy.add(pairOf(from, to));
    else if (this.#atOnce?.has(from) && this.#atOnce.has(to)) this.#round.push(message);
    else {
      this.#options.clock.after(delayMs, () => {
        if (this.#deliver(message)) this.#tend();
      });
    }
  }

  /** True where timers may have to be set anew: somebody's part in it is another one now, or something was lost. */
  #deliver(message: Message<Data>): boolean {
    const seat = this.#seats.get(message.to);
    if (!seat?.isUp || this.#isLeaderless) {
      this.#lossy.add(pairOf(message.from, message.to));
      return true;
    }
    const { role, term, leader } = seat.member;
    if (message.type === 'pre-vote' || message.type === 'vote' || message.term !== seat.member.term) this.#settle();
    seat.member.step(message, this.#now);
    // Refused, or older than what it has: it does not know yet what it was told.
    if ('commit' in message && seat.member.commit < message.commit) this.#lossy.add(pairOf(message.from, message.to));
    return this.#lossy.size > 0 || seat.member.role !== role || seat.member.term !== term || seat.member.leader !== leader;
  }

  /** The seat whose member leads another one that hears it. */
  #leaderOf(seat: Seat<Data>): Seat<Data> | undefined {
    const { member, isUp } = seat;
    if (!isUp || member.role !== 'follower' || member.leader === undefined) return undefined;
    const leader = this.#seats.get(member.leader);
    const leads = leader?.isUp === true && leader.member.role === 'leader' && leader.member.term === member.term;
    return leads && this.connected(leader.member.id, member.id) ? leader : undefined;
  }

  /** Whether a heartbeat would change nothing but the time: the follower lacks nothing of the log, and knows what of it is committed. */
  #isCalm(leader: Seat<Data>, seat: Seat<Data>): boolean {
    const pair = pairOf(leader.member.id, seat.member.id);
    if (!this.#lossy.has(pair)) return true;
    if (leader.member.progressOf(seat.member.id)?.match !== leader.member.log.lastIndex || seat.member.commit < leader.member.commit) return false;
    this.#lossy.delete(pair);
    return true;
  }

  /** Makes good the heartbeats that were not sent up to now: when followers last heard, and when they last answered. */
  #settle(nowMs = this.#now): void {
    if (this.#options.ticks) return;
    for (const seat of this.#seats.values()) {
      const leader = this.#leaderOf(seat);
      if (!leader || seat.fedSinceMs === undefined) continue;
      const delayMs = this.delayMs(leader.member.id, seat.member.id);
      const sentMs = (latestMs: number): number => {
        const atMs = leader.member.sinceMs + Math.floor((latestMs - leader.member.sinceMs) / heartbeatMs) * heartbeatMs;
        return atMs > (seat.fedSinceMs ?? Infinity) && atMs > leader.member.sinceMs ? atMs : -Infinity;
      };
      seat.member.heard(sentMs(nowMs) + delayMs);
      leader.member.active(seat.member.id, sentMs(nowMs - delayMs) + 2 * delayMs);
    }
  }

  /** Sees to the timers after anything that happened. */
  #tend(): void {
    for (const seat of this.#seats.values()) {
      const isFed = !this.#options.ticks && this.#leaderOf(seat) !== undefined;
      if (!isFed) seat.fedSinceMs = undefined;
      else seat.fedSinceMs ??= this.#now;
      this.#tendElection(seat, isFed);
    }
    for (const seat of this.#seats.values()) {
      const leads = seat.isUp && seat.member.role === 'leader';
      this.#tendBeat(seat, leads);
      this.#tendCheck(seat, leads);
    }
    this.#tell();
  }

  /** Says that something is another now, where it is: messages alone change nothing that is seen from outside. */
  #tell(): void {
    const state = this.#state();
    if (state === this.#told) return;
    this.#told = state;
    this.#options.onChange?.();
  }

  #state(): string {
    return [...this.#seats.values()].map(({ isUp, member: { id, role, term, leader = '' } }) => `${isUp ? role : 'down'} ${String(term)} ${leader} ${this.#apart.has(id) ? 'apart' : ''}`).join();
  }

  #tendElection(seat: Seat<Data>, isFed: boolean): void {
    const { member, isUp } = seat;
    if (!isUp || isFed || member.role === 'leader' || this.#isLeaderless) {
      seat.timer?.cancel();
      seat.timer = undefined;
      return;
    }
    if (seat.timer && seat.timerMs <= member.deadlineMs) return;
    seat.timer?.cancel();
    seat.timerMs = member.deadlineMs;
    seat.timer = this.#options.clock.after(Math.max(0, member.deadlineMs - this.#now), () => {
      seat.timer = undefined;
      if (member.deadlineMs <= this.#now) member.timeUp(this.#now);
      this.#tend();
    });
  }

  #tendBeat(seat: Seat<Data>, leads: boolean): void {
    const { member } = seat;
    const wanted = (): readonly string[] => (leads ? member.peers.filter((peer) => this.#needsBeat(seat, peer)) : []);
    if (wanted().length === 0) {
      seat.beatTimer?.cancel();
      seat.beatTimer = undefined;
      return;
    }
    seat.beatTimer ??= this.#options.clock.after(this.#untilNext(member.sinceMs, heartbeatMs), () => {
      seat.beatTimer = undefined;
      for (const peer of wanted()) member.beat(peer);
      this.#tend();
    });
  }

  #needsBeat(leader: Seat<Data>, peer: string): boolean {
    if (this.#options.ticks) return true;
    const seat = this.#seats.get(peer);
    if (!seat?.isUp || !this.connected(leader.member.id, peer)) return false;
    return this.#leaderOf(seat) !== leader || !this.#isCalm(leader, seat);
  }

  /** Who leads a majority that hears it need not ask itself whether it does. */
  #tendCheck(seat: Seat<Data>, leads: boolean): void {
    const { member } = seat;
    const fed = member.peers.filter((peer) => { const other = this.#seats.get(peer); return other !== undefined && this.#leaderOf(other) === seat; }).length + 1;
    if (!leads || (fed >= member.majority && !this.#options.ticks)) {
      seat.checkTimer?.cancel();
      seat.checkTimer = undefined;
      return;
    }
    seat.checkTimer ??= this.#options.clock.after(this.#untilNext(member.sinceMs, electionMs), () => {
      seat.checkTimer = undefined;
      // Whoever finds itself without a majority does so before its next heartbeat is due.
      this.#settle(this.#now - 1);
      member.checkQuorum(this.#now);
      this.#tend();
    });
  }

  /** To the next multiple of a period since a moment, not counting now. */
  #untilNext(sinceMs: number, periodMs: number): number {
    return sinceMs + (Math.floor((this.#now - sinceMs) / periodMs) + 1) * periodMs - this.#now;
  }
}

const pairOf = (a: string, b: string): string => (a < b ? `${a} ${b}` : `${b} ${a}`);
