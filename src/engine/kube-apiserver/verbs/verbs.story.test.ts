import { describe, expect, it } from 'vitest';
import type { V1ConfigMap, V1Deployment, V1Namespace, V1Node, V1Pod, V1Scale, V1Service, V1Status } from '../../../kube/generated/types.ts';
import { freshServer, pod, pods } from '../testing/fresh-server.ts';

const maps = '/api/v1/namespaces/default/configmaps';
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const merge = { contentType: 'application/merge-patch+json' } as const;

const deployment = (name: string, replicas: number): object => ({
  metadata: { name }, spec: { replicas, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'app', image: 'nginx:1.25' }] } } },
});

describe('a fresh API server', () => {
  it('has its first namespaces, the Service kubernetes, roles and priority classes', () => {
    const { get } = freshServer();
    const names = (path: string): string[] => (get(path) as unknown as { items: V1Namespace[] }).items.map(({ metadata }) => metadata?.name ?? '');
    expect(names('/api/v1/namespaces')).toEqual(['default', 'kube-node-lease', 'kube-public', 'kube-system']);
    expect(get<V1Service>('/api/v1/namespaces/default/services/kubernetes').spec?.clusterIP).toBe('10.96.0.1');
    expect(names('/apis/scheduling.k8s.io/v1/priorityclasses')).toEqual(['system-cluster-critical', 'system-node-critical']);
    expect(names('/apis/rbac.authorization.k8s.io/v1/clusterroles')).toContain('cluster-admin');
  });

  it('keeps what is there when it boots again', () => {
    const { server, store } = freshServer();
    const { revision } = store;
    server.bootstrap();
    expect(store.revision).toBe(revision);
  });
});

