import { parseQuantity } from '../kube/quantity.ts';
import type { Action, CloudSpec, FaultSpec, LoadSpec, MachineSpec, MetricSpec, NodePoolSpec, RequestSpec, Scenario, TimedAction } from './document.ts';

/** What is wrong with a document that claims to be a scenario, with the path of the place. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  readonly place: string;

  constructor(place: string, message: string) {
    super(`${place}: ${message}`);
    this.place = place;
  }
}

/** Bounds that keep a forged document from filling the tab. */
const limits = { textChars: 5_000_000, nodes: 5000, pools: 20, zones: 20, actions: 100_000, loads: 100, metrics: 100, manifests: 200, warmUpMs: 86_400_000, cloudMs: 3_600_000, shutdownSeconds: 86_400, untilMs: 30 * 86_400_000 };

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown, place: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ScenarioError(place, 'must be an object');
  return value as Fields;
}

function text(value: unknown, place: string): string {
  if (typeof value !== 'string') throw new ScenarioError(place, 'must be a text');
  if (value.length > limits.textChars) throw new ScenarioError(place, 'is too long');
  return value;
}

function number(value: unknown, place: string, max: number): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0 || value > max) throw new ScenarioError(place, `must be a number from 0 to ${String(max)}`);
  return value;
}

function truth(value: unknown, place: string): boolean {
  if (typeof value !== 'boolean') throw new ScenarioError(place, 'must be true or false');
  return value;
}

function list<T>(value: unknown, place: string, max: number, read: (item: unknown, place: string) => T): readonly T[] {
  if (!Array.isArray(value)) throw new ScenarioError(place, 'must be a list');
  if (value.length > max) throw new ScenarioError(place, `must have at most ${String(max)} entries`);
  return value.map((item, index) => read(item, `${place}[${String(index)}]`));
}

function texts(value: unknown, place: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fieldsOf(value, place)).map(([key, entry]) => [key, text(entry, `${place}.${key}`)]));
}

function machine(value: unknown, place: string): MachineSpec {
  const fields = fieldsOf(value, place);
  const name = text(fields['name'], `${place}.name`);
  if (!/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(name)) throw new ScenarioError(`${place}.name`, 'must be a lower-case DNS name');
  return {
    name,
    capacity: quantities(fields['capacity'], `${place}.capacity`),
    ...(fields['labels'] === undefined ? {} : { labels: labels(fields['labels'], `${place}.labels`) }),
    ...(fields['taints'] === undefined ? {} : { taints: list(fields['taints'], `${place}.taints`, 50, taint) }),
    ...shutdownPeriods(fields, place),
  };
}

function shutdownPeriods(fields: Fields, place: string): Pick<MachineSpec, 'shutdownGracePeriodSeconds' | 'shutdownGracePeriodCriticalPodsSeconds'> {
  const seconds = (name: 'shutdownGracePeriodSeconds' | 'shutdownGracePeriodCriticalPodsSeconds'): number | undefined => (fields[name] === undefined ? undefined : wholeNumber(fields[name], `${place}.${name}`, limits.shutdownSeconds));
  const [all, critical] = [seconds('shutdownGracePeriodSeconds'), seconds('shutdownGracePeriodCriticalPodsSeconds')];
  if ((critical ?? 0) > (all ?? 0)) throw new ScenarioError(`${place}.shutdownGracePeriodCriticalPodsSeconds`, 'is part of shutdownGracePeriodSeconds, so no more than that');
  return { ...(all === undefined ? {} : { shutdownGracePeriodSeconds: all }), ...(critical === undefined ? {} : { shutdownGracePeriodCriticalPodsSeconds: critical }) };
}

/** Capacities: quantities that are not negative. */
function quantities(value: unknown, place: string): Readonly<Record<string, string>> {
  const given = texts(value, place);
  for (const [resource, amount] of Object.entries(given)) quantity(amount, `${place}.${resource}`);
  return given;
}

function quantity(value: unknown, place: string): string {
  const amount = text(value, place);
  const parsed = parseQuantity(amount);
  if (!parsed || parsed.nanos < 0n) throw new ScenarioError(place, `"${amount}" is no quantity such as 4, 500m or 8Gi`);
  return amount;
}

