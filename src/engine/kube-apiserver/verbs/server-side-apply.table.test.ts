import { describe, expect, it } from 'vitest';
import type { V1ConfigMap, V1Deployment, V1Status } from '../../../kube/generated/types.ts';
import { freshServer } from '../testing/fresh-server.ts';

const core = (plural: string): string => `/api/v1/namespaces/default/${plural}`;
const applyType = { contentType: 'application/apply-patch+yaml' } as const;
const merge = { contentType: 'application/merge-patch+json' } as const;

function withAppliers() {
  const cluster = freshServer();
  const apply = (manager: string, data: object, query = '', metadata: object = {}) => cluster.ask('PATCH', `${core('configmaps')}/m?fieldManager=${manager}${query}`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm', ...metadata }, data }, applyType);
  const web = (manager: string, containers: readonly object[], spec: object = {}, query = '') => cluster.ask('PATCH', `/apis/apps/v1/namespaces/default/deployments/web?fieldManager=${manager}${query}`, {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers } }, ...spec },
  }, applyType);
  const data = (): unknown => cluster.get<V1ConfigMap>(`${core('configmaps')}/m`).data;
  return { ...cluster, apply, web, data };
}

const said = ({ code, body }: { readonly code: number; readonly body: unknown }): string => (code < 300 ? `ok ${String(code)}` : ((body as V1Status).message ?? ''));

describe('managers of one object', () => {
  it('conflict field by field, each named once', () => {
    const { apply, ask } = withAppliers();
    apply('one', { a: '1', b: '1' });
    apply('two', { c: '2' });
    ask('PATCH', `${core('configmaps')}/m?fieldManager=hand`, { data: { d: '1' } }, merge);
    const refused = apply('three', { a: '9', b: '9', c: '9', d: '9' });
    expect(said(refused)).toBe('Apply failed with 4 conflicts: conflicts with "hand" using v1:\n- .data.d\nconflicts with "one":\n- .data.a\n- .data.b\nconflicts with "two":\n- .data.c');
    expect(refused).toMatchObject({ code: 409, body: { reason: 'Conflict', details: { causes: [
      { reason: 'FieldManagerConflict', message: 'conflict with "hand" using v1', field: '.data.d' }, { message: 'conflict with "one"', field: '.data.a' }, { field: '.data.b' }, { message: 'conflict with "two"', field: '.data.c' },
    ] } } });
  });

  it('share what they agree on: it stays until the last lets go', () => {
    const { apply, data } = withAppliers();
    apply('one', { a: '1' });
    expect(said(apply('two', { a: '1', b: '2' }))).toBe('ok 200');
    apply('one', {});
    expect(data()).toEqual({ a: '1', b: '2' });
    apply('two', {});
    expect(data()).toBeUndefined();
  });

  it('take over by force, and the former owner conflicts from then on', () => {
    const { apply, data } = withAppliers();
    apply('one', { a: '1' });
    expect(said(apply('two', { a: '2' }, '&force=true'))).toBe('ok 200');
    expect(data()).toEqual({ a: '2' });
    expect(said(apply('one', { a: '1' }))).toBe('Apply failed with 1 conflict: conflict with "two": .data.a');
  });

  it('conflict inside lists, by the keys of their items', () => {
    const { web } = withAppliers();
    web('one', [{ name: 'a', image: 'x:1', env: [{ name: 'E', value: '1' }], ports: [{ containerPort: 80, name: 'web' }] }], { replicas: 1 });
    expect(said(web('two', [{ name: 'a', image: 'x:2', env: [{ name: 'E', value: '2' }], ports: [{ containerPort: 80, name: 'http' }] }], { replicas: 3 }))).toBe([
      'Apply failed with 4 conflicts: conflicts with "one":', '- .spec.replicas', '- .spec.template.spec.containers[name="a"].env[name="E"].value', '- .spec.template.spec.containers[name="a"].image',
      '- .spec.template.spec.containers[name="a"].ports[containerPort=80,protocol="TCP"].name',
    ].join('\n'));
  });

  it('each keep their own items of a list', () => {
    const { web, get } = withAppliers();
    const names = (): unknown => get<V1Deployment>('/apis/apps/v1/namespaces/default/deployments/web').spec?.template.spec?.containers.map(({ name }) => name);
    web('one', [{ name: 'a', image: 'x' }]);
    web('two', [{ name: 'b', image: 'x' }]);
    expect(names()).toEqual(['a', 'b']);
    web('one', [{ name: 'c', image: 'x' }]);
    expect(names()).toEqual(['b', 'c']);
  });
});

