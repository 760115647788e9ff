import { pastApi, type LogEntry } from '../engine/index.ts';
import type * as t from '../kube/generated/types.ts';
import type { KubeObject } from '../kube/object.ts';
import type { EventLine } from '../protocol/cards.ts';
import type { Stop } from '../protocol/changes.ts';
import type { Scenario } from '../scenario/document.ts';
import { eventLine } from './cards.ts';
import { lastActMs, nextActMs, noStop, stopAt } from './deeds.ts';
import type { Journal } from './journal.ts';
import type { OutsideChange } from './outside.ts';
import type { Picture, Write } from './picture.ts';
import { PastRecords, revisionAt } from './records.ts';
import type { ApiServerOfThen, Session } from './session.ts';

/** What is looked at: everything that had happened up to `atMs`. */
interface Look {
  readonly atMs: number;
  /** How many changes of the journal hold. */
  readonly writes: number;
  readonly outside: number;
}

interface Parts {
  readonly session: Session;
  readonly picture: Picture;
  readonly journal: Journal;
}

/** Lines of the event log that are shown. */
const eventsShown = 1000;

/**
 * Takes the picture to a moment that has passed, and back. The engine stands still meanwhile: the picture's own cards go back and
 * forth along the journal, so that each step costs what changed in it.
 */
export class LookBack {
  readonly #parts: Parts;
  readonly #lines = new WeakMap<KubeObject, EventLine>();
  #look: Look | undefined;
  /** What etcd held then, once somebody has asked. */
  #values: Map<string, KubeObject> | undefined;
  #api: ApiServerOfThen | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The moment that is looked at; undefined where it is now. */
  get atMs(): number | undefined {
    return this.#look?.atMs;
  }

  /** The earliest moment that can be shown. */
  get fromMs(): number {
    const { session, journal } = this.#parts;
    return Math.min(session.nowMs, Math.max(session.openMs, journal.writes.fromMs));
  }

  /** Whether every change about that moment stands at its own time, as far as it is an object. */
  get isExact(): boolean {
    return (this.#look?.atMs ?? Infinity) >= this.#parts.journal.writes.exactFromMs;
  }

  /** Shows a moment: the nearest one that is known. Now is no past. */
  show(atMs: number): void {
    const { session, journal } = this.#parts;
    if (atMs >= session.nowMs) return this.end();
    const ms = Math.max(this.fromMs, atMs);
    this.#go({ atMs: ms, writes: journal.writes.countUntil(ms), outside: journal.outside.countUntil(ms) });
  }

  /** Shows what is now. */
  end(): void {
    this.#go(this.#present);
    this.#look = undefined;
    this.#values = undefined;
    this.#api = undefined;
  }

  /** To the next moment at which anything was written or done. */
  step(): void {
    const { session, journal: { writes } } = this.#parts;
    const { writes: index, atMs } = this.#now;
    this.show(Math.min(index < writes.length ? writes.timeAt(index) : Infinity, nextActMs(session, atMs) ?? Infinity));
  }

  /** To the last moment before this one at which a state changed or the person did something, and why it is one. Where there is none: to the beginning. */
  previousChange(): Stop {
    const { picture, session, journal: { writes } } = this.#parts;
    const { atMs } = this.#now;
    const actMs = lastActMs(session, atMs) ?? -Infinity;
    picture.settle();
    for (let ms = this.#lastWriteMs(); ms !== undefined && ms > actMs; ms = this.#lastWriteMs()) {
      this.#go({ ...this.#now, atMs: ms, writes: writes.countBefore(ms) });
      if (picture.settle().length > 0 && ms < atMs) return this.#arrive(ms);
    }
    if (actMs >= this.fromMs) return this.#arrive(actMs);
    this.show(this.fromMs);
    return noStop;
  }

  /** To the next moment at which a state changed or the person did something; to now where there is none. */
  nextChange(): Stop {
    const { picture, session, journal: { writes } } = this.#parts;
    const actMs = nextActMs(session, this.#now.atMs) ?? Infinity;
    picture.settle();
    while (this.#now.writes < writes.length) {
      const ms = writes.timeAt(this.#now.writes);
      if (ms >= actMs) break;
      this.#go({ ...this.#now, atMs: ms, writes: writes.countUntil(ms) });
      if (picture.settle().length > 0) return this.#arrive(ms);
    }
    if (actMs < Infinity) return this.#arrive(actMs);
    this.end();
    return noStop;
  }

  /** What tells of objects and writes as of then. */
  get records(): PastRecords {
    const { writes } = this.#now;
    return new PastRecords(this.#parts.journal.writes, writes, this.#held());
  }

  /** The API server as it would have answered then. */
  get api(): ApiServerOfThen {
    const { atMs } = this.#now;
    return (this.#api ??= { atMs, ...pastApi({ nowMs: atMs, epochMs: this.#parts.session.startEpochMs + atMs, revision: this.revision, values: this.#held() }) });
  }

  /** The scenario up to the moment that is looked at. */
  get scenario(): Scenario {
    return this.#parts.session.scenarioUntil(this.#now.atMs);
  }

  /** The event log as of then (or now), oldest first. */
  events(): readonly EventLine[] {
    const { writes } = this.#parts.journal;
    const lines = new Map<string, EventLine>();
    for (let index = this.#now.writes - 1; index >= 0 && lines.size < eventsShown; index--) {
      const { value, type } = writes.at(index);
      if (value.kind !== 'Event' || type === 'DELETED') continue;
      const uid = value.metadata?.uid ?? '';
      if (!lines.has(uid)) lines.set(uid, this.#line(value));
    }
    return [...lines.values()].reverse();
  }

  /** Of the last write that is shown. */
  get revision(): number {
    const { session, journal: { writes } } = this.#parts;
    return this.#look ? revisionAt(writes, this.#look.writes) : session.cluster.store.revision;
  }

  /** How many of the journal's changes hold in what is shown: a number that differs where the event log may. */
  get writesShown(): number {
    return this.#now.writes;
  }

  #line(event: KubeObject): EventLine {
    const line = this.#lines.get(event) ?? eventLine(event as t.CoreV1Event, this.#parts.session.startEpochMs);
    this.#lines.set(event, line);
    return line;
  }

  get #present(): Look {
    const { session, journal } = this.#parts;
    return { atMs: session.nowMs, writes: journal.writes.length, outside: journal.outside.length };
  }

  get #now(): Look {
    return this.#look ?? this.#present;
  }

  /** When the last write was made of those that hold. */
  #lastWriteMs(): number | undefined {
    const { writes } = this.#parts.journal;
    const index = this.#now.writes - 1;
    const ms = index >= 0 ? writes.timeAt(index) : -Infinity;
    return ms > this.fromMs ? ms : undefined;
  }

  /** Shows a moment and says what changed and what was done at it. */
  #arrive(ms: number): Stop {
    const { picture, session, journal: { writes } } = this.#parts;
    this.#go({ ...this.#now, atMs: ms, writes: writes.countBefore(ms) });
    picture.settle();
    this.show(ms);
    return stopAt(session, ms, picture.settle());
  }

  #go(to: Look): void {
    const from = this.#now;
    this.#look = to;
    this.#api = undefined;
    this.#goWrites(from.writes, to.writes);
    this.#goOutside(from.outside, to.outside);
  }

