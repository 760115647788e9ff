import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deepEqual } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { applyPatchRequest, diffMergePatch, diffStrategicPatch, jsonPatch, mergePatch, strategicMergePatch, threeWayMergePatch, threeWayStrategicPatch } from './index.ts';
import type { Patched } from './index.ts';

function must<T>(patched: Patched<T>): T {
  if (!patched.ok) throw new Error(patched.words);
  return patched.value;
}

const deployment = (spec: JsonObject): JsonObject => ({ spec: { template: { spec } } });
const podSpec = (object: JsonObject): unknown => ((object['spec'] as JsonObject)['template'] as JsonObject)['spec'];

describe('strategicMergePatch', () => {
  const ports = [{ name: 'http', port: 80 }, { name: 'https', port: 443 }];
  it.each<{ why: string; current: JsonObject; patch: JsonObject; schema: string; result: unknown }>([
    { why: 'ports of a service merge by port', schema: 'V1Service', current: { spec: { ports } }, patch: { spec: { ports: [{ port: 443, targetPort: 8443 }] } },
      result: { spec: { ports: [ports[0], { name: 'https', port: 443, targetPort: 8443 }] } } },
    { why: '$patch: delete takes an item away', schema: 'V1Service', current: { spec: { ports } }, patch: { spec: { ports: [{ port: 80, $patch: 'delete' }] } },
      result: { spec: { ports: [ports[1]] } } },
    { why: '$patch: replace in a list', schema: 'V1Service', current: { spec: { ports } }, patch: { spec: { ports: [{ port: 1 }, { $patch: 'replace' }] } },
      result: { spec: { ports: [{ port: 1 }] } } },
    { why: '$patch: replace in a map', schema: 'V1Service', current: { spec: { selector: { app: 'a', tier: 'web' } } }, patch: { spec: { selector: { $patch: 'replace', only: 'this' } } },
      result: { spec: { selector: { only: 'this' } } } },
    { why: '$patch: delete empties a map', schema: 'V1Service', current: { spec: { selector: { app: 'a' } } }, patch: { spec: { selector: { $patch: 'delete' } } },
      result: { spec: { selector: {} } } },
    { why: 'tolerations are replaced', schema: 'V1Pod', current: { spec: { tolerations: [{ key: 'a' }, { key: 'b' }] } }, patch: { spec: { tolerations: [{ key: 'c' }] } },
      result: { spec: { tolerations: [{ key: 'c' }] } } },
    { why: 'a new sidecar goes first, its nulls and directives vanish', schema: 'V1Pod', current: { spec: { containers: [{ name: 'a', image: '1' }] } },
      patch: { spec: { containers: [{ name: 'b', image: '2', env: null }] } }, result: { spec: { containers: [{ name: 'b', image: '2' }, { name: 'a', image: '1' }] } } },
    { why: '$setElementOrder orders', schema: 'V1Pod', current: { spec: { containers: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] } },
      patch: { spec: { '$setElementOrder/containers': [{ name: 'c' }, { name: 'a' }], containers: [{ name: 'c', image: '2' }] } },
      result: { spec: { containers: [{ name: 'b' }, { name: 'c', image: '2' }, { name: 'a' }] } } },
    { why: 'finalizers merge as a set', schema: 'V1Pod', current: { metadata: { finalizers: ['a/a', 'b/b'] } }, patch: { metadata: { finalizers: ['c/c'], '$deleteFromPrimitiveList/finalizers': ['a/a'] } },
      result: { metadata: { finalizers: ['c/c', 'b/b'] } } },
    { why: '$retainKeys clears what it does not name', schema: 'V1Deployment', current: { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } },
      patch: { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } }, result: { spec: { strategy: { type: 'Recreate' } } } },
    { why: 'null deletes', schema: 'V1Pod', current: { metadata: { labels: { a: '1', b: '2' } } }, patch: { metadata: { labels: { a: null, x: null } } }, result: { metadata: { labels: { b: '2' } } } },
    { why: 'unknown fields are taken as they are', schema: 'V1Pod', current: {}, patch: { spec: { nonsense: { a: 1 } } }, result: { spec: { nonsense: { a: 1 } } } },
  ])('$why', ({ current, patch, schema, result }) => {
    expect(must(strategicMergePatch(current, patch, schema))).toEqual(result);
  });

  it.each<{ words: string; code: number; patch: JsonObject }>([
    { words: 'map: map[image:x] does not contain declared merge key: name', code: 500, patch: { spec: { containers: [{ image: 'x' }] } } },
    { words: 'unknown patch type: explode in map: map[$patch:explode]', code: 500, patch: { spec: { $patch: 'explode' } } },
    { words: 'invalid patch format of retainKeys', code: 400, patch: { spec: { $retainKeys: ['volumes'], containers: [] } } },
    { words: 'unable to find api field in struct PodSpec for the json field "odd"', code: 500, patch: { spec: { odd: { a: 1 } } } },
  ])('refuses: $words', ({ words, code, patch }) => {
    const patched = strategicMergePatch({ spec: { containers: [{ name: 'a' }], odd: {} } }, patch, 'V1Pod');
    expect(patched).toMatchObject({ ok: false, words, status: { code } });
  });

  it('shares what does not change, the whole object too', () => {
    const current = { metadata: { labels: { a: '1' } }, spec: { containers: [{ name: 'a', image: '1' }, { name: 'b' }] } };
    expect(must(strategicMergePatch(current, { metadata: { labels: { a: '1' } }, spec: { containers: [{ name: 'b' }, { name: 'a', image: '1' }].reverse() } }, 'V1Pod'))).toBe(current);
    const changed = must(strategicMergePatch(current, { spec: { containers: [{ name: 'a', image: '2' }] } }, 'V1Pod')) as typeof current;
    expect(changed.metadata).toBe(current.metadata);
    expect(changed.spec.containers.find(({ name }) => name === 'b')).toBe(current.spec.containers[1]);
  });
});

