import type { V1Node } from '../../../kube/generated/types.ts';
import type { AdmissionPlugin } from './chain.ts';

const key = 'node.kubernetes.io/not-ready';

/** A new node takes no pods until it has been seen ready. */
export const taintNodesByCondition: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  resources: ['nodes'],
  operations: ['CREATE'],
  admit: (object) => {
    const node = object as V1Node;
    const taints = node.spec?.taints ?? [];
    if (taints.some((taint) => taint.key === key && taint.effect === 'NoSchedule')) return object;
    return { ...node, spec: { ...node.spec, taints: [...taints, { key, effect: 'NoSchedule' }] } };
  },
};
