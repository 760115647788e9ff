import type { EventLine } from '../../protocol/cards.ts';
import type { TimedDeed } from '../../protocol/changes.ts';
import type { Changes, Command, Frame, Reply, WorkerMessage } from '../../protocol/messages.ts';
import { PodTable } from '../../protocol/pod-table.ts';
import { EngineHost } from '../host.ts';
import type { JournalBudget } from '../journal.ts';

type Cards = ReadonlyMap<string, { readonly uid: string }>;

/** All that a page knows after its frames. */
export interface Shown {
  readonly nowMs: number;
  readonly cards: readonly unknown[];
  readonly events: readonly EventLine[];
  readonly rest: unknown;
}

const kinds = ['nodes', 'services', 'workloads', 'extras'] as const;

/** A host on a wall clock of the test's own, and what its page would know. */
export class LookingPage {
  readonly host: EngineHost;
  wallMs = 0;
  last: Frame | undefined;
  frames = 0;
  /** What the person did, as far as the page has heard. */
  deeds: readonly TimedDeed[] = [];
  #cards = new Map<string, Cards>();
  #pods = PodTable.empty();
  #events: readonly EventLine[] = [];
  #replies = new Map<number, Reply>();
  #nextId = 1;

  constructor(budget?: JournalBudget) {
    this.host = new EngineHost((message) => { this.#take(message); }, () => this.wallMs, budget);
  }

  /** Sends a command and answers with what comes back at once. */
  ask(command: Command): Reply | undefined {
    return this.reply(this.send(command));
  }

  /** Sends a command and answers with its id. */
  send(command: Command): number {
    const id = this.#nextId++;
    this.host.receive({ id, command });
    return id;
  }

  reply(id: number): Reply | undefined {
    return this.#replies.get(id);
  }

  value<T>(command: Command): T {
    const reply = this.ask(command);
    if (!reply?.ok) throw new Error(reply ? reply.message : 'no answer');
    return reply.value as T;
  }

  /** Lets the wall's time go by in ticks. */
  live(ms: number): void {
    for (let passed = 0; passed < ms; passed += 16) {
      this.wallMs += 16;
      this.host.tick();
    }
  }

  /** Everything shown, in an order that does not tell how it came. */
  shown(): Shown {
    const sorted = (cards: Iterable<{ readonly uid: string }>): readonly unknown[] => [...cards].sort((a, b) => (a.uid < b.uid ? -1 : 1));
    const { nowMs = 0, epochMs, revision, loads, faults, cloud } = this.last ?? {};
    return { nowMs, cards: [...kinds.map((kind) => sorted((this.#cards.get(kind) ?? new Map<string, never>()).values())), sorted(this.#pods.values())], events: this.#events, rest: { epochMs, revision, loads, faults, cloud } };
  }

  #take(message: WorkerMessage): void {
    if (message.type === 'reply') this.#replies.set(message.id, message);
    if (message.type !== 'frame') return;
    this.last = message;
    this.frames++;
    this.deeds = [...(message.reset ? [] : this.deeds), ...(message.deeds ?? [])];
    if (message.reset) [this.#cards, this.#pods, this.#events] = [new Map(), PodTable.empty(), []];
    for (const kind of kinds) this.#cards.set(kind, merged(this.#cards.get(kind) ?? new Map<string, never>(), message[kind]));
    this.#pods = this.#pods.after(message.pods);
    const renewed = new Set(message.events.map(({ uid }) => uid));
    this.#events = message.wholeEvents ? message.events : [...this.#events.filter(({ uid }) => !renewed.has(uid)), ...message.events].slice(-1000);
  }
}

function merged(before: Cards, { changed, removed }: Changes<{ readonly uid: string }>): Cards {
  const after = new Map(before);
  for (const uid of removed) after.delete(uid);
  for (const card of changed) after.set(card.uid, card);
  return after;
}
