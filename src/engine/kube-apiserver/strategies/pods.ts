import type { V1Pod, V1PodCondition } from '../../../kube/generated/types.ts';
import { deepEqual } from '../../../kube/json.ts';
import { qosClassOf } from '../../../kube/qos.ts';
import type { AnyObject, Strategy } from './strategy.ts';

const gated: V1PodCondition = {
  type: 'PodScheduled', status: 'False', reason: 'SchedulingGated', message: 'Scheduling is blocked due to non-empty scheduling gates', observedGeneration: 1,
};

/** Pods start Pending, with their quality of service, and say so where gates hold them back. */
function prepareCreate(object: AnyObject): AnyObject {
  const pod = object as unknown as V1Pod;
  const isGated = (pod.spec?.schedulingGates?.length ?? 0) > 0;
  const status = { ...(isGated ? { conditions: [gated] } : {}), phase: 'Pending', qosClass: qosClassOf(pod) };
  return { ...object, status };
}

/** `podIP` and `podIPs` say the same, whichever of them the kubelet wrote; the quality of service stays. */
function prepareStatusUpdate(object: AnyObject, old: AnyObject): AnyObject {
  const status = (object.status ?? {}) as NonNullable<V1Pod['status']>;
  const { podIP, hostIP } = status;
  const qosClass = status.qosClass ?? (old.status as V1Pod['status'])?.qosClass;
  const whole = {
    ...status,
    ...(qosClass ? { qosClass } : {}),
    ...(podIP && status.podIPs?.[0]?.ip !== podIP ? { podIPs: [{ ip: podIP }] } : {}),
    ...(hostIP && status.hostIPs?.[0]?.ip !== hostIP ? { hostIPs: [{ ip: hostIP }] } : {}),
  };
  const { ownerReferences } = old.metadata ?? {};
  const metadata = object.metadata?.ownerReferences === ownerReferences ? object.metadata : { ...object.metadata, ownerReferences };
  return { ...object, metadata, spec: old.spec, status: whole } as AnyObject;
}

export const podStrategy: Strategy = {
  specChanged: (object, old) => !deepEqual(object.spec, old.spec),
  newStatus: { phase: 'Pending' },
  returnsDeleted: true,
  prepareCreate,
  prepareStatusUpdate,
};
