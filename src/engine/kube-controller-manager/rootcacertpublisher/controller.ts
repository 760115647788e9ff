import type { V1ConfigMap, V1Namespace } from '../../../kube/generated/types.ts';
import { configMaps, namespaces } from '../../../kube/kinds.ts';
import { Controller, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { same } from '../objects/same.ts';
import { isAlreadyExists, isNamespaceTerminating, isNotFound } from '../objects/statuses.ts';

const name = 'kube-root-ca.crt';
const note = 'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

/**
 * Publishes the cluster's root certificate in every namespace as ConfigMap kube-root-ca.crt, and restores it.
 *
 * @see Kubernetes 1.36, pkg/controller/certificates/rootcacertpublisher
 */
export function startRootCaCertPublisher(context: ControllerContext): Running {
  const { client, options } = context;
  const maps = client.informer(configMaps);
  const known = client.informer(namespaces);
  const data = { 'ca.crt': options.rootCaCertificate };
  const queue = new Controller({ context, workers: 1, reconcile: sync });

  function sync(namespace: string): Outcome {
    const there = known.get('', namespace);
    if (!there || there.status?.phase === 'Terminating') return undefined;
    const map = maps.get(namespace, name);
    return map ? restore(map) : publish(namespace);
  }

  function publish(namespace: string): Outcome {
    const metadata = { name, namespace, annotations: { 'kubernetes.io/description': note } };
    const made = client.create(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data });
    if (made.ok || isAlreadyExists(made.status) || isNotFound(made.status) || isNamespaceTerminating(made.status)) return undefined;
    return { retry: made.status };
  }

  function restore(map: V1ConfigMap): Outcome {
    const annotations = map.metadata?.annotations ?? {};
    if (same(map.data, data) && annotations['kubernetes.io/description']) return undefined;
    const answer = client.update(configMaps, { ...map, metadata: { ...map.metadata, annotations: { ...annotations, 'kubernetes.io/description': note } }, data });
    return answer.ok ? undefined : { retry: answer.status };
  }

  const byMap = (map: V1ConfigMap): void => { if (map.metadata?.name === name) queue.add(map.metadata.namespace ?? ''); };
  const byNamespace = (namespace: V1Namespace): void => { queue.add(namespace.metadata?.name ?? ''); };
  known.subscribe({ added: byNamespace, updated: byNamespace });
  maps.subscribe({ updated: byMap, deleted: byMap });
  return { stop: () => { queue.stop(); } };
}
