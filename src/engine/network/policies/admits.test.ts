import { expect, it } from 'vitest';
import type { V1NetworkPolicy, V1NetworkPolicySpec, V1Pod } from '../../../kube/generated/types.ts';
import { admits, type Connection } from './admits.ts';

const pod = (name: string, namespace = 'default', spec: Partial<NonNullable<V1Pod['spec']>> = {}): V1Pod =>
  ({ metadata: { name, namespace, uid: `${namespace}/${name}`, labels: { app: name } }, spec: { nodeName: 'node-1', containers: [{ name, ports: [{ name: 'web', containerPort: 80 }] }], ...spec } });
const policy = (spec: V1NetworkPolicySpec, namespace = 'default'): V1NetworkPolicy => ({ metadata: { name: 'p', namespace }, spec });
const labelsOf = (name: string) => ({ team: name });

const api = pod('api');
const [onApi, toApi] = [{ podSelector: { matchLabels: { app: 'api' } } }, { from: { pod: pod('frontend'), ip: '10.244.1.9' }, to: { pod: api, ip: '10.244.1.2' }, port: 80, transport: 'TCP' } as Connection];
const from = (party: Partial<Connection['from']>): Connection => ({ ...toApi, from: { pod: undefined, ip: '10.244.1.9', ...party } });
const fromFrontend = { from: [{ podSelector: { matchLabels: { app: 'frontend' } } }] };

it.each<{ why: string; policies: readonly V1NetworkPolicy[]; connection?: Connection; open: boolean }>([
  { why: 'there is no policy', policies: [], open: true },
  { why: 'it is closed to all', policies: [policy({ ...onApi, policyTypes: ['Ingress'] })], open: false },
  { why: 'a policy without types is one of ingress', policies: [policy({ ...onApi })], open: false },
  { why: 'the policy selects another pod', policies: [policy({ podSelector: { matchLabels: { app: 'db' } } })], open: true },
  { why: 'the policy is one of another namespace', policies: [policy({ ...onApi }, 'data')], open: true },
  { why: 'an empty selector selects all pods of the namespace', policies: [policy({ podSelector: {} })], open: false },
  { why: 'the frontend is let in', policies: [policy({ ...onApi, ingress: [fromFrontend] })], open: true },
  { why: 'policies add up', policies: [policy({ ...onApi }), policy({ ...onApi, ingress: [fromFrontend] })], open: true },
  { why: 'somebody else is not let in', policies: [policy({ ...onApi, ingress: [fromFrontend] })], connection: from({ pod: pod('stranger') }), open: false },
  { why: 'a frontend of another namespace is not let in', policies: [policy({ ...onApi, ingress: [fromFrontend] })], connection: from({ pod: pod('frontend', 'data') }), open: false },
  { why: 'a namespace is let in', policies: [policy({ ...onApi, ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'data' } } }] }] })], connection: from({ pod: pod('x', 'data') }), open: true },
  { why: 'both selectors of one peer must match', policies: [policy({ ...onApi, ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'data' } }, podSelector: { matchLabels: { app: 'y' } } }] }] })], connection: from({ pod: pod('x', 'data') }), open: false },
  { why: 'a rule without peers lets everybody in', policies: [policy({ ...onApi, ingress: [{}] })], connection: from({ ip: '203.0.113.5' }), open: true },
  { why: 'nobody outside is a pod', policies: [policy({ ...onApi, ingress: [{ from: [{ podSelector: {} }] }] })], connection: from({ ip: '203.0.113.5' }), open: false },
  { why: 'an address in the block', policies: [policy({ ...onApi, ingress: [{ from: [{ ipBlock: { cidr: '203.0.113.0/24' } }] }] })], connection: from({ ip: '203.0.113.5' }), open: true },
  { why: 'an address that is excepted', policies: [policy({ ...onApi, ingress: [{ from: [{ ipBlock: { cidr: '203.0.113.0/24', except: ['203.0.113.4/30'] } }] }] })], connection: from({ ip: '203.0.113.5' }), open: false },
  { why: 'the port fits', policies: [policy({ ...onApi, ingress: [{ ports: [{ port: 80 }] }] })], open: true },
  { why: 'another port', policies: [policy({ ...onApi, ingress: [{ ports: [{ port: 8080 }] }] })], open: false },
  { why: 'a range of ports', policies: [policy({ ...onApi, ingress: [{ ports: [{ port: 79, endPort: 81 }] }] })], open: true },
  { why: 'the port by its name', policies: [policy({ ...onApi, ingress: [{ ports: [{ port: 'web' }] }] })], open: true },
  { why: 'another transport', policies: [policy({ ...onApi, ingress: [{ ports: [{ port: 80, protocol: 'UDP' }] }] })], open: false },
  { why: 'it may not leave', policies: [policy({ podSelector: { matchLabels: { app: 'frontend' } }, policyTypes: ['Egress'] })], open: false },
  { why: 'it may leave for the api', policies: [policy({ podSelector: { matchLabels: { app: 'frontend' } }, policyTypes: ['Egress'], egress: [{ to: [onApi] }] })], open: true },
  { why: 'a policy of egress leaves ingress open', policies: [policy({ ...onApi, policyTypes: ['Egress'] })], open: true },
  { why: 'a pod reaches itself', policies: [policy({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] })], connection: from({ pod: api }), open: true },
  { why: 'its own machine reaches it', policies: [policy({ ...onApi })], connection: from({ pod: pod('agent', 'default', { hostNetwork: true }) }), open: true },
  { why: 'another machine does not', policies: [policy({ ...onApi })], connection: from({ pod: pod('agent', 'default', { hostNetwork: true, nodeName: 'node-2' }) }), open: false },
])('open ($open): $why', ({ policies, connection = toApi, open }) => {
  expect(admits(policies, connection, labelsOf)).toBe(open);
});
