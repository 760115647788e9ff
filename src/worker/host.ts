import { administrator } from '../engine/index.ts';
import { deepEqual } from '../kube/json.ts';
import type { Stop } from '../protocol/changes.ts';
import type { Command, CommandMessage, CommandOutput, Frame, KubectlContext, Reply, WorkerMessage } from '../protocol/messages.ts';
import { PodPacker } from '../protocol/pod-columns.ts';
import type { Action, Scenario } from '../scenario/document.ts';
import { complete, drive } from '../kubectl/index.ts';
import { reviewAccess } from './access.ts';
import { chainOf } from './chain.ts';
import { deedsFrom, noStop } from './deeds.ts';
import { decisionAnswer, schedulerConfiguration, suggestions, whatIf } from './decisions.ts';
import { explain, presenceOf } from './explain.ts';
import { Journal, type JournalBudget } from './journal.ts';
import { LookBack } from './look-back.ts';
import { Outside, type Setting } from './outside.ts';
import { Picture, type PictureChanges } from './picture.ts';
import { answerInPast, CommandError, PastError } from './past-commands.ts';
import { isLookable, isReadOnly, pastRefusal } from './read-only.ts';
import { ChangeSearch } from './search.ts';
import { Session, type ActionSink } from './session.ts';
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
  readonly outside: Outside;
  readonly lookBack: LookBack;
}

/**
 * Runs a session in real time for a page: takes commands, posts frames. The only place where the wall clock and virtual time
 * meet. An exception out of the engine ends the session and is reported with all that is needed to see it again.
 */
export class EngineHost {
  readonly #post: (message: WorkerMessage) => void;
  readonly #wallMs: () => number;
  readonly #budget: JournalBudget | undefined;
  #live: Live | undefined;
  #speed = 0;
  /** The command that waits for the next change. */
  #searching: { readonly id: number; readonly search: ChangeSearch } | undefined;
  #reset = false;
  #lastTickMs = 0;
  #lastFrameKey = '';
  #lastFrameMs = 0;
  /** How many writes the event log covers that the page shows, where it is not just the newest. */
  #eventsShown: number | undefined;
  /** How many of the person's deeds the page has heard of. */
  #deedsTold = 0;
  /** Moment and number of actions up to which all went well. */
  #good = { ms: 0, actions: 0 };
  readonly #replies: Reply[] = [];
  /** Actions to be interrupted once nobody looks back any more. They belong to the whole story already. */
  #interrupts: number[] = [];
  /** Actions by the id of their command, for interrupts. */
  readonly #numbers = new Map<number, number>();

