import type { V1Node, V1Pod } from '../../kube/generated/types.ts';
import { hash64 } from '../../kube/hash.ts';
import { canonicalJson } from '../../kube/json.ts';

const mirrorAnnotation = 'kubernetes.io/config.mirror';
const hashAnnotation = 'kubernetes.io/config.hash';

/**
 * What a kubelet makes of a manifest in its own directory: a pod of this node that needs no API server. Its uid is a hash of
 * the manifest, and it stays whatever taints its node gets.
 *
 * @see Kubernetes 1.36, kubelet, config, applyDefaults
 */
export function staticPodOf(manifest: V1Pod, nodeName: string, seen: string): V1Pod {
  const { metadata, spec } = manifest;
  const hash = `${hash64(`${nodeName} ${canonicalJson(manifest)}`)}${hash64(`${canonicalJson(manifest)} ${nodeName}`)}`.slice(0, 32);
  return {
    ...manifest,
    metadata: {
      ...metadata, name: `${metadata?.name ?? ''}-${nodeName}`, namespace: metadata?.namespace ?? 'default', uid: hash,
      annotations: { ...metadata?.annotations, [hashAnnotation]: hash, 'kubernetes.io/config.seen': seen, 'kubernetes.io/config.source': 'file' },
    },
    spec: { containers: [], ...spec, nodeName, tolerations: [...(spec?.tolerations ?? []), { operator: 'Exists', effect: 'NoExecute' }] },
  };
}

/**
 * The object with which a kubelet shows a static pod to the API: deleting it deletes nothing but the picture.
 *
 * @see Kubernetes 1.36, kubelet, mirror_client
 */
export function mirrorOf(pod: V1Pod, node: V1Node): V1Pod {
  const { uid: _own, ...metadata } = pod.metadata ?? {};
  return {
    ...pod,
    metadata: {
      ...metadata,
      annotations: { ...metadata.annotations, [mirrorAnnotation]: metadata.annotations?.[hashAnnotation] ?? '' },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: node.metadata?.name ?? '', uid: node.metadata?.uid ?? '', controller: true }],
    },
  };
}

export const isMirror = (pod: V1Pod): boolean => pod.metadata?.annotations?.[mirrorAnnotation] !== undefined;

/** Whether the mirror shows this very static pod, and is not on its way out. */
export function shows(mirror: V1Pod, pod: V1Pod): boolean {
  return !mirror.metadata?.deletionTimestamp && mirror.metadata?.annotations?.[mirrorAnnotation] === pod.metadata?.annotations?.[hashAnnotation];
}
