import type { V1Node } from '../../../kube/generated/types.ts';
import { nodes } from '../../../kube/kinds.ts';
import { Controller, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { isNotFound } from '../objects/statuses.ts';
import { CidrSet } from './cidr-set.ts';

/** Gives each new node the range its pods take their addresses from (`spec.podCIDR`). */
export function startNodeIpamController(context: ControllerContext): Running {
  const { client, events, options } = context;
  const cache = client.informer(nodes);
  const ranges = new CidrSet(options.clusterCidr);
  const given = new Map<string, string>();
  const queue = new Controller({ context, workers: 30, reconcile: sync });

  function sync(name: string): Outcome {
    const node = cache.get('', name);
    if (!node || node.spec?.podCIDR) return undefined;
    const cidr = given.get(name) ?? ranges.allocate();
    if (cidr === undefined) {
      events.event(node, { type: 'Normal', reason: 'CIDRNotAvailable', message: `Node ${name} status is now: CIDRNotAvailable` });
      return { afterMs: 30_000 };
    }
    given.set(name, cidr);
    const answer = client.patch(nodes, { namespace: '', name }, { spec: { podCIDR: cidr, podCIDRs: [cidr] } });
    if (answer.ok || isNotFound(answer.status)) return undefined;
    return { retry: answer.status };
  }

  function seen(node: V1Node): void {
    const name = node.metadata?.name ?? '';
    if (!node.spec?.podCIDR) queue.add(name);
    else if (given.get(name) !== node.spec.podCIDR) {
      ranges.occupy(node.spec.podCIDR);
      given.set(name, node.spec.podCIDR);
    }
  }

  cache.subscribe({
    added: seen,
    updated: seen,
    deleted: (node) => {
      const name = node.metadata?.name ?? '';
      const cidr = given.get(name) ?? node.spec?.podCIDR;
      if (cidr) ranges.release(cidr);
      given.delete(name);
    },
  });
  return { stop: () => { queue.stop(); } };
}
