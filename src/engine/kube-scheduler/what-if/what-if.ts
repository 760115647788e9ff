import type { V1Pod } from '../../../kube/generated/types.ts';
import { EventQueue } from '../../sim/clock.ts';
import { RandomStreams } from '../../sim/random.ts';
import { isTerminal, PodInfo } from '../cache/pod-info.ts';
import type { SchedulerProfile } from '../config.ts';
import type { DecisionRecord } from '../decision.ts';
import { SchedulerCore } from '../scheduler-core.ts';
import { isPodStep, nodeAfter, podAfter, type NodeStep, type Step } from './steps.ts';
import type { Snapshot } from './trial.ts';

/** What is to be imagined. */
export interface Change {
  readonly steps?: readonly Step[];
  /** Other plugins, weights or arguments than the default ones. */
  readonly profile?: SchedulerProfile;
}

/**
 * How the scheduler would decide about the pod now, after a change: one whole cycle on a copy of the cluster. Nothing is
 * bound and nobody hears of it. Undefined where the pod would not be tried at all (gates hold it back).
 */
export function whatIf(pod: V1Pod, { steps = [], profile }: Change, snapshot: Snapshot): DecisionRecord | undefined {
  const changed = steps.filter(isPodStep).reduce(podAfter, pod);
  const { nodes, pods, listers } = steps.filter((step): step is NodeStep => !isPodStep(step)).reduce(snapshotAfter, snapshot);
  const core = new SchedulerCore({
    clock: new EventQueue(0), random: new RandomStreams(1).stream('what-if'), listers,
    config: { percentageOfNodesToScore: 100, ...(profile ? { profiles: [{ ...profile, percentageOfNodesToScore: 100, ...(pod.spec?.schedulerName ? { schedulerName: pod.spec.schedulerName } : {}) }] } : {}) },
  });
  core.explains = true;
  for (const node of nodes) core.cache.setNode(node);
  for (const other of pods) {
    if (isTerminal(other) || other.metadata?.uid === pod.metadata?.uid) continue;
    if (other.spec?.nodeName) core.cache.setPod(other);
    else if (other.status?.nominatedNodeName) core.nominator.nominate(new PodInfo(other), other.status.nominatedNodeName);
  }
  core.queue.add(new PodInfo(changed), { clock: true });
  const attempt = core.attempt();
  core.queue.stop();
  return attempt && attempt.kind !== 'dropped' ? attempt.record : undefined;
}

function snapshotAfter(snapshot: Snapshot, step: NodeStep): Snapshot {
  if (step.kind === 'add-node') return { ...snapshot, nodes: [...snapshot.nodes, step.node] };
  if (step.kind === 'remove-pods') {
    const gone = new Set(step.pods.map(({ uid }) => uid));
    return { ...snapshot, pods: snapshot.pods.filter(({ metadata }) => !gone.has(metadata?.uid ?? '')) };
  }
  return { ...snapshot, nodes: snapshot.nodes.map((node) => (node.metadata?.name === step.node ? nodeAfter(node, step) : node)) };
}