describe('a configuration', () => {
  const typed = (words: string): string => `failed to create typed patch object (/web; apps/v1, Kind=Deployment): ${words}`;
  it.each([
    { why: 'two items of one key', containers: [{ name: 'a', image: 'x', env: [{ name: 'E', value: '1' }, { name: 'E', value: '2' }] }], words: typed('.spec.template.spec.containers[name="a"].env: duplicate entries for key [name="E"]') },
    { why: 'two items of one pair of keys', containers: [{ name: 'a', image: 'x', ports: [{ containerPort: 80 }, { containerPort: 80, protocol: 'TCP' }] }], words: typed('.spec.template.spec.containers[name="a"].ports: duplicate entries for key [containerPort=80,protocol="TCP"]') },
    { why: 'an item without its key', containers: [{ image: 'x' }], words: typed('.spec.template.spec.containers: element 0: associative list with keys has an element that omits key field "name" (and doesn\'t have default value)') },
    { why: 'a field that is not there', containers: [{ name: 'a', imag: 'x' }], words: typed('.spec.template.spec.containers[name="a"].imag: field not declared in schema') },
  ])('is refused for $why', ({ containers, words }) => {
    expect(said(withAppliers().web('one', containers))).toBe(words);
  });

  it('says which object it is for', () => {
    const { apply, words, ask } = withAppliers();
    expect(said(apply('one', {}, '', { uid: 'ghost' }))).toBe('Operation cannot be fulfilled on configmaps "m": uid mismatch: the provided object specified uid ghost, and no existing object was found');
    apply('one', { a: '1' });
    expect(said(apply('one', {}, '', { name: 'other' }))).toBe('the name of the object (other) does not match the name on the URL (m)');
    expect(said(apply('one', {}, '', { managedFields: [{ manager: 'x' }] }))).toBe('metadata.managedFields must be nil');
    expect(said(apply('one', { a: '2' }, '', { resourceVersion: '1' }))).toBe('Operation cannot be fulfilled on configmaps "m": the object has been modified; please apply your changes to the latest version and try again');
    ask('DELETE', `${core('configmaps')}/m`);
    expect(words('GET', `${core('configmaps')}/m`)).toBe('configmaps "m" not found');
  });
});

describe('options of a write', () => {
  it.each([
    { why: 'force without apply', query: '?force=true', words: 'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch' },
    { why: 'a manager too long', query: `?fieldManager=${'m'.repeat(129)}`, words: 'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Too long: may not be more than 128 bytes' },
    { why: 'a manager that cannot be printed', query: '?fieldManager=a%07b', words: 'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Invalid value: "a\\ab": should only contain printable characters' },
    { why: 'a dry run of some', query: '?dryRun=Some', words: 'PatchOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["Some"]: supported values: "All"' },
    { why: 'a manager of 128 bytes', query: `?fieldManager=${'é'.repeat(64)}`, words: 'ok 200' },
  ])('$why', ({ query, words: wanted }) => {
    const { words, apply } = withAppliers();
    apply('one', { a: '1' });
    expect(words('PATCH', `${core('configmaps')}/m${query}`, { data: { b: '1' } }, merge)).toBe(wanted);
  });

  it('an apply has to name its manager', () => {
    expect(freshServer().words('PATCH', `${core('configmaps')}/m`, { apiVersion: 'v1', kind: 'ConfigMap' }, applyType)).toBe('PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch');
  });
});
