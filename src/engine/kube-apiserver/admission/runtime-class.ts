import type { V1Pod, V1Status } from '../../../kube/generated/types.ts';
import { runtimeClasses } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { deepEqual } from '../../../kube/json.ts';
import type { ClusterView } from '../core.ts';
import type { AdmissionPlugin, AdmissionRequest } from './chain.ts';
import { forbid } from './forbid.ts';

function admit(object: KubeObject, request: AdmissionRequest, view: ClusterView): KubeObject | V1Status {
  const pod = object as V1Pod;
  const spec = pod.spec as NonNullable<V1Pod['spec']>;
  if (request.subresource !== '') return object;
  if (!spec.runtimeClassName) {
    return spec.overhead && Object.keys(spec.overhead).length > 0 ? forbid(object, request, 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead') : object;
  }
  const found = view.get(runtimeClasses, '', spec.runtimeClassName);
  if (!found) return forbid(object, request, `pod rejected: RuntimeClass "${spec.runtimeClassName}" not found`);
  const overhead = found.overhead?.podFixed;
  if (spec.overhead && !deepEqual(spec.overhead, overhead ?? {})) return forbid(object, request, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
  const conflict = Object.entries(found.scheduling?.nodeSelector ?? {}).find(([key, value]) => Object.hasOwn(spec.nodeSelector ?? {}, key) && spec.nodeSelector?.[key] !== value);
  if (conflict) return forbid(object, request, `conflict: runtimeClass.scheduling.nodeSelector[${conflict[0]}] = ${conflict[1]}; pod.spec.nodeSelector[${conflict[0]}] = ${spec.nodeSelector?.[conflict[0]] ?? ''}`);
  const { nodeSelector, tolerations } = found.scheduling ?? {};
  const scheduled: V1Pod = {
    ...pod,
    spec: {
      ...spec,
      ...(overhead ? { overhead } : {}),
      ...(nodeSelector ? { nodeSelector: { ...spec.nodeSelector, ...nodeSelector } } : {}),
      ...(tolerations ? { tolerations: [...(spec.tolerations ?? []), ...tolerations.filter((added) => !(spec.tolerations ?? []).some((given) => deepEqual(given, added)))] } : {}),
    },
  };
  return scheduled;
}

/** Overhead and placement that come with a pod's RuntimeClass. */
export const runtimeClass: AdmissionPlugin = { name: 'RuntimeClass', resources: ['pods'], operations: ['CREATE'], admit };
