/** Small clusters for tests. */
import type { V1Node, V1Pod, V1PodSpec, V1Taint } from '../../kube/generated/types.ts';
import type { Labels } from '../../kube/selectors.ts';
import type { Listers } from './framework/listers.ts';

export interface NodeOptions {
  readonly cpu?: string;
  readonly memory?: string;
  readonly pods?: string;
  readonly zone?: string;
  readonly labels?: Labels;
  readonly taints?: readonly V1Taint[];
  readonly unschedulable?: boolean;
  readonly images?: readonly { readonly names: string[]; readonly sizeBytes: number }[];
}

/** A node of 4 cpu, 8Gi and 110 pods. */
export function aNode(name: string, options: NodeOptions = {}): V1Node {
  const { cpu = '4', memory = '8Gi', pods = '110', zone, labels, taints, unschedulable, images } = options;
  const resources = { cpu, memory, pods };
  return {
    apiVersion: 'v1', kind: 'Node',
    metadata: { name, uid: name, labels: { 'kubernetes.io/hostname': name, ...(zone ? { 'topology.kubernetes.io/zone': zone } : {}), ...labels } },
    spec: { ...(taints ? { taints: [...taints] } : {}), ...(unschedulable ? { unschedulable } : {}) },
    status: { capacity: resources, allocatable: resources, ...(images ? { images: [...images] } : {}) },
  };
}

export interface PodOptions extends Omit<Partial<V1PodSpec>, 'containers'> {
  readonly cpu?: string;
  readonly memory?: string;
  readonly labels?: Labels;
  readonly hostPort?: number;
  readonly image?: string;
  readonly namespace?: string;
  readonly startTime?: string;
}

/** A pod of one container; requests 100m and 128Mi where nothing else is said. */
export function aPod(name: string, options: PodOptions = {}): V1Pod {
  const { cpu = '100m', memory = '128Mi', labels, hostPort, image = 'registry.example/app:1', namespace = 'default', startTime, ...spec } = options;
  return {
    apiVersion: 'v1', kind: 'Pod',
    metadata: { name, namespace, uid: `uid-${name}`, ...(labels ? { labels } : {}) },
    spec: { containers: [{ name: 'app', image, resources: { requests: { cpu, memory } }, ...(hostPort ? { ports: [{ containerPort: hostPort, hostPort }] } : {}) }], ...spec },
    ...(startTime ? { status: { startTime } } : {}),
  };
}

/** Nothing but nodes and pods. */
export const emptyListers: Listers = {
  namespaceLabels: (name) => ({ 'kubernetes.io/metadata.name': name }),
  namespaces: () => [{ metadata: { name: 'default', labels: { 'kubernetes.io/metadata.name': 'default' } } }],
  services: () => [], ownerSelector: () => undefined, claim: () => undefined, volume: () => undefined, volumes: () => [], storageClass: () => undefined,
  csiNode: () => undefined, csiDriver: () => undefined, storageCapacities: () => [], volumeAttachments: () => [], disruptionBudgets: () => [],
};
