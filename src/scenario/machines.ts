import type { MachineSpec } from './document.ts';

const capacity = { cpu: '4', memory: '8Gi', pods: '110', 'ephemeral-storage': '100Gi' };

function worker(name: string, zone: string, labels: Readonly<Record<string, string>> = {}): MachineSpec {
  return { name, labels: { 'topology.kubernetes.io/zone': zone, 'topology.kubernetes.io/region': 'r1', ...labels }, capacity };
}

/** A control-plane machine with its taint. */
export const controlPlaneMachine: MachineSpec = {
  name: 'cp-1',
  labels: { 'node-role.kubernetes.io/control-plane': '' },
  taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }],
  capacity,
};

/** A control-plane machine and three workers in three zones: what most scenarios start with. */
export const usualMachines: readonly MachineSpec[] = [
  controlPlaneMachine,
  worker('node-1', 'zone-a'),
  worker('node-2', 'zone-b'),
  worker('node-3', 'zone-c', { disk: 'ssd' }),
];
