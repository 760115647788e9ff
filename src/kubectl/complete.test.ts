import { describe, expect, it } from 'vitest';
import { createStore } from '../engine/etcd/index.ts';
import { createApiServer } from '../engine/kube-apiserver/index.ts';
import { EventQueue, RandomStreams } from '../engine/sim/index.ts';
import { complete, drive, runKubectl } from './index.ts';

const user = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

/** Of the processor, so that it says the same on a machine that has other things to do. */
function cpuMsOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user: userMicros, system } = process.cpuUsage(before);
  return (userMicros + system) / 1000;
}

/** What Tab offers in a cluster with so many ConfigMaps. */
function cluster(count: number): (line: string) => readonly string[] {
  const clock = new EventQueue(Date.UTC(2026, 0, 1));
  const api = createApiServer({ clock, store: createStore({ clock }), random: new RandomStreams(1).stream('kube-apiserver') });
  api.bootstrap();
  const world = { api, clock, user, cause: { action: 1 } };
  const manifest = Array.from({ length: count }, (_, index) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map-${String(index)}, labels: {app: web, tier: t${String(index % 2)}}}\ndata: {key: "1"}\n`).join('---\n');
  drive(runKubectl(['apply', '-f', '-'], { settings: { namespace: 'default', user: user.name, server: '', context: 'drydock' }, output: { stdout: () => undefined, stderr: () => undefined }, stdin: manifest }), world, () => undefined);
  return (line) => {
    let found: readonly string[] = [];
    drive(complete(line, line.length), world, (words) => { found = words; });
    return found;
  };
}

describe('Tab knows what the objects that are there have', () => {
  const tab = cluster(2);
  it.each([
    { line: 'get configmaps --sort-by=.metadata.na', words: ['--sort-by=.metadata.name', '--sort-by=.metadata.namespace'] },
    { line: 'get configmaps --sort-by .m', words: ['.metadata.'] },
    { line: 'get cm -o custom-columns=NAME:.metadata.cre', words: ['custom-columns=NAME:.metadata.creationTimestamp'] },
    { line: 'get cm -o custom-columns=NAME:.metadata.name,DATA:.d', words: ['custom-columns=NAME:.metadata.name,DATA:.data.'] },
    { line: 'get cm --output=custom-columns=A', words: [] },
    { line: 'get cm -o custom-columns=N', words: ['custom-columns=NAME:', 'custom-columns=NAMESPACE:'] },
    { line: 'get cm -l ti', words: ['tier=t0', 'tier=t1'] },
    { line: 'get cm -l app=web,tier=t', words: ['app=web,tier=t0', 'app=web,tier=t1'] },
    { line: 'get cm -L a', words: ['app'] },
  ])('$line', ({ line, words }) => {
    expect(tab(line)).toEqual(words);
  });

  it('answers within 30 ms where there are a thousand of them', () => {
    const many = cluster(1000);
    const lines = ['get cm map-', 'describe cm map-9', 'get cm -l ', 'get cm --sort-by=.metadata.'];
    const figures = lines.map((line) => Math.min(...Array.from({ length: 7 }, () => cpuMsOf(() => { expect(many(line).length).toBeGreaterThan(0); }))));
    expect(Math.max(...figures), figures.map((ms) => ms.toFixed(1)).join(' ')).toBeLessThan(30);
  });
});
