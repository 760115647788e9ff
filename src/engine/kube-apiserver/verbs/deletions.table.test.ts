import { describe, expect, it } from 'vitest';
import type { V1ConfigMap, V1Namespace, V1PodDisruptionBudget, V1Secret } from '../../../kube/generated/types.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { freshServer, pod, pods } from '../testing/fresh-server.ts';

const core = (plural: string): string => `/api/v1/namespaces/default/${plural}`;
interface Listed extends KubeObject {
  readonly items: readonly V1Secret[];
}

const merge = { contentType: 'application/merge-patch+json' } as const;

describe('the deletion of a collection', () => {
  function withSecrets() {
    const cluster = freshServer();
    for (const name of ['a', 'b', 'c', 'd']) cluster.ask('POST', core('secrets'), { metadata: { name, labels: { half: name < 'c' ? 'first' : 'second' } } });
    return { ...cluster, names: () => cluster.get<Listed>(core('secrets')).items.map(({ metadata }) => metadata?.name).join('') };
  }

  it.each([
    { why: 'all', query: '', gone: 'abcd', left: '' },
    { why: 'what is selected by labels', query: '?labelSelector=half%3Dfirst', gone: 'ab', left: 'cd' },
    { why: 'what is selected by fields', query: '?fieldSelector=metadata.name%3Dc', gone: 'c', left: 'abd' },
    { why: 'nothing where nothing fits', query: '?labelSelector=half%3Dthird', gone: '', left: 'abcd' },
    { why: 'as many as are listed', query: '?limit=3', gone: 'abc', left: 'd' },
    { why: 'nothing in a dry run', query: '?dryRun=All', gone: 'abcd', left: 'abcd' },
  ])('takes $why, and answers with it', ({ query, gone, left }) => {
    const { ask, names } = withSecrets();
    const { code, body } = ask('DELETE', core('secrets') + query);
    expect([code, (body as Listed).items.map(({ metadata }) => metadata?.name).join(''), names()]).toEqual([200, gone, left]);
  });

  it.each([
    { query: '?labelSelector=%3D%3D', words: "unable to parse requirement: found '==', expected: !, identifier, or 'end of string'" },
    { query: '?fieldSelector=data.x%3D1', words: 'field label not supported: data.x' },
    { query: '?propagationPolicy=Never', words: 'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "Never": supported values: "Foreground", "Background", "Orphan", "nil"' },
  ])('is refused, and takes nothing: $query', ({ query, words: wanted }) => {
    const { words, names } = withSecrets();
    expect(words('DELETE', core('secrets') + query)).toBe(wanted);
    expect(names()).toBe('abcd');
  });

  it('lets what is held wait, and what is to be orphaned be marked so', () => {
    const { ask, get } = freshServer();
    ask('POST', core('configmaps'), { metadata: { name: 'held', finalizers: ['example.com/x'] } });
    ask('POST', core('configmaps'), { metadata: { name: 'plain' } });
    ask('DELETE', core('configmaps'), { propagationPolicy: 'Orphan' });
    expect(get<V1ConfigMap>(`${core('configmaps')}/held`).metadata).toMatchObject({ deletionTimestamp: expect.any(String) as unknown, finalizers: ['example.com/x', 'orphan'] });
    expect(get<V1ConfigMap>(`${core('configmaps')}/plain`).metadata).toMatchObject({ finalizers: ['orphan'] });
  });

  it('is no way to take namespaces', () => {
    expect(freshServer().words('DELETE', '/api/v1/namespaces')).toBe('the server does not allow this method on the requested resource');
  });
});

