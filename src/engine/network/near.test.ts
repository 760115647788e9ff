import { expect, it } from 'vitest';
import type { RuleEndpoint } from './interface.ts';
import { nearEndpoints } from './near.ts';

const endpoint = (ip: string, forZones: readonly string[] = [], forNodes: readonly string[] = []): RuleEndpoint => ({ ip, port: 80, podUid: ip, nodeName: '', forZones, forNodes });

it.each([
  { why: 'no hints: all', endpoints: [endpoint('a'), endpoint('b')], near: ['a', 'b'] },
  { why: 'those of the zone', endpoints: [endpoint('a', ['z1']), endpoint('b', ['z2'])], near: ['a'] },
  { why: 'one without a hint: all', endpoints: [endpoint('a', ['z1']), endpoint('b')], near: ['a', 'b'] },
  { why: 'none for the zone: all', endpoints: [endpoint('a', ['z2']), endpoint('b', ['z3'])], near: ['a', 'b'] },
  { why: 'those of the node before those of the zone', endpoints: [endpoint('a', ['z1'], ['n1']), endpoint('b', ['z1'], ['n2'])], near: ['a'] },
  { why: 'none for the node: those of the zone', endpoints: [endpoint('a', ['z1'], ['n2']), endpoint('b', ['z2'], ['n3'])], near: ['a'] },
  { why: 'a node without a zone: all', endpoints: [endpoint('a', ['z1']), endpoint('b', ['z2'])], zone: '', near: ['a', 'b'] },
])('$why', ({ endpoints, zone = 'z1', near }) => {
  expect(nearEndpoints(endpoints, 'n1', zone).map(({ ip }) => ip)).toEqual(near);
});
