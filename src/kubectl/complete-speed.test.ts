import { beforeAll, describe, expect, it } from 'vitest';
import { createStore } from '../engine/etcd/index.ts';
import { createApiServer } from '../engine/kube-apiserver/index.ts';
import { EventQueue, RandomStreams } from '../engine/sim/index.ts';
import { complete, drive, type World } from './index.ts';

const person = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
const pods = 1000;
/** What a person does not notice. */
const answerMaxMs = 30;
const rounds = 15;

/** A thousand pods behind an API server without controllers. */
function crowd(): World {
  const clock = new EventQueue(Date.UTC(2026, 0, 1));
  const api = createApiServer({ clock, store: createStore({ clock }), random: new RandomStreams(1).stream('kube-apiserver') });
  api.bootstrap();
  const post = (path: string, body: unknown): void => { expect(api.handle({ method: 'POST', path, body, user: person, userAgent: 'test', cause: { clock: true } }).code).toBe(201); };
  post('/api/v1/namespaces/default/serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } });
  for (let i = 0; i < pods; i++) post('/api/v1/namespaces/default/pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name: `web-${String(i)}`, labels: { app: 'web' } }, spec: { containers: [{ name: 'app', image: 'nginx' }, { name: 'side', image: 'busybox' }] } });
  return { api, clock, user: person, cause: { clock: true } };
}

describe(`completion among ${String(pods)} pods`, () => {
  let world: World;
  beforeAll(() => { world = crowd(); }, 60_000);

  function answer(line: string): readonly string[] {
    let found: readonly string[] = [];
    drive(complete(line, line.length), world, (result) => { found = result; });
    return found;
  }

  it.each([
    { line: 'kubectl get pods ', holds: 'web-999', of: pods },
    { line: 'kubectl get pod web-99', holds: 'web-990', of: 11 },
    { line: 'kubectl logs web-5 -c ', holds: 'side', of: 2 },
    { line: 'kubectl get --names', holds: '--namespace=', of: 1 },
    { line: 'kubectl describe po', holds: 'pods', of: undefined },
  ])('$line: $holds within the time that nobody notices', ({ line, holds, of }) => {
    const times = Array.from({ length: rounds }, () => {
      const start = performance.now();
      const found = answer(line);
      const took = performance.now() - start;
      expect(found).toContain(holds);
      if (of !== undefined) expect(found).toHaveLength(of);
      return took;
    });
    const median = times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
    if (process.env['VERBOSE']) console.log(`${line}: ${median.toFixed(2)} ms`);
    expect(median).toBeLessThan(answerMaxMs);
  });
});