  #goWrites(from: number, to: number): void {
    const { picture, journal: { writes } } = this.#parts;
    for (let index = from; index < to; index++) {
      const entry = writes.at(index);
      picture.travel(entry);
      this.#hold(entry.key, entry.type === 'DELETED' ? undefined : entry.value);
    }
    for (let index = from - 1; index >= to; index--) {
      const entry = writes.at(index);
      if (!isNothing(entry)) picture.travel(undone(entry));
      this.#hold(entry.key, entry.type === 'ADDED' ? undefined : entry.previous);
    }
  }

  #goOutside(from: number, to: number): void {
    const { picture, journal: { outside } } = this.#parts;
    for (let index = from; index < to; index++) picture.travelOutside(outside.at(index));
    for (let index = from - 1; index >= to; index--) picture.travelOutside(turned(outside.at(index)));
  }

  #hold(key: string, value: KubeObject | undefined): void {
    if (value) this.#values?.set(key, value);
    else this.#values?.delete(key);
  }

  /** All that etcd held: what it holds now, with every later write taken back. */
  #held(): ReadonlyMap<string, KubeObject> {
    if (this.#values) return this.#values;
    const { session, journal: { writes } } = this.#parts;
    this.#values = new Map(session.cluster.store.all());
    for (let index = writes.length - 1; index >= this.#now.writes; index--) {
      const { key, type, previous } = writes.at(index);
      this.#hold(key, type === 'ADDED' ? undefined : previous);
    }
    return this.#values;
  }
}

/** A deletion of what had come in the same merged moment. */
const isNothing = ({ type, previous }: LogEntry): boolean => type === 'DELETED' && previous === undefined;

/** The write that takes a write back. */
function undone({ type, value, previous }: LogEntry): Write {
  if (type === 'ADDED') return { type: 'DELETED', value, previous: value };
  const before = previous ?? value;
  return type === 'DELETED' ? { type: 'ADDED', value: before, previous: undefined } : { type: 'MODIFIED', value: before, previous: value };
}

const turned = ({ sort, id, before, after }: OutsideChange): OutsideChange => ({ sort, id, before: after, after: before });
