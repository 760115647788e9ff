import type { V1Node } from '../../../kube/generated/types.ts';
import type { NodeInfo } from './node-info.ts';

/** Region and zone in one text; '' where the node says neither. @see Kubernetes component-helpers, node/topology, GetZoneKey */
export function zoneKeyOf(node: V1Node): string {
  const labels = node.metadata?.labels ?? {};
  const zone = labels['topology.kubernetes.io/zone'] ?? labels['failure-domain.beta.kubernetes.io/zone'] ?? '';
  const region = labels['topology.kubernetes.io/region'] ?? labels['failure-domain.beta.kubernetes.io/region'] ?? '';
  return region === '' && zone === '' ? '' : `${region}:\u0000:${zone}`;
}

/**
 * The order in which nodes are looked at: one of each zone in turn, so that any stretch of it covers all zones.
 *
 * @see Kubernetes 1.36, scheduler cache, nodeTree
 */
export function zoneInterleaved(nodes: Iterable<NodeInfo>): NodeInfo[] {
  const zones = new Map<string, NodeInfo[]>();
  for (const node of nodes) {
    const zone = zoneKeyOf(node.node);
    const members = zones.get(zone);
    if (members) members.push(node);
    else zones.set(zone, [node]);
  }
  const result: NodeInfo[] = [];
  const lists = [...zones.values()];
  for (let round = 0; lists.some((list) => round < list.length); round++) {
    for (const list of lists) {
      const node = list[round];
      if (node) result.push(node);
    }
  }
  return result;
}