const labelName = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const labelValue = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

function labels(value: unknown, place: string): Readonly<Record<string, string>> {
  const given = texts(value, place);
  for (const [key, text] of Object.entries(given)) if (!labelName.test(key) || !labelValue.test(text)) throw new ScenarioError(place, `"${key}: ${text}" is no label`);
  return given;
}

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

function taint(value: unknown, place: string): { readonly key: string; readonly value?: string; readonly effect: string } {
  const fields = fieldsOf(value, place);
  const key = text(fields['key'], `${place}.key`);
  const effect = text(fields['effect'], `${place}.effect`);
  if (!labelName.test(key)) throw new ScenarioError(`${place}.key`, `"${key}" is no key of a taint`);
  if (!effects.includes(effect)) throw new ScenarioError(`${place}.effect`, `must be one of ${effects.join(', ')}`);
  return {
    key,
    effect,
    ...(fields['value'] === undefined ? {} : { value: text(fields['value'], `${place}.value`) }),
  };
}

function load(value: unknown, place: string): LoadSpec {
  const fields = fieldsOf(value, place);
  return {
    name: text(fields['name'], `${place}.name`),
    target: text(fields['target'], `${place}.target`),
    path: text(fields['path'], `${place}.path`),
    requestsPerSecond: number(fields['requestsPerSecond'], `${place}.requestsPerSecond`, 10_000),
  };
}

function cloud(value: unknown, place: string): CloudSpec {
  const fields = fieldsOf(value, place);
  const ms = (name: 'loadBalancerMs' | 'instanceMs'): Partial<CloudSpec> => (fields[name] === undefined ? {} : { [name]: number(fields[name], `${place}.${name}`, limits.cloudMs) });
  return {
    ...ms('loadBalancerMs'),
    ...ms('instanceMs'),
    ...(fields['nodePools'] === undefined ? {} : { nodePools: distinct(list(fields['nodePools'], `${place}.nodePools`, limits.pools, nodePool), `${place}.nodePools`) }),
  };
}

function nodePool(value: unknown, place: string): NodePoolSpec {
  const fields = fieldsOf(value, place);
  const shape = machine(value, place);
  if (!labelValue.test(shape.name)) throw new ScenarioError(`${place}.name`, 'is the value of a label of its machines, so 63 characters at most');
  return {
    ...shape,
    size: wholeNumber(fields['size'], `${place}.size`, limits.nodes),
    ...(fields['zones'] === undefined ? {} : { zones: list(fields['zones'], `${place}.zones`, limits.zones, zone) }),
  };
}

/** No two of them may have one name: they would be one machine, or one pool. */
function distinct<T extends { readonly name: string }>(items: readonly T[], place: string): readonly T[] {
  const names = new Set<string>();
  items.forEach(({ name }, index) => {
    if (names.has(name)) throw new ScenarioError(`${place}[${String(index)}].name`, `"${name}" is there already`);
    names.add(name);
  });
  return items;
}

function zone(value: unknown, place: string): string {
  const given = text(value, place);
  if (given === '' || !labelValue.test(given)) throw new ScenarioError(place, `"${given}" is no value of a label`);
  return given;
}

function wholeNumber(value: unknown, place: string, max: number): number {
  const given = number(value, place, max);
  if (!Number.isInteger(given)) throw new ScenarioError(place, 'must be a whole number');
  return given;
}

