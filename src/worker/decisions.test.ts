import { describe, expect, it } from 'vitest';
import { unschedulable } from '../lessons/unschedulable/lesson.ts';
import type { CommandOutput } from '../protocol/messages.ts';
import type { Scenario } from '../scenario/document.ts';
import type * as t from '../kube/generated/types.ts';
import { decisionAnswer, schedulerConfiguration, suggestions, whatIf } from './decisions.ts';
import { Session } from './session.ts';

function opened(scenario: Scenario): Session {
  const session = new Session(scenario);
  session.replay();
  return session;
}

function podsOf({ cluster }: Session): readonly t.V1Pod[] {
  const all = cluster.store.range('/registry/pods/default/');
  return all === 'compacted' ? [] : all.values;
}

const pendingOf = (session: Session): t.V1Pod | undefined => podsOf(session).find(({ spec }) => !spec?.nodeName);
const silent = { output: () => undefined };

describe('decisions of the scheduler', () => {
  it('tell through which filter each node fell, in their order', () => {
    const session = opened(unschedulable.scenario);
    const { attempts, recent } = decisionAnswer(session.cluster, pendingOf(session)?.metadata?.uid ?? '');
    const last = attempts.at(-1);
    expect(last).toMatchObject({ nodeCount: 4, chosen: '', feasible: [], notLookedAt: 0 });
    expect(last?.message).toMatch(/^0\/4 nodes are available: /);
    expect(last?.funnel.flatMap(({ plugin, refused }) => refused.map(({ node, reasons }) => [plugin, node, reasons.join()])).sort(([, a = ''], [, b = '']) => (a < b ? -1 : 1))).toEqual([
      ['TaintToleration', 'cp-1', 'node(s) had untolerated taint(s)'],
      ...['node-1', 'node-2', 'node-3'].map((node) => ['NodeResourcesFit', node, 'Insufficient cpu']),
    ]);
    const asked = last?.funnel.map((stage) => stage.asked - stage.refused.length) ?? [];
    expect(last?.funnel.slice(1).map((stage) => stage.asked)).toEqual(asked.slice(0, -1));
    expect(recent.some(({ chosen }) => chosen === 'node-1')).toBe(true);
  });

  it('tell the scores of a pod that was placed, and its weights add up', () => {
    const session = opened(unschedulable.scenario);
    const placed = podsOf(session).filter(({ spec }) => spec?.nodeName).map(({ metadata }) => metadata?.uid ?? '');
    const attempts = placed.map((uid) => decisionAnswer(session.cluster, uid).attempts.at(-1));
    // The last of the three has one node left, and a single node is given no scores.
    expect(attempts.map((attempt) => attempt?.totals.length).sort()).toEqual([0, 2, 3]);
    for (const last of attempts) {
      expect(last?.best).toContain(last?.chosen);
      expect(last?.totals).toEqual(last?.totals.map((_, index) => last.scores.reduce((sum, { weighted }) => sum + (weighted[index] ?? 0), 0)));
    }
    for (const uid of placed) expect(suggestions(session.cluster, uid)).toEqual([]);
  });

  it('are remembered when the pod is gone', () => {
    const session = opened(unschedulable.scenario);
    const uid = pendingOf(session)?.metadata?.uid ?? '';
    session.act({ type: 'kubectl', line: 'kubectl delete deployment heavy' }, { ...silent, done: () => undefined });
    session.advanceTo(session.nowMs + 60_000);
    expect(podsOf(session)).toEqual([]);
    expect(decisionAnswer(session.cluster, uid).attempts.length).toBeGreaterThan(0);
  });
});

const scenarioOf = (manifest: string, ...lines: readonly string[]): Scenario => ({
  ...unschedulable.scenario, manifests: [manifest], actions: lines.map((line) => ({ atMs: 20_000, action: { type: 'kubectl', line } })),
});
const lonely = `apiVersion: v1
kind: Pod
metadata: {name: lonely}
spec:
  nodeSelector: {disk: nvme}
  containers:
  - {name: app, image: "nginx:1.27", resources: {requests: {cpu: "5"}}}
`;
const labelled = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      nodeSelector: {disk: nvme}
      containers:
      - {name: app, image: "nginx:1.27"}