describe('create', () => {
  it('fills in a pod: status, defaults, account, token, tolerations, priority', () => {
    const { ask } = freshServer();
    const { code, body } = ask('POST', pods, { metadata: { name: 'plain' }, spec: { containers: [{ name: 'app', image: 'nginx' }] }, status: { phase: 'Running' } });
    const made = body as V1Pod;
    expect(code).toBe(201);
    expect(made.status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
    expect(made.metadata).toMatchObject({ generation: 1, creationTimestamp: '2026-01-01T00:00:00Z' });
    expect(made.spec).toMatchObject({ serviceAccountName: 'default', priority: 0, preemptionPolicy: 'PreemptLowerPriority' });
    expect(made.spec?.tolerations).toHaveLength(2);
    expect(made.spec?.containers[0]?.volumeMounts?.[0]).toMatchObject({ mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true });
    expect(made.spec?.volumes?.[0]?.projected?.sources).toHaveLength(3);
  });

  it('says that a gated pod is held back', () => {
    const { ask } = freshServer();
    const made = ask('POST', pods, pod('gated', { schedulingGates: [{ name: 'example.com/one' }] })).body as V1Pod;
    expect(made.status?.conditions?.[0]).toMatchObject({ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated', message: 'Scheduling is blocked due to non-empty scheduling gates' });
  });

  it.each([
    { why: 'twice', path: maps, body: { metadata: { name: 'twice' } }, before: true, words: 'configmaps "twice" already exists' },
    { why: 'without a name', path: maps, body: { metadata: {} }, words: 'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required' },
    { why: 'in a namespace that is not there', path: '/api/v1/namespaces/nowhere/configmaps', body: { metadata: { name: 'x' } }, words: 'namespaces "nowhere" not found' },
    { why: 'with the namespace of another path', path: maps, body: { metadata: { name: 'x', namespace: 'other' } }, words: 'the namespace of the provided object does not match the namespace sent on the request' },
    { why: 'of another kind', path: maps, body: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' } }, words: 'Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion' },
    { why: 'with a finalizer that is not qualified', path: maps, body: { metadata: { name: 'x', finalizers: ['hold'] } }, words: 'ConfigMap "x" is invalid: metadata.finalizers[0]: Invalid value: "hold": name is neither a standard finalizer name nor is it fully qualified' },
  ])('is refused $why', ({ path, body, before, words: wanted }) => {
    const { ask, words } = freshServer();
    if (before) ask('POST', path, body);
    expect(words('POST', path, body)).toBe(wanted);
  });

  it('makes names up, and finds another one each time', () => {
    const { ask } = freshServer();
    const name = (): string => (ask('POST', maps, { metadata: { generateName: 'made-' } }).body as V1ConfigMap).metadata?.name ?? '';
    const names = [name(), name(), name()];
    expect(new Set(names).size).toBe(3);
    for (const made of names) expect(made).toMatch(/^made-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  it('writes nothing in a dry run', () => {
    const { ask, words, store } = freshServer();
    const { revision } = store;
    expect((ask('POST', `${maps}?dryRun=All`, { metadata: { name: 'try' } }).body as V1ConfigMap).metadata?.uid).toBeTruthy();
    expect(store.revision).toBe(revision);
    expect(words('GET', `${maps}/try`)).toBe('configmaps "try" not found');
  });
});

describe('delete', () => {
  it('keeps the priority classes of the system', () => {
    const { words } = freshServer();
    expect(words('DELETE', '/apis/scheduling.k8s.io/v1/priorityclasses/system-node-critical')).toBe('priorityclasses.scheduling.k8s.io "system-node-critical" is forbidden: this is a system priority class and cannot be deleted');
  });
});

describe('update and patch', () => {
  it('take who owns what from a client that says it, and leave it where nothing is said', () => {
    const { ask } = freshServer();
    const kubectl = { userAgent: 'kubectl' };
    const owners = (): unknown => (ask('GET', `${maps}/m`, undefined, kubectl).body as V1ConfigMap).metadata?.managedFields?.map(({ manager }) => manager);
    ask('POST', `${maps}?fieldManager=one`, { metadata: { name: 'm' }, data: { a: '1' } }, kubectl);
    const entry = { manager: 'two', operation: 'Apply', apiVersion: 'v1', time: '2026-01-01T00:00:00Z', fieldsType: 'FieldsV1', fieldsV1: { 'f:data': { 'f:a': {} } } };
    ask('PATCH', `${maps}/m`, [{ op: 'replace', path: '/metadata/managedFields', value: [entry] }], { contentType: 'application/json-patch+json', ...kubectl });
    expect(owners()).toEqual(['two']);
    ask('PATCH', `${maps}/m`, { metadata: { managedFields: [] } }, { ...merge, ...kubectl });
    expect(owners()).toEqual(['two']);
    ask('PATCH', `${maps}/m`, { metadata: { managedFields: [{}] } }, { ...merge, ...kubectl });
    expect(owners()).toBeUndefined();
  });

  it('takes what names no version as meant for the latest, except of kinds that want one', () => {
    const { ask, words, get } = freshServer();
    ask('POST', maps, { metadata: { name: 'm' }, data: { a: '1' } });
    expect(ask('PUT', `${maps}/m`, { metadata: { name: 'm' }, data: { a: '2' } }).code).toBe(200);
    expect(get<V1ConfigMap>(`${maps}/m`).data).toEqual({ a: '2' });
    const budgets = '/apis/policy/v1/namespaces/default/poddisruptionbudgets';
    ask('POST', budgets, { metadata: { name: 'b' }, spec: { minAvailable: 1 } });
    expect(words('PUT', `${budgets}/b`, { metadata: { name: 'b' }, spec: { minAvailable: 2 } })).toBe('poddisruptionbudgets.policy "b" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update');
  });

  it('refuse what was made from an older version, and write nothing where nothing changes', () => {
    const { ask, words, get, store } = freshServer();
    ask('POST', maps, { metadata: { name: 'm' }, data: { a: '1' } });
    const old = get<V1ConfigMap>(`${maps}/m`);
    ask('PUT', `${maps}/m`, { ...old, data: { a: '2' } });
    expect(words('PUT', `${maps}/m`, { ...old, data: { a: '3' } })).toBe('Operation cannot be fulfilled on configmaps "m": the object has been modified; please apply your changes to the latest version and try again');
    const { revision } = store;
    ask('PATCH', `${maps}/m`, { data: { a: '2' } }, merge);
    expect(store.revision).toBe(revision);
  });

  it('count generations where the spec changes, and keep status and spec apart', () => {
    const { ask, get } = freshServer();
    ask('POST', deployments, deployment('web', 1));
    const read = (): V1Deployment => get<V1Deployment>(`${deployments}/web`);
    ask('PATCH', `${deployments}/web/status`, { spec: { replicas: 9 }, status: { replicas: 1 }, metadata: { labels: { x: 'y' } } }, merge);
    expect(read()).toMatchObject({ metadata: { generation: 1 }, spec: { replicas: 1 }, status: { replicas: 1 } });
    expect(read().metadata?.labels).toBeUndefined();
    ask('PATCH', `${deployments}/web`, { spec: { replicas: 3 }, status: { replicas: 42 } }, merge);
    expect(read()).toMatchObject({ metadata: { generation: 2 }, spec: { replicas: 3 }, status: { replicas: 1 } });
  });

  it('read and write the scale', () => {
    const { ask, words, get } = freshServer();
    ask('POST', deployments, deployment('sub', 0));
    expect(get<V1Scale>(`${deployments}/sub/scale`)).toMatchObject({ kind: 'Scale', apiVersion: 'autoscaling/v1', spec: {}, status: { replicas: 0, selector: 'app=sub' } });
    expect(words('PATCH', `${deployments}/sub/scale`, { spec: { replicas: -1 } }, merge)).toBe('Scale.autoscaling "sub" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0');
    ask('PATCH', `${deployments}/sub/scale`, { spec: { replicas: 2 } }, merge);
    expect(get<V1Deployment>(`${deployments}/sub`).spec?.replicas).toBe(2);
    expect(words('GET', `${maps}/kube-root-ca.crt/scale`)).toBe('the server could not find the requested resource');
  });

  it('apply on the server side: owners, conflicts, force', () => {
    const { ask, words } = freshServer();
    const apply = (manager: string, data: object, query = ''): string =>
      words('PATCH', `${maps}/shared?fieldManager=${manager}${query}`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'shared' }, data }, { contentType: 'application/apply-patch+yaml' });
    expect(apply('alice', { a: '1' })).toBe('ok 201');
    expect(apply('bob', { a: '2' })).toContain('conflict with "alice"');
    expect(apply('bob', { a: '2' }, '&force=true')).toBe('ok 200');
    const seen = ask('GET', `${maps}/shared`, undefined, { accept: 'application/json' }).body as V1ConfigMap;
    expect(seen.metadata?.managedFields?.map(({ manager }) => manager)).toEqual(['bob']);
    expect((ask('GET', `${maps}/shared`).body as V1ConfigMap).metadata?.managedFields).toBeUndefined();
  });
});

describe('delete', () => {
  it('ends a pod on a node after its grace, one that never ran at once', () => {
    const { ask, get, words, clock } = freshServer();
    ask('POST', pods, pod('bound'));
    ask('POST', `${pods}/bound/binding`, { target: { kind: 'Node', name: 'node-1' } });
    expect(ask('DELETE', `${pods}/bound`).code).toBe(200);
    expect(get<V1Pod>(`${pods}/bound`).metadata).toMatchObject({ deletionTimestamp: '2026-01-01T00:00:30Z', deletionGracePeriodSeconds: 30, generation: 2 });
    clock.runUntil(5000);
    ask('DELETE', `${pods}/bound`, { gracePeriodSeconds: 10 });
    expect(get<V1Pod>(`${pods}/bound`).metadata).toMatchObject({ deletionTimestamp: '2026-01-01T00:00:10Z', deletionGracePeriodSeconds: 10 });
    ask('DELETE', `${pods}/bound?gracePeriodSeconds=0`);
    expect(words('GET', `${pods}/bound`)).toBe('pods "bound" not found');
    ask('POST', pods, pod('idle'));
    ask('DELETE', `${pods}/idle`);
    expect(words('GET', `${pods}/idle`)).toBe('pods "idle" not found');
  });

  it('waits for finalizers, takes no new ones, and lets the name free with the last', () => {
    const { ask, words, get } = freshServer();
    ask('POST', maps, { metadata: { name: 'held', finalizers: ['example.com/hold'] } });
    expect(ask('DELETE', `${maps}/held`).code).toBe(200);
    expect(get<V1ConfigMap>(`${maps}/held`).metadata).toMatchObject({ finalizers: ['example.com/hold'], deletionGracePeriodSeconds: 0 });
    expect(words('POST', maps, { metadata: { name: 'held' } })).toBe('object is being deleted: configmaps "held" already exists');
    expect(words('PATCH', `${maps}/held`, { metadata: { finalizers: ['example.com/hold', 'example.com/more'] } }, merge)).toContain('no new finalizers can be added if the object is being deleted');
    expect(words('PATCH', `${maps}/held`, { metadata: { finalizers: null } }, merge)).toBe('ok 200');
    expect(words('GET', `${maps}/held`)).toBe('configmaps "held" not found');
  });

  it.each([
    { policy: 'Foreground', finalizers: ['foregroundDeletion'] },
    { policy: 'Orphan', finalizers: ['orphan'] },
    { policy: 'Background', finalizers: undefined },
  ])('leaves dependents to the garbage collector: $policy', ({ policy, finalizers }) => {
    const { ask } = freshServer();
    ask('POST', deployments, deployment('web', 1));
    ask('DELETE', `${deployments}/web`, { propagationPolicy: policy });
    const left = ask('GET', `${deployments}/web`);
    expect(left.code).toBe(finalizers ? 200 : 404);
    expect((left.body as V1Deployment).metadata?.finalizers).toEqual(finalizers);
  });

  it('keeps to preconditions, and answers with what went', () => {
    const { ask, words, get } = freshServer();
    ask('POST', maps, { metadata: { name: 'm' } });
    const { uid = '' } = get<V1ConfigMap>(`${maps}/m`).metadata ?? {};
    expect(words('DELETE', `${maps}/m`, { preconditions: { uid: 'other' } })).toContain('the UID in the precondition (other) does not match the UID in record');
    expect(ask('DELETE', `${maps}/m`, { preconditions: { uid } }).body).toMatchObject({ kind: 'Status', status: 'Success', details: { name: 'm', kind: 'configmaps', uid } });
  });

  it('empties a collection by label', () => {
    const { ask } = freshServer();
    for (const name of ['a', 'b', 'c']) ask('POST', maps, { metadata: { name, labels: { kill: name === 'b' ? 'no' : 'yes' } } });
    expect((ask('DELETE', `${maps}?labelSelector=kill%3Dyes`).body as { items: unknown[] }).items).toHaveLength(2);
    expect((ask('GET', maps).body as { items: V1ConfigMap[] }).items.map(({ metadata }) => metadata?.name)).toEqual(['b']);
  });

  it('first empties a namespace: Terminating until its finalizer goes', () => {
    const { ask, get, words } = freshServer();
    ask('POST', '/api/v1/namespaces', { metadata: { name: 'stuck' } });
    expect(get<V1Namespace>('/api/v1/namespaces/stuck')).toMatchObject({ metadata: { labels: { 'kubernetes.io/metadata.name': 'stuck' } }, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } });
    ask('DELETE', '/api/v1/namespaces/stuck');
    const going = get<V1Namespace>('/api/v1/namespaces/stuck');
    expect(going.status?.phase).toBe('Terminating');
    expect(words('POST', '/api/v1/namespaces/stuck/configmaps', { metadata: { name: 'x' } })).toBe('configmaps "x" is forbidden: unable to create new content in namespace stuck because it is being terminated');
    ask('PUT', '/api/v1/namespaces/stuck/finalize', { ...going, spec: { finalizers: [] } });
    expect(words('GET', '/api/v1/namespaces/stuck')).toBe('namespaces "stuck" not found');
    expect(words('DELETE', '/api/v1/namespaces/default')).toBe('namespaces "default" is forbidden: this namespace may not be deleted');
  });
});

describe('list', () => {
  it.each([
    { selector: 'labelSelector=env%20in%20prod', words: "unable to parse requirement: found 'prod' expected: '('" },
    { selector: 'fieldSelector=message%3Dx', words: '"message" is not a known field selector: only "metadata.name", "metadata.namespace"' },
  ])('refuses $selector', ({ selector, words: wanted }) => {
    const { words } = freshServer();
    expect(words('GET', `${maps}?${selector}`)).toBe(wanted);
  });

  it('gives pages of one and the same moment', () => {
    const { ask } = freshServer();
    for (const name of ['a', 'b', 'c', 'd', 'e']) ask('POST', maps, { metadata: { name } });
    interface Page { items: V1ConfigMap[]; metadata: { continue?: string; remainingItemCount?: number; resourceVersion: string } }
    const first = ask('GET', `${maps}?limit=2`).body as Page;
    expect(first.metadata.remainingItemCount).toBe(3);
    ask('DELETE', `${maps}/d`);
    const second = ask('GET', `${maps}?limit=10&continue=${encodeURIComponent(first.metadata.continue ?? '')}`).body as Page;
    expect([...first.items, ...second.items].map(({ metadata }) => metadata?.name)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
  });

  it('finds pods by node', () => {
    const { ask } = freshServer();
    for (const name of ['b', 'a', 'c']) ask('POST', pods, pod(name));
    for (const name of ['b', 'a']) ask('POST', `${pods}/${name}/binding`, { target: { kind: 'Node', name: 'node-1' } });
    const found = ask('GET', '/api/v1/pods?fieldSelector=spec.nodeName%3Dnode-1').body as { items: V1Pod[] };
    expect(found.items.map(({ metadata }) => metadata?.name)).toEqual(['a', 'b']);
  });
});

describe('binding and eviction', () => {
  it('binds once, with the labels of the node\'s place', () => {
    const { ask, words, get } = freshServer();
    ask('POST', '/api/v1/nodes', { metadata: { name: 'node-1', labels: { 'topology.kubernetes.io/zone': 'zone-a' } } });
    expect(get<V1Node>('/api/v1/nodes/node-1').spec?.taints).toEqual([{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }]);
    ask('POST', pods, pod('web'));
    expect(words('POST', `${pods}/web/binding`, { target: { kind: 'Node', name: 'node-1' } })).toBe('ok 201');
    expect(get<V1Pod>(`${pods}/web`)).toMatchObject({ metadata: { generation: 1, labels: { 'topology.kubernetes.io/zone': 'zone-a' } }, spec: { nodeName: 'node-1' } });
    expect(words('POST', `${pods}/web/binding`, { target: { kind: 'Node', name: 'node-2' } })).toBe('Operation cannot be fulfilled on pods/binding "web": pod web is already assigned to node "node-1"');
  });

  it('evicts as far as the budget allows', () => {
    const { ask, words, get } = freshServer();
    const budgets = '/apis/policy/v1/namespaces/default/poddisruptionbudgets';
    ask('POST', pods, pod('solo', {}, { labels: { app: 'solo' } }));
    ask('POST', `${pods}/solo/binding`, { target: { kind: 'Node', name: 'node-1' } });
    const running = get<V1Pod>(`${pods}/solo`);
    ask('PUT', `${pods}/solo/status`, { ...running, status: { ...running.status, phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } });
    ask('POST', budgets, { metadata: { name: 'b' }, spec: { minAvailable: 1, selector: { matchLabels: { app: 'solo' } } } });
    const status = (allowed: number): void => { ask('PATCH', `${budgets}/b/status`, { status: { observedGeneration: 1, disruptionsAllowed: allowed, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 } }, merge); };
    status(0);
    const refused = ask('POST', `${pods}/solo/eviction`, { metadata: { name: 'solo' } });
    expect([refused.code, (refused.body as V1Status).message]).toEqual([429, "Cannot evict pod as it would violate the pod's disruption budget."]);
    expect(words('POST', `${pods}/solo/eviction`, { metadata: { name: 'other' } })).toBe('name in URL does not match name in Eviction object');
    status(1);
    expect(ask('POST', `${pods}/solo/eviction`, { metadata: { name: 'solo' } })).toMatchObject({ code: 201, body: { status: 'Success' } });
    expect(get<V1Pod>(`${pods}/solo`).metadata?.deletionTimestamp).toBeDefined();
  });
});

describe('the options of a list and a watch', () => {
  it.each([
    { query: 'limit=abc', words: 'strconv.ParseInt: parsing "abc": invalid syntax' },
    { query: 'timeoutSeconds=1s', words: 'strconv.ParseInt: parsing "1s": invalid syntax' },
    { query: 'resourceVersionMatch=Exact', words: 'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided' },
    { query: 'resourceVersionMatch=Exact&resourceVersion=0', words: 'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"' },
    { query: 'resourceVersionMatch=Newest&resourceVersion=3', words: 'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Unsupported value: "Newest": supported values: "Exact", "NotOlderThan", ""' },
    { query: 'sendInitialEvents=true', words: 'ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list' },
    { query: 'continue=a*c', words: 'continue key is not valid: illegal base64 data at input byte 1' },
  ])('$query: $words', ({ query, words: wanted }) => {
    expect(freshServer().words('GET', `/api/v1/configmaps?${query}`)).toBe(wanted);
  });

  it.each([
    { query: 'sendInitialEvents=true', words: /requires setting resourceVersionMatch to NotOlderThan$/ },
    { query: 'resourceVersionMatch=NotOlderThan&resourceVersion=1', words: /resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided$/ },
    { query: 'resourceVersion=abc', words: /^configmaps "" is invalid: resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax$/ },
  ])('a watch with $query is refused', ({ query, words: wanted }) => {
    expect(() => freshServer().watch(`/api/v1/configmaps?watch=1&${query}`)).toThrow(wanted);
  });

  it('a page whose revision is compacted away comes with a token for what is there now', () => {
    const { ask, store } = freshServer();
    for (const name of ['a', 'b', 'c']) ask('POST', maps, { metadata: { name } });
    interface Page { items: V1ConfigMap[]; metadata: { continue?: string } }
    const first = ask('GET', `${maps}?limit=1`).body as Page;
    ask('DELETE', `${maps}/b`);
    store.compact(store.revision);
    const expired = ask('GET', `${maps}?limit=1&continue=${first.metadata.continue ?? ''}`);
    expect(expired).toMatchObject({ code: 410, body: { reason: 'Expired', message: expect.stringContaining('or use the continue token in this response') as string } });
    const { continue: again = '' } = (expired.body as Page).metadata;
    expect((ask('GET', `${maps}?continue=${again}`).body as Page).items.map(({ metadata }) => metadata?.name)).toEqual(['c']);
  });
});
