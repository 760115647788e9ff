import { describe, expect, it } from 'vitest';
import type { V1ResourceQuota } from '../../../kube/generated/types.ts';
import { freshServer, pod, pods } from '../testing/fresh-server.ts';

const merge = { contentType: 'application/merge-patch+json' } as const;
const core = (plural: string): string => `/api/v1/namespaces/default/${plural}`;
const using = (resources: object): object => ({ containers: [{ name: 'app', image: 'x', resources }] });
const small = { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '200m', memory: '64Mi' } };

/** A server with a quota whose use is known. */
function withQuota(hard: Readonly<Record<string, string>>, spec: object = {}, used: Readonly<Record<string, string>> = {}) {
  const cluster = freshServer();
  cluster.ask('POST', core('resourcequotas'), { metadata: { name: 'q' }, spec: { hard, ...spec } });
  const counted = Object.fromEntries(Object.keys(hard).map((key) => [key, used[key] ?? '0']));
  cluster.ask('PATCH', `${core('resourcequotas')}/q/status`, { status: { hard, used: counted } }, merge);
  return { ...cluster, used: () => cluster.get<V1ResourceQuota>(`${core('resourcequotas')}/q`).status?.used };
}

const refused = (words: string): string => `pods "p" is forbidden: ${words}`;

describe('a quota', () => {
  it.each([
    { why: 'pods', hard: { pods: '0' }, spec: using({}), words: refused('exceeded quota: q, requested: pods=1, used: pods=0, limited: pods=0') },
    { why: 'every resource that goes beyond, in the order of names', hard: { 'requests.cpu': '50m', 'limits.memory': '32Mi', pods: '5' }, spec: using(small), words: refused('exceeded quota: q, requested: limits.memory=64Mi,requests.cpu=100m, used: limits.memory=0,requests.cpu=0, limited: limits.memory=32Mi,requests.cpu=50m') },
    { why: 'objects by their count', hard: { 'count/pods': '0' }, spec: using({}), words: refused('exceeded quota: q, requested: count/pods=1, used: count/pods=0, limited: count/pods=0') },
    { why: 'extended resources', hard: { 'requests.example.com/gpu': '1' }, spec: using({ requests: { 'example.com/gpu': '2' }, limits: { 'example.com/gpu': '2' } }), words: refused('exceeded quota: q, requested: requests.example.com/gpu=2, used: requests.example.com/gpu=0, limited: requests.example.com/gpu=1') },
    { why: 'nothing that other things use', hard: { services: '0', 'requests.storage': '0' }, spec: using(small), words: 'ok 201' },
    { why: 'what is said of every resource that it counts', hard: { 'limits.cpu': '1', 'requests.memory': '1Gi' }, spec: { containers: [{ name: 'b', image: 'x' }, { name: 'a', image: 'x', resources: { limits: { cpu: '1' } } }] }, words: refused('failed quota: q: must specify limits.cpu for: b; requests.memory for: a,b') },
  ])('counts $why', ({ hard, spec, words: wanted }) => {
    expect(withQuota(hard).words('POST', pods, pod('p', spec))).toBe(wanted);
  });

  it.each([
    { scopes: ['Terminating'], spec: {}, words: 'ok 201' },
    { scopes: ['Terminating'], spec: { activeDeadlineSeconds: 60 }, words: 'exceeded' },
    { scopes: ['NotTerminating'], spec: {}, words: 'exceeded' },
    { scopes: ['NotTerminating'], spec: { activeDeadlineSeconds: 60 }, words: 'ok 201' },
    { scopes: ['BestEffort'], spec: {}, words: 'exceeded' },
    { scopes: ['BestEffort'], spec: using(small), words: 'ok 201' },
    { scopes: ['NotBestEffort'], spec: using(small), words: 'exceeded' },
    { scopes: ['NotBestEffort', 'Terminating'], spec: using(small), words: 'ok 201' },
    { scopes: ['CrossNamespacePodAffinity'], spec: { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'z', namespaces: ['other'], labelSelector: {} }] } } }, words: 'exceeded' },
    { scopes: ['CrossNamespacePodAffinity'], spec: { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'z', labelSelector: {} }] } } }, words: 'ok 201' },
  ])('with scopes $scopes meets $spec: $words', ({ scopes, spec, words: wanted }) => {
    expect(withQuota({ pods: '0' }, { scopes }).words('POST', pods, pod('p', spec))).toContain(wanted);
  });

  it('tells of everything that it counts where its use is not known yet', () => {
    const { ask, words } = freshServer();
    ask('POST', core('resourcequotas'), { metadata: { name: 'q' }, spec: { hard: { pods: '5', 'requests.cpu': '1', services: '3' } } });
    ask('PATCH', `${core('resourcequotas')}/q/status`, { status: { hard: { pods: '5', 'requests.cpu': '1', services: '3' }, used: { pods: '0' } } }, merge);
    expect(words('POST', pods, pod('p', using(small)))).toBe(refused('status unknown for quota: q, resources: pods,requests.cpu'));
  });

  it('counts what a resize adds, and only that', () => {
    const { ask, words, used } = withQuota({ 'requests.cpu': '250m' });
    ask('POST', pods, pod('p', using({ requests: { cpu: '200m' } })));
    const resize = (cpu: string): string => words('PATCH', `${pods}/p/resize`, { spec: using({ requests: { cpu } }) }, { contentType: 'application/strategic-merge-patch+json' });
    expect(resize('300m')).toBe(refused('exceeded quota: q, requested: requests.cpu=100m, used: requests.cpu=200m, limited: requests.cpu=250m'));
    expect(resize('250m')).toBe('ok 200');
    expect(used()).toEqual({ 'requests.cpu': '250m' });
  });

  it.each([
    { type: 'NodePort', words: 'services "s" is forbidden: exceeded quota: q, requested: services.nodeports=1, used: services.nodeports=0, limited: services.nodeports=0' },
    { type: 'LoadBalancer', words: 'services "s" is forbidden: exceeded quota: q, requested: services.nodeports=1, used: services.nodeports=0, limited: services.nodeports=0' },
    { type: 'ClusterIP', words: 'ok 201' },
  ])('counts ports of nodes of a $type', ({ type, words: wanted }) => {
    expect(withQuota({ 'services.nodeports': '0', services: '9', 'services.loadbalancers': '9' }).words('POST', core('services'), { metadata: { name: 's' }, spec: { type, ports: [{ port: 80 }] } })).toBe(wanted);
  });

  it('counts what an update makes of a service', () => {
    const { ask, words } = withQuota({ 'services.nodeports': '0' });
    ask('POST', core('services'), { metadata: { name: 's' }, spec: { ports: [{ port: 80 }] } });
    expect(words('PATCH', `${core('services')}/s`, { spec: { type: 'NodePort' } }, merge)).toContain('exceeded quota: q, requested: services.nodeports=1');
  });
});

