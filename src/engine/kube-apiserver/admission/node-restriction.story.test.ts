import { describe, expect, it } from 'vitest';
import type { V1Node } from '../../../kube/generated/types.ts';
import { freshServer, pod, pods } from '../testing/fresh-server.ts';

const kubelet = (name: string) => ({ user: { name: `system:node:${name}`, groups: ['system:nodes', 'system:authenticated'] } });
const one = kubelet('node-1');
const merge = { ...one, contentType: 'application/merge-patch+json' as const };
const node = '/api/v1/nodes/node-1';

/** Two nodes with a pod each. */
function withNodes() {
  const cluster = freshServer();
  for (const name of ['node-1', 'node-2']) {
    cluster.ask('POST', '/api/v1/nodes', { metadata: { name, labels: { tier: 'a' } } });
    cluster.ask('POST', pods, pod(`on-${name}`, { nodeName: name }, { labels: { app: 'x' } }));
  }
  const uid = cluster.get<V1Node>(node).metadata?.uid ?? '';
  const mirror = (spec: object = {}, metadata: object = {}): object => pod('etcd-node-1', { nodeName: 'node-1', ...spec }, {
    annotations: { 'kubernetes.io/config.mirror': 'x' }, ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'node-1', uid, controller: true }], ...metadata,
  });
  return { ...cluster, uid, mirror };
}

describe('a kubelet and nodes', () => {
  it.each([
    { why: 'its own status', path: `${node}/status`, body: { status: { phase: 'Running' } }, words: 'ok 200' },
    { why: 'a label of its own', path: node, body: { metadata: { labels: { tier: 'b', 'kubernetes.io/os': 'linux', 'x.node.kubernetes.io/y': 'z' } } }, words: 'ok 200' },
    { why: "another's status", path: '/api/v1/nodes/node-2/status', body: { status: { phase: 'Running' } }, words: 'nodes "node-2" is forbidden: node "node-1" is not allowed to modify node "node-2"' },
    { why: 'labels that are kept from nodes', path: node, body: { metadata: { labels: { 'node-restriction.kubernetes.io/a': 'b', 'x.node-restriction.kubernetes.io/a': 'b' } } }, words: 'nodes "node-1" is forbidden: is not allowed to modify labels: node-restriction.kubernetes.io/a, x.node-restriction.kubernetes.io/a' },
    { why: "Kubernetes' labels", path: node, body: { metadata: { labels: { 'node-role.kubernetes.io/control-plane': '', 'any.k8s.io/x': 'y', 'own.example.com/x': 'y' } } }, words: 'nodes "node-1" is forbidden: is not allowed to modify labels: any.k8s.io/x, node-role.kubernetes.io/control-plane' },
    { why: 'taints', path: node, body: { spec: { taints: [] } }, words: 'nodes "node-1" is forbidden: node "node-1" is not allowed to modify taints' },
  ])('changes $why: $words', ({ path, body, words: wanted }) => {
    expect(withNodes().words('PATCH', path, body, merge)).toBe(wanted);
  });

  it('registers with its own name and labels, and its taints', () => {
    const { words } = freshServer();
    expect(words('POST', '/api/v1/nodes', { metadata: { name: 'node-2' } }, one)).toBe('nodes "node-2" is forbidden: node "node-1" is not allowed to modify node "node-2"');
    expect(words('POST', '/api/v1/nodes', { metadata: { name: 'node-1', labels: { 'node-role.kubernetes.io/worker': '' } } }, one)).toBe('nodes "node-1" is forbidden: node "node-1" is not allowed to set the following labels: node-role.kubernetes.io/worker');
    expect(words('POST', '/api/v1/nodes', { metadata: { name: 'node-1', labels: { 'topology.kubernetes.io/zone': 'a' } }, spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } }, one)).toBe('ok 201');
  });

  it('leaves everybody else alone', () => {
    expect(withNodes().words('PATCH', node, { metadata: { labels: { 'node-restriction.kubernetes.io/a': 'b' } }, spec: { taints: [] } }, { contentType: 'application/merge-patch+json' })).toBe('ok 200');
  });
});

