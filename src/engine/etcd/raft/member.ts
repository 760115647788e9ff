import type { Random } from '../../sim/random.ts';
import { RaftLog } from './log.ts';
import type { Content, Entry, Message } from './messages.ts';

export const heartbeatMs = 100;
export const electionMs = 1000;
/** Entries in one message at most. */
const batchMax = 500;

export type Role = 'follower' | 'pre-candidate' | 'candidate' | 'leader';

/** What a leader knows of a follower. */
export interface Progress {
  /** Up to here its log is known to agree. */
  match: number;
  /** What it is sent next. */
  next: number;
  /** It is not known where the logs agree: one message at a time. */
  isProbed: boolean;
  /** When it was last heard of. */
  activeMs: number;
}

export interface MemberOptions<Data> {
  readonly id: string;
  /** Everybody, this one too. */
  readonly members: readonly string[];
  readonly random: Random;
  readonly send: (message: Message<Data>) => void;
  /** Told of each entry once it is committed, in order. */
  readonly onCommit?: (index: number, entry: Entry<Data>) => void;
  /** How it begins, where it does not begin with nothing. */
  readonly begin?: { readonly term: number; readonly index: number };
}

type Of<Data, Type extends Message<Data>['type']> = Extract<Message<Data>, { readonly type: Type }>;

/**
 * One member that speaks Raft as etcd does: with PreVote, CheckQuorum and a lease that keeps a leader in office while its
 * followers hear of it. It owns no timer: whoever drives it says what time it is and when time is up.
 *
 * @see etcd's raft library, raft.go; Ongaro and Ousterhout, In Search of an Understandable Consensus Algorithm
 */
export class Member<Data> {
  readonly id: string;
  readonly log: RaftLog<Data>;
  readonly #options: MemberOptions<Data>;
  readonly #progress = new Map<string, Progress>();
  readonly #votes = new Map<string, boolean>();
  #term: number;
  #vote: string | undefined;
  #commit: number;
  #role: Role = 'follower';
  #leader: string | undefined;
  /** When the election timer was last set back. */
  #heardMs = 0;
  #timeoutMs = electionMs;
  /** When it became what it is. */
  #sinceMs = 0;

  constructor(options: MemberOptions<Data>) {
    const { begin = { term: 0, index: 0 } } = options;
    this.#options = options;
    this.id = options.id;
    this.log = new RaftLog(begin.index, begin.term);
    this.#term = begin.term;
    this.#commit = begin.index;
    this.#drawTimeout();
  }

  get term(): number {
    return this.#term;
  }

  get commit(): number {
    return this.#commit;
  }

  get role(): Role {
    return this.#role;
  }

  get leader(): string | undefined {
    return this.#leader;
  }

  get sinceMs(): number {
    return this.#sinceMs;
  }

  /** When it will ask for an election, where it hears of no leader before. */
  get deadlineMs(): number {
    return this.#heardMs + this.#timeoutMs;
  }

  progressOf(peer: string): Progress | undefined {
    return this.#progress.get(peer);
  }

  get peers(): readonly string[] {
    return this.#options.members.filter((member) => member !== this.id);
  }

