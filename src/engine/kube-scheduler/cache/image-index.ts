import type { V1Node } from '../../../kube/generated/types.ts';
import type { ImageState } from './node-info.ts';

/**
 * Which images are on how many nodes. An image keeps the size that the first node reported for it.
 *
 * @see Kubernetes 1.36, scheduler cache, addNodeImageStates
 */
export class ImageIndex {
  readonly #states = new Map<string, ImageState>();
  readonly #ofNode = new Map<string, ReadonlyMap<string, ImageState>>();

  /** Replaces what is known of a node's images. */
  replace(name: string, node: V1Node | undefined): ReadonlyMap<string, ImageState> {
    const before = this.#ofNode.get(name);
    const now = new Map<string, ImageState>();
    for (const { names, sizeBytes } of node?.status?.images ?? []) {
      for (const image of names ?? []) now.set(image, this.#hold(image, sizeBytes ?? 0, !before?.has(image) && !now.has(image)));
    }
    for (const image of before?.keys() ?? []) if (!now.has(image)) this.#release(image);
    if (node) this.#ofNode.set(name, now);
    else this.#ofNode.delete(name);
    return now;
  }

  #hold(image: string, sizeBytes: number, isNew: boolean): ImageState {
    let state = this.#states.get(image);
    if (!state) this.#states.set(image, (state = { sizeBytes, nodes: 0 }));
    if (isNew) state.nodes++;
    return state;
  }

  #release(image: string): void {
    const state = this.#states.get(image);
    if (state && --state.nodes === 0) this.#states.delete(image);
  }
}
