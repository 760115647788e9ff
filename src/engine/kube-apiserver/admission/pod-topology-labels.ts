import type { V1Binding } from '../../../kube/generated/types.ts';
import { nodes } from '../../../kube/kinds.ts';
import type { AdmissionPlugin } from './chain.ts';

const copied = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'] as const;

/** A pod learns zone and region of its node when it is bound. */
export const podTopologyLabels: AdmissionPlugin = {
  name: 'PodTopologyLabels',
  resources: ['pods', 'bindings'],
  operations: ['CREATE'],
  admit: (object, { subresource, resource }, view) => {
    if (subresource !== 'binding' && resource.kind.kind !== 'Binding') return object;
    const binding = object as V1Binding;
    const labels = view.get(nodes, '', binding.target.name ?? '')?.metadata?.labels;
    const found = copied.flatMap((key) => (labels?.[key] === undefined ? [] : [[key, labels[key]] as const]));
    if (found.length === 0) return object;
    return { ...binding, metadata: { ...binding.metadata, labels: { ...binding.metadata?.labels, ...Object.fromEntries(found) } } };
  },
};
