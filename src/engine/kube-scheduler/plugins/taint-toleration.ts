import type { V1Node, V1Taint, V1Toleration } from '../../../kube/generated/types.ts';
import type { KubeObject } from '../../../kube/object.ts';
import type { NodeInfo } from '../cache/node-info.ts';
import type { PluginFactory } from '../framework/framework.ts';
import type { NodeScorer } from '../framework/plugin.ts';
import { unresolvable } from '../framework/status.ts';
import { tolerated, tolerationsOf } from '../framework/tolerations.ts';
import { actions, type ClusterEvent } from '../queue/cluster-event.ts';
import { normalizeByLargest } from './normalize.ts';

const name = 'TaintToleration';
const refusal = unresolvable(name, 'node(s) had untolerated taint(s)');

const bearsAll = (taints: readonly V1Taint[], tolerations: readonly V1Toleration[]): boolean => taints.every((taint) => tolerated(taint, tolerations));
const isHard = ({ effect }: V1Taint): boolean => effect === 'NoSchedule' || effect === 'NoExecute';

/** Fewer PreferNoSchedule taints that the pod does not tolerate are better. */
class TaintScorer implements NodeScorer {
  readonly local = true;
  readonly #tolerations: readonly V1Toleration[];

  constructor(tolerations: readonly V1Toleration[]) {
    this.#tolerations = tolerations.filter(({ effect }) => !effect || effect === 'PreferNoSchedule');
  }

  score(nodes: readonly NodeInfo[], scores: number[]): void {
    for (let index = 0; index < nodes.length; index++) {
      const taints = (nodes[index] as NodeInfo).softTaints;
      scores[index] = taints.length === 0 ? 0 : taints.filter((taint) => !tolerated(taint, this.#tolerations)).length;
    }
  }

  normalize(_nodes: readonly NodeInfo[], scores: number[]): void {
    normalizeByLargest(scores, true);
  }
}

/** A node that came, or whose taints changed, helps where the pod bears them now and did not before. */
function bearsNow(tolerations: readonly V1Toleration[], { object, old }: ClusterEvent): boolean {
  const bears = (node: KubeObject | undefined): boolean => bearsAll((node as V1Node | undefined)?.spec?.taints?.filter(isHard) ?? [], tolerations);
  return bears(object) && (old === undefined || !bears(old));
}

/** Taints keep pods away that do not tolerate them. @see Kubernetes 1.36, scheduler plugin TaintToleration */
export const taintToleration: PluginFactory = {
  name,
  create: () => ({
    name,
    events: [
      { resource: 'Node', action: actions.add | actions.updateNodeTaint, hint: ({ pod }, event) => bearsNow(tolerationsOf(pod), event) },
      { resource: 'Pod', action: actions.updatePodTolerations },
    ],
    preFilter({ pod }) {
      const tolerations = tolerationsOf(pod.pod);
      return { filter: { local: true, filter: ({ hardTaints }) => (hardTaints.length === 0 || bearsAll(hardTaints, tolerations) ? undefined : refusal) } };
    },
    preScore: ({ pod }) => new TaintScorer(tolerationsOf(pod.pod)),
  }),
};
