import type { V1Node } from '../../../kube/generated/types.ts';
import type { KubeObject } from '../../../kube/object.ts';
import type { PluginFactory } from '../framework/framework.ts';
import { unresolvable } from '../framework/status.ts';
import { tolerated, tolerationsOf } from '../framework/tolerations.ts';
import { actions } from '../queue/cluster-event.ts';

const name = 'NodeUnschedulable';
const refusal = unresolvable(name, 'node(s) were unschedulable');
const cordonTaint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

const isCordoned = (node: KubeObject | undefined): boolean => (node as V1Node | undefined)?.spec?.unschedulable === true;

/** Cordoned nodes take only pods that tolerate the cordon. @see Kubernetes 1.36, scheduler plugin NodeUnschedulable */
export const nodeUnschedulable: PluginFactory = {
  name,
  create: () => ({
    name,
    events: [
      { resource: 'Node', action: actions.add | actions.updateNodeTaint, hint: (_, { object, old }) => !isCordoned(object) && (old === undefined || isCordoned(old)) },
      { resource: 'Pod', action: actions.updatePodTolerations, hint: ({ pod }) => tolerated(cordonTaint, tolerationsOf(pod)) },
    ],
    preFilter({ pod }) {
      if (tolerated(cordonTaint, tolerationsOf(pod.pod))) return 'skip';
      return { filter: { local: true, filter: (node) => (node.unschedulable ? refusal : undefined) } };
    },
  }),
};
