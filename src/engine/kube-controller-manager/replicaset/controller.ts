import { replicaSets } from '../../../kube/kinds.ts';
import { controllerOf } from '../../../kube/object.ts';
import { fromLabelSelector } from '../../../kube/selectors.ts';
import type { ControllerContext, Running } from '../context.ts';
import { ownedBy } from '../objects/caches.ts';
import { ReplicasController } from '../replication/replicas.ts';

/** Keeps as many pods as each ReplicaSet wants. */
export function startReplicaSetController(context: ControllerContext): Running {
  return new ReplicasController(context, {
    kind: replicaSets,
    selectorOf: (owner) => fromLabelSelector(owner.spec?.selector),
    relatedOwners: (owner, cache) => {
      const deployment = controllerOf(owner);
      return deployment ? ownedBy(cache, deployment.uid) : [owner];
    },
    countsTerminating: true,
  });
}
