import type { V1PodDisruptionBudget } from '../../../kube/generated/types.ts';
import { fromLabelSelector, matches } from '../../../kube/selectors.ts';
import type { NodeInfo } from '../cache/node-info.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import type { PreemptionCandidate, PreemptionRule, PreemptionSearch } from '../decision.ts';
import { fitErrorMessage } from '../framework/fit-error.ts';
import type { PluginFactory } from '../framework/framework.ts';
import { NodeStatuses } from '../framework/node-statuses.ts';
import type { Cycle, Handle, NodeFilter, PostFilterAnswer, PostFilterInput } from '../framework/plugin.ts';
import { unresolvable, unschedulable, type Status } from '../framework/status.ts';
import { outcomes, RehearsalMemo, Rehearsals, type Candidate } from './rehearsals.ts';

const name = 'DefaultPreemption';
const noVictims = unresolvable(name, 'No preemption victims found for incoming pod');
const notHelpful = unresolvable(name, 'Preemption is not helpful for scheduling');

/** Negative where `a` is more important: by priority, then by how long it has run. */
function byImportance(a: PodInfo, b: PodInfo): number {
  return b.priority - a.priority || (a.startedMs ?? Infinity) - (b.startedMs ?? Infinity) || 0;
}

/** Splits pods into those whose eviction would break a budget and the others. Budgets are used up on the way. */
function splitByBudgets(pods: readonly PodInfo[], budgets: readonly V1PodDisruptionBudget[]): { readonly violating: readonly PodInfo[]; readonly others: readonly PodInfo[] } {
  const left = budgets.map(({ status }) => status?.disruptionsAllowed ?? 0);
  const violating: PodInfo[] = [];
  const others: PodInfo[] = [];
  for (const pod of pods) {
    let breaks = false;
    budgets.forEach((budget, index) => {
      if (!protects(budget, pod)) return;
      left[index] = (left[index] ?? 0) - 1;
      if ((left[index] ?? 0) < 0) breaks = true;
    });
    (breaks ? violating : others).push(pod);
  }
  return { violating, others };
}

/** A budget without a selector, or with an empty one, protects nothing here; a pod already being disrupted is not counted again. */
function protects({ metadata, spec, status }: V1PodDisruptionBudget, pod: PodInfo): boolean {
  if (metadata?.namespace !== pod.namespace || Object.keys(pod.labels).length === 0) return false;
  const selector = fromLabelSelector(spec?.selector);
  if (selector.nothing || selector.requirements.length === 0 || !matches(selector, pod.labels)) return false;
  return !Object.hasOwn(status?.disruptedPods ?? {}, pod.name);
}

/** A node in thought: pods are taken off and put back, and the filters hear of it. */
class Rehearsal {
  readonly #node: NodeInfo;
  readonly #filters: readonly NodeFilter[];
  readonly #input: PostFilterInput;

  constructor(node: NodeInfo, input: PostFilterInput) {
    this.#node = node.clone();
    this.#filters = input.filters.map((filter) => filter.clone?.() ?? filter);
    this.#input = input;
  }

