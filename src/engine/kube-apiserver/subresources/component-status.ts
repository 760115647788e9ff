import type { V1ComponentStatus, V1Status } from '../../../kube/generated/types.ts';
import { componentStatuses } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import * as refusal from '../../../kube/status.ts';
import type { Call } from '../core.ts';
import type { ObjectList } from '../verbs/list.ts';

const names = ['controller-manager', 'scheduler', 'etcd-0'] as const;

function componentStatus(call: Call, name: string): V1ComponentStatus {
  const isHealthy = name !== 'etcd-0' || call.core.store.available;
  return {
    kind: 'ComponentStatus', apiVersion: 'v1', metadata: { name },
    conditions: [{ type: 'Healthy', status: isHealthy ? 'True' : 'False', ...(isHealthy ? { message: 'ok' } : { message: 'etcdserver: no leader' }) }],
  };
}

/** One of the control plane's parts, as the server sees it now. */
export function getComponentStatus(call: Call): KubeObject | V1Status {
  const { name } = call.address;
  return (names as readonly string[]).includes(name) ? componentStatus(call, name) : refusal.notFound(componentStatuses, name);
}

export function listComponentStatuses(call: Call): ObjectList {
  return {
    kind: 'ComponentStatusList', apiVersion: 'v1', metadata: { resourceVersion: String(call.core.store.revision) }, items: names.map((name) => componentStatus(call, name)),
  };
}
