import type { V1Service } from '../../../../kube/generated/types.ts';

const deprecated = 'service.kubernetes.io/topology-aware-hints';
const current = 'service.kubernetes.io/topology-mode';

/** Whether the Service asks for hints in proportion to its zones. The old annotation goes before the new one. */
export function isAuto({ metadata }: V1Service): boolean {
  const annotations = metadata?.annotations ?? {};
  const mode = Object.hasOwn(annotations, deprecated) ? annotations[deprecated] : Object.hasOwn(annotations, current) ? annotations[current] : undefined;
  return mode === 'Auto' || mode === 'auto';
}
