import { expect, it } from 'vitest';
import type { V1Endpoint, V1EndpointSlice, V1Service } from '../../kube/generated/types.ts';
import { rulesOf } from './rules.ts';

const service: V1Service = { metadata: { uid: 'web', name: 'web', namespace: 'default' }, spec: { clusterIP: '10.96.0.20', ports: [{ port: 80 }] } };
const endpoint = (ip: string, ready: boolean, serving = ready, terminating = false): V1Endpoint => ({ addresses: [ip], conditions: { ready, serving, terminating } });
const slice = (endpoints: readonly V1Endpoint[]): V1EndpointSlice => ({ addressType: 'IPv4', ports: [{ name: '', port: 8080, protocol: 'TCP' }], endpoints });

it.each([
  { why: 'ready ones', endpoints: [endpoint('a', true), endpoint('b', false)], used: ['a'], draining: [] },
  { why: 'no terminating one while another is ready', endpoints: [endpoint('a', true), endpoint('b', false, true, true)], used: ['a'], draining: ['b'] },
  { why: 'terminating ones that serve, where none is ready', endpoints: [endpoint('a', false), endpoint('b', false, true, true), endpoint('c', false, false, true)], used: ['b'], draining: ['b'] },
  { why: 'one that nothing is said of is ready', endpoints: [{ addresses: ['a'] } as V1Endpoint], used: ['a'], draining: [] },
])('a rule sends to $why', ({ endpoints, used, draining }) => {
  const [rule] = rulesOf(service, [slice(endpoints)]);
  expect([rule?.endpoints.map(({ ip }) => ip), rule?.draining?.map(({ ip }) => ip)]).toEqual([used, draining]);
});
