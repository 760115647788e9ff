import type { PluginFactory } from '../framework/framework.ts';
import { unresolvable } from '../framework/status.ts';
import { actions } from '../queue/cluster-event.ts';

const name = 'SchedulingGates';

/** Keeps pods with scheduling gates out of the queue. @see Kubernetes 1.36, scheduler plugin SchedulingGates */
export const schedulingGates: PluginFactory = {
  name,
  create: () => ({
    name,
    events: [{ resource: 'Pod', action: actions.updatePodGatesEliminated }],
    preEnqueue({ pod }) {
      const gates = pod.spec?.schedulingGates ?? [];
      return gates.length === 0 ? undefined : unresolvable(name, `waiting for scheduling gates: [${gates.map((gate) => gate.name).join(' ')}]`);
    },
  }),
};
