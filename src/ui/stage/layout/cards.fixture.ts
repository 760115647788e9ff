import type { NodeCard, PodCard, ServiceCard, WorkloadCard } from '../../../protocol/cards.ts';
import type { StageInput } from './model.ts';
import { nextPlane } from './plane.ts';

const gibibyte = 1024 ** 3;

/** Cards for tests: a machine of 4 cores and 8 GiB, a pod of a quarter core, a service. */
export const nodeCard = (name: string, change: Partial<NodeCard> = {}): NodeCard => ({
  uid: `uid-${name}`, name, status: 'Ready', powered: true, roles: [], zone: '', taints: [], cpuAllocatableMilli: 4000, memoryAllocatableBytes: 8 * gibibyte, podsMax: 110,
  cpuRequestedMilli: 0, memoryRequestedBytes: 0, cpuUsedMilli: 0, memoryUsedBytes: 0, ...change,
});

export const podCard = (name: string, node: string, change: Partial<PodCard> = {}): PodCard => ({
  uid: `uid-${name}`, namespace: 'default', name, node, status: 'Running', health: 'good', containersReady: 1, containers: 1, restarts: 0, ip: '', cpuRequestMilli: 250,
  memoryRequestBytes: 0, cpuUsedMilli: 0, memoryUsedBytes: 0, ownerUid: '', workload: 'Deployment/web', image: 'nginx', ...change,
});

export const serviceCard = (name: string, change: Partial<ServiceCard> = {}): ServiceCard => ({
  uid: `uid-${name}`, namespace: 'default', name, type: 'ClusterIP', clusterIP: '10.96.0.9', ports: ['80/TCP'], selector: `app=${name}`, readyPods: [], notReadyPods: [], requestsPerSecond: 0, failuresPerSecond: 0, ...change,
});

export const workloadCard = (kind: string, name: string, change: Partial<WorkloadCard> = {}): WorkloadCard => ({
  uid: `uid-${name}`, kind, namespace: 'default', name, ownerUid: '', desired: 3, current: 3, updated: 3, ready: 3, available: 3, revision: '', image: 'nginx', health: 'good', ...change,
});

export const byUid = <Card extends { readonly uid: string }>(...cards: readonly Card[]): ReadonlyMap<string, Card> => new Map(cards.map((card) => [card.uid, card]));

export const stageInput = (change: Partial<StageInput> = {}): StageInput => ({ nodes: byUid(), pods: byUid(), services: byUid(), workloads: byUid(), extras: byUid(), loads: [], lens: 'cluster', hasCloud: false, members: [], layOutPlane: nextPlane, aspect: 1.5, namespace: '', tidies: 0, ...change });
