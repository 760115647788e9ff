import { administrator } from '../engine/index.ts';
import type { Command, CommandMessage, CommandOutput, Frame, KubectlContext, Reply, WorkerMessage } from '../protocol/messages.ts';
import { PodPacker } from '../protocol/pod-columns.ts';
import type { Scenario } from '../scenario/document.ts';
import { complete, drive } from '../kubectl/index.ts';
import { chainOf } from './chain.ts';
import { decisionAnswer, schedulerConfiguration, suggestions, whatIf } from './decisions.ts';
import { explain } from './explain.ts';
import { Picture } from './picture.ts';
import { Session } from './session.ts';
import { pageAgent, TraceCollector, writeAt, writesOf } from './traces.ts';

/** Wall milliseconds of a tick that the engine may use; the rest is for messages. */
const tickBudgetMs = 12;
/** Wall milliseconds between frames in which only the clock went on: nobody reads it faster. */
const clockEveryMs = 100;
/** A tick that comes late (a hidden tab) counts as this much at most. */
const tickMaxMs = 100;

/** What is running now. */
interface Live {
  readonly session: Session;
  readonly picture: Picture;
  readonly traces: TraceCollector;
  readonly packer: PodPacker;
}

/**
 * Runs a session in real time for a page: takes commands, posts frames. The only place where the wall clock and virtual time
 * meet. An exception out of the engine ends the session and is reported with all that is needed to see it again.
 */
export class EngineHost {
  readonly #post: (message: WorkerMessage) => void;
  readonly #wallMs: () => number;
  #live: Live | undefined;
  #speed = 0;
  #reset = false;
  #lastTickMs = 0;
  #lastFrameKey = '';
  #lastFrameMs = 0;
  /** Moment and number of actions up to which all went well. */
  #good = { ms: 0, actions: 0 };
  readonly #replies: Reply[] = [];
  /** Actions by the id of their command, for interrupts. */
  readonly #numbers = new Map<number, number>();

  constructor(post: (message: WorkerMessage) => void, wallMs: () => number) {
    this.#post = post;
    this.#wallMs = wallMs;
    this.#lastTickMs = wallMs();
  }