/** Reads a custom metric as it comes from a link or from `window.drydock.metric`. Throws {@link ScenarioError}. */
export function checkMetric(value: unknown, place = 'metric'): MetricSpec {
  const fields = fieldsOf(value, place);
  const of = text(fields['of'], `${place}.of`);
  const name = text(fields['name'], `${place}.name`);
  if (!/^[A-Za-z0-9_.:-]{1,253}$/.test(name)) throw new ScenarioError(`${place}.name`, `"${name}" is no name of a metric`);
  if (!/^(pods|external|[a-z0-9.-]+\/[a-z0-9.-]+)$/.test(of)) throw new ScenarioError(`${place}.of`, 'must be pods, external or RESOURCE/NAME');
  const measured = of === 'pods' || of.startsWith('services/');
  if (fields['value'] === undefined && !measured) throw new ScenarioError(`${place}.value`, 'is measured for pods and services only; everything else needs a value');
  return {
    name,
    of,
    namespace: text(fields['namespace'], `${place}.namespace`),
    ...(fields['labels'] === undefined ? {} : { labels: labels(fields['labels'], `${place}.labels`) }),
    ...(fields['value'] === undefined ? {} : { value: quantity(fields['value'], `${place}.value`) }),
  };
}

const faultReaders: Readonly<Record<FaultSpec['type'], (fields: Fields, place: string) => FaultSpec>> = {
  'power-off': (fields, place) => ({ type: 'power-off', node: text(fields['node'], `${place}.node`) }),
  'shut-down': (fields, place) => ({ type: 'shut-down', node: text(fields['node'], `${place}.node`) }),
  'power-on': (fields, place) => ({ type: 'power-on', node: text(fields['node'], `${place}.node`) }),
  'remove-node': (fields, place) => ({ type: 'remove-node', node: text(fields['node'], `${place}.node`) }),
  'lose-instance': (fields, place) => ({ type: 'lose-instance', node: text(fields['node'], `${place}.node`) }),
  'resize-pool': (fields, place) => ({ type: 'resize-pool', pool: text(fields['pool'], `${place}.pool`), size: wholeNumber(fields['size'], `${place}.size`, limits.nodes) }),
  'add-node': (fields, place) => ({ type: 'add-node', machine: machine(fields['machine'], `${place}.machine`) }),
  'api-refusals': (fields, place) => ({ type: 'api-refusals', percent: number(fields['percent'], `${place}.percent`, 100) }),
  'etcd-leader-lost': () => ({ type: 'etcd-leader-lost' }),
  'etcd-leader-elected': () => ({ type: 'etcd-leader-elected' }),
  partition: (fields, place) => ({ type: 'partition', nodes: list(fields['nodes'], `${place}.nodes`, limits.nodes, text) }),
  heal: () => ({ type: 'heal' }),
  'kill-container': (fields, place) => ({
    type: 'kill-container',
    namespace: text(fields['namespace'], `${place}.namespace`),
    pod: text(fields['pod'], `${place}.pod`),
    container: text(fields['container'], `${place}.container`),
    exitCode: number(fields['exitCode'], `${place}.exitCode`, 255),
  }),
};

/** Reads a fault as it comes from a link or from `window.drydock.fault`. Throws {@link ScenarioError}. */
export function checkFault(value: unknown, place = 'fault'): FaultSpec {
  const fields = fieldsOf(value, place);
  const type = text(fields['type'], `${place}.type`);
  if (!Object.hasOwn(faultReaders, type)) throw new ScenarioError(`${place}.type`, `"${type}" is no fault; known faults: ${Object.keys(faultReaders).join(', ')}`);
  return faultReaders[type as FaultSpec['type']](fields, place);
}

const requestMaxMs = 3_600_000;

function request(value: unknown, place: string): RequestSpec {
  const fields = fieldsOf(value, place);
  return {
    host: text(fields['host'], `${place}.host`),
    port: wholeNumber(fields['port'], `${place}.port`, 65_535),
    method: text(fields['method'], `${place}.method`),
    path: text(fields['path'], `${place}.path`),
    ...(fields['headers'] === undefined ? {} : { headers: texts(fields['headers'], `${place}.headers`) }),
    ...(fields['body'] === undefined ? {} : { body: text(fields['body'], `${place}.body`) }),
    timeoutMs: number(fields['timeoutMs'], `${place}.timeoutMs`, requestMaxMs),
  };
}

