import { replicationControllers } from '../../../kube/kinds.ts';
import { fromMap, nothing } from '../../../kube/selectors.ts';
import type { ControllerContext, Running } from '../context.ts';
import { ReplicasController } from '../replication/replicas.ts';

/** Keeps as many pods as each ReplicationController wants: the ReplicaSet's ways, with a selector of equalities only. */
export function startReplicationController(context: ControllerContext): Running {
  return new ReplicasController(context, {
    kind: replicationControllers,
    selectorOf: (owner) => (owner.spec?.selector && Object.keys(owner.spec.selector).length > 0 ? fromMap(owner.spec.selector) : nothing),
    relatedOwners: (owner) => [owner],
    countsTerminating: false,
  });
}
