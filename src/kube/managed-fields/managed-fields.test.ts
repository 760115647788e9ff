import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { configMaps, deployments, pods, services } from '../kinds.ts';
import type { Kind } from '../kinds.ts';
import { applyPatch, managedFieldsOf, recordOf, trackWrite } from './index.ts';
import type { FieldRecord } from './index.ts';
import { difference, fromFieldsV1, intersection, isEmpty, pathsOf, toFieldsV1, union } from './field-set.ts';
import { mergeConfig, fieldsIn } from './walk.ts';
import { topologyOfObject } from './topology.ts';

const time = '2026-01-01T00:00:00Z';

/** An object with its record, and the verbs that change both. */
class Subject {
  object: JsonObject | undefined;
  record: FieldRecord | undefined;

  constructor(private readonly kind: Kind, private readonly apiVersion: string) {}

  apply(manager: string, config: JsonObject, force = false): string | undefined {
    const result = applyPatch({ kind: this.kind, schema: this.kind.schema, live: this.object, record: this.record, config: { apiVersion: this.apiVersion, kind: this.kind.kind, metadata: { name: 'x', namespace: 'default' }, ...config }, manager, force, time });
    if (!result.ok) return result.status.message;
    this.object = result.value.object;
    this.record = result.value.record;
    return undefined;
  }

  update(manager: string, object: JsonObject, subresource?: string): void {
    const by = { manager, operation: 'Update' as const, apiVersion: this.apiVersion, ...(subresource ? { subresource } : {}) };
    this.record = trackWrite(this.record, { by, time, before: this.object, after: object }, this.kind.schema);
    this.object = object;
  }

  owners(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(managedFieldsOf(this.record, this.kind.schema).map((entry) => [`${entry.manager ?? ''} ${entry.operation ?? ''}${entry.subresource ? ` ${entry.subresource}` : ''}`, entry.fieldsV1]));
  }
}

const configMap = (): Subject => new Subject(configMaps, 'v1');
const deployment = (): Subject => new Subject(deployments, 'apps/v1');

describe('two appliers', () => {
  it('share what they agree on, refuse each other, force, let go', () => {
    const shared = configMap();
    expect(shared.apply('alice', { data: { a: '1', b: '2' } })).toBeUndefined();
    expect(shared.apply('bob', { data: { b: '3', c: '4' } })).toBe('Apply failed with 1 conflict: conflict with "alice": .data.b');
    expect(shared.apply('bob', { data: { b: '2', c: '4' } })).toBeUndefined();
    expect(shared.owners()).toEqual({ 'alice Apply': { 'f:data': { 'f:a': {}, 'f:b': {} } }, 'bob Apply': { 'f:data': { 'f:b': {}, 'f:c': {} } } });
    expect(shared.apply('bob', { data: { b: '9' } }, true)).toBeUndefined();
    expect(shared.object?.['data']).toEqual({ a: '1', b: '9' });
    expect(shared.apply('alice', { data: { b: '5' } })).toBe('Apply failed with 1 conflict: conflict with "bob": .data.b');
    expect(shared.apply('alice', {})).toBeUndefined();
    expect(shared.object?.['data']).toEqual({ b: '9' });
    expect(shared.owners()).toEqual({ 'bob Apply': { 'f:data': { 'f:b': {} } } });
  });

  it('names every conflict', () => {
    const map = configMap();
    map.apply('alice', { data: { a: '1', b: '1' } });
    map.update('editor', { ...map.object, data: { a: '1', b: '1', c: '1' } });
    expect(map.apply('bob', { data: { a: '2', b: '2', c: '2' } })).toBe('Apply failed with 3 conflicts: conflicts with "alice":\n- .data.a\n- .data.b\nconflicts with "editor" using v1:\n- .data.c');
  });
});