  remove(pod: PodInfo): void {
    this.#node.removePod(pod.uid);
    for (const filter of this.#filters) filter.removePod?.(pod, this.#node);
  }

  objection(): Status | undefined {
    return this.#input.runFilters(this.#filters, this.#node);
  }

  /** Puts the pod back where the incoming one fits all the same. */
  reprieve(pod: PodInfo): boolean {
    this.#node.addPod(pod);
    for (const filter of this.#filters) filter.addPod?.(pod, this.#node);
    if (!this.objection()) return true;
    this.remove(pod);
    return false;
  }
}

/** The fewest and least important pods without which the incoming one fits the node, or why that is not possible. */
function selectVictims(pod: PodInfo, node: NodeInfo, budgets: readonly V1PodDisruptionBudget[], input: PostFilterInput): Candidate | Status {
  const lower = node.pods.filter(({ priority }) => priority < pod.priority);
  if (lower.length === 0) return noVictims;
  const rehearsal = new Rehearsal(node, input);
  for (const victim of lower) rehearsal.remove(victim);
  const objection = rehearsal.objection();
  if (objection) return objection;
  const { violating, others } = splitByBudgets(lower.sort(byImportance), budgets);
  const lostDespiteBudget = violating.filter((victim) => !rehearsal.reprieve(victim));
  const lost = others.filter((victim) => !rehearsal.reprieve(victim));
  const victims = [...lostDespiteBudget, ...lost].sort(byImportance);
  return { node, victims, violating: lostDespiteBudget, loss: lossOf(victims, lostDespiteBudget.length) };
}

/** Priorities are summed with an offset, so that each victim makes the sum larger even where priorities are negative. */
const priorityOffset = 2 ** 31;

/** When the longest-running of the most important victims started; pods that have not started count as starting now. */
function earliestStart(victims: readonly PodInfo[]): number {
  const top = victims[0]?.priority ?? 0;
  return Math.min(...victims.filter(({ priority }) => priority === top).map(({ startedMs }) => startedMs ?? Infinity));
}

/** Broken budgets, highest priority, sum of priorities, number of victims, and lastly how long the most important ones have run. */
function lossOf(victims: readonly PodInfo[], violations: number): readonly number[] {
  const sum = victims.reduce((total, { priority }) => total + priority + priorityOffset, 0);
  return [violations, victims[0]?.priority ?? 0, sum, victims.length, -earliestStart(victims)];
}

function compareLosses(a: Candidate, b: Candidate): number {
  for (let rule = 0; rule < a.loss.length; rule++) {
    const [left, right] = [a.loss[rule] as number, b.loss[rule] as number];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

/** The node whose victims are missed least; the first of equals. @see Kubernetes 1.36, scheduler preemption, pickOneNodeForPreemption */
function bestCandidate(candidates: readonly Candidate[]): Candidate | undefined {
  let best = candidates[0];
  for (const candidate of candidates) if (best && compareLosses(candidate, best) < 0) best = candidate;
  return best;
}

/** What told the best candidate from the others: the rules of {@link lossOf}, one after the other. */
const rules: readonly PreemptionRule[] = ['budgets', 'highest priority', 'sum of priorities', 'number of pods', 'started last'];

function ruleFor(best: Candidate, candidates: readonly Candidate[]): PreemptionRule {
  if (candidates.length === 1) return 'only one';
  let left = candidates;
  for (const [index, rule] of rules.entries()) {
    left = left.filter(({ loss }) => loss[index] === best.loss[index]);
    if (left.length === 1) return rule;
  }
  return 'first found';
}

/** So many candidates and refusals are told of one by one. */
const toldMax = 80;

function told({ node, victims, violating, loss }: Candidate): PreemptionCandidate {
  const [, highestPriority = 0, sum = 0, count = 0, start = 0] = loss;
  return {
    node: node.name, violations: violating.length, highestPriority, prioritySum: sum - count * priorityOffset, startedMs: Number.isFinite(start) ? -start : undefined,
    victims: victims.map((victim) => ({ pod: victim.key, priority: victim.priority, isProtected: violating.includes(victim) })),
  };
}

function searchOf({ candidates, statuses, helpful, wanted }: Rehearsed, best: Candidate | undefined): PreemptionSearch {
  const ordered = best ? [best, ...candidates.filter((candidate) => candidate !== best).sort(compareLosses)] : [];
  return {
    helpful, wanted, candidates: ordered.slice(0, toldMax).map(told), decidedBy: best && ruleFor(best, candidates),
    hopeless: statuses.nodes.slice(0, toldMax).map((node, index) => ({ node: node.name, plugin: statuses.statuses[index]?.plugin ?? '', reasons: statuses.statuses[index]?.reasons ?? [] })),
  };
}

interface PreemptionArgs {
  readonly minCandidateNodesPercentage?: number;
  readonly minCandidateNodesAbsolute?: number;
}

/** How many candidates are enough to choose from: a tenth of the nodes, a hundred at least. */
function candidatesWanted(nodeCount: number, { minCandidateNodesPercentage = 10, minCandidateNodesAbsolute = 100 }: PreemptionArgs): number {
  return Math.min(nodeCount, Math.max(minCandidateNodesAbsolute, Math.trunc((nodeCount * minCandidateNodesPercentage) / 100)));
}

function isLeavingForPreemption({ pod, terminating }: PodInfo): boolean {
  return terminating && (pod.status?.conditions?.some(({ type, status, reason }) => type === 'DisruptionTarget' && status === 'True' && reason === 'PreemptionByScheduler') ?? false);
}

/** Why the pod may not preempt, or undefined. */
function whyIneligible({ pod }: Cycle, { statuses }: PostFilterInput, { cache, nominator }: Handle): string | undefined {
  if (pod.pod.spec?.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  const nominated = pod.pod.status?.nominatedNodeName || nominator.nodeOf(pod.uid);
  const node = cache.node(nominated);
  if (!node || statuses.get(nominated).code === 'UnschedulableAndUnresolvable') return undefined;
  const isWaiting = node.pods.some((other) => other.priority < pod.priority && isLeavingForPreemption(other));
  return isWaiting ? 'not eligible due to a terminating pod on the nominated node.' : undefined;
}

interface Rehearsed {
  readonly candidates: readonly Candidate[];
  readonly statuses: NodeStatuses;
  readonly helpful: number;
  readonly wanted: number;
}

/** Tries the nodes on which fewer pods might help, from a random one on, until there are enough candidates. */
function rehearse({ pod }: Cycle, input: PostFilterInput, handle: Handle, { args, memo }: Preemption): Rehearsed {
  const { cache, nominator, random } = handle;
  const helpful = input.statuses.positionsWith('Unschedulable');
  const wanted = candidatesWanted(helpful.length, args);
  const offset = helpful.length > 0 ? random.int(helpful.length) : 0;
  const budgets = handle.listers.disruptionBudgets();
  const statuses = new NodeStatuses();
  if (cache.lowestPriority >= pod.priority) {
    statuses.count(noVictims, helpful.length);
    return { candidates: [], statuses, helpful: helpful.length, wanted };
  }
  const isReusable = budgets.length === 0 && input.filters.every(({ local }) => local);
  const known = isReusable ? memo.known(pod, cache) : new Rehearsals(cache);
  const own = cache.node(nominator.nodeOf(pod.uid));
  if (own) known.forget(own);
  const [harmless, violating]: [Candidate[], Candidate[]] = [[], []];
  for (let index = 0; index < helpful.length && (harmless.length === 0 || harmless.length + violating.length < wanted); index++) {
    const position = helpful[(offset + index) % helpful.length] as number;
    const node = (): NodeInfo => cache.nodes[position] as NodeInfo;
    const code = known.codes[position] || known.remember(node(), selectVictims(pod, node(), budgets, input));
    if (code === outcomes.refused) statuses.set(node(), known.found[position] as Status);
    else (code === outcomes.harmless ? harmless : violating).push(known.found[position] as Candidate);
  }
  if (own) known.forget(own);
  return { candidates: [...harmless, ...violating], statuses, helpful: helpful.length, wanted };
}

interface Preemption {
  readonly args: PreemptionArgs;
  readonly memo: RehearsalMemo;
}

function preempt(cycle: Cycle, input: PostFilterInput, handle: Handle, preemption: Preemption): PostFilterAnswer {
  const ineligible = whyIneligible(cycle, input, handle);
  if (ineligible !== undefined) return { status: unschedulable(name, `preemption: ${ineligible}`), nominatedNode: undefined };
  const rehearsed = rehearse(cycle, input, handle, preemption);
  const { candidates, statuses } = rehearsed;
  const best = bestCandidate(candidates);
  input.tell?.(searchOf(rehearsed, best));
  if (best) return { status: undefined, nominatedNode: best.node.name, victims: best.victims };
  statuses.absent = notHelpful;
  const message = fitErrorMessage({ nodeCount: handle.cache.nodes.length, statuses, preFilterMessage: '', postFilterMessage: '' });
  return { status: unschedulable(name, `preemption: ${message}`), nominatedNode: '' };
}

/** Makes room for important pods by taking less important ones off a node. @see Kubernetes 1.36, scheduler plugin DefaultPreemption */
export const defaultPreemption: PluginFactory = {
  name,
  create(handle, { DefaultPreemption: args = {} }) {
    const memo = new RehearsalMemo();
    return { name, postFilter: (cycle, input) => preempt(cycle, input, handle, { args, memo }) };
  },
};
