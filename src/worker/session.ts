import { administrator, Cluster, type RequestRecord } from '../engine/index.ts';
import { drive, runKubectl, type PortForward, type Running, type Settings } from '../kubectl/index.ts';
import type { ApiServer } from '../kube/api.ts';
import type { CommandOutput, Problem } from '../protocol/messages.ts';
import type { Action, FaultSpec, LoadSpec, RequestSpec, Scenario, TimedAction } from '../scenario/document.ts';
import { parseRfc3339 } from '../kube/time.ts';
import { Discovered } from './discovered.ts';
import { koreanRefusal, removedWords } from './fault-words.ts';
import { PersonsMachine } from './ports.ts';
import { isDeed, isReadOnly, wordsOf } from './read-only.ts';

/** Where the output of an action goes as it comes. */
export interface ActionSink {
  output(stream: 'stdout' | 'stderr', text: string): void;
  /** `kubectl edit` shows a text; what becomes of it is an action of its own. */
  edit?(text: string, fileName: string): void;
  /** A program in a container lets the person type; what is typed are actions of their own. */
  type?(isTerminal: boolean): void;
  done(result: CommandOutput): void;
}

export interface SessionOptions {
  readonly onRequest?: (record: RequestRecord) => void;
  readonly onPower?: (node: string) => void;
  /** The person did something, or the scenario for them. */
  readonly onAct?: () => void;
  /** Called every {@link passedEveryMs} of virtual time that passes in one go. */
  readonly onPassed?: () => void;
}

/** What a cluster needs before it can take a pod: nodes registered, service accounts made. Manifests are applied then. */
const bootMs = 1000;
/** Ten virtual seconds: what is measured now and then is read as often in a replay. */
const passedEveryMs = 10_000;

const firstSettings: Settings = { namespace: 'default', user: administrator.name, server: 'https://192.168.0.10:6443', context: 'drydock' };

interface SettingsSince {
  readonly sinceMs: number;
  readonly settings: Settings;
}

/** The API server as it would have answered at a moment. */
export interface ApiServerOfThen extends ApiServer {
  readonly atMs: number;
}

const silent: ActionSink = { output: () => undefined, done: () => undefined };

/**
 * A scenario that runs: the cluster, and everything that the person did to it with its virtual time, so that the same can be
 * seen again. Knows no screen and no wall clock.
 */
export class Session {
  readonly cluster: Cluster;
  readonly startEpochMs: number;
  readonly #scenario: Scenario;
  readonly #options: SessionOptions;
  readonly #actions: TimedAction[] = [];
  /** kubectl lines that still run: by their action's number, or by a negative number of their own where they only look. */
  readonly #running = new Map<number, Running>();
  /** Where what is typed goes, by the number of the action that lets the person type. */
  readonly #typing = new Map<number, (text: string) => void>();
  /** Texts that wait for the person, by the number of the action that showed them. */
  readonly #edits = new Map<number, (text: string) => void>();
  /** Actions that came to nothing: refused whole, or edits that were given up or changed nothing. */
  readonly #fruitless = new Set<number>();
  #looks = 0;
  /** The person's kubeconfig, and since when: `kubectl config set-context --current --namespace` changes it for the lines after. */
  readonly #settings: SettingsSince[] = [{ sinceMs: -Infinity, settings: firstSettings }];
  readonly #discovered = new Discovered();
  readonly #faults: FaultSpec[] = [];
  readonly #loads = new Map<string, LoadSpec>();
  readonly #machine: PersonsMachine;

  constructor(scenario: Scenario, options: SessionOptions = {}) {
    this.#scenario = scenario;
    this.#options = options;
    this.startEpochMs = parseRfc3339(scenario.start) ?? 0;
    this.cluster = new Cluster({
      seed: scenario.seed, startEpochMs: this.startEpochMs, machines: scenario.nodes, kubeadm: scenario.kubeadm ?? false,
      ...(scenario.cloud ? { cloud: scenario.cloud } : {}),
      ...(scenario.metrics ? { metrics: scenario.metrics } : {}),
      ...(options.onRequest ? { onRequest: options.onRequest } : {}),
    });
    this.#machine = new PersonsMachine(this.cluster);
  }