  /** Answers one command. */
  receive({ id, command }: CommandMessage): void {
    this.#guarded(() => {
      const value = this.#perform(id, command);
      if (value !== pending) this.#replies.push({ type: 'reply', id, ok: true, value });
      this.#flush();
    }, id);
  }

  /** Lets the time that went by on the wall go by in the cluster, times the speed. */
  tick(): void {
    const wallMs = this.#wallMs();
    const elapsedMs = Math.min(tickMaxMs, wallMs - this.#lastTickMs);
    this.#lastTickMs = wallMs;
    if (!this.#live || this.#speed === 0) return;
    const { session } = this.#live;
    this.#guarded(() => {
      this.#run(session, session.nowMs + elapsedMs * this.#speed, wallMs + tickBudgetMs);
      if (this.#hasNews(wallMs)) this.#flush();
    });
  }

  /** Up to `untilMs`, but not beyond the wall's `deadlineMs`: then the cluster is slower than wanted, and the page stays alive. */
  #run(session: Session, untilMs: number, deadlineMs: number): void {
    const { clock } = session.cluster;
    for (let due = clock.nextDueMs(); due !== undefined && due <= untilMs; due = clock.nextDueMs()) {
      clock.runUntil(due);
      if (this.#wallMs() > deadlineMs) return;
    }
    clock.runUntil(untilMs);
  }

  #perform(id: number, command: Command): unknown {
    if (command.type === 'load') return this.#load(command.scenario, command.untilMs);
    const live = this.#live;
    if (!live) throw new CommandError('nothing has been loaded');
    const { session, picture } = live;
    switch (command.type) {
      case 'act': return this.#act(id, live, command.action);
      case 'interrupt': session.interrupt(this.#numbers.get(command.line) ?? nobody); return undefined;
      case 'typed': session.typed(this.#numbers.get(command.line) ?? nobody, command.text); return undefined;
      case 'edited': session.edited(this.#numbers.get(command.line) ?? nobody, command.text); return undefined;
      case 'kubectl-context': return { context: session.settings.context, namespace: session.settings.namespace } satisfies KubectlContext;
      case 'play': this.#speed = numberWithin(command.speed, 1000); return undefined;
      case 'pause': this.#speed = 0; return undefined;
      case 'step': session.cluster.clock.step(); return undefined;
      case 'next-change': return nextChange(session, picture, numberWithin(command.withinMs, advanceMaxMs));
      case 'advance': session.advanceTo(session.nowMs + numberWithin(command.ms, advanceMaxMs)); return undefined;
      case 'get': return session.cluster.api.handle({ method: 'GET', path: command.path, user: administrator, userAgent: pageAgent, cause: { clock: true } }).body;
      case 'decision': return decisionAnswer(session.cluster, command.uid);
      case 'suggestions': return suggestions(session.cluster, command.uid);
      case 'scheduler-configuration': return schedulerConfiguration(session.cluster);
      case 'what-if': return whatIf(session.cluster, command.uid);
      case 'explain': return explain(session.cluster.store, command.uid, (node) => session.cluster.powered(node));
      case 'trace': return live.traces.listen(command.on);
      case 'writes': return writesOf(session.cluster.store, command.uid);
      case 'chain': return { chain: chainOf(session.cluster.store, command.revision, (number) => session.action(number)), write: writeAt(session.cluster.store, command.revision) };
      case 'scenario': return session.scenario();
      case 'state-hash': session.settle(); return session.cluster.stateHash();
      case 'complete': return this.#complete(id, session, command);
      case 'crash': throw new Error('an invariant was broken on purpose');
    }
  }

  #load(scenario: Scenario, untilMs: number | undefined): undefined {
    this.#live = undefined;
    this.#numbers.clear();
    this.#good = { ms: 0, actions: 0 };
    const live = this.#open(scenario);
    live.session.replay(untilMs);
    this.#live = live;
    this.#reset = true;
    return undefined;
  }

  #open(scenario: Scenario): Live {
    const session: Session = new Session(scenario, {
      onRequest: (record) => { picture.takeRequest(record); },
      onPower: (node) => { picture.touchNode(node); },
    });
    const picture = new Picture({
      startEpochMs: session.startEpochMs,
      powered: (node) => session.cluster.powered(node),
      lost: (node) => session.cluster.lost(node),
      usage: (node) => session.cluster.usage(node),
      rates: (uid) => session.cluster.rates(uid),
    });
    session.cluster.store.watch('/registry/', session.cluster.store.compactedRevision, (entry) => { picture.take(entry); });
    return { session, picture, traces: new TraceCollector(session.cluster), packer: new PodPacker() };
  }

  #act(id: number, { session }: Live, action: Parameters<Session['act']>[0]): typeof pending {
    const number = session.act(action, {
      output: (stream, text) => { this.#post({ type: 'output', id, stream, text }); },
      type: (isTerminal) => { this.#post({ type: 'typing', id, isTerminal }); },
      edit: (text, fileName) => { this.#post({ type: 'edit', id, text, fileName }); },
      done: (value: CommandOutput) => {
        this.#numbers.delete(id);
        this.#replies.push({ type: 'reply', id, ok: true, value });
      },
    });
    this.#numbers.set(id, number);
    return pending;
  }

  #complete(id: number, session: Session, { line, cursor }: { readonly line: string; readonly cursor: number }): typeof pending {
    const world = { api: session.cluster.api, clock: session.cluster.clock, user: administrator, cause: { clock: true as const } };
    drive(complete(line, cursor, session.settings), world, (value) => { this.#replies.push({ type: 'reply', id, ok: true, value }); });
    return pending;
  }

  /** The picture first, then the answers: who hears an answer sees its effect already. */
  #flush(): void {
    this.#frame();
    for (const reply of this.#replies.splice(0)) this.#post(reply);
  }

  /** Whether a tick has anything to tell besides the time, or has not told the time for a while. */
  #hasNews(wallMs: number): boolean {
    const live = this.#live;
    return this.#replies.length > 0 || wallMs - this.#lastFrameMs >= clockEveryMs || (live !== undefined && (live.traces.pending || live.picture.pending(live.session.nowMs)));
  }

  /** Posts what changed, where anything did. */
  #frame(): void {
    if (!this.#live) return;
    const { session, picture, traces, packer } = this.#live;
    const { clock, store } = session.cluster;
    this.#good = { ms: clock.nowMs, actions: session.actionCount };
    const key = `${String(clock.nowMs)} ${String(store.revision)} ${String(this.#speed)} ${String(session.actionCount)}`;
    if (key === this.#lastFrameKey && !this.#reset && !traces.pending) return;
    this.#lastFrameKey = key;
    this.#lastFrameMs = this.#wallMs();
    const traced = traces.flush();
    const { pods, ...changes } = picture.flush(clock.nowMs);
    const frame: Frame = {
      type: 'frame', reset: this.#reset, nowMs: clock.nowMs, epochMs: clock.epochMs, speed: this.#speed, revision: store.revision,
      ...changes, pods: packer.pack(pods), loads: session.loads, faults: session.faults, ...(session.cluster.answers ? {} : { isSilent: true }), ...cloudOf(session), ...(traced ? { traces: traced } : {}),
    };
    picture.takeNotable();
    this.#reset = false;
    this.#post(frame);
  }

  /** Runs `work`. A mistake of the page is answered; anything else ends the session. */
  #guarded(work: () => void, id?: number): void {
    try {
      work();
    } catch (error) {
      const problem = error instanceof Error ? error : new Error(String(error));
      if (problem instanceof CommandError && id !== undefined) {
        this.#post({ type: 'reply', id, ok: false, message: problem.message });
        return;
      }
      this.#crash(problem);
      if (id !== undefined) this.#post({ type: 'reply', id, ok: false, message: problem.message });
    }
  }

  #crash(error: Error): void {
    const session = this.#live?.session;
    this.#live = undefined;
    this.#speed = 0;
    const scenario = session?.scenario();
    if (!scenario || !session) throw error;
    this.#post({
      type: 'crash', message: error.message, stack: error.stack ?? '', seed: scenario.seed, nowMs: session.nowMs, lastAction: session.lastAction,
      scenario: { ...scenario, untilMs: this.#good.ms, actions: scenario.actions.slice(0, this.#good.actions) },
    });
  }
}