  get majority(): number {
    return Math.floor(this.#options.members.length / 2) + 1;
  }

  /** A sign of life of its leader at that moment. */
  heard(ms: number): void {
    this.#heardMs = Math.max(this.#heardMs, ms);
  }

  /** A sign of life of a follower at that moment. */
  active(peer: string, ms: number): void {
    const progress = this.#progress.get(peer);
    if (progress) progress.activeMs = Math.max(progress.activeMs, ms);
  }

  /** The process starts again: term, vote, log and what it knew to be committed were on its disk. */
  restart(nowMs: number): void {
    this.#follow(this.#term, undefined, nowMs);
  }

  /** No sign of a leader for too long: first asks whether an election could be won. */
  timeUp(nowMs: number): void {
    if (this.#role === 'leader') return;
    this.#heardMs = nowMs;
    this.#become('pre-candidate', nowMs);
    this.#leader = undefined;
    this.#canvass('pre-vote', this.#term + 1, nowMs);
  }

  /** Takes an entry into the log and sends it on; false where it leads nobody. */
  propose(data: Data | undefined): boolean {
    if (this.#role !== 'leader') return false;
    this.log.push({ term: this.#term, data });
    this.#advance();
    for (const peer of this.peers) this.#append(peer, false);
    return true;
  }

  /** A leader's sign of life. */
  beat(peer: string): void {
    const progress = this.#progress.get(peer);
    if (this.#role === 'leader' && progress) this.#send(peer, { type: 'heartbeat', commit: Math.min(progress.match, this.#commit) });
  }

  /** A leader that has not heard of a majority for the time of an election leads no more. */
  checkQuorum(nowMs: number): void {
    if (this.#role !== 'leader') return;
    const active = this.peers.filter((peer) => (this.#progress.get(peer)?.activeMs ?? -Infinity) > nowMs - electionMs).length + 1;
    if (active < this.majority) this.#follow(this.#term, undefined, nowMs);
  }

  step(message: Message<Data>, nowMs: number): void {
    if (message.term > this.#term && !this.#isOfHigherTerm(message, nowMs)) return;
    if (message.term < this.#term) this.#answerOld(message);
    else this.#take(message, nowMs);
  }

  /** Takes over a higher term where the message asks for that. False where the message is to be passed over. */
  #isOfHigherTerm(message: Message<Data>, nowMs: number): boolean {
    const { type, term, from } = message;
    const asks = type === 'pre-vote' || type === 'vote';
    if (asks && this.#leader !== undefined && (this.#role === 'leader' || nowMs - this.#heardMs < electionMs)) return false;
    if (type === 'pre-vote' || (type === 'pre-vote-answer' && message.granted)) return true;
    this.#follow(term, type === 'append' || type === 'heartbeat' || type === 'snapshot' ? from : undefined, nowMs);
    return true;
  }

  /** A leader of the past must learn of the new term, or it would never step down for a member that went on without it. */
  #answerOld({ type, from }: Message<Data>): void {
    if (type === 'append' || type === 'heartbeat') this.#send(from, { type: 'append-answer', index: 0, refused: false, hint: 0 });
    else if (type === 'pre-vote') this.#send(from, { type: 'pre-vote-answer', granted: false });
  }

  #take(message: Message<Data>, nowMs: number): void {
    switch (message.type) {
      case 'pre-vote':
      case 'vote': this.#consider(message, nowMs); return;
      case 'pre-vote-answer':
      case 'vote-answer': this.#count(message, nowMs); return;
      case 'append':
      case 'heartbeat':
      case 'snapshot': this.#obey(message, nowMs); return;
      case 'append-answer': this.#appended(message, nowMs); return;
      case 'heartbeat-answer': {
        this.active(message.from, nowMs);
        if ((this.#progress.get(message.from)?.match ?? Infinity) < this.log.lastIndex) this.#append(message.from, true);
      }
    }
  }

  #consider({ type, from, term, lastIndex, lastTerm }: Of<Data, 'vote' | 'pre-vote'>, nowMs: number): void {
    const isFree = this.#vote === from || (this.#vote === undefined && this.#leader === undefined) || (type === 'pre-vote' && term > this.#term);
    const isUpToDate = lastTerm > this.log.lastTerm || (lastTerm === this.log.lastTerm && lastIndex >= this.log.lastIndex);
    const granted = isFree && isUpToDate;
    if (granted && type === 'vote') {
      this.#heardMs = nowMs;
      this.#vote = from;
    }
    this.#send(from, { type: type === 'vote' ? 'vote-answer' : 'pre-vote-answer', granted }, granted ? term : this.#term);
  }

  #canvass(type: 'pre-vote' | 'vote', term: number, nowMs: number): void {
    this.#votes.clear();
    this.#votes.set(this.id, true);
    const { lastIndex, lastTerm } = this.log;
    if (this.#tally(nowMs)) return;
    for (const peer of this.peers) this.#send(peer, { type, lastIndex, lastTerm }, term);
  }

  #count({ type, from, granted }: Of<Data, 'vote-answer' | 'pre-vote-answer'>, nowMs: number): void {
    if (this.#role !== (type === 'vote-answer' ? 'candidate' : 'pre-candidate')) return;
    if (!this.#votes.has(from)) this.#votes.set(from, granted);
    this.#tally(nowMs);
  }

  /** True where the votes are decided. */
  #tally(nowMs: number): boolean {
    const granted = [...this.#votes.values()].filter(Boolean).length;
    if (granted >= this.majority) {
      if (this.#role === 'pre-candidate') this.#stand(nowMs);
      else this.#lead(nowMs);
      return true;
    }
    if (this.#votes.size - granted < this.majority) return false;
    this.#follow(this.#term, undefined, nowMs);
    return true;
  }

  #stand(nowMs: number): void {
    this.#reset(this.#term + 1, nowMs);
    this.#vote = this.id;
    this.#become('candidate', nowMs);
    this.#canvass('vote', this.#term, nowMs);
  }

  #lead(nowMs: number): void {
    this.#reset(this.#term, nowMs);
    this.#become('leader', nowMs);
    this.#leader = this.id;
    for (const peer of this.peers) this.#progress.set(peer, { match: 0, next: this.log.lastIndex + 1, isProbed: true, activeMs: -Infinity });
    this.propose(undefined);
  }

  /** It is the leader from the beginning: everybody has the same log. */
  leadFrom(nowMs: number): void {
    this.#reset(this.#term, nowMs);
    this.#vote = this.id;
    this.#become('leader', nowMs);
    this.#leader = this.id;
    for (const peer of this.peers) this.#progress.set(peer, { match: this.log.lastIndex, next: this.log.lastIndex + 1, isProbed: false, activeMs: nowMs });
  }

  #obey(message: Of<Data, 'append' | 'heartbeat' | 'snapshot'>, nowMs: number): void {
    if (this.#role !== 'follower') this.#follow(message.term, message.from, nowMs);
    this.#heardMs = nowMs;
    this.#leader = message.from;
    if (message.type === 'append') this.#receive(message);
    else if (message.type === 'snapshot') this.#restore(message);
    else {
      this.#commitTo(message.commit);
      this.#send(message.from, { type: 'heartbeat-answer' });
    }
  }

  #receive({ from, previousIndex, previousTerm, entries, commit }: Of<Data, 'append'>): void {
    const answer = (index: number): void => { this.#send(from, { type: 'append-answer', index, refused: false, hint: 0 }); };
    if (previousIndex < this.#commit) {
      answer(this.#commit);
      return;
    }
    if (this.log.termAt(previousIndex) !== previousTerm) {
      this.#send(from, { type: 'append-answer', index: previousIndex, refused: true, hint: Math.min(previousIndex - 1, this.log.lastIndex) });
      return;
    }
    this.log.merge(previousIndex, entries);
    const last = previousIndex + entries.length;
    this.#commitTo(Math.min(commit, last));
    answer(last);
  }

  #restore({ from, index, termOfIndex }: Of<Data, 'snapshot'>): void {
    if (index > this.#commit) {
      if (this.log.termAt(index) === termOfIndex) this.#commitTo(index);
      else {
        this.log.restore(index, termOfIndex);
        this.#commit = index;
      }
    }
    this.#send(from, { type: 'append-answer', index: this.#commit, refused: false, hint: 0 });
  }

  #appended({ from, index, refused, hint }: Of<Data, 'append-answer'>, nowMs: number): void {
    const progress = this.#progress.get(from);
    if (this.#role !== 'leader' || !progress) return;
    progress.activeMs = nowMs;
    if (refused) {
      if (index <= progress.match || (progress.isProbed && progress.next - 1 !== index)) return;
      progress.next = Math.max(progress.match + 1, Math.min(index, hint + 1));
      progress.isProbed = true;
      this.#append(from, true);
      return;
    }
    if (index <= progress.match) return;
    Object.assign(progress, { match: index, next: Math.max(progress.next, index + 1), isProbed: false });
    if (this.#advance()) for (const peer of this.peers) this.#append(peer, true);
    else if (progress.next <= this.log.lastIndex) this.#append(from, false);
  }

  /** Commits what a majority has, but only entries of its own term count: older ones are committed along with them. */
  #advance(): boolean {
    const matches = [this.log.lastIndex, ...[...this.#progress.values()].map(({ match }) => match)].sort((a, b) => b - a);
    const index = matches[this.majority - 1] ?? 0;
    if (index <= this.#commit || this.log.termAt(index) !== this.#term) return false;
    this.#commitTo(index);
    return true;
  }

  #commitTo(wanted: number): void {
    const index = Math.min(wanted, this.log.lastIndex);
    while (this.#commit < index) {
      this.#commit++;
      const entry = this.log.at(this.#commit);
      if (entry) this.#options.onCommit?.(this.#commit, entry);
    }
  }

  /** Sends a follower what it lacks; nothing where it lacks nothing, unless it is to know what is committed. */
  #append(peer: string, evenEmpty: boolean): void {
    const progress = this.#progress.get(peer);
    if (!progress) return;
    const previousIndex = progress.next - 1;
    const previousTerm = this.log.termAt(previousIndex);
    if (previousTerm === undefined) {
      progress.next = this.#commit + 1;
      this.#send(peer, { type: 'snapshot', index: this.#commit, termOfIndex: this.log.termAt(this.#commit) ?? 0 });
      return;
    }
    const entries = this.log.from(progress.next, batchMax);
    if (entries.length === 0 && !evenEmpty) return;
    if (!progress.isProbed) progress.next += entries.length;
    this.#send(peer, { type: 'append', previousIndex, previousTerm, entries, commit: this.#commit });
  }

  #follow(term: number, leader: string | undefined, nowMs: number): void {
    this.#reset(term, nowMs);
    this.#become('follower', nowMs);
    this.#leader = leader;
  }

  #become(role: Role, nowMs: number): void {
    if (this.#role !== role) this.#sinceMs = nowMs;
    this.#role = role;
  }

  #reset(term: number, nowMs: number): void {
    if (term !== this.#term) this.#vote = undefined;
    this.#term = term;
    this.#leader = undefined;
    this.#heardMs = nowMs;
    this.#votes.clear();
    this.#progress.clear();
    this.#drawTimeout();
  }

  /** Somewhere between the election timeout and twice that. */
  #drawTimeout(): void {
    this.#timeoutMs = electionMs + this.#options.random.int(electionMs);
  }

  #send(to: string, content: Content<Data>, term = this.#term): void {
    this.#options.send(Object.assign(content, { from: this.id, to, term }) as Message<Data>);
  }
}