describe('a range of limits', () => {
  function withRange(...limits: readonly object[]) {
    const cluster = freshServer();
    cluster.ask('POST', core('limitranges'), { metadata: { name: 'r' }, spec: { limits } });
    return cluster;
  }

  it.each([
    { why: 'no request', limits: { type: 'Pod', min: { cpu: '1' } }, resources: {}, words: 'minimum cpu usage per Pod is 1.  No request is specified' },
    { why: 'too low a request', limits: { type: 'Container', min: { cpu: '1' } }, resources: { requests: { cpu: '500m' }, limits: { cpu: '500m' } }, words: 'minimum cpu usage per Container is 1, but request is 500m' },
    { why: 'no limit', limits: { type: 'Pod', max: { memory: '1Gi' } }, resources: { requests: { memory: '2Gi' } }, words: 'maximum memory usage per Pod is 1Gi.  No limit is specified' },
    { why: 'too high a limit', limits: { type: 'Pod', max: { memory: '1Gi' } }, resources: { limits: { memory: '2Gi' } }, words: 'maximum memory usage per Pod is 1Gi, but limit is 2Gi' },
    { why: 'a ratio without a limit', limits: { type: 'Pod', maxLimitRequestRatio: { cpu: '2' } }, resources: { requests: { cpu: '1' } }, words: 'cpu max limit to request ratio per Pod is 2, but no limit is specified or limit is 0' },
    { why: 'a ratio', limits: { type: 'Pod', maxLimitRequestRatio: { memory: '1500m' } }, resources: { requests: { memory: '1Gi' }, limits: { memory: '2Gi' } }, words: 'memory max limit to request ratio per Pod is 1500m, but provided ratio is 2.000000' },
  ])('refuses $why', ({ limits, resources, words: wanted }) => {
    expect(withRange(limits).words('POST', pods, pod('p', using(resources)))).toBe(refused(wanted));
  });

  it('holds a resize, too', () => {
    const { ask, words } = withRange({ type: 'Pod', max: { cpu: '1' } });
    ask('POST', pods, pod('p', using({ requests: { cpu: '500m' }, limits: { cpu: '1' } })));
    expect(words('PATCH', `${pods}/p/resize`, { spec: using({ limits: { cpu: '2' } }) }, { contentType: 'application/strategic-merge-patch+json' })).toBe(refused('maximum cpu usage per Pod is 1, but limit is 2'));
  });
});