describe('updates', () => {
  it('own what they set, with the things around it; take fields over; lose what is removed', () => {
    const map = configMap();
    map.update('kubectl-create', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', uid: 'u' }, data: { a: '1', b: '1' } });
    expect(map.owners()).toEqual({ 'kubectl-create Update': { 'f:data': { '.': {}, 'f:a': {}, 'f:b': {} } } });
    map.update('kubectl-edit', { ...map.object, data: { a: '2' } });
    expect(map.owners()).toEqual({ 'kubectl-create Update': { 'f:data': {} }, 'kubectl-edit Update': { 'f:data': { 'f:a': {} } } });
  });

  it('keep the status apart', () => {
    const deploy = deployment();
    const spec = { replicas: 1, selector: { matchLabels: { app: 'x' } }, template: { spec: { containers: [{ name: 'app', image: '1', ports: [{ containerPort: 80 }] }], tolerations: [{ key: 'a' }] } } };
    deploy.update('kubectl', { metadata: { name: 'x', labels: { app: 'x' } }, spec });
    deploy.update('kube-controller-manager', { ...deploy.object, status: { replicas: 1, conditions: [{ type: 'Available', status: 'True' }] } }, 'status');
    expect(deploy.owners()).toEqual({
      'kubectl Update': {
        'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
        'f:spec': { '.': {}, 'f:replicas': {}, 'f:selector': {}, 'f:template': { '.': {}, 'f:spec': { '.': {}, 'f:tolerations': {}, 'f:containers': { '.': {}, 'k:{"name":"app"}': { '.': {}, 'f:name': {}, 'f:image': {}, 'f:ports': { '.': {}, 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} } } } } } } },
      },
      'kube-controller-manager Update status': { 'f:status': { '.': {}, 'f:replicas': {}, 'f:conditions': { '.': {}, 'k:{"type":"Available"}': { '.': {}, 'f:type': {}, 'f:status': {} } } } },
    });
  });

  it('by many in turn come to the same as each at once', () => {
    const [late, early] = [configMap(), configMap()];
    for (let turn = 0; turn < 40; turn++) {
      const next = { metadata: { name: 'x' }, data: { [`k${String(turn % 7)}`]: String(turn), both: String(turn) } };
      for (const map of [late, early]) map.update(`writer-${String(turn % 3)}`, next);
      early.owners();
    }
    expect(late.owners()).toEqual(early.owners());
    expect(late.record?.pendingCount).toBeLessThanOrEqual(13);
  });

  it('beyond ten managers are summed up', () => {
    const map = configMap();
    for (let turn = 10; turn < 25; turn++) map.update(`writer-${String(turn)}`, { metadata: { name: 'x' }, data: { ...(map.object?.['data'] as object | undefined), [`k${String(turn)}`]: '1' } });
    expect(Object.keys(map.owners())).toHaveLength(10);
    expect(Object.keys(map.owners())).toContain('ancient-changes Update');
  });
});

describe('apply and update', () => {
  it('conflicts with a scaler, and lets it have the field when the manifest drops it', () => {
    const deploy = deployment();
    const spec = { selector: { matchLabels: { app: 'x' } }, template: { spec: { containers: [{ name: 'app', image: '1' }] } } };
    deploy.apply('kubectl', { spec: { ...spec, replicas: 1 } });
    deploy.update('hpa', { ...deploy.object, spec: { ...(deploy.object?.['spec'] as object), replicas: 5 } }, 'scale');
    expect(deploy.apply('kubectl', { spec: { ...spec, replicas: 1 } })).toBe('Apply failed with 1 conflict: conflict with "hpa" with subresource "scale" using apps/v1: .spec.replicas');
    expect(deploy.apply('kubectl', { spec })).toBeUndefined();
    expect(deploy.object?.['spec']).toMatchObject({ replicas: 5 });
  });

  it('removes a container that is no longer applied, with the defaults in it, and keeps an injected one', () => {
    const deploy = deployment();
    const containers = (...names: readonly string[]): JsonObject => ({ spec: { template: { spec: { containers: names.map((name) => ({ name, image: '1' })) } } } });
    deploy.apply('me', containers('a', 'b'));
    deploy.update('injector', { ...deploy.object, spec: { template: { spec: { containers: [...['a', 'b'].map((name) => ({ name, image: '1', imagePullPolicy: 'Always' })), { name: 'side', image: '2' }] } } } });
    expect(deploy.apply('me', containers('b'))).toBeUndefined();
    expect(deploy.object?.['spec']).toEqual({ template: { spec: { containers: [{ name: 'b', image: '1', imagePullPolicy: 'Always' }, { name: 'side', image: '2' }] } } });
  });

  it('applying again changes nothing, not even the reference', () => {
    const service = new Subject(services, 'v1');
    const config = { spec: { ports: [{ port: 80, name: 'http' }], selector: { app: 'x' } } };
    service.apply('me', config);
    const before = service.object;
    service.apply('me', config);
    expect(service.object).toBe(before);
  });

  it('gives what nobody tracked to before-first-apply', () => {
    const map = configMap();
    map.object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data: { a: '1' } };
    expect(map.apply('me', { data: { a: '2' } })).toBe('Apply failed with 1 conflict: conflict with "before-first-apply" using v1: .data.a');
  });

  it('takes over what kubectl apply had applied', () => {
    const map = configMap();
    const last = { 'kubectl.kubernetes.io/last-applied-configuration': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"data":{"a":"1"}}' };
    map.update('kubectl-client-side-apply', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', annotations: last }, data: { a: '1' } });
    expect(map.apply('someone', { data: { a: '2' } })).toContain('conflict with "kubectl-client-side-apply" using v1: .data.a');
    expect(map.apply('kubectl', { data: { a: '2' } })).toBeUndefined();
    expect(map.object?.['data']).toEqual({ a: '2' });
    const { annotations } = map.object?.['metadata'] as { readonly annotations: Readonly<Record<string, string>> };
    expect(Object.values(annotations)).toEqual(['{"apiVersion":"v1","data":{"a":"2"},"kind":"ConfigMap","metadata":{"name":"x","namespace":"default"}}\n']);
  });

  it.each<[string, Kind, JsonObject]>([
    ['.spec.restart: field not declared in schema', pods, { spec: { restart: 'Never', containers: [] } }],
    ['.spec.containers[name="a"].ports: element 0: associative list with keys has an element that omits key field "containerPort" (and doesn\'t have default value)', pods, { spec: { containers: [{ name: 'a', ports: [{}] }] } }],
    ['.spec.containers: element 0: associative list with keys has an element that omits key field "name" (and doesn\'t have default value)', pods, { spec: { containers: [{}] } }],
    ['errors:\n  .spec.a: field not declared in schema\n  .spec.b: field not declared in schema', pods, { spec: { a: 1, b: 2 } }],
  ])('refuses %s', (words, kind, config) => {
    expect(new Subject(kind, 'v1').apply('me', config)).toBe(`failed to create typed patch object (default/x; /v1, Kind=Pod): ${words}`);
  });
});

