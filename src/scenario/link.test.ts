import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Scenario } from './document.ts';
import { isLinkProblem, packScenario, unpackScenario } from './link.ts';

const scenario: Scenario = {
  version: 1, title: '데모', seed: 7, start: '2026-01-01T09:00:00Z',
  nodes: [{ name: 'node-1', labels: { zone: 'a' }, taints: [{ key: 'k', effect: 'NoSchedule' }], capacity: { cpu: '4', memory: '8Gi', pods: '110' }, shutdownGracePeriodSeconds: 30, shutdownGracePeriodCriticalPodsSeconds: 10 }],
  manifests: ['apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n'],
  cloud: { loadBalancerMs: 1000, instanceMs: 0, nodePools: [{ name: 'deck', size: 2, zones: ['a', 'b'], capacity: { cpu: '2' } }] },
  metrics: [{ name: 'requests', namespace: 'default', of: 'pods', labels: { app: 'web' } }, { name: 'depth', namespace: 'default', of: 'external', value: '30' }],
  load: [{ name: 'visitors', target: 'service/default/web', path: '/', requestsPerSecond: 8 }],
  warmUpMs: 30_000, untilMs: 90_000,
  actions: [
    { atMs: 31_000, action: { type: 'kubectl', line: 'kubectl scale deployment web --replicas=5' } },
    { atMs: 35_000, action: { type: 'metric', metric: { name: 'depth', namespace: 'default', of: 'external', value: '50' } } },
    { atMs: 40_000, action: { type: 'fault', fault: { type: 'power-off', node: 'node-1' } } },
    { atMs: 50_000, action: { type: 'fault', fault: { type: 'shut-down', node: 'node-1' } } },
  ],
};

/** The link of anything: packed as a scenario, without looking at it. */
const packAnything = (value: unknown): string => packScenario(value as Scenario);

describe('share links', () => {
  it('come back as they were', () => {
    expect(unpackScenario(packScenario(scenario))).toEqual(scenario);
  });

  it('of the packing before are read with its dictionary', () => {
    expect(unpackScenario('Aa2N2KobzYGjOZCYHDgo3D0ssj2QS07GL87JLyeY801Qc74pnoxvWAsA')).toMatchObject({ version: 1, seed: 1, manifests: [], untilMs: 1, nodes: [{ name: 'cp-1' }, { name: 'node-1' }, { name: 'node-2' }, { name: 'node-3' }] });
  });

  it('say for nothing that the cluster is one of kubeadm’s', () => {
    const plain: Scenario = { ...scenario, title: '', seed: 1, nodes: [], manifests: [], load: [], actions: [] };
    const { version, title = '', seed, start, ...rest } = plain;
    expect(packScenario({ version, title, seed, start, kubeadm: true, ...rest }).length).toBeLessThanOrEqual(packScenario(plain).length);
  });

  it('are found out wherever they are cut', () => {
    const link = packScenario(scenario);
    for (let length = 0; length < link.length; length++) expect(unpackScenario(link.slice(0, length)), `cut at ${String(length)}`).toMatchObject({ problem: 'damaged' });
  });

  it('are found out when one character is changed', () => {
    const link = packScenario(scenario);
    fc.assert(fc.property(fc.nat(link.length - 1), fc.constantFrom('A', 'z', '0', '_', '!', '가'), (at, character) => {
      const forged = link.slice(0, at) + character + link.slice(at + 1);
      const read = unpackScenario(forged);
      if (!isLinkProblem(read)) expect(read).toEqual(scenario);
    }));
  });

  it('from a newer packing or of a newer document are named so', () => {
    const link = packScenario(scenario);
    expect(unpackScenario(`B${link.slice(1)}`)).toMatchObject({ problem: 'newer' });
    expect(unpackScenario(packAnything({ ...scenario, version: 2 }))).toMatchObject({ problem: 'newer' });
  });

  it.each([
    { why: 'no object', value: [] },
    { why: 'a node without a name', value: { ...scenario, nodes: [{ capacity: {} }] } },
    { why: 'a machine that waits for part of a second', value: { ...scenario, nodes: [{ name: 'a', capacity: {}, shutdownGracePeriodSeconds: 0.5 }] } },
    { why: 'a machine that waits for ever', value: { ...scenario, nodes: [{ name: 'a', capacity: {}, shutdownGracePeriodSeconds: 1e9 }] } },
    { why: 'a machine that waits longer for critical pods than for all', value: { ...scenario, nodes: [{ name: 'a', capacity: {}, shutdownGracePeriodSeconds: 5, shutdownGracePeriodCriticalPodsSeconds: 6 }] } },
    { why: 'a machine with a capacity that is no quantity', value: { ...scenario, nodes: [{ name: 'a', capacity: { cpu: 'lots' } }] } },
    { why: 'a machine with a negative capacity', value: { ...scenario, nodes: [{ name: 'a', capacity: { memory: '-5' } }] } },
    { why: 'a machine with a bad label', value: { ...scenario, nodes: [{ name: 'a', capacity: {}, labels: { 'bad key!!': 'x' } }] } },
    { why: 'a taint with an unknown effect', value: { ...scenario, nodes: [{ name: 'a', capacity: {}, taints: [{ key: 'k', effect: 'Explode' }] }] } },
    { why: 'two machines of one name', value: { ...scenario, nodes: [{ name: 'a', capacity: {} }, { name: 'a', capacity: {} }] } },
    { why: 'two node pools of one name', value: { ...scenario, cloud: { nodePools: [{ name: 'a', capacity: {}, size: 1 }, { name: 'a', capacity: {}, size: 1 }] } } },
    { why: 'a node pool whose name is no label', value: { ...scenario, cloud: { nodePools: [{ name: 'a'.repeat(64), capacity: {}, size: 1 }] } } },
    { why: 'a node pool of half a machine', value: { ...scenario, cloud: { nodePools: [{ name: 'a', capacity: {}, size: 0.5 }] } } },
    { why: 'a node pool in a zone that is no label', value: { ...scenario, cloud: { nodePools: [{ name: 'a', capacity: {}, size: 1, zones: ['no zone'] }] } } },
    { why: 'a cloud that takes a year', value: { ...scenario, cloud: { instanceMs: 3e10 } } },
    { why: 'a metric of something that cannot be measured', value: { ...scenario, metrics: [{ name: 'depth', namespace: 'default', of: 'external' }] } },
    { why: 'an unknown action', value: { ...scenario, actions: [{ atMs: 1, action: { type: 'rm -rf' } }] } },
    { why: 'an action named like something every object has', value: { ...scenario, actions: [{ atMs: 1, action: { type: 'constructor' } }] } },
    { why: 'actions out of order', value: { ...scenario, actions: [...scenario.actions].reverse() } },
    { why: 'a kubeadm that is neither true nor false', value: { ...scenario, kubeadm: 'yes' } },
    { why: 'a negative time', value: { ...scenario, warmUpMs: -1 } },
  ])('with $why are refused as invalid', ({ value }) => {
    expect(unpackScenario(packAnything(value))).toMatchObject({ problem: 'invalid' });
  });

  it('never throw, whatever is pasted', () => {
    fc.assert(fc.property(fc.string(), (text) => { unpackScenario(text); }));
    fc.assert(fc.property(fc.anything(), (value) => { unpackScenario(packAnything(value ?? null)); }));
  });
});
