import type { V1Pod, V1Toleration } from '../../../kube/generated/types.ts';
import type { AdmissionPlugin } from './chain.ts';

const keys = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'] as const;
const added: readonly V1Toleration[] = keys.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }));

const covers = (toleration: V1Toleration, key: string): boolean =>
  (!toleration.key || toleration.key === key) && (!toleration.effect || toleration.effect === 'NoExecute');

/** Pods stay five minutes on a node that is not ready or out of reach, unless they say otherwise. */
export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  resources: ['pods'],
  operations: ['CREATE', 'UPDATE'],
  admit: (object, { subresource }) => {
    if (subresource !== '') return object;
    const pod = object as V1Pod;
    const tolerations = pod.spec?.tolerations ?? [];
    const missing = added.filter(({ key }) => !tolerations.some((toleration) => covers(toleration, key ?? '')));
    if (missing.length === 0) return object;
    return { ...pod, spec: { ...(pod.spec as NonNullable<V1Pod['spec']>), tolerations: tolerations.length === 0 && missing.length === added.length ? added : tolerations.concat(missing) } };
  },
};
