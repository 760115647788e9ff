import { describe, expect, it } from 'vitest';
import type { TracedRequest } from '../../protocol/requests.ts';
import { deletionOf, everything, filterRequests, laterText, momentText, pathParts, reasonOf, seenOrRemembered, stepsOf, telling, whoOf, type RequestFilter } from './select.ts';

const none = { changes: [], more: 0 };
const request = (change: Partial<TracedRequest> = {}): TracedRequest => ({
  id: 1, fromLog: false, atMs: 0, method: 'POST', path: '/api/v1/namespaces/default/pods', verb: 'create', kind: 'Pod', namespace: 'default', name: 'web', subresource: '', uid: 'u', user: 'kubernetes-admin',
  userAgent: 'kubectl', code: 201, reason: '', message: '', dryRun: false, revision: 9, causeRevision: 0, causeAction: 0, woken: [], authorization: '', admission: [], audit: [], written: none, ...change,
});

it.each([
  { user: 'system:serviceaccount:kube-system:replicaset-controller', who: 'replicaset-controller' },
  { user: 'system:node:node-1', who: 'kubelet/node-1' },
  { user: 'system:kube-scheduler', who: 'kube-scheduler' },
  { user: 'kubernetes-admin', who: 'kubernetes-admin' },
])('$user is $who', ({ user, who }) => {
  expect(whoOf(user)).toBe(who);
});

it.each([
  { path: '/apis/apps/v1/namespaces/default/deployments/web/status?fieldManager=x', where: '/apis/apps/v1/namespaces/default/', what: 'deployments/web/status' },
  { path: '/api/v1/nodes/node-1', where: '/api/v1/', what: 'nodes/node-1' },
  { path: '/api/v1/namespaces', where: '/api/v1/', what: 'namespaces' },
  { path: '/api/v1/namespaces/shop', where: '/api/v1/', what: 'namespaces/shop' },
  { path: '/api/v1/namespaces/shop/status', where: '/api/v1/', what: 'namespaces/shop/status' },
  { path: '/healthz', where: '', what: '/healthz' },
])('$path is $what', ({ path, where, what }) => {
  expect(pathParts(path)).toEqual({ where, what });
});

describe('the filter', () => {
  const all: readonly TracedRequest[] = [
    request({ id: 1, kind: 'Deployment', name: 'web' }),
    request({ id: 2, verb: 'list', method: 'GET', name: '', user: 'system:kube-scheduler', code: 200, revision: 0 }),
    request({ id: 3, kind: 'Lease', verb: 'update', user: 'system:node:node-1' }),
    request({ id: 4, user: 'system:serviceaccount:kube-system:replicaset-controller', code: 403, reason: 'Forbidden', message: 'exceeded quota', revision: 0 }),
    request({ id: 5, verb: 'get', code: 404, revision: 0 }),
  ];
  it.each<{ readonly why: string; readonly filter: Partial<RequestFilter>; readonly ids: readonly number[] }>([
    { why: 'writes, newest first, without what goes on all the time', filter: {}, ids: [4, 1] },
    { why: 'also what goes on all the time', filter: { background: true }, ids: [4, 3, 1] },
    { why: 'leases where they are asked for', filter: { kind: 'Lease' }, ids: [3] },
    { why: 'whatever was refused', filter: { shown: 'errors' }, ids: [5, 4] },
    { why: 'everything', filter: { shown: 'all', background: true }, ids: [5, 4, 3, 2, 1] },
    { why: 'who', filter: { who: 'replicaset-controller' }, ids: [4] },
    { why: 'the verb', filter: { shown: 'all', verb: 'list' }, ids: [2] },
    { why: 'every word of a text', filter: { text: 'quota PODS' }, ids: [4] },
  ])('shows $why', ({ filter, ids }) => {
    expect(filterRequests(all, { ...everything, ...filter }).map(({ id }) => id)).toEqual(ids);
  });
});

