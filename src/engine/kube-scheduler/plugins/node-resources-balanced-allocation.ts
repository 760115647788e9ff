import type { NodeInfo } from '../cache/node-info.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import type { ResourceSpec } from '../config.ts';
import type { PluginFactory } from '../framework/framework.ts';
import { maxNodeScore, type NodeScorer } from '../framework/plugin.ts';

const name = 'NodeResourcesBalancedAllocation';
const half = maxNodeScore / 2;

/**
 * How much alike the used shares of the resources are, 0..100: one less their standard deviation.
 *
 * Example: half of the cpu and a quarter of the memory used deviate by 0.125, which gives 87.
 */
export function balance(shares: readonly number[]): number {
  let deviation = 0;
  if (shares.length === 2) deviation = Math.abs(((shares[0] as number) - (shares[1] as number)) / 2);
  else if (shares.length > 2) {
    let total = 0;
    for (const share of shares) total += share;
    const mean = total / shares.length;
    let sum = 0;
    for (const share of shares) sum += (share - mean) * (share - mean);
    deviation = Math.sqrt(sum / shares.length);
  }
  return Math.trunc((1 - deviation) * maxNodeScore);
}

/** The pod makes the node more balanced (up to 100) or less so (down to 50). */
function improvement(withPod: number, without: number): number {
  return half + Math.trunc((half + withPod - without) / 2);
}

const shareOf = (used: number, capacity: number): number => (used > capacity ? 1 : used / capacity);
const pairBalance = (a: number, b: number): number => Math.trunc((1 - Math.abs((a - b) / 2)) * maxNodeScore);

/** Of cpu and memory alone: what nearly every cluster does. */
class CpuMemoryScorer implements NodeScorer {
  readonly local = true;
  readonly #milliCpu: number;
  readonly #memory: number;

  constructor({ requests }: PodInfo) {
    this.#milliCpu = requests.milliCpu;
    this.#memory = requests.memory;
  }

  score(nodes: readonly NodeInfo[], scores: number[]): void {
    for (let index = 0; index < nodes.length; index++) {
      const { allocatable, requested } = nodes[index] as NodeInfo;
      const { milliCpu, memory } = allocatable;
      if (milliCpu === 0 || memory === 0) {
        scores[index] = improvement(maxNodeScore, maxNodeScore);
        continue;
      }
      const before = pairBalance(shareOf(requested.milliCpu, milliCpu), shareOf(requested.memory, memory));
      const after = pairBalance(shareOf(requested.milliCpu + this.#milliCpu, milliCpu), shareOf(requested.memory + this.#memory, memory));
      scores[index] = improvement(after, before);
    }
  }
}

class BalanceScorer implements NodeScorer {
  readonly local = true;
  readonly #resources: readonly (readonly [string, number])[];

  constructor({ requests }: PodInfo, resources: readonly ResourceSpec[]) {
    this.#resources = resources
      .map(({ name: resource }) => [resource, requests.get(resource)] as const)
      .filter(([resource, amount]) => amount > 0 || resource === 'cpu' || resource === 'memory' || resource === 'ephemeral-storage');
  }

  score(nodes: readonly NodeInfo[], scores: number[]): void {
    for (let index = 0; index < nodes.length; index++) {
      const { allocatable, requested } = nodes[index] as NodeInfo;
      const present = this.#resources.filter(([resource]) => allocatable.get(resource) > 0);
      const before = present.map(([resource]) => shareOf(requested.get(resource), allocatable.get(resource)));
      const after = present.map(([resource, amount]) => shareOf(requested.get(resource) + amount, allocatable.get(resource)));
      scores[index] = improvement(balance(after), balance(before));
    }
  }
}

/**
 * Prefers nodes on which the pod evens out how much of each resource is used. Pods that request none of them are not scored.
 *
 * @see Kubernetes 1.36, scheduler plugin NodeResourcesBalancedAllocation
 */
export const nodeResourcesBalancedAllocation: PluginFactory = {
  name,
  create(_, { NodeResourcesBalancedAllocation: args }) {
    const resources = args?.resources;
    return {
      name,
      preScore({ pod }) {
        const asked = resources?.map((spec) => spec.name) ?? ['cpu', 'memory'];
        if (asked.every((resource) => pod.requests.get(resource) === 0)) return 'skip';
        return resources ? new BalanceScorer(pod, resources) : new CpuMemoryScorer(pod);
      },
    };
  },
};
