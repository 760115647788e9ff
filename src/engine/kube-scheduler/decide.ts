import { EventQueue } from '../sim/clock.ts';
import { RandomStreams } from '../sim/random.ts';
import { isTerminal, PodInfo } from './cache/pod-info.ts';
import type { SchedulerConfig } from './config.ts';
import type { DecisionRecord } from './decision.ts';
import { planOf } from './plugins/volume-binding.ts';
import { SchedulerCore, type Attempt } from './scheduler-core.ts';
import { asStored, listersOf, type SchedulingCase } from './scheduling-case.ts';

/** What the scheduler did with the pending pod at its first attempt. */
export interface Decision {
  readonly name: string;
  /** Names of the nodes that passed all filters, sorted. */
  readonly feasible: readonly string[];
  /** Weighted score by node and plugin, and their `total`. Empty where fewer than two nodes were feasible. */
  readonly scores: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly bestNodes: readonly string[];
  readonly chosen: string | null;
  /** Reason and message of the condition PodScheduled=False. */
  readonly reason: string | null;
  readonly message: string | null;
  readonly nominatedNode: string | null;
  readonly victims: readonly string[];
  /** By claim: the volume that it gets, or `(provisioned)`. */
  readonly claims?: Readonly<Record<string, string>>;
}

export interface DecideOptions {
  readonly config?: SchedulerConfig;
  /** Decides among equals. */
  readonly seed?: number;
}

/** Decides one case, as the scheduler would with nothing else going on. */
export function decide(given: SchedulingCase, { config = {}, seed = 1 }: DecideOptions = {}): Decision {
  const pod = new PodInfo(asStored(given.pod));
  const gated = (given.pod.spec?.schedulingGates?.length ?? 0) > 0;
  if (gated) return { ...undecided(given.name), reason: 'SchedulingGated', message: 'Scheduling is blocked due to non-empty scheduling gates' };
  const core = new SchedulerCore({ clock: new EventQueue(0), random: new RandomStreams(seed).stream('kube-scheduler'), listers: listersOf(given), config });
  core.explains = true;
  for (const node of given.nodes) core.cache.setNode(node);
  for (const bound of given.pods ?? []) if (!isTerminal(bound)) core.cache.setPod(asStored(bound));
  core.queue.add(pod, { clock: true });
  const attempt = core.attempt();
  core.queue.stop();
  return attempt ? described(given.name, attempt) : undecided(given.name);
}

const undecided = (name: string): Decision => ({ name, feasible: [], scores: {}, bestNodes: [], chosen: null, reason: null, message: null, nominatedNode: null, victims: [] });
const sorted = (names: readonly string[]): string[] => [...names].sort();
const shortName = (key: string): string => key.slice(key.indexOf('/') + 1);

function described(name: string, attempt: Attempt): Decision {
  if (attempt.kind === 'dropped') return undecided(name);
  const { record } = attempt;
  const found = { ...undecided(name), feasible: sorted(record?.feasible ?? []), scores: scoresOf(record) };
  if (attempt.kind === 'refused') {
    return { ...found, reason: attempt.reason, message: attempt.message, nominatedNode: attempt.nominatedNode || null, victims: sorted(attempt.victims.map(({ key }) => shortName(key))) };
  }
  const claims = claimsOf(attempt);
  return { ...found, bestNodes: sorted(record?.best ?? []), chosen: attempt.node.name, ...(Object.keys(claims).length > 0 ? { claims } : {}) };
}

function scoresOf(record: DecisionRecord | undefined): Decision['scores'] {
  if (!record || record.scores.length === 0) return {};
  return Object.fromEntries(record.feasible.map((node, index) => {
    const perPlugin = record.scores.map(({ plugin, weighted }) => [plugin, weighted[index] ?? 0] as const);
    return [node, Object.fromEntries([...perPlugin, ['total', record.totals[index] ?? 0] as const])];
  }));
}

function claimsOf({ cycle, node }: Extract<Attempt, { kind: 'assumed' }>): Record<string, string> {
  const plan = planOf(cycle, node);
  return Object.fromEntries([
    ...(plan?.bindings ?? []).map(({ volume, claim }) => [claim.metadata?.name ?? '', volume.metadata?.name ?? ''] as const),
    ...(plan?.provisions ?? []).map((claim) => [claim.metadata?.name ?? '', '(provisioned)'] as const),
  ]);
}
