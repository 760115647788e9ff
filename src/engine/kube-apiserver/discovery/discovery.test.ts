import { describe, expect, it } from 'vitest';
import { base64Of, utf8 } from '../../../kube/codec/base64.ts';
import { freshServer } from '../testing/fresh-server.ts';
import { sha256 } from '../../../kube/sha256.ts';

const hex = (bytes: readonly number[]): string => bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');

describe('SHA-256', () => {
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['a'.repeat(56), 'b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a'],
  ])('of %j', (text, digest) => {
    expect(hex(sha256(utf8(text)))).toBe(digest);
  });

  it('of a kind is its storage version hash', () => {
    expect(base64Of(sha256(utf8('apps/v1/Deployment')).slice(0, 8))).toBe('8aSe+NMegvE=');
  });
});

describe('discovery', () => {
  it('names groups and versions, the preferred one first', () => {
    const { ask } = freshServer();
    const groups = (ask('GET', '/apis').body as { groups: { name: string; versions: { version: string }[] }[] }).groups;
    expect(groups.find(({ name }) => name === 'autoscaling')?.versions.map(({ version }) => version)).toEqual(['v2', 'v1']);
    expect(ask('GET', '/apis/apps').body).toEqual({ kind: 'APIGroup', apiVersion: 'v1', name: 'apps', versions: [{ groupVersion: 'apps/v1', version: 'v1' }], preferredVersion: { groupVersion: 'apps/v1', version: 'v1' } });
    for (const path of ['/apis/apps/v2', '/api/v1/nothing', '/nothing']) expect(ask('GET', path).code).toBe(404);
  });

  it('lists resources with subresources, in the order of names', () => {
    const { ask } = freshServer();
    const { resources } = ask('GET', '/api/v1').body as { resources: { name: string; kind: string; verbs: string[] }[] };
    const names = resources.map(({ name }) => name);
    expect(names).toEqual([...names].sort());
    expect(resources.find(({ name }) => name === 'pods/eviction')).toEqual({ name: 'pods/eviction', singularName: '', namespaced: true, group: 'policy', version: 'v1', kind: 'Eviction', verbs: ['create'] });
  });

  it('tells all at once where that is asked for, and what each kind looks like', () => {
    const { ask } = freshServer();
    const whole = ask('GET', '/apis', undefined, { accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json' });
    expect(whole).toMatchObject({ contentType: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList', body: { kind: 'APIGroupDiscoveryList' } });
    const paths = (ask('GET', '/openapi/v3').body as { paths: Record<string, unknown> }).paths;
    expect(Object.keys(paths)).toContain('apis/apps/v1');
    const document = ask('GET', '/openapi/v3/apis/apps/v1?hash=1').body as { components: { schemas: Record<string, unknown> } };
    const text = JSON.stringify(document);
    for (const [, name = ''] of text.matchAll(/#\/components\/schemas\/([^"]+)/g)) expect(document.components.schemas).toHaveProperty([name]);
  });

  it('is in good health while etcd has a leader', () => {
    const { ask, store } = freshServer();
    expect(ask('GET', '/healthz')).toEqual({ code: 200, body: 'ok', contentType: 'text/plain' });
    store.available = false;
    expect([ask('GET', '/readyz').code, ask('GET', '/livez/ping').code]).toEqual([500, 200]);
    expect(ask('POST', '/api/v1/namespaces', { metadata: { name: 'x' } })).toMatchObject({ code: 500, body: { message: 'etcdserver: request timed out' } });
  });
});