describe('the steps of a request', () => {
  const words = (change: Partial<TracedRequest>): readonly string[] => stepsOf(request(change)).map(({ name, state, plugin }) => [name, plugin, state].filter(Boolean).join(' '));
  const account = { plugin: 'ServiceAccount', refused: false, ...none };
  it.each<{ readonly why: string; readonly change: Partial<TracedRequest>; readonly steps: readonly string[] }>([
    { why: 'goes all the way', change: { admission: [account], woken: ['kube-scheduler'] }, steps: ['authentication passed', 'authorization passed', 'admission ServiceAccount changed', 'validation passed', 'etcd changed', 'watches passed'] },
    { why: 'is not allowed', change: { code: 403, revision: 0 }, steps: ['authentication passed', 'authorization refused'] },
    { why: "comes with nobody's token", change: { code: 401, revision: 0 }, steps: ['authentication refused'] },
    { why: 'a policy notes', change: { audit: [{ key: 'rule/name', value: 'web' }] }, steps: ['authentication passed', 'authorization passed', 'admission ValidatingAdmissionPolicy passed', 'validation passed', 'etcd changed'] },
    { why: 'cannot be read', change: { code: 400, revision: 0 }, steps: ['authentication passed', 'authorization passed', 'decoding refused'] },
    { why: 'is refused by a plugin', change: { code: 403, revision: 0, admission: [account, { plugin: 'ResourceQuota', refused: true, ...none }] }, steps: ['authentication passed', 'authorization passed', 'admission ServiceAccount changed', 'admission ResourceQuota refused'] },
    { why: 'is not valid', change: { code: 422, revision: 0 }, steps: ['authentication passed', 'authorization passed', 'validation refused'] },
    { why: 'comes too late', change: { verb: 'update', code: 409, revision: 0 }, steps: ['authentication passed', 'authorization passed', 'etcd refused'] },
    { why: 'changes nothing', change: { verb: 'patch', code: 200, revision: 0 }, steps: ['authentication passed', 'authorization passed', 'validation passed', 'etcd passed'] },
    { why: 'only reads', change: { verb: 'list', code: 200, revision: 0 }, steps: ['authentication passed', 'authorization passed', 'answer passed'] },
    { why: 'finds nobody', change: { code: 0, revision: 0 }, steps: ['answer refused'] },
    { why: 'is known from the log', change: { fromLog: true }, steps: ['etcd changed'] },
  ])('that $why', ({ change, steps }) => {
    expect(words(change)).toEqual(steps);
  });
});

it('shows the writes of an object as they were seen, and the earlier ones from the log', () => {
  const remembered = [request({ id: -7, revision: 7, fromLog: true }), request({ id: -9, revision: 9, fromLog: true })];
  const seen = [request({ id: 3 }), request({ id: 4, uid: 'other', revision: 10 }), request({ id: -9, fromLog: true })];
  expect(seenOrRemembered(seen, remembered, 'u').map(({ id }) => id)).toEqual([-7, 3]);
});

it.each([
  { ms: 30_002, moment: '0:00:30.002', later: '+30 s' },
  { ms: 2, moment: '0:00:00.002', later: '+2 ms' },
  { ms: 3_600_450, moment: '1:00:00.450', later: '+60 min' },
])('$ms ms are $moment', ({ ms, moment, later }) => {
  expect([momentText(ms), laterText(ms)]).toEqual([moment, later]);
});

it.each<{ readonly why: string; readonly change: Partial<TracedRequest>; readonly reason: string }>([
  { why: 'a write woke a controller', change: { causeRevision: 7, causeAction: -1 }, reason: 'write' },
  { why: 'the person applied it', change: { causeAction: 0 }, reason: 'you' },
  { why: 'the person looked', change: { causeAction: -1, verb: 'get' }, reason: 'you' },
  { why: 'the scenario holds it', change: { causeAction: -1 }, reason: 'scenario' },
  { why: 'a lease ran out', change: { causeAction: -1, user: 'system:node:node-1' }, reason: 'time' },
])('$why: $reason', ({ change, reason }) => {
  expect(reasonOf(request(change))).toBe(reason);
});

it('tells changes of the spec before those of the metadata', () => {
  const changes = ['metadata.labels', 'spec.nodeName', 'status'].map((path) => ({ path, change: 'changed' as const, value: '' }));
  expect(telling(changes).map(({ path }) => path)).toEqual(['spec.nodeName', 'status', 'metadata.labels']);
});

it.each([
  { why: 'its containers end first', change: { written: { changes: [{ path: 'metadata.deletionTimestamp', change: 'added' as const, value: '' }], more: 0 } }, does: 'begins' },
  { why: 'nothing has to end', change: {}, does: 'ends' },
  { why: 'it was refused', change: { code: 404 }, does: '' },
  { why: 'it only tried', change: { dryRun: true }, does: '' },
  { why: 'the kubelet is done with it', change: { fromLog: true, written: { changes: [{ path: 'metadata.deletionGracePeriodSeconds', change: 'changed' as const, value: '0' }], more: 0 } }, does: 'shortens' },
  { why: 'it is no deletion', change: { verb: 'update' }, does: '' },
])('a DELETE says that it $does: $why', ({ change, does }) => {
  expect(deletionOf({ verb: 'delete', code: 200, name: 'web-1', dryRun: false, fromLog: false, written: { changes: [], more: 0 }, ...change })).toBe(does);
});
