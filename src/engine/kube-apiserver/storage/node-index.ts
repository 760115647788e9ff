import type { KubeObject } from '../../../kube/object.ts';
import type { Store } from '../../etcd/store.ts';
import { nodeNameOf } from './watch-hub.ts';

/** Pods by the node they are bound to: what `fieldSelector=spec.nodeName=X` reads. */
export class PodsByNode {
  readonly #nodes = new Map<string, Map<string, KubeObject>>();

  constructor(store: Store, prefix: string) {
    const range = store.range(prefix);
    if (range !== 'compacted') for (const pod of range.values) this.#set(`${prefix}${pod.metadata?.namespace ?? ''}/${pod.metadata?.name ?? ''}`, pod);
    store.observe(prefix, ({ key, type, value, previous }) => {
      const before = previous ? nodeNameOf(previous) : '';
      const now = type === 'DELETED' ? '' : nodeNameOf(value);
      if (before !== '' && before !== now) this.#remove(before, key);
      if (now !== '') this.#set(key, value);
    });
  }

  /** The pods of a node, in the order of their keys. */
  on(nodeName: string): readonly KubeObject[] {
    const pods = this.#nodes.get(nodeName);
    return pods ? [...pods].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pod]) => pod) : [];
  }

  #set(key: string, pod: KubeObject): void {
    const node = nodeNameOf(pod);
    if (node === '') return;
    const pods = this.#nodes.get(node);
    if (pods) pods.set(key, pod);
    else this.#nodes.set(node, new Map([[key, pod]]));
  }

  #remove(node: string, key: string): void {
    const pods = this.#nodes.get(node);
    pods?.delete(key);
    if (pods?.size === 0) this.#nodes.delete(node);
  }
}
