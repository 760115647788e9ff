import type { V1Node, V1Pod, V1Status, V1Taint, V1Toleration } from '../../../kube/generated/types.ts';
import { nodes } from '../../../kube/kinds.ts';
import { rfc3339 } from '../../../kube/time.ts';
import type { Client } from '../../client/index.ts';
import { isConflict } from './statuses.ts';

export const taintKeys = {
  notReady: 'node.kubernetes.io/not-ready',
  unreachable: 'node.kubernetes.io/unreachable',
  unschedulable: 'node.kubernetes.io/unschedulable',
  memoryPressure: 'node.kubernetes.io/memory-pressure',
  diskPressure: 'node.kubernetes.io/disk-pressure',
  pidPressure: 'node.kubernetes.io/pid-pressure',
  networkUnavailable: 'node.kubernetes.io/network-unavailable',
  outOfService: 'node.kubernetes.io/out-of-service',
} as const;

export const isSameTaint = (a: Pick<V1Taint, 'key' | 'effect'>, b: Pick<V1Taint, 'key' | 'effect'>): boolean => a.key === b.key && a.effect === b.effect;

export const hasTaint = (node: V1Node, taint: Pick<V1Taint, 'key' | 'effect'>): boolean => node.spec?.taints?.some((known) => isSameTaint(known, taint)) ?? false;

/**
 * Whether one toleration covers one taint.
 *
 * @see Kubernetes 1.36, component-helpers, Toleration.ToleratesTaint
 */
export function tolerates(toleration: V1Toleration, taint: V1Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  switch (toleration.operator || 'Equal') {
    case 'Equal': return (toleration.value ?? '') === (taint.value ?? '') && Boolean(toleration.key);
    case 'Exists': return true;
    default: return false;
  }
}

export const isTolerated = (pod: Pick<V1Pod, 'spec'>, taint: V1Taint): boolean => pod.spec?.tolerations?.some((toleration) => tolerates(toleration, taint)) ?? false;

export interface TaintChange {
  readonly node: string;
  readonly add: readonly Pick<V1Taint, 'key' | 'effect'>[];
  readonly remove: readonly Pick<V1Taint, 'key' | 'effect'>[];
  readonly epochMs: number;
}

/**
 * Adds and removes taints on the newest form of a node; those that are added carry the time. Undefined is success; a conflict is
 * tried again at once.
 *
 * @see Kubernetes 1.36, controller_utils.go, SwapNodeControllerTaint
 */
export function swapTaints(client: Client, change: TaintChange): V1Status | undefined {
  for (let attempt = 0; ; attempt++) {
    const node = client.get(nodes, '', change.node);
    if (!node.ok) return node.status;
    const taints = swapped(node.value.spec?.taints ?? [], change);
    if (!taints) return undefined;
    const patch = { metadata: { resourceVersion: node.value.metadata?.resourceVersion }, spec: { taints: taints.length ? taints : null } };
    const answer = client.patch(nodes, { namespace: '', name: change.node }, patch);
    if (answer.ok) return undefined;
    if (!isConflict(answer.status) || attempt >= 5) return answer.status;
  }
}

/** The taints after the change; undefined where nothing changes. */
export function swapped(taints: readonly V1Taint[], { add, remove, epochMs }: Omit<TaintChange, 'node'>): readonly V1Taint[] | undefined {
  const missing = add.filter((taint) => !taints.some((known) => isSameTaint(known, taint)));
  const kept = taints.filter((taint) => !remove.some((gone) => isSameTaint(gone, taint)));
  if (missing.length === 0 && kept.length === taints.length) return undefined;
  return [...kept, ...missing.map(({ key, effect }) => ({ key, effect, timeAdded: rfc3339(epochMs) }))];
}