describe('the options of a deletion', () => {
  const typed = (field: string, type: string, found: string): string => `json: cannot unmarshal ${found} into Go struct field ${field} of type ${type}`;
  const rows = [
    { options: { gracePeriodSeconds: 'x' }, field: 'gracePeriodSeconds', type: 'int64', found: 'string' },
    { options: { gracePeriodSeconds: 1e300 }, field: 'gracePeriodSeconds', type: 'int64', found: 'number 1e+300' },
    { options: { preconditions: 7 }, field: 'preconditions', type: 'v1.Preconditions', found: 'number' },
    { options: { orphanDependents: 'no' }, field: 'orphanDependents', type: 'bool', found: 'string' },
    { options: { propagationPolicy: {} }, field: 'propagationPolicy', type: 'v1.DeletionPropagation', found: 'object' },
  ];

  it.each(rows)('$options are refused, sent by themselves or with an eviction', ({ options, field, type, found }) => {
    const { ask, words } = freshServer();
    ask('POST', pods, pod('p'));
    expect(words('DELETE', `${pods}/p`, options)).toBe(typed(`DeleteOptions.${field}`, type, found));
    expect(words('POST', `${pods}/p/eviction`, { deleteOptions: options })).toBe(`Eviction in version "v1" cannot be handled as a Eviction: ${typed(`DeleteOptions.deleteOptions.${field}`, type, found)}`);
    expect(words('GET', `${pods}/p`)).toBe('ok 200');
  });

  it.each([
    { body: { metadata: 7 }, words: /cannot be handled as a Eviction: json: cannot unmarshal number into Go struct field Eviction\.metadata of type v1\.ObjectMeta$/ },
    { body: { deleteOptions: [] }, words: /cannot be handled as a Eviction: json: cannot unmarshal array into Go struct field Eviction\.deleteOptions of type v1\.DeleteOptions$/ },
    { body: { deleteOptions: { propagationPolicy: 'Never' } }, words: /^DeleteOptions\.meta\.k8s\.io "" is invalid: propagationPolicy: Unsupported value: "Never"/ },
    { body: { apiVersion: 'policy/v9', kind: 'Eviction' }, words: /^Eviction in version "v9" cannot be handled as a Eviction: no kind "Eviction" is registered for version "policy\/v9"/ },
    { body: { kind: 'Eviction', apiVersion: 'policy/v1', deleteOptions: null }, words: /^ok 201$/ },
    { body: { kind: 'Eviction', apiVersion: 'policy/v1beta1', deleteOptions: { preconditions: null, gracePeriodSeconds: null } }, words: /^ok 201$/ },
  ])('an eviction of $body: $words', ({ body, words: wanted }) => {
    const { ask, words } = freshServer();
    for (const name of ['p', 'q']) ask('POST', pods, pod(name));
    expect(words('POST', `${pods}/p/eviction`, body)).toMatch(wanted);
    expect(words('POST', `${pods}/q/eviction`, JSON.stringify(body))).toMatch(wanted);
  });

  it.each([{ gracePeriodSeconds: null }, { preconditions: { uid: null } }])('count as not given where they are null: %j', (options) => {
    const { ask, words } = freshServer();
    ask('POST', pods, pod('p'));
    expect([words('DELETE', `${pods}/p`, options), words('GET', `${pods}/p`)]).toEqual(['ok 200', 'pods "p" not found']);
  });
});

describe('finalizers', () => {
  it('hold an object until the last is gone; none comes to one that goes', () => {
    const { ask, words } = freshServer();
    const path = `${core('configmaps')}/f`;
    ask('POST', core('configmaps'), { metadata: { name: 'f', finalizers: ['example.com/a', 'example.com/b'] } });
    expect(words('DELETE', path)).toBe('ok 200');
    expect(words('POST', core('configmaps'), { metadata: { name: 'f' } })).toBe('object is being deleted: configmaps "f" already exists');
    expect(words('PATCH', path, { metadata: { finalizers: ['example.com/a', 'example.com/b', 'example.com/c'] } }, merge)).toBe('ConfigMap "f" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"example.com/c"}');
    expect(words('PATCH', path, { metadata: { finalizers: ['example.com/b'] } }, merge)).toBe('ok 200');
    expect(words('GET', path)).toBe('ok 200');
    expect(words('PATCH', path, { metadata: { finalizers: null } }, merge)).toBe('ok 200');
    expect(words('GET', path)).toBe('configmaps "f" not found');
  });

  it('have to be qualified names', () => {
    expect(freshServer().words('POST', core('configmaps'), { metadata: { name: 'g', finalizers: ['plain'] } })).toBe('ConfigMap "g" is invalid: metadata.finalizers[0]: Invalid value: "plain": name is neither a standard finalizer name nor is it fully qualified');
  });
});

