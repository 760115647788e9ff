import type { WorkloadCard } from '../../protocol/cards.ts';

/** Something that can be done to a workload with one line of kubectl. */
export interface WorkloadAction {
  readonly id: 'scale-down' | 'scale-up' | 'pause' | 'resume' | 'restart' | 'undo';
  readonly line: string;
}

const scales = new Set(['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController']);

/** What a workload's card offers, in its order. Only what nothing else owns can be scaled: its owner would take it back. */
export function workloadActions(card: WorkloadCard): readonly WorkloadAction[] {
  const kind = card.kind.toLowerCase();
  const about = `${kind} ${card.name} -n ${card.namespace}`;
  const scale = (replicas: number): string => `kubectl scale ${about} --replicas=${String(replicas)}`;
  const rollout = (verb: string): string => `kubectl rollout ${verb} ${kind}/${card.name} -n ${card.namespace}`;
  return [
    ...(scales.has(card.kind) && card.ownerUid === '' ? [...(card.desired > 0 ? [{ id: 'scale-down', line: scale(card.desired - 1) } as const] : []), { id: 'scale-up', line: scale(card.desired + 1) } as const] : []),
    ...(card.kind === 'Deployment' && card.rollout ? [card.rollout.paused ? { id: 'resume', line: rollout('resume') } as const : { id: 'pause', line: rollout('pause') } as const] : []),
    ...(card.rollout && !card.rollout.paused ? [{ id: 'restart', line: rollout('restart') } as const] : []),
  ];
}

/** Back to an older revision of a Deployment; undefined where the ReplicaSet is the present one, or of no Deployment. */
export function undoOf(replicaSet: WorkloadCard, owner: WorkloadCard | undefined): WorkloadAction | undefined {
  if (owner?.kind !== 'Deployment' || replicaSet.revision === '' || replicaSet.revision === owner.revision) return undefined;
  return { id: 'undo', line: `kubectl rollout undo deployment/${owner.name} -n ${owner.namespace} --to-revision=${replicaSet.revision}` };
}
