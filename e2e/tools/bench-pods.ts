import type * as t from '../../src/kube/generated/types.ts';
import { isPodReady } from '../../src/kube/pod-status.ts';
import type { MachineSpec } from '../../src/scenario/document.ts';
import { Session } from '../../src/worker/session.ts';

const sizes = [3, 10, 100, 500].flatMap((nodes) => [10, 100, 1000].map((pods) => ({ nodes, pods }))).filter(({ nodes, pods }) => pods <= nodes * 110);

export function machines(count: number): readonly MachineSpec[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `node-${String(index + 1)}`,
    labels: { 'topology.kubernetes.io/zone': `zone-${'abc'.charAt(index % 3)}` },
    capacity: { cpu: '16', memory: '64Gi', pods: '110', 'ephemeral-storage': '200Gi' },
  }));
}

export const deployment = (replicas: number, name = 'web'): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  replicas: ${String(replicas)}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
      - {name: ${name}, image: "nginx:1.27", ports: [{containerPort: 80}], resources: {requests: {cpu: 100m, memory: 64Mi}}}
---
apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {selector: {app: ${name}}, ports: [{port: 80}]}
`;

const silent = { output: () => undefined, done: () => undefined };
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** One run: an idle cluster gets a Deployment; wall time until its last pod is ready. */
function once(nodes: number, pods: number): { readonly wallMs: number; readonly virtualMs: number; readonly events: number; readonly heapMiB: number } {
  const session = new Session({ version: 1, seed: 1, start: '2026-01-01T09:00:00Z', nodes: machines(nodes), manifests: [], load: [], warmUpMs: 0, actions: [], untilMs: 0 });
  session.advanceTo(15_000);
  const ready = new Set<string>();
  session.cluster.store.watch('/registry/pods/', session.cluster.store.revision, ({ value }) => { if (isPodReady(value as t.V1Pod)) ready.add(value.metadata?.uid ?? ''); });
  const { clock } = session.cluster;
  const executed = clock.executed;
  const started = performance.now();
  session.act({ type: 'apply', yaml: deployment(pods) }, silent);
  while (ready.size < pods && clock.nowMs < 600_000) clock.step();
  const wallMs = performance.now() - started;
  if (ready.size < pods) throw new Error(`only ${String(ready.size)} of ${String(pods)} pods got ready`);
  return { wallMs, virtualMs: clock.nowMs - 15_000, events: clock.executed - executed, heapMiB: process.memoryUsage().heapUsed / 2 ** 20 };
}

/** Pods to Ready for clusters and workloads of several sizes. */
export function podsToReady(): readonly Record<string, number>[] {
  once(10, 100);
  return sizes.map(({ nodes, pods }) => {
    const runs = Array.from({ length: 5 }, () => once(nodes, pods));
    const wallMs = median(runs.map((run) => run.wallMs));
    const [first] = runs;
    return { nodes, pods, 'wall ms': wallMs, 'virtual s': (first?.virtualMs ?? 0) / 1000, 'events/s': ((first?.events ?? 0) / wallMs) * 1000, 'heap MiB': median(runs.map((run) => run.heapMiB)) };
  });
}
