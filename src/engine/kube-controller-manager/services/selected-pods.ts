import type { V1Pod, V1Service } from '../../../kube/generated/types.ts';
import { pods, services } from '../../../kube/kinds.ts';
import { keyOf } from '../../../kube/object.ts';
import { fromMap, matches } from '../../../kube/selectors.ts';
import type { Client, Informer } from '../../client/index.ts';
import { inNamespace, namespacedInformer } from '../objects/caches.ts';
import { isPodReady } from '../objects/pods.ts';

const byLabel = 'label';

/** The cache of pods, indexed by `NAMESPACE/KEY=VALUE` of each label. */
function podsByLabel(client: Client): Informer<V1Pod> {
  const informer = client.informer(pods);
  informer.addIndex(byLabel, bucketsOf);
  return informer;
}

interface Buckets {
  readonly namespace: string;
  readonly names: readonly string[];
}

const known = new WeakMap<object, Buckets>();

/** Versions of a pod, and pods of one template, share their labels. */
function bucketsOf({ metadata }: V1Pod): readonly string[] {
  const { labels, namespace = '' } = metadata ?? {};
  if (!labels) return [];
  let buckets = known.get(labels);
  if (buckets?.namespace !== namespace) {
    buckets = { namespace, names: Object.entries(labels).map(([key, value]) => `${namespace}/${key}=${value}`) };
    known.set(labels, buckets);
  }
  return buckets.names;
}

/** Which pods a Service selects, and which Services have to be looked at when a pod changes. */
export class SelectedPods {
  readonly #services: Informer<V1Service>;
  readonly #pods: Informer<V1Pod>;
  /** The order in which the pods came, by their keys. */
  readonly #order = new Map<string, number>();
  #came = 0;
  /** Whether a pod has changed its labels: the index may then hold it out of its order. */
  #relabelled = false;

  /** @param touched is called with the key of each Service that a change of a pod may concern, and with the pod's. */
  constructor(client: Client, touched: (serviceKey: string, podKey: string) => void) {
    this.#services = namespacedInformer(client, services);
    this.#pods = podsByLabel(client);
    const all = (pod: V1Pod): void => { for (const key of this.#selecting(pod)) touched(key, keyOf(pod)); };
    this.#pods.subscribe({
      added: (pod) => {
        this.#order.set(keyOf(pod), ++this.#came);
        all(pod);
      },
      deleted: (pod) => {
        this.#order.delete(keyOf(pod));
        all(pod);
      },
      updated: (pod, old) => {
        if (!concernsEndpoints(pod, old)) return;
        all(pod);
        if (pod.metadata?.labels === old.metadata?.labels) return;
        this.#relabelled = true;
        all(old);
      },
    });
  }

  orderOf(podKey: string): number {
    return this.#order.get(podKey) ?? 0;
  }

  /** The pod of that key, where the Service selects it. */
  find(service: V1Service, podKey: string): V1Pod | undefined {
    const pod = this.#pods.getByKey(podKey);
    return pod && matches(fromMap(service.spec?.selector), pod.metadata?.labels) ? pod : undefined;
  }

  /** The pods of a Service, in the order in which they came; none where it has no selector. */
  of(service: V1Service): readonly V1Pod[] {
    const { selector } = service.spec ?? {};
    const first = Object.entries(selector ?? {})[0];
    const namespace = service.metadata?.namespace ?? '';
    if (!first) return selector ? this.#pods.list(namespace) : [];
    const wanted = fromMap(selector);
    const candidates = this.#inOrder(this.#pods.byIndex(byLabel, `${namespace}/${first[0]}=${first[1]}`));
    return wanted.requirements.length === 1 ? candidates : candidates.filter((pod) => matches(wanted, pod.metadata?.labels));
  }

  #inOrder(found: readonly V1Pod[]): readonly V1Pod[] {
    return this.#relabelled ? [...found].sort((a, b) => this.orderOf(keyOf(a)) - this.orderOf(keyOf(b))) : found;
  }

  #selecting(pod: V1Pod): readonly string[] {
    return inNamespace(this.#services, pod.metadata?.namespace)
      .filter(({ spec }) => spec?.selector && matches(fromMap(spec.selector), pod.metadata?.labels))
      .map(keyOf);
  }
}

/** Whether a change of a pod can show in an endpoint: address, readiness, end, node, labels, host name. */
export function concernsEndpoints(pod: V1Pod, old: V1Pod): boolean {
  const { metadata, spec, status } = pod;
  return metadata?.labels !== old.metadata?.labels || (metadata?.deletionTimestamp !== undefined) !== (old.metadata?.deletionTimestamp !== undefined)
    || status?.phase !== old.status?.phase || status?.podIP !== old.status?.podIP || isPodReady(pod) !== isPodReady(old)
    || spec?.nodeName !== old.spec?.nodeName || spec?.hostname !== old.spec?.hostname || metadata?.uid !== old.metadata?.uid;
}
