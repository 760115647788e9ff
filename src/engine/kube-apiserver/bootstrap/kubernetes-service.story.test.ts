import { expect, it } from 'vitest';
import type { V1Service } from '../../../kube/generated/types.ts';
import { usualMachines } from '../../../scenario/machines.ts';
import { administrator, Cluster } from '../../index.ts';

const paths = { service: '/api/v1/namespaces/default/services/kubernetes', endpoints: '/api/v1/namespaces/default/endpoints/kubernetes', slice: '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes' };

it.each([
  { why: 'the Service, and what goes with it', paths: [paths.service] }, { why: 'its slice', paths: [paths.slice] }, { why: 'everything', paths: [paths.service, paths.endpoints, paths.slice] },
])('brings back within ten seconds what somebody deletes: $why', ({ paths: gone }) => {
  const cluster = new Cluster({ seed: 1, startEpochMs: Date.UTC(2026, 0, 1), machines: usualMachines });
  const ask = (method: 'GET' | 'DELETE', path: string) => cluster.api.handle({ method, path, user: administrator, userAgent: 'kubectl', cause: { clock: true } });
  cluster.clock.runUntil(3000);
  const uid = (ask('GET', gone[0] ?? '').body as V1Service).metadata?.uid;
  for (const path of gone) expect(ask('DELETE', path).code).toBe(200);
  cluster.clock.runUntil(9000);
  expect(ask('GET', gone[0] ?? '').code).toBe(404);
  cluster.clock.runUntil(12_000);
  expect(Object.values(paths).map((path) => ask('GET', path).code)).toEqual([200, 200, 200]);
  expect((ask('GET', gone[0] ?? '').body as V1Service).metadata?.uid).not.toBe(uid);
  expect((ask('GET', paths.service).body as V1Service).spec?.clusterIP).toBe('10.96.0.1');
  cluster.clock.runUntil(60_000);
  expect(Object.values(paths).map((path) => ask('GET', path).code)).toEqual([200, 200, 200]);
});
