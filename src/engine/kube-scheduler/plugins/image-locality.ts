import type { V1Pod } from '../../../kube/generated/types.ts';
import type { NodeInfo } from '../cache/node-info.ts';
import type { PluginFactory } from '../framework/framework.ts';
import { maxNodeScore, type NodeScorer } from '../framework/plugin.ts';

const name = 'ImageLocality';
const megabyte = 1024 * 1024;
/** Images smaller than this in sum are not worth a preference. */
const bytesMin = 23 * megabyte;
/** Per container: more does not count. */
const bytesMaxPerContainer = 1000 * megabyte;

/** The name that nodes report: with a tag. */
export function normalizedImageName(image: string): string {
  return image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image;
}

function imagesOf({ spec }: V1Pod): readonly string[] {
  const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].map(({ image }) => image ?? '');
  const volumes = (spec?.volumes ?? []).flatMap(({ image }) => (image?.reference ? [image.reference] : []));
  return [...containers, ...volumes].map(normalizedImageName);
}

/** Bytes of images that are there, each scaled by the share of nodes that have it so that not all pods go where one image is. */
class ImageScorer implements NodeScorer {
  readonly local = true;
  readonly #images: readonly string[];
  readonly #nodeCount: number;

  constructor(images: readonly string[], nodeCount: number) {
    this.#images = images;
    this.#nodeCount = nodeCount;
  }

  score(nodes: readonly NodeInfo[], scores: number[]): void {
    for (let index = 0; index < nodes.length; index++) {
      const { images } = nodes[index] as NodeInfo;
      scores[index] = images.size === 0 ? 0 : this.#scoreOf(images);
    }
  }

  #scoreOf(images: NodeInfo['images']): number {
    let bytes = 0;
    for (const image of this.#images) {
      const state = images.get(image);
      if (state) bytes += Math.trunc(state.sizeBytes * (state.nodes / this.#nodeCount));
    }
    const bytesMax = bytesMaxPerContainer * this.#images.length;
    const counted = Math.min(Math.max(bytes, bytesMin), bytesMax);
    return Math.trunc((maxNodeScore * (counted - bytesMin)) / (bytesMax - bytesMin));
  }
}

/** Prefers nodes that have the pod's images. @see Kubernetes 1.36, scheduler plugin ImageLocality */
export const imageLocality: PluginFactory = {
  name,
  create: ({ cache }) => ({
    name,
    preScore: ({ pod }) => new ImageScorer(imagesOf(pod.pod), cache.nodes.length),
  }),
};
