import type { V1Pod } from '../../../kube/generated/types.ts';
import { pods, type Kind } from '../../../kube/kinds.ts';
import { controllerOf, type KubeObject } from '../../../kube/object.ts';
import type { Client, Informer } from '../../client/index.ts';

/** Index by the uid of the owner in charge; what has none is in the bucket `orphans/NAMESPACE`. */
const byController = 'controller';
const byNamespace = 'namespace';
const byNode = 'node';

const bucketOfController = (object: KubeObject): string => controllerOf(object)?.uid ?? `orphans/${object.metadata?.namespace ?? ''}`;

/** The cache of a kind, indexed by controller. */
export function ownedInformer<T extends KubeObject>(client: Client, kind: Kind<T>): Informer<T> {
  const informer = client.informer(kind);
  informer.addIndex(byController, (object) => [bucketOfController(object)]);
  return informer;
}

/** The cache of a kind, indexed by namespace. */
export function namespacedInformer<T extends KubeObject>(client: Client, kind: Kind<T>): Informer<T> {
  const informer = client.informer(kind);
  informer.addIndex(byNamespace, (object) => [object.metadata?.namespace ?? '']);
  return informer;
}

/** The cache of pods, indexed by the node they are bound to ('' where to none). */
export function podsByNodeInformer(client: Client): Informer<V1Pod> {
  const informer = client.informer(pods);
  informer.addIndex(byNode, (pod) => [pod.spec?.nodeName ?? '']);
  return informer;
}

/** What the owner with this uid is in charge of. */
export function ownedBy<T extends KubeObject>(informer: Informer<T>, uid: string | undefined): readonly T[] {
  return informer.byIndex(byController, uid ?? '');
}

/** What nobody is in charge of, in one namespace. */
export function orphansIn<T extends KubeObject>(informer: Informer<T>, namespace: string | undefined): readonly T[] {
  return informer.byIndex(byController, `orphans/${namespace ?? ''}`);
}

/** Everything of one namespace. */
export function inNamespace<T extends KubeObject>(informer: Informer<T>, namespace: string | undefined): readonly T[] {
  return informer.byIndex(byNamespace, namespace ?? '');
}

/** Names of the nodes that pods are bound to, '' where some are bound to none. */
export function nodesWithPods(informer: Informer<V1Pod>): Iterable<string> {
  return informer.bucketsOf(byNode);
}

export function podsOnNode(informer: Informer<V1Pod>, node: string): readonly V1Pod[] {
  return informer.byIndex(byNode, node);
}
