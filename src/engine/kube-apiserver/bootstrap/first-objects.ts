import type { KubeObject } from '../../../kube/object.ts';
import { stamped } from '../../etcd/store.ts';
import { RandomStreams } from '../../sim/random.ts';
import { firstApiServices } from '../api-services/built-in.ts';
import { firstFlowControl } from '../flow-control/flow-control.ts';
import type { Core } from '../core.ts';
import { keyIn } from '../resource.ts';
import { apiServices, type Kind } from '../../../kube/kinds.ts';

/**
 * Objects that a fresh API server keeps about itself. They go straight into etcd, and their uids come from a stream of their own: there are many of them,
 * every cluster has the same ones, and what else happens in a cluster must not depend on how many there are.
 */
export function storeFirstObjects(core: Core): void {
  const random = new RandomStreams(1).stream('kube-apiserver/first-objects');
  const at = core.timestamp();
  const make = (kind: Kind, object: KubeObject): void => {
    const { store, resources } = core;
    const key = keyIn(resources.of(kind), '', object.metadata?.name ?? '');
    const uid = random.uuid();
    if (store.get(key)) return;
    const whole = { ...object, metadata: { ...object.metadata, uid, creationTimestamp: at as never } };
    store.put(key, stamped(whole, store.nextRevision), { writer: 'system:apiserver', verb: 'create', cause: { clock: true } });
  };
  for (const service of firstApiServices(core.options.aggregated ?? [], at)) make(apiServices, service);
  for (const [kind, object] of firstFlowControl(at)) make(kind, object);
}
