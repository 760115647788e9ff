import type { PluginFactory } from '../framework/framework.ts';
import { unresolvable } from '../framework/status.ts';
import { actions } from '../queue/cluster-event.ts';

const name = 'NodeName';
const refusal = unresolvable(name, "node(s) didn't match the requested node name");

/** A pod that names its node fits that node only. @see Kubernetes 1.36, scheduler plugin NodeName */
export const nodeName: PluginFactory = {
  name,
  create: () => ({
    name,
    events: [{ resource: 'Node', action: actions.add }],
    preFilter({ pod }) {
      const wanted = pod.pod.spec?.nodeName;
      if (!wanted) return 'skip';
      return { filter: { local: true, filter: (node) => (node.name === wanted ? undefined : refusal) } };
    },
  }),
};
