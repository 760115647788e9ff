import { expect, it } from 'vitest';
import { leases } from '../../kube/kinds.ts';
import { createStore } from '../etcd/index.ts';
import { createApiServer } from '../kube-apiserver/index.ts';
import { EventQueue, RandomStreams } from '../sim/index.ts';
import { Client } from './client.ts';
import { runAsLeader } from './leader-lease.ts';

it('one instance leads; the next one takes over 15 s after its last sign of life', () => {
  const clock = new EventQueue(Date.UTC(2026, 0, 1));
  const server = createApiServer({ clock, store: createStore({ clock }), random: new RandomStreams(1).stream('api') });
  server.bootstrap();
  const client = new Client({ api: server, clock, user: { name: 'x', groups: ['system:masters'] }, name: 'x' });
  const led: string[] = [];
  const start = (host: string) => runAsLeader({ clock, client, random: new RandomStreams(1).stream(host) }, { name: 'boss', host }, () => {
    led.push(`${host} at ${String(clock.nowMs / 1000)} s`);
    return { stop: () => undefined };
  });
  const first = start('a');
  clock.runUntil(9000);
  start('b');
  clock.runUntil(30_000);
  first.stop();
  clock.runUntil(60_000);
  expect(led).toEqual(['a at 0 s', 'b at 45 s']);
  const lease = client.get(leases, 'kube-system', 'boss');
  expect(lease.ok && lease.value.spec?.leaseTransitions).toBe(1);
});