describe('jsonPatch', () => {
  it.each<{ why: string; current: unknown; patch: unknown; result: unknown }>([
    { why: 'adds, also below a slash', current: { metadata: { annotations: {} } }, patch: [{ op: 'add', path: '/metadata/annotations/a~1b', value: '1' }], result: { metadata: { annotations: { 'a/b': '1' } } } },
    { why: 'appends and inserts', current: [1, 3], patch: [{ op: 'add', path: '/-', value: 4 }, { op: 'add', path: '/1', value: 2 }], result: [1, 2, 3, 4] },
    { why: 'replaces the last', current: [1, 2], patch: [{ op: 'replace', path: '/-1', value: 9 }], result: [1, 9] },
    { why: 'moves and copies', current: { a: 1 }, patch: [{ op: 'move', from: '/a', path: '/b' }, { op: 'copy', from: '/b', path: '/c' }], result: { b: 1, c: 1 } },
    { why: 'tests', current: { a: { b: [1] } }, patch: [{ op: 'test', path: '/a', value: { b: [1] } }, { op: 'remove', path: '/a/b/0' }], result: { a: { b: [] } } },
    { why: 'treats __proto__ as a name', current: {}, patch: [{ op: 'add', path: '/__proto__', value: 1 }], result: JSON.parse('{"__proto__":1}') },
  ])('$why', ({ current, patch, result }) => {
    expect(must(jsonPatch(current, patch))).toEqual(result);
  });

  it.each<{ patch: unknown; words: RegExp; code: number }>([
    { patch: [{ op: 'test', path: '/a', value: 2 }], words: /^testing value \/a failed: test failed$/, code: 422 },
    { patch: [{ op: 'remove', path: '/x' }], words: /nonexistent key: x/, code: 422 },
    { patch: [{ op: 'replace', path: '/x', value: 1 }], words: /doc is missing key: \/x/, code: 422 },
    { patch: [{ op: 'add', path: '/x/y', value: 1 }], words: /doc is missing path: "\/x\/y"/, code: 422 },
    { patch: [{ op: 'fly', path: '/x' }], words: /^Unexpected kind: fly$/, code: 422 },
    { patch: {}, words: /^error decoding patch/, code: 400 },
  ])('refuses $patch', ({ patch, words, code }) => {
    const patched = jsonPatch({ a: 1 }, patch);
    expect(patched.ok).toBe(false);
    expect(!patched.ok && patched.words).toMatch(words);
    expect(!patched.ok && patched.status.code).toBe(code);
    if (code === 422) expect(!patched.ok && patched.status.message).toBe('the server rejected our request due to an error in our request');
  });
});

describe('mergePatch', () => {
  it('merges maps, replaces lists, deletes with null', () => {
    const current = { a: { x: 1, y: 2 }, list: [1, 2], keep: { deep: true } };
    const result = mergePatch(current, { a: { x: null }, list: [3] }) as typeof current;
    expect(result).toEqual({ a: { y: 2 }, list: [3], keep: { deep: true } });
    expect(result.keep).toBe(current.keep);
  });

  it('three ways: keeps what others added, removes what was applied and is no longer wanted', () => {
    const patch = threeWayMergePatch({ data: { a: '1', b: '2' } }, { data: { a: '1', c: '3' } }, { data: { a: '1', b: '2', live: 'x' } });
    expect(patch).toEqual({ data: { b: null, c: '3' } });
    expect(threeWayMergePatch({ a: 1 }, { a: 1 }, { a: 1, b: 2 })).toEqual({});
  });
});

