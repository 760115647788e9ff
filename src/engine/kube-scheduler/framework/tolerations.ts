import type { V1Pod, V1Taint, V1Toleration } from '../../../kube/generated/types.ts';

const none: readonly V1Toleration[] = [];

/** Whether a toleration covers a taint. An empty key with Exists covers everything. @see Kubernetes core/v1, ToleratesTaint */
function tolerates(toleration: V1Toleration, taint: V1Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  const operator = toleration.operator || 'Equal';
  if (operator === 'Exists') return true;
  return operator === 'Equal' && !!toleration.key && (toleration.value ?? '') === (taint.value ?? '');
}

export function tolerated(taint: V1Taint, tolerations: readonly V1Toleration[]): boolean {
  return tolerations.some((toleration) => tolerates(toleration, taint));
}

export function tolerationsOf(pod: V1Pod): readonly V1Toleration[] {
  return pod.spec?.tolerations ?? none;
}
