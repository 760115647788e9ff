import type { HostPort } from '../cache/pod-info.ts';
import type { PluginFactory } from '../framework/framework.ts';
import { unschedulable } from '../framework/status.ts';
import { actions } from '../queue/cluster-event.ts';

const name = 'NodePorts';
const refusal = unschedulable(name, "node(s) didn't have free ports for the requested pod ports");

/** Two host ports collide on the same address, or where either takes every address. */
function portsCollide(a: HostPort, b: HostPort): boolean {
  return a.port === b.port && a.protocol === b.protocol && (a.ip === b.ip || a.ip === '0.0.0.0' || b.ip === '0.0.0.0');
}

const anyCollide = (wanted: readonly HostPort[], used: readonly HostPort[]): boolean => wanted.some((a) => used.some((b) => portsCollide(a, b)));

/** A host port can be had once per node. @see Kubernetes 1.36, scheduler plugin NodePorts */
export const nodePorts: PluginFactory = {
  name,
  create: () => ({
    name,
    events: [
      { resource: 'AssignedPod', action: actions.delete, hint: ({ ports }, { pod }) => pod !== undefined && anyCollide(ports, pod.ports) },
      { resource: 'Node', action: actions.add },
    ],
    preFilter({ pod: { ports } }) {
      if (ports.length === 0) return 'skip';
      return { filter: { local: true, filter: ({ usedPorts }) => (usedPorts.length > 0 && anyCollide(ports, usedPorts) ? refusal : undefined) } };
    },
  }),
};
