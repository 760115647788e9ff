import { describe, expect, it } from 'vitest';
import { freshServer, pod, pods } from './testing/fresh-server.ts';

const outside = { accept: 'application/json', userAgent: 'curl' };

describe('what is no resource', () => {
  it('is listed at the root, and is all there', () => {
    const { ask } = freshServer();
    const { paths } = ask('GET', '/').body as { readonly paths: readonly string[] };
    expect(paths).toEqual([...paths].sort());
    expect(paths).toEqual(expect.arrayContaining(['/api', '/api/v1', '/apis', '/apis/apps', '/apis/apps/v1', '/livez/etcd', '/metrics', '/openapi/v3', '/version']));
    expect(paths.filter((path) => ask('GET', path).code !== 200)).toEqual([]);
  });

  it('is nothing for whoever may not', () => {
    const bob = { user: { name: 'bob', groups: ['system:authenticated'] } };
    const { words } = freshServer();
    expect(words('GET', '/', undefined, bob)).toBe('forbidden: User "bob" cannot get path "/"');
    expect(words('GET', '/metrics', undefined, bob)).toBe('forbidden: User "bob" cannot get path "/metrics"');
    expect(words('GET', '/livez?verbose', undefined, bob)).toBe('ok 200');
  });

  it('counts what is stored', () => {
    const { ask } = freshServer();
    const lines = (): readonly string[] => String(ask('GET', '/metrics').body).split('\n');
    expect(lines()).toContain('apiserver_resource_objects{group="",resource="pods"} 0');
    for (const name of ['a', 'b']) ask('POST', pods, pod(name));
    expect(lines()).toContain('apiserver_resource_objects{group="",resource="pods"} 2');
    expect(lines().slice(0, 2)).toEqual([expect.stringMatching(/^# HELP apiserver_resource_objects /), '# TYPE apiserver_resource_objects gauge']);
  });
});

describe('health', () => {
  it.each([
    { path: '/readyz', text: 'ok' },
    { path: '/livez/ping', text: 'ok' },
    { path: '/readyz?verbose', text: '[+]ping ok\n[+]log ok\n[+]etcd ok\n[+]etcd-readiness ok\n[+]poststarthook/start-apiextensions-controllers ok\n[+]poststarthook/rbac/bootstrap-roles ok\n[+]poststarthook/scheduling/bootstrap-system-priority-classes ok\n[+]shutdown ok\nreadyz check passed\n' },
    { path: '/livez?verbose&exclude=etcd&exclude=zzz&exclude=nobody', text: '[+]ping ok\n[+]log ok\n[+]etcd excluded: ok\n[+]poststarthook/start-apiextensions-controllers ok\n[+]poststarthook/rbac/bootstrap-roles ok\n[+]poststarthook/scheduling/bootstrap-system-priority-classes ok\nwarn: some health checks cannot be excluded: no matches for "nobody","zzz"\nlivez check passed\n' },
  ])('of $path', ({ path, text }) => {
    expect(freshServer().ask('GET', path)).toEqual({ code: 200, body: text, contentType: 'text/plain' });
  });

  it('fails with etcd, in so many words, unless that is left out', () => {
    const { ask, store } = freshServer();
    store.available = false;
    expect(ask('GET', '/livez')).toMatchObject({ code: 500, body: expect.stringMatching(/^\[\+\]ping ok\n\[\+\]log ok\n\[-\]etcd failed: reason withheld\n(.+\n)+livez check failed\n$/) as unknown });
    expect(ask('GET', '/livez/etcd')).toMatchObject({ code: 500, body: 'internal server error: error getting data from etcd: context deadline exceeded\n' });
    expect(ask('GET', '/livez?exclude=etcd').code).toBe(200);
    expect(ask('GET', '/livez/nobody').code).toBe(404);
  });
});

describe('items of a list', () => {
  it('do not say their kind, as the list does', () => {
    const { ask } = freshServer();
    ask('POST', pods, pod('a'));
    const list = ask('GET', pods, undefined, outside).body as { readonly kind: string; readonly apiVersion: string; readonly items: readonly object[] };
    expect([list.kind, list.apiVersion]).toEqual(['PodList', 'v1']);
    expect(Object.keys(list.items[0] ?? {})).toEqual(['metadata', 'spec', 'status']);
    expect(ask('GET', `${pods}/a`, undefined, outside).body).toMatchObject({ apiVersion: 'v1', kind: 'Pod' });
  });

  it('say it where they are of a kind that somebody defined', () => {
    const { ask, clock } = freshServer();
    ask('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
      metadata: { name: 'pools.lab.example.com' },
      spec: { group: 'lab.example.com', scope: 'Namespaced', names: { plural: 'pools', kind: 'Pool' }, versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }] },
    });
    clock.runUntil(1000);
    const custom = '/apis/lab.example.com/v1/namespaces/default/pools';
    ask('POST', custom, { metadata: { name: 'p' } });
    expect(ask('GET', custom, undefined, outside).body).toMatchObject({ items: [{ apiVersion: 'lab.example.com/v1', kind: 'Pool' }] });
  });
});
