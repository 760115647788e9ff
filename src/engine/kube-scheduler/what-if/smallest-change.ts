import type { V1Pod } from '../../../kube/generated/types.ts';
import { quantityValue } from '../../../kube/quantity.ts';
import type { SchedulerProfile } from '../config.ts';
import { anotherNode, remedies } from './remedies.ts';
import type { Step } from './steps.ts';
import { Trial, type Hearing, type Snapshot } from './trial.ts';

/** Something to change, after which the pod fits: tried, not guessed. */
export interface Suggestion {
  /** To be taken together. */
  readonly steps: readonly Step[];
  /** A node that the pod fits then. */
  readonly node: string;
  /** How much is changed: smaller is better. See {@link costOf}. */
  readonly cost: number;
}

const shownMax = 8;
/** More objections than this and the node is out of the question. */
const objectionsMax = 3;
const combinationsMax = 24;
const nodesMax = 300;

/**
 * The smallest changes that would let a pod be scheduled that fits nowhere now, smallest first; of each sort only the smallest.
 * Each has been tried with all filters on the snapshot. Empty where the pod fits already, or where nothing that can be named
 * here helps (a claim without a volume, say).
 */
export function smallestChange(pod: V1Pod, snapshot: Snapshot, profile?: SchedulerProfile): readonly Suggestion[] {
  const trial = new Trial(snapshot, profile);
  const hearing = trial.hear(pod);
  if (hearing.refusal && !remedies.has(hearing.refusal.plugin)) return [];
  const best = new Map<string, Suggestion>();
  const offer = (steps: readonly Step[], node: string): void => {
    const sort = steps.map(sortOf).sort().join(' ');
    const cost = steps.reduce((sum, step) => sum + costOf(step), 0);
    if ((best.get(sort)?.cost ?? Infinity) <= cost || !trial.fits(pod, steps, node)) return;
    best.set(sort, { steps, node, cost });
  };
  if (offerByNode(trial, hearing, offer) === 'fits') return [];
  const added = anotherNode(trial.cache.nodes);
  if (added) offer([added], added.node.metadata?.name ?? '');
  const found = [...best.values()].sort((a, b) => a.cost - b.cost);
  return found.filter((suggestion) => !found.some((other) => other !== suggestion && isPartOf(other, suggestion))).slice(0, shownMax);
}

function offerByNode(trial: Trial, hearing: Hearing, offer: (steps: readonly Step[], node: string) => void): 'fits' | undefined {
  const heard = trial.cache.nodes.map((node) => ({ node, objections: hearing.objectionsTo(node) }));
  if (heard.some(({ objections }) => objections.length === 0) && !hearing.refusal) return 'fits';
  const promising = heard.filter(({ objections }) => objections.length <= objectionsMax && objections.every(({ plugin }) => remedies.has(plugin)));
  const sorted = promising.sort((a, b) => a.objections.length - b.objections.length).slice(0, nodesMax);
  for (const { node, objections } of sorted) {
    const ways = objections.map(({ plugin }) => remedies.get(plugin)?.({ pod: hearing.pod, node, trial }) ?? []);
    for (const steps of combinations(ways).slice(0, combinationsMax)) offer(steps, node.name);
  }
  return undefined;
}

/** One way of each, in every combination. */
function combinations(ways: readonly (readonly (readonly Step[])[])[]): readonly (readonly Step[])[] {
  return ways.reduce<readonly (readonly Step[])[]>((before, choices) => before.flatMap((steps) => choices.map((choice) => [...steps, ...choice])), [[]]);
}

const sortOf = (step: Step): string => (step.kind === 'lower-request' ? `${step.kind} ${step.resource}` : step.kind === 'drop-pod-affinity' ? `${step.kind} ${step.side}` : step.kind);

/** Whether a suggestion does no more than part of what another one does, on the same node. */
function isPartOf(a: Suggestion, b: Suggestion): boolean {
  const texts = new Set(b.steps.map((step) => JSON.stringify(step)));
  return a.steps.length < b.steps.length && a.steps.every((step) => texts.has(JSON.stringify(step)));
}

const isControlPlane = (taints: readonly { readonly key: string }[]): boolean => taints.some(({ key }) => key.startsWith('node-role.kubernetes.io/'));

/**
 * What a step counts as: about 10 for a field of one object, more for what others feel (a pod that goes, a machine that comes),
 * and for what is lost by it. Lowering a request counts by the share that is given up: from 3 to 950m is 10 + 27.
 */
export function costOf(step: Step): number {
  switch (step.kind) {
    case 'uncordon': return 8;
    case 'repair-node': return 9;
    case 'label-node': return 11 * Object.keys(step.labels).length;
    case 'raise-pods': return 12 + step.to - step.from;
    case 'raise-skew': return 11 + 3 * (step.to - step.from);
    case 'drop-selector': return 15 * step.keys.length;
    case 'drop-host-ports': return 15 * step.ports.length;
    case 'relax-affinity': return 16 * step.keys.length;
    case 'lower-request': return 10 + 40 * (1 - amount(step.to) / Math.max(amount(step.from), Number.MIN_VALUE));
    case 'tolerate': return 12 * step.taints.length + (isControlPlane(step.taints) ? 25 : 0);
    case 'remove-taints': return 14 * step.taints.length + (isControlPlane(step.taints) ? 40 : 0);
    case 'soften-spread': return 20;
    case 'drop-pod-affinity': return step.side === 'podAffinity' ? 22 : 20;
    case 'remove-pods': return 14 + 10 * step.pods.length;
    case 'add-node': return 35;
  }
}

const scale = 1_000_000;

/** A quantity as a number, fine enough to compare millicores. */
function amount(quantity: string): number {
  return quantity.endsWith('m') ? (quantityValue(quantity.slice(0, -1)) * scale) / 1000 : quantityValue(quantity) * scale;
}