  /** @param budget how much of the past is kept; the usual amount where it is not said. */
  constructor(post: (message: WorkerMessage) => void, wallMs: () => number, budget?: JournalBudget) {
    this.#post = post;
    this.#budget = budget;
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
    if (!this.#live || (this.#speed === 0 && !this.#searching)) return;
    const { session, lookBack } = this.#live;
    this.#guarded(() => {
      if (this.#searching) { this.#searchOn(); return; }
      if (lookBack.atMs !== undefined) lookBack.show(lookBack.atMs + elapsedMs * this.#speed);
      else this.#run(session, session.nowMs + elapsedMs * this.#speed, wallMs + tickBudgetMs);
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

  /** Searches for the next change, over as many ticks as it takes, and answers then. */
  #search(id: number, search: ChangeSearch): typeof pending {
    this.#searching = { id, search };
    this.#searchOn();
    return pending;
  }

  #searchOn(): void {
    const deadlineMs = this.#wallMs() + tickBudgetMs;
    const stop = this.#searching?.search.goOn(() => this.#wallMs() <= deadlineMs);
    if (stop) this.#endSearch(stop);
    this.#flush();
  }

  /** Whoever does something else gives the search up: it has found nothing. */
  #endSearch(stop: Stop): void {
    if (this.#searching) this.#replies.push({ type: 'reply', id: this.#searching.id, ok: true, value: stop });
    this.#searching = undefined;
  }

  #perform(id: number, command: Command): unknown {
    if (isOver(command)) this.#endSearch(noStop);
    if (command.type === 'load') return this.#load(command.scenario, command.untilMs);
    const live = this.#live;
    if (!live) throw new CommandError('nothing has been loaded');
    const { session, picture, lookBack } = live;
    const past = lookBack.atMs === undefined ? undefined : answerInPast(live, command);
    if (past) return past.value;
    switch (command.type) {
      case 'act': return this.#act(id, live, command.action);
      case 'interrupt': this.#interrupt(live, this.#numbers.get(command.line) ?? nobody); return undefined;
      case 'typed': session.typed(this.#numbers.get(command.line) ?? nobody, command.text); return undefined;
      case 'edited': session.edited(this.#numbers.get(command.line) ?? nobody, command.text); return undefined;
      case 'kubectl-context': return { context: session.settings.context, namespace: session.settings.namespace } satisfies KubectlContext;
      case 'play': this.#speed = numberWithin(command.speed, 1000); return undefined;
      case 'pause': this.#speed = 0; return undefined;
      case 'step': session.cluster.clock.step(); return undefined;
      case 'next-change': return this.#search(id, new ChangeSearch(session, picture, numberWithin(command.withinMs, advanceMaxMs)));
      case 'look-back': this.#rest(live); lookBack.show(numberWithin(command.atMs, Infinity)); return undefined;
      case 'look-now': lookBack.end(); return undefined;
      case 'previous-change': this.#rest(live); return lookBack.previousChange();
      case 'advance': session.advanceTo(session.nowMs + numberWithin(command.ms, advanceMaxMs)); return undefined;
      case 'get': return session.cluster.api.handle({ method: 'GET', path: command.path, user: administrator, userAgent: pageAgent, cause: { clock: true } }).body;
      case 'access': return reviewAccess(session.cluster.api, command.question);
      case 'decision': return decisionAnswer(session.cluster, command.uid);
      case 'suggestions': return suggestions(session.cluster, command.uid);
      case 'scheduler-configuration': return schedulerConfiguration(session.cluster);
      case 'what-if': return whatIf(session.cluster, command.uid);
      case 'explain': return explain(session.cluster.store, command.uid, (node) => session.cluster.powered(node));
      case 'presence': return presenceOf(session.cluster.store, command.uid);
      case 'trace': return live.traces.listen(command.on);
      case 'writes': return writesOf(session.cluster.store, command.uid);
      case 'chain': return { chain: chainOf(session.cluster.store, command.revision, (number) => session.action(number)), write: writeAt(session.cluster.store, command.revision) };
      case 'scenario': return session.scenario(this.#interrupts);
      case 'state-hash': session.settle(); return session.cluster.stateHash();
      case 'complete': return this.#complete(id, live, command);
      case 'crash': throw new Error('an invariant was broken on purpose');
    }
  }

  #load(scenario: Scenario, untilMs: number | undefined): undefined {
    this.#live = undefined;
    this.#numbers.clear();
    this.#interrupts = [];
    this.#good = { ms: 0, actions: 0 };
    const live = this.#open(scenario);
    live.session.replay(untilMs);
    this.#live = live;
    this.#reset = true;
    return undefined;
  }

  #open(scenario: Scenario): Live {
    const journal = new Journal(this.#budget);
    const outside = new Outside((change) => { journal.outside.add(session.nowMs, change); });
    const session: Session = new Session(scenario, {
      onRequest: (record) => { picture.takeRequest(record); },
      onPower: (node) => { picture.touchNode(node); },
      onAct: () => {
        noteSetting(outside, session);
        noteControl(outside, session);
      },
      onPassed: () => {
        picture.measure(session.nowMs);
        noteControl(outside, session);
      },
    });
    const picture = new Picture({
      startEpochMs: session.startEpochMs,
      powered: (node) => session.cluster.powered(node),
      lost: (node) => session.cluster.lost(node),
      usage: (node) => session.cluster.usage(node),
      rates: (uid) => session.cluster.rates(uid),
    }, outside);
    noteSetting(outside, session);
    session.cluster.store.watch('/registry/', session.cluster.store.compactedRevision, (entry) => {
      journal.writes.add(entry.timeMs, entry);
      picture.take(entry);
    });
    return { session, picture, traces: new TraceCollector(session.cluster), packer: new PodPacker(), outside, lookBack: new LookBack({ session, picture, journal }) };
  }

  /** Whoever looks back stands still, and the cluster stands between two instants. */
  #rest({ session, lookBack }: Live): void {
    this.#speed = 0;
    if (lookBack.atMs === undefined) session.settle();
  }

  /** What only looks can be broken off at any time; what acts stands still while somebody looks back, and is broken off afterwards. */
  #interrupt({ session, lookBack }: Live, number: number): void {
    if (number >= 0 && lookBack.atMs !== undefined) this.#interrupts.push(number);
    else session.interrupt(number);
  }

  #act(id: number, { session, lookBack }: Live, action: Action): typeof pending {
    if (lookBack.atMs !== undefined && !isLookable(action)) throw new PastError(lookBack.atMs, pastRefusal(action));
    const sink: ActionSink = {
      output: (stream, text) => { this.#post({ type: 'output', id, stream, text }); },
      type: (isTerminal) => { this.#post({ type: 'typing', id, isTerminal }); },
      edit: (text, fileName) => { this.#post({ type: 'edit', id, text, fileName }); },
      done: (value: CommandOutput) => {
        this.#numbers.delete(id);
        this.#replies.push({ type: 'reply', id, ok: true, value });
      },
    };
    const number = lookBack.atMs !== undefined && isLookable(action) ? session.look(action, sink, lookBack.api) : session.act(action, sink);
    this.#numbers.set(id, number);
    return pending;
  }

  #complete(id: number, { session, lookBack }: Live, { line, cursor }: { readonly line: string; readonly cursor: number }): typeof pending {
    const isPast = lookBack.atMs !== undefined;
    const [api, settings] = isPast ? [lookBack.api, session.settingsAt(lookBack.atMs)] : [session.cluster.api, session.settings];
    const world = { api, clock: session.cluster.clock, user: administrator, cause: { clock: true as const } };
    drive(complete(line, cursor, settings), world, (value) => { this.#replies.push({ type: 'reply', id, ok: true, value }); });
    return pending;
  }

  /** The picture first, then the answers: who hears an answer sees its effect already. */
  #flush(): void {
    if (this.#live && this.#live.lookBack.atMs === undefined) for (const number of this.#interrupts.splice(0)) this.#live.session.interrupt(number);
    this.#frame();
    for (const reply of this.#replies.splice(0)) this.#post(reply);
  }

  /** Whether a tick has anything to tell besides the time, or has not told the time for a while. */
  #hasNews(wallMs: number): boolean {
    const live = this.#live;
    if (live?.lookBack.atMs !== undefined) return true;
    return this.#replies.length > 0 || wallMs - this.#lastFrameMs >= clockEveryMs || (live !== undefined && (live.traces.pending || live.picture.pending(live.session.nowMs)));
  }

  /** Posts what changed, where anything did. */
  #frame(): void {
    const live = this.#live;
    if (!live) return;
    const { session, traces, lookBack } = live;
    const { clock, store } = session.cluster;
    this.#good = { ms: clock.nowMs, actions: session.actionCount };
    const key = [lookBack.atMs ?? 'now', clock.nowMs, store.revision, this.#speed, session.actionCount].join(' ');
    if (key === this.#lastFrameKey && !this.#reset && !traces.pending) return;
    this.#lastFrameKey = key;
    this.#lastFrameMs = this.#wallMs();
    this.#post(this.#frameOf(live));
    live.picture.takeNotable();
    this.#reset = false;
  }

  #frameOf(live: Live): Frame {
    const { session, packer, outside, lookBack } = live;
    const { pods, ...changes } = this.#changes(live);
    if (lookBack.atMs === undefined) noteControl(outside, session);
    const nowMs = lookBack.atMs ?? session.nowMs;
    const traced = live.traces.flush();
    const deeds = deedsFrom(session, this.#reset ? 0 : this.#deedsTold, deedsMax);
    this.#deedsTold = session.actionCount;
    const { loads = [], faults = [], cloud } = outside.get('setting', '') ?? {};
    const heads = outside.get('heads', '');
    return {
      type: 'frame', reset: this.#reset, nowMs, epochMs: session.startEpochMs + nowMs, speed: this.#speed, revision: lookBack.revision,
      ...changes, pods: packer.pack(pods), loads, faults, ...(outside.get('control', '')?.answers === false ? { isSilent: true } : {}), ...(cloud ? { cloud } : {}), ...(heads ? { heads } : {}), ...(traced ? { traces: traced } : {}), ...(deeds.length > 0 ? { deeds } : {}), recordFromMs: lookBack.fromMs,
      ...(lookBack.atMs === undefined ? {} : { past: { presentMs: session.nowMs, isExact: lookBack.isExact } }),
    };
  }

  /** What the picture says anew. Of a moment that has passed no requests are known, and the event log is another one. */
  #changes({ session, picture, lookBack }: Live): PictureChanges & Pick<Frame, 'wholeEvents'> {
    const isPast = lookBack.atMs !== undefined;
    if (this.#reset) this.#eventsShown = undefined;
    const changes = isPast ? { ...picture.hand(), events: [], requests: [] } : picture.flush(session.nowMs);
    const isSame = isPast ? this.#eventsShown === lookBack.writesShown : this.#eventsShown === undefined;
    if (isSame) return changes;
    this.#eventsShown = isPast ? lookBack.writesShown : undefined;
    return { ...changes, events: lookBack.events(), wholeEvents: true };
  }

  /** Runs `work`. A mistake of the page is answered; anything else ends the session. */
  #guarded(work: () => void, id?: number): void {
    try {
      work();
    } catch (error) {
      const problem = error instanceof Error ? error : new Error(String(error));
      if (problem instanceof CommandError && id !== undefined) {
        this.#post({ type: 'reply', id, ok: false, message: problem.message, ...(problem instanceof PastError ? { past: problem.refusal } : {}) });
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
    this.#searching = undefined;
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

/** So many of the person's deeds are told at once: of a longer story, the last. */
const deedsMax = 1000;

/** The number of no action: what a line's is once it has ended. */
const nobody = NaN;

/** The answer comes later. */
const pending = Symbol('pending');

/** Whether a command ends a search that goes on: by type, so that a new one has to be thought of. What leaves time alone, or only reads, does not. */
const endsSearch: Readonly<Record<Exclude<Command['type'], 'act'>, boolean>> = {
  load: true, interrupt: true, typed: true, edited: true, play: true, pause: true, step: true, 'next-change': true, 'look-back': true, 'look-now': true, 'previous-change': true, advance: true, crash: true,
  'kubectl-context': false, get: false, access: false, explain: false, presence: false, decision: false, suggestions: false, 'scheduler-configuration': false, 'what-if': false,
  trace: false, writes: false, chain: false, scenario: false, 'state-hash': false, complete: false,
};

const isOver = (command: Command): boolean => (command.type === 'act' ? !isReadOnly(command.action) : endsSearch[command.type]);

/** Keeps whether the control plane answers, and who leads where there are several. */
function noteControl(outside: Outside, { cluster }: Session): void {
  outside.set('control', '', { answers: cluster.answers });
  const { members } = cluster;
  if (members.length === 0) return;
  const before = outside.get('heads', '')?.heads;
  const heads = before && deepEqual(before, cluster.heads) ? before : cluster.heads;
  outside.set('heads', '', { members, heads, scheduler: cluster.holderOf('kube-scheduler'), manager: cluster.holderOf('kube-controller-manager') });
}

/** Keeps what the person has set, where it is not what it was. */
function noteSetting(outside: Outside, { cluster, loads, faults }: Session): void {
  const pools = cluster.nodePools;
  const setting: Setting = {
    loads, faults: [...faults], cloud: pools && { nodePools: pools.map(({ name, size }) => ({ name, size })) }, scheduler: schedulerConfiguration(cluster),
  };
  if (!deepEqual(setting, outside.get('setting', ''))) outside.set('setting', '', setting);
}
