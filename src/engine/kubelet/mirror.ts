import type { V1Pod } from '../../kube/generated/types.ts';
import { pods } from '../../kube/kinds.ts';
import type { NodeServices } from './node-services.ts';
import { mirrorOf, shows } from './static-pods.ts';

/** Keeps the mirror of one static pod in the API: made when it is lacking, and made anew when somebody deletes it. */
export class Mirror {
  readonly #pod: V1Pod;
  readonly #node: NodeServices;
  #object: V1Pod | undefined;

  constructor(pod: V1Pod, node: NodeServices) {
    this.#pod = pod;
    this.#node = node;
  }

  /** The mirror, where it is there or can be made; undefined while the API or the node's own object is out of reach. */
  ensure(): V1Pod | undefined {
    if (this.#object) return this.#object;
    const node = this.#node.nodeObject();
    if (!node) return undefined;
    const { client } = this.#node.context;
    const made = client.create(pods, mirrorOf(this.#pod, node));
    if (made.ok) return (this.#object = made.value);
    const there = client.get(pods, this.#pod.metadata?.namespace ?? '', this.#pod.metadata?.name ?? '');
    if (there.ok) this.seen(there.value);
    return this.#object;
  }

  /** The watch showed it, or a write was answered with it. One that shows something else, or was deleted, goes at once. */
  seen(object: V1Pod): void {
    if (shows(object, this.#pod)) {
      this.#object = object;
      return;
    }
    this.#object = undefined;
    remove(object, this.#node);
  }

  /** True where the one that went was this pod's. */
  gone(object: V1Pod): boolean {
    if (this.#object && this.#object.metadata?.uid !== object.metadata?.uid) return false;
    this.#object = undefined;
    return true;
  }
}

/** Deletes a mirror at once: nothing runs behind it that would need time. */
export function remove({ metadata }: V1Pod, { context }: Pick<NodeServices, 'context'>): void {
  const { uid, namespace = '', name = '' } = metadata ?? {};
  context.client.delete(pods, namespace, name, { gracePeriodSeconds: 0, ...(uid === undefined ? {} : { preconditions: { uid } }) });
}
