import { describe, expect, it } from 'vitest';
import type { ApiRequest, ApiResponse } from '../kube/api.ts';
import type * as t from '../kube/generated/types.ts';
import { isPodReady } from '../kube/pod-status.ts';
import { Informer } from '../engine/client/index.ts';
import type { Frame, WorkerMessage } from '../protocol/messages.ts';
import type { Scenario } from '../scenario/document.ts';
import { EngineHost } from './host.ts';
import { Session } from './session.ts';

/** Work is counted, not timed: these hold on any machine, and break where something grows with the square of a cluster. */

const scenario = (nodes: number): Scenario => ({
  version: 1, seed: 1, start: '2026-01-01T09:00:00Z', manifests: [], load: [], warmUpMs: 0, actions: [], untilMs: 0,
  nodes: Array.from({ length: nodes }, (_, index) => ({
    name: `node-${String(index + 1)}`, labels: { 'topology.kubernetes.io/zone': `zone-${'abc'.charAt(index % 3)}` },
    capacity: { cpu: '16', memory: '64Gi', pods: '110', 'ephemeral-storage': '200Gi' },
  })),
});

const workload = (replicas: number): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: ${String(replicas)}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "nginx:1.27", resources: {requests: {cpu: 100m}}}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
`;

const silent = { output: () => undefined, done: () => undefined };

/** Objects that caches have handed out by index: what work queues look at in their turns. */
let looked = 0;
const { byIndex } = Informer.prototype;
Informer.prototype.byIndex = function countingByIndex(this: Informer, name: string, bucket: string) {
  const found = byIndex.call(this, name, bucket);
  looked += found.length;
  return found;
};

interface Work {
  readonly looks: number;
  readonly requests: number;
  readonly writes: number;
  readonly events: number;
}

/** A cluster that has come to rest, and a meter of what it does from now on. */
function resting(nodes: number): { readonly session: Session; readonly work: () => Work; readonly writesTo: Map<string, number> } {
  const session = new Session(scenario(nodes));
  session.advanceTo(20_000);
  const { cluster } = session;
  const api = cluster.api as { handle: (request: ApiRequest) => ApiResponse };
  const { handle } = api;
  let requests = 0;
  api.handle = (request) => {
    requests++;
    return handle(request);
  };
  const writesTo = new Map<string, number>();
  cluster.store.watch('/registry/', cluster.store.revision, ({ value: { kind = '' } }) => {
    writesTo.set(kind, (writesTo.get(kind) ?? 0) + 1);
  });
  const [revision, executed, before] = [cluster.store.revision, cluster.clock.executed, looked];
  return { session, writesTo, work: () => ({ looks: looked - before, requests, writes: cluster.store.revision - revision, events: cluster.clock.executed - executed }) };
}

/** What it takes per pod until all of them are ready. */
function perPod(nodes: number, pods: number): Work {
  const { session, work } = resting(nodes);
  const { clock, store } = session.cluster;
  const ready = new Set<string>();
  store.watch('/registry/pods/', store.revision, ({ value }) => { if (isPodReady(value as t.V1Pod)) ready.add(value.metadata?.uid ?? ''); });
  session.act({ type: 'apply', yaml: workload(pods) }, silent);
  while (ready.size < pods && clock.nowMs < 300_000) clock.step();
  expect(ready.size).toBe(pods);
  const { looks, requests, writes, events } = work();
  return { looks: looks / pods, requests: requests / pods, writes: writes / pods, events: events / pods };
}

describe('bringing pods up', () => {
  it.each([
    { nodes: 30, pods: 300, looksMax: 600 },
    { nodes: 4, pods: 300, looksMax: 1500 },
  ])('costs a bounded amount per pod: $pods on $nodes nodes', ({ nodes, pods, looksMax }) => {
    const cost = perPod(nodes, pods);
    // Measured on 100 nodes: 9.5 writes (the pod, its binding, two statuses, five events), 18 tasks of the event queue.
    expect(cost.writes).toBeGreaterThan(5);
    expect(cost.writes).toBeLessThan(15);
    expect(cost.requests).toBeLessThan(17);
    expect(cost.events).toBeLessThan(45);
    expect(cost.looks).toBeLessThan(looksMax);
  });

  it('costs a pod no more when there are four times as many', () => {
    const [few, many] = [perPod(40, 200), perPod(40, 800)];
    expect(many.writes).toBeLessThan(few.writes * 1.5);
    expect(many.requests).toBeLessThan(few.requests * 1.5);
    expect(many.events).toBeLessThan(few.events * 1.5);
    expect(many.looks).toBeLessThan(few.looks * 5);
  });
});

describe('an idle cluster', () => {
  it('writes leases, and next to nothing else', () => {
    const nodes = 200;
    const { session, work, writesTo } = resting(nodes);
    session.advanceTo(80_000);
    const leases = writesTo.get('Lease') ?? 0;
    expect(leases).toBeGreaterThan(nodes * 5);
    expect(leases).toBeLessThan(nodes * 7 + 100);
    expect(work().writes - leases).toBeLessThan(nodes / 4);
    expect(work().requests).toBeLessThan(leases * 1.2);
    expect(work().events).toBeLessThan(nodes * 25);
  });
});

describe('frames', () => {
  it('carry what changed and nothing else', () => {
    const frames: Frame[] = [];
    let wallMs = 0;
    const host = new EngineHost((message: WorkerMessage) => { if (message.type === 'frame') frames.push(message); }, () => wallMs);
    host.receive({ id: 1, command: { type: 'load', scenario: scenario(30) } });
    host.receive({ id: 2, command: { type: 'act', action: { type: 'apply', yaml: workload(300) } } });
    host.receive({ id: 3, command: { type: 'advance', ms: 120_000 } });
    const shown = frames.reduce((sum, frame) => sum + frame.pods.rows.length, 0);
    expect(shown).toBeGreaterThanOrEqual(300);
    frames.length = 0;
    host.receive({ id: 4, command: { type: 'play', speed: 1 } });
    for (let tick = 0; tick < 300; tick++) {
      wallMs += 16;
      host.tick();
    }
    const cards = frames.reduce((sum, { pods, nodes, services, workloads }) => sum + pods.rows.length + pods.usedRows.length + nodes.changed.length + services.changed.length + workloads.changed.length, 0);
    expect(cards).toBeLessThan(20);
  });
});
