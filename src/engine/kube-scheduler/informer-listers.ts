import type { V1CSIStorageCapacity, V1PodDisruptionBudget, V1Service } from '../../kube/generated/types.ts';
import * as kinds from '../../kube/kinds.ts';
import { keyOf, type KubeObject } from '../../kube/object.ts';
import type { Client, Informer } from '../client/index.ts';
import type { Listers } from './framework/listers.ts';

/** A list that is made from a cache when it is asked for and kept until the cache changes. */
class KeptList<T extends KubeObject> {
  readonly #informer: Informer<T>;
  #all: readonly T[] | undefined;
  #byNamespace = new Map<string, readonly T[]>();

  constructor(informer: Informer<T>) {
    this.#informer = informer;
    const forget = (): void => {
      this.#all = undefined;
      this.#byNamespace = new Map();
    };
    informer.subscribe({ added: forget, updated: forget, deleted: forget });
  }

  /** Sorted by namespace and name. */
  all(): readonly T[] {
    return (this.#all ??= [...this.#informer.list()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)));
  }

  of(namespace: string): readonly T[] {
    let list = this.#byNamespace.get(namespace);
    if (!list) this.#byNamespace.set(namespace, (list = this.all().filter(({ metadata }) => metadata?.namespace === namespace)));
    return list;
  }
}

/** What plugins look up, out of the client's caches. */
export function informerListers(client: Client): Listers {
  const namespaces = client.informer(kinds.namespaces);
  const services = new KeptList<V1Service>(client.informer(kinds.services));
  const [replicaSets, controllers, statefulSets] = [client.informer(kinds.replicaSets), client.informer(kinds.replicationControllers), client.informer(kinds.statefulSets)];
  const [claims, volumes, classes] = [client.informer(kinds.persistentVolumeClaims), client.informer(kinds.persistentVolumes), client.informer(kinds.storageClasses)];
  const [csiNodes, csiDrivers, attachments] = [client.informer(kinds.csiNodes), client.informer(kinds.csiDrivers), client.informer(kinds.volumeAttachments)];
  attachments.addIndex('node', ({ spec }) => [spec.nodeName]);
  const budgets = new KeptList<V1PodDisruptionBudget>(client.informer(kinds.podDisruptionBudgets));
  const capacities = new KeptList<V1CSIStorageCapacity>(client.informer(kinds.csiStorageCapacities));
  const [everyNamespace, everyVolume] = [new KeptList(namespaces), new KeptList(volumes)];
  return {
    namespaceLabels: (name) => namespaces.get('', name)?.metadata?.labels,
    namespaces: () => everyNamespace.all(),
    services: (namespace) => services.of(namespace),
    ownerSelector(kind, namespace, name) {
      if (kind === 'ReplicaSet') return { selector: replicaSets.get(namespace, name)?.spec?.selector };
      if (kind === 'StatefulSet') return { selector: statefulSets.get(namespace, name)?.spec?.selector };
      return kind === 'ReplicationController' ? { matchLabels: controllers.get(namespace, name)?.spec?.selector } : undefined;
    },
    claim: (namespace, name) => claims.get(namespace, name),
    volume: (name) => volumes.get('', name),
    volumes: () => everyVolume.all(),
    storageClass: (name) => classes.get('', name),
    csiNode: (name) => csiNodes.get('', name),
    csiDriver: (name) => csiDrivers.get('', name),
    storageCapacities: () => capacities.all(),
    volumeAttachments: (nodeName) => attachments.byIndex('node', nodeName),
    disruptionBudgets: () => budgets.all(),
  };
}