describe('a namespace that goes', () => {
  it('takes nothing new, and cannot be had again until it is gone', () => {
    const { ask, words, get } = freshServer();
    ask('POST', '/api/v1/namespaces', { metadata: { name: 'n' } });
    ask('POST', '/api/v1/namespaces/n/configmaps', { metadata: { name: 'old' } });
    expect(ask('DELETE', '/api/v1/namespaces/n')).toMatchObject({ code: 200, body: { status: { phase: 'Terminating' } } });
    expect(ask('POST', '/api/v1/namespaces/n/configmaps', { metadata: { name: 'x' } })).toMatchObject({ code: 403, body: {
      message: 'configmaps "x" is forbidden: unable to create new content in namespace n because it is being terminated',
      details: { causes: [{ reason: 'NamespaceTerminating', message: 'namespace n is being terminated', field: 'metadata.namespace' }] },
    } });
    expect(words('PATCH', '/api/v1/namespaces/n/configmaps/old', { data: { a: '1' } }, merge)).toBe('ok 200');
    expect(words('DELETE', '/api/v1/namespaces/n/configmaps/old')).toBe('ok 200');
    expect(words('POST', '/api/v1/namespaces', { metadata: { name: 'n' } })).toBe('object is being deleted: namespaces "n" already exists');
    const current = get<V1Namespace>('/api/v1/namespaces/n');
    expect(words('PUT', '/api/v1/namespaces/n/finalize', { ...current, spec: { finalizers: [] } })).toBe('ok 200');
    expect(words('GET', '/api/v1/namespaces/n')).toBe('namespaces "n" not found');
    expect(words('POST', '/api/v1/namespaces/n/configmaps', { metadata: { name: 'x' } })).toBe('namespaces "n" not found');
  });

  it.each(['default', 'kube-system', 'kube-public'])('is not %s', (name) => {
    expect(freshServer().words('DELETE', `/api/v1/namespaces/${name}`)).toBe(`namespaces "${name}" is forbidden: this namespace may not be deleted`);
  });
});