`;

describe('suggestions', () => {
  const cases = [
    { name: 'a Deployment that asks for too much', scenario: unschedulable.scenario },
    { name: 'a pod of its own', scenario: scenarioOf(lonely) },
    { name: 'a StatefulSet with a selector', scenario: scenarioOf(labelled) },
  ];
  it.each(cases)('work when they are tried: $name', ({ scenario }) => {
    const first = opened(scenario);
    const all = suggestions(first.cluster, pendingOf(first)?.metadata?.uid ?? '');
    expect(all.filter(({ actions }) => actions.length > 0).length).toBeGreaterThan(1);
    for (const [index, { steps, actions }] of all.entries()) {
      if (actions.length === 0) continue;
      const session = opened(scenario);
      const again = suggestions(session.cluster, pendingOf(session)?.metadata?.uid ?? '')[index];
      for (const action of again?.actions ?? []) {
        const done: CommandOutput[] = [];
        session.act(action, { ...silent, done: (output) => { done.push(output); } });
        session.advanceTo(session.nowMs + 2000);
        expect([action, done[0]?.stderr, done[0]?.exitCode]).toEqual([action, '', 0]);
      }
      session.advanceTo(session.nowMs + 240_000);
      expect([steps, pendingOf(session)?.metadata?.name, podsOf(session).length]).toEqual([steps, undefined, podsOf(first).length]);
    }
  });
});

const packer = `apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
profiles:
- schedulerName: default-scheduler
- schedulerName: packer
  plugins: { score: { disabled: [{ name: '*' }], enabled: [{ name: NodeResourcesFit }] } }
  pluginConfig:
  - { name: NodeResourcesFit, args: { scoringStrategy: { type: MostAllocated } } }
`;
const pod = (name: string, spec: string): string => `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  ${spec}
  containers:
  - {name: app, image: "nginx:1.27", resources: {requests: {cpu: 500m}}}
`;
const empty: Scenario = { ...unschedulable.scenario, manifests: [], actions: [] };

function perform(session: Session, action: Scenario['actions'][number]['action']): CommandOutput | undefined {
  let output: CommandOutput | undefined;
  session.act(action, { ...silent, done: (done) => { output = done; } });
  session.advanceTo(session.nowMs + 5000);
  return output;
}

const nodeOf = (session: Session, name: string): string | undefined => podsOf(session).find(({ metadata }) => metadata?.name === name)?.spec?.nodeName;

describe('the scheduler’s configuration', () => {
  it('is applied by the person, decides by the profile that a pod names, and is part of the scenario', () => {
    const session = opened(empty);
    expect(schedulerConfiguration(session.cluster).profiles).toEqual(['default-scheduler']);
    perform(session, { type: 'apply', yaml: pod('first', 'schedulerName: packer') });
    expect(nodeOf(session, 'first')).toBeUndefined();
    expect(perform(session, { type: 'configure-scheduler', yaml: packer })).toMatchObject({ exitCode: 0, stderr: '' });
    const home = nodeOf(session, 'first');
    expect(home).toMatch(/^node-/);
    for (const name of ['second', 'third']) perform(session, { type: 'apply', yaml: pod(name, 'schedulerName: packer') });
    expect([nodeOf(session, 'second'), nodeOf(session, 'third')]).toEqual([home, home]);
    const again = opened(session.scenario());
    expect(again.cluster.stateHash()).toBe(session.cluster.stateHash());
    expect(schedulerConfiguration(again.cluster)).toEqual({ yaml: packer, profiles: ['default-scheduler', 'packer'] });
  });

  it('is refused with the scheduler’s words, and then the old one stays', () => {
    const session = opened(empty);
    const refused = perform(session, { type: 'configure-scheduler', yaml: packer.replace('MostAllocated', 'Best') });
    expect(refused?.stderr).toContain('Unsupported value: "Best": supported values: "LeastAllocated", "MostAllocated", "RequestedToCapacityRatio"');
    expect(schedulerConfiguration(session.cluster).profiles).toEqual(['default-scheduler']);
  });

  it('shows what each profile would do with the same pod', () => {
    const session = opened(empty);
    perform(session, { type: 'configure-scheduler', yaml: packer });
    perform(session, { type: 'apply', yaml: pod('first', 'nodeName: node-1') });
    perform(session, { type: 'apply', yaml: pod('p', '') });
    const views = whatIf(session.cluster, podsOf(session).find(({ metadata }) => metadata?.name === 'p')?.metadata?.uid ?? '');
    expect(views.map(({ profile, isOwn, decision }) => [profile, isOwn, decision?.best.includes('node-1')])).toEqual([['default-scheduler', true, false], ['packer', false, true], ['', false, true]]);
  });
});