describe('threeWayStrategicPatch', () => {
  it('keeps a sidecar that was injected and removes a container that is no longer applied', () => {
    const original = deployment({ containers: [{ name: 'app', image: '1' }, { name: 'old', image: '1' }] });
    const modified = deployment({ containers: [{ name: 'app', image: '2' }] });
    const current = deployment({ containers: [{ name: 'app', image: '1' }, { name: 'old', image: '1' }, { name: 'injected', image: 'x' }] });
    const patch = must(threeWayStrategicPatch(original, modified, current, 'V1Deployment'));
    expect(podSpec(patch)).toEqual({
      '$setElementOrder/containers': [{ name: 'app' }],
      containers: [{ name: 'app', image: '2' }, { $patch: 'delete', name: 'old' }],
    });
    expect(podSpec(must(strategicMergePatch(current, patch, 'V1Deployment')))).toEqual({ containers: [{ name: 'app', image: '2' }, { name: 'injected', image: 'x' }] });
  });

  it('changes a strategy with $retainKeys', () => {
    const rolling = { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } };
    const patch = must(threeWayStrategicPatch({}, { spec: { strategy: { type: 'Recreate' } } }, rolling, 'V1Deployment'));
    expect(patch).toEqual({ spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } });
  });

  it('is empty where nothing is to do', () => {
    const object = deployment({ containers: [{ name: 'app', image: '1', env: [{ name: 'A', value: '1' }] }], volumes: [{ name: 'v', emptyDir: {} }] });
    expect(must(threeWayStrategicPatch(object, object, { ...object, status: { replicas: 1 } }, 'V1Deployment'))).toEqual({});
  });

  it('speaks in the words of the API server when a patch in text is no patch', () => {
    const refused = applyPatchRequest({ type: 'application/strategic-merge-patch+json', current: {}, patch: '[1]', schema: 'V1Pod' });
    expect(refused).toMatchObject({ ok: false, words: 'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}' });
  });
});

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const container = fc.record({ name, image: name, env: fc.uniqueArray(fc.record({ name, value: name }), { selector: (e) => e.name, maxLength: 3 }), args: fc.array(name, { maxLength: 2 }) }, { requiredKeys: ['name'] });
const object = fc.record({
  metadata: fc.record({ labels: fc.dictionary(name, name, { maxKeys: 3 }), finalizers: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }) }, { requiredKeys: [] }),
  spec: fc.record({
    containers: fc.uniqueArray(container, { selector: (c) => c.name, minLength: 1, maxLength: 4 }),
    tolerations: fc.array(fc.record({ key: name }), { maxLength: 2 }),
    nodeSelector: fc.dictionary(name, name, { maxKeys: 2 }),
    volumes: fc.uniqueArray(fc.oneof(fc.record({ name, emptyDir: fc.constant({}) }), fc.record({ name, hostPath: fc.record({ path: name }) })), { selector: (v) => v.name, minLength: 1, maxLength: 3 }),
  }, { requiredKeys: ['containers'] }),
}).map((value) => JSON.parse(JSON.stringify(value)) as JsonObject);

describe('laws', () => {
  it('a merge patch made from a difference brings the other object', () => {
    fc.assert(fc.property(object, object, (a, b) => {
      expect(mergePatch(a, diffMergePatch(a, b))).toEqual(b);
    }));
  });

  it('a strategic patch made from a difference brings the other object', () => {
    fc.assert(fc.property(object, object, (a, b) => {
      const patch = must(diffStrategicPatch(a, b, 'V1Pod'));
      expect(must(strategicMergePatch(a, patch, 'V1Pod'))).toEqual(b);
    }), { numRuns: 500 });
  });

  it('applying the same manifest again sends nothing', () => {
    fc.assert(fc.property(object, object, object, (original, modified, current) => {
      const patch = must(threeWayStrategicPatch(original, modified, current, 'V1Pod'));
      const next = must(strategicMergePatch(current, patch, 'V1Pod'));
      const again = must(threeWayStrategicPatch(modified, modified, next, 'V1Pod'));
      expect(must(strategicMergePatch(next, again, 'V1Pod'))).toEqual(next);
      expect(deepEqual(next, must(strategicMergePatch(next, patch, 'V1Pod')))).toBe(true);
    }), { numRuns: 300 });
  });

  it('an original is never changed', () => {
    fc.assert(fc.property(object, object, (a, b) => {
      const before = JSON.stringify(a);
      must(strategicMergePatch(a, must(diffStrategicPatch(a, b, 'V1Pod')), 'V1Pod'));
      expect(JSON.stringify(a)).toBe(before);
    }));
  });
});