const actionReaders: Readonly<Record<Action['type'], (fields: Fields, place: string) => Action>> = {
  apply: (fields, place) => ({ type: 'apply', yaml: text(fields['yaml'], `${place}.yaml`) }),
  kubectl: (fields, place) => ({
    type: 'kubectl',
    line: text(fields['line'], `${place}.line`),
    ...(fields['stdin'] === undefined ? {} : { stdin: text(fields['stdin'], `${place}.stdin`) }),
    ...(fields['files'] === undefined ? {} : { files: texts(fields['files'], `${place}.files`) }),
    ...(fields['isTyped'] === undefined ? {} : truth(fields['isTyped'], `${place}.isTyped`) ? { isTyped: true as const } : {}),
  }),
  fault: (fields, place) => ({ type: 'fault', fault: checkFault(fields['fault'], `${place}.fault`) }),
  load: (fields, place) => ({ type: 'load', load: load(fields['load'], `${place}.load`) }),
  edited: (fields, place) => ({ type: 'edited', action: number(fields['action'], `${place}.action`, limits.actions), text: text(fields['text'], `${place}.text`) }),
  metric: (fields, place) => ({ type: 'metric', metric: checkMetric(fields['metric'], `${place}.metric`) }),
  request: (fields, place) => ({ type: 'request', request: request(fields['request'], `${place}.request`) }),
  typed: (fields, place) => ({ type: 'typed', action: number(fields['action'], `${place}.action`, limits.actions), text: text(fields['text'], `${place}.text`) }),
  'configure-scheduler': (fields, place) => ({ type: 'configure-scheduler', yaml: text(fields['yaml'], `${place}.yaml`) }),
  interrupt: (fields, place) => ({ type: 'interrupt', action: number(fields['action'], `${place}.action`, limits.actions) }),
};

function timedAction(value: unknown, place: string): TimedAction {
  const fields = fieldsOf(value, place);
  const action = fieldsOf(fields['action'], `${place}.action`);
  const type = text(action['type'], `${place}.action.type`);
  if (!Object.hasOwn(actionReaders, type)) throw new ScenarioError(`${place}.action.type`, `"${type}" is no action`);
  return { atMs: number(fields['atMs'], `${place}.atMs`, limits.untilMs), action: actionReaders[type as Action['type']](action, `${place}.action`) };
}

/** Reads a scenario from anything (a link, a file). Throws {@link ScenarioError} with the place of the first thing wrong. */
export function checkScenario(value: unknown): Scenario {
  const fields = fieldsOf(value, 'scenario');
  if (fields['version'] !== 1) throw new ScenarioError('scenario.version', `this Drydock reads version 1, not ${JSON.stringify(fields['version']) ?? 'nothing'}`);
  const start = text(fields['start'], 'scenario.start');
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(start)) throw new ScenarioError('scenario.start', 'must be a moment such as 2026-01-01T09:00:00Z');
  const actions = list(fields['actions'], 'scenario.actions', limits.actions, timedAction);
  for (const [index, { atMs }] of actions.entries()) {
    if (index > 0 && atMs < (actions[index - 1]?.atMs ?? 0)) throw new ScenarioError(`scenario.actions[${String(index)}].atMs`, 'actions must be in order of time');
  }
  return {
    version: 1,
    ...(fields['title'] === undefined ? {} : { title: text(fields['title'], 'scenario.title') }),
    seed: number(fields['seed'], 'scenario.seed', 0xffffffff),
    start,
    ...(fields['kubeadm'] === undefined ? {} : { kubeadm: truth(fields['kubeadm'], 'scenario.kubeadm') }),
    nodes: distinct(list(fields['nodes'], 'scenario.nodes', limits.nodes, machine), 'scenario.nodes'),
    ...(fields['cloud'] === undefined ? {} : { cloud: cloud(fields['cloud'], 'scenario.cloud') }),
    manifests: list(fields['manifests'], 'scenario.manifests', limits.manifests, text),
    load: list(fields['load'], 'scenario.load', limits.loads, load),
    ...(fields['metrics'] === undefined ? {} : { metrics: list(fields['metrics'], 'scenario.metrics', limits.metrics, checkMetric) }),
    warmUpMs: number(fields['warmUpMs'], 'scenario.warmUpMs', limits.warmUpMs),
    actions,
    untilMs: number(fields['untilMs'], 'scenario.untilMs', limits.untilMs),
  };
}