/** Nobody wants to wait for more than this at once: thirty virtual days. */
const advanceMaxMs = 30 * 86_400_000;

/** A number from 0 to `max`, or the page is told. */
function numberWithin(value: unknown, max: number): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= max)) throw new CommandError(`a number from 0 to ${String(max)} is needed, not ${String(value)}`);
  return value;
}

/** A command that cannot be done now; the page is told, the session goes on. */
class CommandError extends Error {}

/** The number of no action: what a line's is once it has ended. */
const nobody = NaN;

/** The answer comes later. */
const pending = Symbol('pending');

/** Runs until a card changes its state, `withinMs` at most; the sentence says what changed, '' where nothing did. */
function nextChange(session: Session, picture: Picture, withinMs: number): string {
  const { clock } = session.cluster;
  const untilMs = clock.nowMs + withinMs;
  picture.settle();
  for (let due = clock.nextDueMs(); due !== undefined && due <= untilMs; due = clock.nextDueMs()) {
    clock.runUntil(due);
    const notable = picture.settle();
    if (notable.length > 0) return notable.slice(0, 3).join('; ');
  }
  clock.runUntil(untilMs);
  return '';
}

/** What the page hears of the cloud, where there is one. */
function cloudOf({ cluster }: Session): Pick<Frame, 'cloud'> {
  const pools = cluster.nodePools;
  return pools ? { cloud: { nodePools: pools.map(({ name, size }) => ({ name, size })) } } : {};
}
