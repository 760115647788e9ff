import { describe, expect, it } from 'vitest';
import type { V1Pod } from '../../kube/generated/types.ts';
import { usualMachines } from '../../scenario/machines.ts';
import { administrator, Cluster } from '../index.ts';

const deployment = {
  metadata: { name: 'web' },
  spec: { replicas: 6, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx' }] } } },
};

function story(shutdownGracePeriodSeconds?: number) {
  const machines = usualMachines.map((machine) => (shutdownGracePeriodSeconds === undefined ? machine : { ...machine, shutdownGracePeriodSeconds }));
  const cluster = new Cluster({ seed: 1, startEpochMs: Date.UTC(2026, 0, 1), machines });
  const run = (seconds: number): void => { cluster.clock.runUntil(cluster.clock.nowMs + seconds * 1000); };
  const ask = (method: 'GET' | 'POST', path: string, body?: unknown) => cluster.api.handle({ method, path, body, user: administrator, cause: { clock: true } }).body;
  run(30);
  ask('POST', '/apis/apps/v1/namespaces/default/deployments', deployment);
  run(30);
  const pods = () => (ask('GET', '/api/v1/namespaces/default/pods') as { items: readonly V1Pod[] }).items;
  const count = (phase: string, on: (node: string) => boolean) => pods().filter(({ status, spec }) => status?.phase === phase && on(spec?.nodeName ?? '')).length;
  return { cluster, run, count };
}
const here = (node: string): boolean => node === 'node-1';
const elsewhere = (node: string): boolean => node !== 'node-1';

describe('a machine under a Deployment', () => {
  it('that is shut down with time for it hands its pods on within seconds', () => {
    const { cluster, run, count } = story(30);
    const had = count('Running', here);
    expect(had).toBeGreaterThan(0);
    expect(cluster.inflict({ type: 'shut-down', node: 'node-1' })).toBeUndefined();
    run(15);
    expect(cluster.powered('node-1')).toBe(false);
    expect([count('Failed', here), count('Running', elsewhere)]).toEqual([had, 6]);
    cluster.inflict({ type: 'power-on', node: 'node-1' });
    run(30);
    expect(cluster.powered('node-1')).toBe(true);
  });

  it('that is shut down without is as if its power had gone', () => {
    const { cluster, run, count } = story();
    const had = count('Running', here);
    cluster.inflict({ type: 'shut-down', node: 'node-1' });
    run(60);
    expect(cluster.powered('node-1')).toBe(false);
    expect([count('Running', here), count('Running', elsewhere)]).toEqual([had, 6 - had]);
  });

  it('loses its power before its time is up, where somebody cuts it', () => {
    const { cluster, run } = story(30);
    cluster.inflict({ type: 'shut-down', node: 'node-1' });
    cluster.inflict({ type: 'power-off', node: 'node-1' });
    expect(cluster.powered('node-1')).toBe(false);
    cluster.inflict({ type: 'power-on', node: 'node-1' });
    run(60);
    expect(cluster.powered('node-1')).toBe(true);
  });

  it('has to be there', () => {
    expect(story().cluster.inflict({ type: 'shut-down', node: 'nobody' })).toBe('there is no machine named nobody');
  });
});