describe('a kubelet and pods', () => {
  it.each([
    { why: 'of a pod on it', name: 'on-node-1', body: { status: { message: 'x' } }, words: 'ok 200' },
    { why: 'of a pod elsewhere', name: 'on-node-2', body: { status: { message: 'x' } }, words: 'pods "on-node-2" is forbidden: node "node-1" can only update pod status for pods with spec.nodeName set to itself' },
    { why: 'with labels', name: 'on-node-1', body: { metadata: { labels: { app: 'y' } } }, words: 'pods "on-node-1" is forbidden: node "node-1" cannot update labels through pod status' },
  ])('writes the status $why: $words', ({ name, body, words: wanted }) => {
    expect(withNodes().words('PATCH', `${pods}/${name}/status`, body, merge)).toBe(wanted);
  });

  it.each([
    { name: 'on-node-1', words: 'ok 200' },
    { name: 'on-node-2', words: 'pods "on-node-2" is forbidden: node "node-1" can only delete pods with spec.nodeName set to itself' },
  ])('deletes $name: $words', ({ name, words: wanted }) => {
    expect(withNodes().words('DELETE', `${pods}/${name}`, undefined, one)).toBe(wanted);
  });

  it.each([
    { name: 'on-node-1', words: 'ok 201' },
    { name: 'on-node-2', words: 'pods "on-node-2" is forbidden: node node-1 can only evict pods with spec.nodeName set to itself' },
  ])('evicts $name: $words', ({ name, words: wanted }) => {
    expect(withNodes().words('POST', `${pods}/${name}/eviction`, { metadata: { name } }, one)).toBe(wanted);
  });

  const refuse = (words: string): string => `pods "etcd-node-1" is forbidden: ${words}`;
  it.each([
    { why: 'the mirror of a static pod', spec: {}, metadata: {}, words: 'ok 201' },
    { why: 'an ordinary pod', spec: {}, metadata: { annotations: {} }, words: refuse('pod does not have "kubernetes.io/config.mirror" annotation, node "node-1" can only create mirror pods') },
    { why: 'one elsewhere', spec: { nodeName: 'node-2' }, metadata: {}, words: refuse('node "node-1" can only create pods with spec.nodeName set to itself') },
    { why: 'one without an owner', spec: {}, metadata: { ownerReferences: [] }, words: refuse('node "node-1" can only create pods with an owner reference set to itself') },
    { why: 'one of another owner', spec: {}, metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'node-2', uid: 'x', controller: true }] }, words: refuse('node "node-1" can only create pods with an owner reference set to itself') },
    { why: 'one that its owner does not control', spec: {}, metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'node-1', uid: 'x' }] }, words: refuse('node "node-1" can only create pods with a controller owner reference set to itself') },
    { why: 'one that holds its owner back', spec: {}, metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'node-1', uid: 'x', controller: true, blockOwnerDeletion: true }] }, words: refuse('node "node-1" must not set blockOwnerDeletion on an owner reference') },
    { why: 'one with an account', spec: { serviceAccountName: 'default' }, metadata: {}, words: refuse('node "node-1" can not create pods that reference a service account') },
    { why: 'one with a secret', spec: { volumes: [{ name: 'v', secret: { secretName: 's' } }] }, metadata: {}, words: refuse('node "node-1" can not create pods that reference secrets') },
    { why: 'one with a ConfigMap', spec: { containers: [{ name: 'a', image: 'x', envFrom: [{ configMapRef: { name: 'c' } }] }] }, metadata: {}, words: refuse('node "node-1" can not create pods that reference configmaps') },
    { why: 'one with a claim', spec: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }] }, metadata: {}, words: refuse('node "node-1" can not create pods that reference persistentvolumeclaims') },
  ])('makes $why: $words', ({ spec, metadata, words: wanted }) => {
    const { words, mirror } = withNodes();
    expect(words('POST', pods, mirror(spec, metadata), one)).toBe(wanted);
  });

  it('knows its own node from an earlier one of that name', () => {
    const { words, mirror, uid } = withNodes();
    expect(words('POST', pods, mirror({}, { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'node-1', uid: 'old', controller: true }] }), one)).toBe(refuse(`node node-1 UID mismatch: expected old got ${uid}`));
  });
});

describe('a kubelet and tokens, leases', () => {
  const token = '/api/v1/namespaces/default/serviceaccounts/default/token';
  const refuse = (words: string): string => `serviceaccounts "default" is forbidden: ${words}`;

  it('asks for tokens of the pods on it', () => {
    const { words, get } = withNodes();
    const uid = (name: string): string => get(`${pods}/${name}`).metadata?.uid ?? '';
    const ask = (ref?: object): string => words('POST', token, { spec: ref ? { boundObjectRef: { kind: 'Pod', apiVersion: 'v1', ...ref } } : {} }, one);
    expect(ask()).toBe(refuse('node requested token not bound to a pod'));
    expect(ask({ name: 'on-node-1' })).toBe(refuse('node requested token with a pod binding without a uid'));
    expect(ask({ name: 'on-node-1', uid: 'x' })).toBe(refuse('the UID in the bound object reference (x) does not match the UID in record. The object might have been deleted and then recreated'));
    expect(ask({ name: 'on-node-2', uid: uid('on-node-2') })).toBe(refuse('node requested token bound to a pod scheduled on a different node'));
    expect(ask({ name: 'nobody', uid: 'x' })).toBe('pods "nobody" not found');
    expect(ask({ name: 'on-node-1', uid: uid('on-node-1') })).toBe('ok 201');
  });

  it.each([
    { namespace: 'kube-node-lease', name: 'node-1', words: 'ok 201' },
    { namespace: 'kube-node-lease', name: 'node-2', words: 'leases.coordination.k8s.io "node-2" is forbidden: can only access node lease with the same name as the requesting node' },
    { namespace: 'default', name: 'node-1', words: 'leases.coordination.k8s.io "node-1" is forbidden: can only access leases in the "kube-node-lease" system namespace' },
  ])('keeps the lease $name in $namespace: $words', ({ namespace, name, words: wanted }) => {
    expect(withNodes().words('POST', `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`, { metadata: { name } }, one)).toBe(wanted);
  });
});