  /** When the manifests are applied; nothing before it can be replayed to. */
  get openMs(): number {
    return Math.min(bootMs, this.#scenario.warmUpMs);
  }

  get nowMs(): number {
    return this.cluster.clock.nowMs;
  }

  /** The faults that hold now, as the page shows them. */
  get faults(): readonly FaultSpec[] {
    return this.#faults;
  }

  get loads(): readonly LoadSpec[] {
    return [...this.#loads.values()];
  }

  /** Where kubectl works when nothing else is said. */
  get settings(): Settings {
    return this.settingsAt(Infinity);
  }

  /** Where it worked at a moment. */
  settingsAt(ms: number): Settings {
    return this.#settings.findLast(({ sinceMs }) => sinceMs <= ms)?.settings ?? firstSettings;
  }

  /** How many things the person has done. */
  get actionCount(): number {
    return this.#actions.length;
  }

  /** Everything that the person did, in order of time. */
  get actions(): readonly TimedAction[] {
    return this.#actions;
  }

  /** What the person did as number `number`, from 0. */
  action(number: number): Action | undefined {
    return this.#actions[number]?.action;
  }

  /** Whether the person did something with number `number`: it wrote, or could have, and did not come to nothing. Breaking off what was nothing is nothing. */
  isDeed(number: number): boolean {
    const action = this.action(number);
    if (action === undefined || this.#fruitless.has(number)) return false;
    return action.type === 'interrupt' ? this.isDeed(action.action) : isDeed(action);
  }

  /** The last thing that the person did. */
  get lastAction(): Action | undefined {
    return this.#actions.at(-1)?.action;
  }

  /** Applies the scenario's manifests, lets it warm up and does its actions again, up to `untilMs`. */
  replay(untilMs: number = this.#scenario.untilMs): void {
    const { manifests, load, warmUpMs, actions } = this.#scenario;
    this.advanceTo(Math.min(this.openMs, untilMs));
    for (const yaml of manifests) this.#start({ type: 'apply', yaml }, silent, this.#nextLook());
    for (const spec of load) this.#setLoad(spec);
    this.#options.onAct?.();
    this.advanceTo(Math.min(warmUpMs, Math.max(untilMs, 0)));
    for (const { atMs, action } of actions) {
      if (atMs > untilMs) break;
      this.advanceTo(atMs);
      this.#remember(action, silent);
    }
    this.advanceTo(untilMs);
  }

  /**
   * Runs what is due at this very instant. What a person sees, does and shares stands between instants: then a replay, which
   * runs to an action's moment before it acts, meets the same cluster.
   */
  settle(): void {
    this.advanceTo(this.nowMs);
  }

  /** Runs everything due up to that moment. */
  advanceTo(untilMs: number): void {
    const { clock } = this.cluster;
    const { onPassed } = this.#options;
    for (let ms = (Math.floor(clock.nowMs / passedEveryMs) + 1) * passedEveryMs; onPassed && ms < untilMs; ms += passedEveryMs) {
      clock.runUntil(ms);
      onPassed();
    }
    clock.runUntil(untilMs);
  }

  /**
   * Does what the person wants, at this moment of virtual time, and remembers it. Answers with the number under which it can be
   * interrupted; a negative one where it only looks and so needs no remembering.
   */
  act(action: Action, sink: ActionSink): number {
    return isReadOnly(action) ? this.#do(action, sink, this.#nextLook()) : this.#remember(action, sink);
  }

  /** What a scenario remembers stays remembered, whatever it is: others name it by its number. */
  #remember(action: Action, sink: ActionSink): number {
    const number = this.#actions.length;
    this.settle();
    this.#actions.push({ atMs: this.nowMs, action });
    return this.#do(action, sink, number);
  }

  #do(action: Action, sink: ActionSink, number: number): number {
    this.settle();
    const { revision } = this.cluster.store;
    let isRefused = false;
    this.#start(action, { ...sink, done: (output) => { isRefused = output.exitCode !== 0; sink.done(output); } }, number);
    if (number >= 0 && this.cluster.store.revision === revision && (isRefused || action.type === 'edited')) this.#fruitless.add(number);
    // What runs in a container begins once this is over, at the same instant.
    if (action.type === 'kubectl') this.settle();
    this.#options.onAct?.();
    return number;
  }

  /** Does what only looks, at an API server of another moment. Answers like {@link act}. */
  look(action: Action & { readonly type: 'kubectl' }, sink: ActionSink, api: ApiServerOfThen): number {
    const number = this.#nextLook();
    this.#kubectl({ argv: wordsOf(action.line), stdin: action.stdin ?? '', files: action.files ?? {}, api, settings: this.settingsAt(api.atMs) }, sink, number);
    return number;
  }

  /** Ctrl-C for what {@link act} started under that number. */
  interrupt(number: number): void {
    if (!this.#running.has(number)) return;
    if (number >= 0) this.act({ type: 'interrupt', action: number }, silent);
    else this.#cancel(number);
  }

  #cancel(number: number): void {
    this.#running.get(number)?.cancel();
    this.#running.delete(number);
    this.#edits.delete(number);
    this.#typing.delete(number);
  }

  /** The person has edited what the action of that number showed. */
  edited(number: number, text: string): void {
    if (this.#edits.has(number)) this.act({ type: 'edited', action: number, text }, silent);
  }

  /** The person types into what the action of that number runs. */
  typed(number: number, text: string): void {
    if (!this.#typing.has(number)) return;
    this.act({ type: 'typed', action: number, text }, silent);
    this.settle();
  }

  #goOn(number: number, text: string): void {
    const done = this.#edits.get(number);
    this.#edits.delete(number);
    done?.(text);
  }

  #nextLook(): number {
    return --this.#looks;
  }

  /** The scenario with everything done up to now; the actions of those numbers, where they still run, are broken off now. */
  scenario(interrupts: readonly number[] = []): Scenario {
    this.settle();
    const scenario = this.scenarioUntil(this.nowMs);
    const ended = [...new Set(interrupts)].filter((number) => this.#running.has(number));
    return { ...scenario, actions: [...scenario.actions, ...ended.map((action): TimedAction => ({ atMs: this.nowMs, action: { type: 'interrupt', action } }))] };
  }

  /** The scenario with everything done up to a moment that has passed, {@link openMs} at least: it replays to just that moment. */
  scenarioUntil(untilMs: number): Scenario {
    const { warmUpMs } = this.#scenario;
    return { ...this.#scenario, warmUpMs: Math.min(warmUpMs, untilMs), actions: this.#actions.filter(({ atMs }) => atMs <= untilMs), untilMs };
  }

  #start(action: Action, sink: ActionSink, number: number): void {
    switch (action.type) {
      case 'apply':
        this.#kubectl({ argv: ['apply', '-f', '-'], stdin: action.yaml, files: {} }, sink, number);
        return;
      case 'kubectl':
        this.#kubectl({ argv: wordsOf(action.line), stdin: action.stdin ?? '', files: action.files ?? {}, ...(action.isTyped ? { isTyped: true } : {}) }, sink, number);
        return;
      case 'typed':
        this.#typing.get(action.action)?.(action.text);
        sink.done(result(undefined));
        return;
      case 'edited':
        this.#goOn(action.action, action.text);
        sink.done(result(undefined));
        return;
      case 'fault':
        sink.done(this.#faultResult(action.fault, number));
        return;
      case 'load':
        sink.done(result(this.#setLoad(action.load)));
        return;
      case 'metric':
        this.cluster.setMetric(action.metric);
        sink.done(result(undefined));
        return;
      case 'request':
        this.#request(action.request, sink, number);
        return;
      case 'configure-scheduler':
        sink.done(result(this.cluster.configureScheduler(action.yaml, { action: number })));
        return;
      case 'interrupt':
        this.#cancel(action.action);
        sink.done(result(undefined));
    }
  }

  #kubectl({ argv, stdin, files, isTyped = false, api = this.cluster.api, settings = this.settings }: KubectlWords, sink: ActionSink, number: number): void {
    const output = { stdout: '', stderr: '' };
    const problems: Problem[] = [];
    const write = (stream: 'stdout' | 'stderr') => (text: string): void => {
      output[stream] += text;
      sink.output(stream, text);
    };
    const program = runKubectl(argv, {
      settings,
      output: { stdout: write('stdout'), stderr: write('stderr'), settings: (next) => { this.#settings.push({ sinceMs: this.nowMs, settings: next }); }, problem: (problem) => { problems.push(problem); } },
      stdin, isTyped, ...(api === this.cluster.api ? { cache: number >= 0 ? this.#discovered.byActions : this.#discovered.byLooks } : {}),
    });
    const edit = (text: string, fileName: string, done: (text: string) => void): void => {
      this.#edits.set(number, done);
      sink.edit?.(text, fileName);
    };
    const kept = new Map<string, string>();
    const world = {
      api, clock: this.cluster.clock, user: administrator, cause: number >= 0 ? { action: number } : { clock: true as const }, edit,
      files: (name: string) => fileIn(files, name), folder: (name: string) => filesBelow(files, name),
      type: (take: (text: string) => void, isTerminal: boolean): void => {
        this.#typing.set(number, take);
        sink.type?.(isTerminal);
      },
      listen: (forward: PortForward) => this.#machine.listen(forward),
      keep: (name: string, text: string): void => { kept.set(name, text); },
    };
    let isDone = false;
    const running = drive(program, world, (exitCode) => {
      isDone = true;
      this.#running.delete(number);
      this.#edits.delete(number);
      this.#typing.delete(number);
      sink.done({ ...output, exitCode, problems, ...(kept.size > 0 ? { files: Object.fromEntries(kept) } : {}) });
    });
    if (!isDone) this.#running.set(number, running);
  }

  /** The answer is there after its latency. */
  #request(spec: RequestSpec, sink: ActionSink, number: number): void {
    const reply = this.#machine.send(spec);
    const timer = this.cluster.clock.after(reply.latencyMs, () => {
      this.#running.delete(number);
      sink.done({ ...result(undefined), reply });
    });
    this.#running.set(number, timer);
  }

  /** A machine that is gone for good takes more along than one sees: that is said. */
  #faultResult(fault: FaultSpec, number: number): CommandOutput {
    const heads = this.#poweredHeads();
    const refusal = this.#inflict(fault, number);
    if (refusal !== undefined) return { ...result(refusal), said: { en: refusal, ko: koreanRefusal(fault, this.cluster.nodePools !== undefined) ?? refusal } };
    const outcome = result(undefined);
    if (fault.type !== 'remove-node') return outcome;
    const said = removedWords(fault.node, heads.length === 1 && heads[0] === fault.node);
    return { ...outcome, stdout: `${said.en}\n`, said };
  }

  /** Machines of the control plane that have power. */
  #poweredHeads(): readonly string[] {
    const nodes = this.cluster.store.range('/registry/nodes/');
    const names = nodes === 'compacted' ? [] : nodes.values.filter(({ metadata }) => metadata?.labels?.['node-role.kubernetes.io/control-plane'] !== undefined).map(({ metadata }) => metadata?.name ?? '');
    return names.filter((name) => this.cluster.powered(name));
  }

  #inflict(fault: FaultSpec, number: number): string | undefined {
    const before = this.cluster.machines;
    const problem = this.cluster.inflict(fault, { action: number });
    if (problem !== undefined) return problem;
    const others = this.#faults.filter((other) => !isMendedBy(other, fault));
    this.#faults.length = 0;
    this.#faults.push(...others, ...(isMending(fault) ? [] : [fault]));
    if ('node' in fault) this.#options.onPower?.(fault.node);
    else for (const node of before) if (!this.cluster.powered(node)) this.#options.onPower?.(node);
    return undefined;
  }

  #setLoad(spec: LoadSpec): string | undefined {
    const service = /^service\/([^/]+)\/([^/]+)$/.exec(spec.target);
    if (!service) return `"${spec.target}" is no target; it must be service/NAMESPACE/NAME`;
    const [, namespace = '', name = ''] = service;
    this.cluster.loads.set({ name: spec.name, namespace, service: name, path: spec.path, requestsPerSecond: spec.requestsPerSecond });
    if (spec.requestsPerSecond > 0) this.#loads.set(spec.name, spec);
    else this.#loads.delete(spec.name);
    return undefined;
  }
}

/** What kubectl is called with. */
interface KubectlWords {
  readonly argv: readonly string[];
  readonly stdin: string;
  readonly files: Readonly<Record<string, string>>;
  readonly isTyped?: boolean;
  /** The cluster's own where it is not said. */
  readonly api?: ApiServer;
  /** Those of now where it is not said. */
  readonly settings?: Settings;
}

/** Files have no folders. */
function fileIn(files: Readonly<Record<string, string>>, path: string): string | undefined {
  const name = path.replace(/^(\.\/+)+/, '');
  return Object.hasOwn(files, name) ? files[name] : undefined;
}

/** What a folder holds: files whose names begin with it. */
function filesBelow(files: Readonly<Record<string, string>>, path: string): readonly string[] | undefined {
  const folder = `${path.replace(/^(\.\/+)+/, '').replace(/\/+$/, '')}/`;
  const names = Object.keys(files).map((name) => (folder === './' ? name : name.startsWith(folder) ? name.slice(folder.length) : '')).filter((name) => name !== '').sort();
  return names.length > 0 ? names : undefined;
}

const result = (problem: string | undefined): CommandOutput => ({ stdout: '', stderr: problem === undefined ? '' : `${problem}\n`, exitCode: problem === undefined ? 0 : 1, problems: [] });

/** What leaves nothing broken behind that could be mended. */
const passing: ReadonlySet<FaultSpec['type']> = new Set(['power-on', 'add-node', 'remove-node', 'lose-instance', 'resize-pool', 'kill-container', 'etcd-leader-elected', 'heal']);
const isMending = (fault: FaultSpec): boolean => passing.has(fault.type) || (fault.type === 'api-refusals' && fault.percent === 0) || (fault.type === 'partition' && fault.nodes.length === 0);

function isMendedBy(fault: FaultSpec, by: FaultSpec): boolean {
  if (fault.type === 'power-off' || fault.type === 'shut-down') return ['power-on', 'remove-node', 'lose-instance', 'power-off', 'shut-down'].includes(by.type) && 'node' in by && by.node === fault.node;
  if (fault.type === 'etcd-leader-lost') return by.type === 'etcd-leader-elected' || by.type === 'etcd-leader-lost';
  if (fault.type === 'partition') return by.type === 'heal' || by.type === 'partition';
  return fault.type === 'api-refusals' && by.type === 'api-refusals';
}