describe('an eviction', () => {
  const budgets = '/apis/policy/v1/namespaces/default/poddisruptionbudgets';

  /** A pod that is ready, under a budget whose status is known. */
  function withBudget(status: object | undefined, spec: object = {}, isReady = true) {
    const cluster = freshServer();
    cluster.ask('POST', pods, pod('p', { nodeName: 'n1' }, { labels: { app: 'x' } }));
    cluster.ask('PATCH', `${pods}/p/status`, { status: { phase: 'Running', conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }] } }, merge);
    cluster.ask('POST', budgets, { metadata: { name: 'b' }, spec: { minAvailable: 1, selector: { matchLabels: { app: 'x' } }, ...spec } });
    if (status) cluster.ask('PATCH', `${budgets}/b/status`, { status: { observedGeneration: 1, expectedPods: 1, ...status } }, merge);
    return { ...cluster, evict: (body: object = { metadata: { name: 'p' } }, query = '') => cluster.ask('POST', `${pods}/p/eviction${query}`, body), budget: () => cluster.get<V1PodDisruptionBudget>(`${budgets}/b`).status };
  }
  const tooMany = "Cannot evict pod as it would violate the pod's disruption budget.";
  const none = { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1 };
  const one = { disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1 };
  const denial = (reason: string, message: string): object => ({ type: 'DisruptionAllowed', status: 'False', reason, message, lastTransitionTime: '2026-01-01T09:00:00Z', observedGeneration: 1 });

  it.each([
    { why: 'the budget allows none', status: none, words: tooMany, code: 429, details: { causes: [{ reason: 'DisruptionBudget', message: 'The disruption budget b needs 1 healthy pods and has 1 currently' }] } },
    { why: 'the budget could not be worked out', status: { ...none, currentHealthy: 9, conditions: [denial('SyncFailed', 'no scale')] }, words: tooMany, code: 429, details: { causes: [{ reason: 'DisruptionBudget', message: 'The disruption budget b does not allow evicting pods currently because it failed sync: no scale' }] } },
    { why: 'something else stands against it', status: { ...none, currentHealthy: 9, conditions: [denial('InsufficientPods', 'wait')] }, words: tooMany, code: 429, details: { causes: [{ reason: 'DisruptionBudget', message: 'The disruption budget b does not allow evicting pods currently (InsufficientPods): wait' }] } },
    { why: 'nobody says why', status: { ...none, currentHealthy: 9 }, words: tooMany, code: 429, details: { causes: [{ reason: 'DisruptionBudget', message: 'The disruption budget b does not allow evicting pods currently' }] } },
    { why: 'the budget is not worked out yet', status: undefined, words: tooMany, code: 429, details: { retryAfterSeconds: 10, causes: [{ reason: 'DisruptionBudget', message: 'The disruption budget b is still being processed by the server.' }] } },
  ])('is refused where $why', ({ status, words, code, details }) => {
    expect(withBudget(status).evict()).toMatchObject({ code, body: { message: words, details } });
  });

  it('spends what the budget allows, and notes whom it took', () => {
    const { evict, budget, get } = withBudget(one);
    expect(evict()).toMatchObject({ code: 201, body: { status: 'Success' } });
    expect(budget()).toMatchObject({ disruptionsAllowed: 0, disruptedPods: { p: expect.any(String) as unknown }, conditions: [{ type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods' }] });
    expect(get(`${pods}/p`)).toMatchObject({ metadata: { deletionTimestamp: expect.any(String) as unknown }, status: { conditions: [{ type: 'Ready' }, { type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI' }] } });
  });

  it('spends nothing in a dry run', () => {
    const { evict, budget } = withBudget(one);
    expect(evict({ metadata: { name: 'p' } }, '?dryRun=All').code).toBe(201);
    expect(budget()).toMatchObject({ disruptionsAllowed: 1 });
  });

  it.each([
    { why: 'is not ready, and enough others are', status: { ...none, currentHealthy: 1 }, spec: {}, code: 201 },
    { why: 'is not ready, and too few others are', status: { ...none, currentHealthy: 0 }, spec: {}, code: 429 },
    { why: 'is not ready, where that is always let go', status: { ...none, currentHealthy: 0 }, spec: { unhealthyPodEvictionPolicy: 'AlwaysAllow' }, code: 201 },
  ])('of a pod that $why: $code', ({ status, spec, code }) => {
    expect(withBudget(status, spec, false).evict().code).toBe(code);
  });

  it.each([
    { why: 'another name', body: { metadata: { name: 'z' } }, words: 'name in URL does not match name in Eviction object' },
    { why: 'another kind', body: { kind: 'Pod', metadata: { name: 'p' } }, words: 'no kind "Pod" is registered for version "policy/v1"' },
    { why: 'another pod of that name', body: { metadata: { name: 'p' }, deleteOptions: { preconditions: { uid: 'x' } } }, words: /^Operation cannot be fulfilled on pods "p": the UID in the precondition \(x\) does not match the UID in record/ },
  ])('of $why is refused', ({ body, words }) => {
    const answer = withBudget(one).evict(body).body as { readonly message: string };
    expect(answer.message).toMatch(words);
  });

  it('knows no answer to two budgets', () => {
    const { ask, evict } = withBudget(one);
    ask('POST', budgets, { metadata: { name: 'c' }, spec: { minAvailable: 1, selector: { matchLabels: { app: 'x' } } } });
    expect(evict()).toMatchObject({ code: 500, body: { reason: 'InternalError', message: 'Internal error occurred: This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.' } });
  });
});