describe('laws', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd');
  const pod = fc.record({
    metadata: fc.record({ labels: fc.dictionary(name, name, { minKeys: 1, maxKeys: 3 }), finalizers: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }) }, { requiredKeys: ['labels'] }),
    spec: fc.record({
      containers: fc.uniqueArray(fc.record({ name, image: name, env: fc.uniqueArray(fc.record({ name, value: name }), { selector: (env) => env.name, minLength: 1, maxLength: 3 }) }, { requiredKeys: ['name'] }), { selector: (container) => container.name, minLength: 1, maxLength: 4 }),
      nodeSelector: fc.dictionary(name, name, { minKeys: 1, maxKeys: 2 }), tolerations: fc.array(fc.record({ key: name }), { minLength: 1, maxLength: 2 }),
    }, { requiredKeys: ['containers'] }),
  }, { requiredKeys: ['spec'] }).map((value) => JSON.parse(JSON.stringify(value)) as JsonObject);
  const type = topologyOfObject('V1Pod');

  it('sets are sets', () => {
    fc.assert(fc.property(pod, pod, (left, right) => {
      const [a, b] = [fieldsIn(left, type), fieldsIn(right, type)];
      expect(toFieldsV1(fromFieldsV1(toFieldsV1(a)))).toEqual(toFieldsV1(a));
      expect(pathsOf(union(difference(a, b), intersection(a, b)))).toEqual(pathsOf(a));
      expect(isEmpty(intersection(difference(a, b), b))).toBe(true);
      expect(pathsOf(union(a, b))).toEqual(pathsOf(union(b, a)));
    }));
  });

  it('merging a configuration brings it in whole, and again changes nothing', () => {
    fc.assert(fc.property(pod, pod, (live, config) => {
      const merged = mergeConfig(live, config, type);
      expect(isEmpty(difference(fieldsIn(config, type), fieldsIn(merged, type)))).toBe(true);
      expect(mergeConfig(merged, config, type)).toEqual(merged);
    }));
  });

  it('after a forced apply the applier owns its fields alone, and applying nothing takes them away', () => {
    fc.assert(fc.property(pod, pod, (first, second) => {
      const subject = new Subject(pods, 'v1');
      const body = (value: JsonObject): JsonObject => ({ ...value, metadata: { ...(value['metadata'] as object | undefined), name: 'x', namespace: 'default' } });
      subject.update('someone', body(first));
      expect(subject.apply('me', body(second), true)).toBeUndefined();
      expect(subject.apply('me', body(second))).toBeUndefined();
      expect(subject.apply('me', {})).toBeUndefined();
      expect(Object.keys(subject.owners())).not.toContain('me Apply');
    }));
  });

  it('a record survives being written out and read', () => {
    const map = configMap();
    map.apply('alice', { data: { a: '1' } });
    map.update('editor', { ...map.object, data: { a: '1', b: '2' } }, 'status');
    const entries = managedFieldsOf(map.record, 'V1ConfigMap');
    expect(managedFieldsOf(recordOf(entries), 'V1ConfigMap')).toEqual(entries);
    expect(managedFieldsOf(recordOf([{}]), 'V1ConfigMap')).toEqual([]);
  });
});
