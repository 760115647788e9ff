import { describe, expect, it } from 'vitest';
import type { V1CustomResourceDefinition } from '../../../kube/generated/types.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { freshServer } from '../testing/fresh-server.ts';
import { runawayMs } from '../../../kube/testing/patience.ts';

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const pools = '/apis/lab.example.com/v1/namespaces/default/pools';
const merge = { contentType: 'application/merge-patch+json' } as const;

interface Pool extends KubeObject {
  readonly spec?: unknown;
  readonly status?: unknown;
}

const spec = {
  type: 'object', required: ['replicas'],
  'x-kubernetes-validations': [{ rule: 'self.min <= self.replicas', message: 'replicas must not be below min' }, { rule: 'self.zone == oldSelf.zone', message: 'zone is immutable' }],
  properties: { replicas: { type: 'integer', maximum: 10 }, min: { type: 'integer', default: 0 }, zone: { type: 'string', default: 'a', enum: ['a', 'b'] }, tags: { type: 'array', items: { type: 'string', pattern: '^[a-z]+$' } } },
};

const definition = (schema: object = spec): object => ({
  metadata: { name: 'pools.lab.example.com' },
  spec: {
    group: 'lab.example.com', scope: 'Namespaced', names: { plural: 'pools', kind: 'Pool', shortNames: ['pl'] },
    versions: [{
      name: 'v1', served: true, storage: true, subresources: { status: {}, scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' } },
      additionalPrinterColumns: [{ name: 'Zone', type: 'string', jsonPath: '.spec.zone' }],
      schema: { openAPIV3Schema: { type: 'object', properties: { spec: schema, status: { type: 'object', properties: { replicas: { type: 'integer' } } } } } },
    }],
  },
});

function withPools(): ReturnType<typeof freshServer> {
  const cluster = freshServer();
  cluster.ask('POST', definitions, definition());
  cluster.clock.runUntil(1000);
  return cluster;
}

describe('a custom resource', () => {
  it('is served once its definition is established, and not after it is gone', () => {
    const { ask, clock, server, words, get } = freshServer();
    ask('POST', definitions, definition());
    expect(ask('GET', pools).code).toBe(404);
    clock.runUntil(1000);
    expect(get<V1CustomResourceDefinition>(`${definitions}/pools.lab.example.com`).status?.conditions?.map(({ type, status }) => `${type}=${status}`)).toEqual(['NamesAccepted=True', 'Established=True']);
    expect(server.kinds().some(({ kind }) => kind === 'Pool')).toBe(true);
    ask('POST', pools, { metadata: { name: 'p' }, spec: { replicas: 1 } });
    ask('DELETE', `${definitions}/pools.lab.example.com`);
    clock.runUntil(3000);
    expect(words('GET', `${definitions}/pools.lab.example.com`)).toBe('customresourcedefinitions.apiextensions.k8s.io "pools.lab.example.com" not found');
    expect(ask('GET', pools).code).toBe(404);
  });

  it('has owners of its fields as its schema says: items of a list by their keys', () => {
    const { ask, clock, words } = freshServer();
    const parts = { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'], items: { type: 'object', required: ['name'], properties: { name: { type: 'string' }, size: { type: 'integer' } } } };
    const tags = { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } };
    ask('POST', definitions, definition({ type: 'object', properties: { parts, tags } }));
    clock.runUntil(1000);
    const apply = (manager: string, spec: object, force = false): string => words('PATCH', `${pools}/p?fieldManager=${manager}&force=${String(force)}`, { apiVersion: 'lab.example.com/v1', kind: 'Pool', metadata: { name: 'p' }, spec }, { contentType: 'application/apply-patch+yaml' });
    expect(apply('one', { parts: [{ name: 'a', size: 1 }], tags: ['x'] })).toBe('ok 201');
    expect(apply('two', { parts: [{ name: 'b', size: 1 }], tags: ['y'] })).toBe('ok 200');
    expect((ask('GET', `${pools}/p`).body as Pool).spec).toEqual({ parts: [{ name: 'a', size: 1 }, { name: 'b', size: 1 }], tags: ['x', 'y'] });
    expect(apply('two', { parts: [{ name: 'a', size: 2 }] })).toBe('Apply failed with 1 conflict: conflict with "one": .spec.parts[name="a"].size');
    expect(apply('two', { parts: [{ name: 'a', colour: 'red' }] })).toBe('failed to create typed patch object (default/p; lab.example.com/v1, Kind=Pool): .spec.parts[name="a"].colour: field not declared in schema');
    expect(apply('one', { tags: [] })).toBe('ok 200');
    expect((ask('GET', `${pools}/p`).body as Pool).spec).toEqual({ parts: [{ name: 'b', size: 1 }], tags: ['y'] });
  });

  it('has no doors but those of its definition', () => {
    const { words } = withPools();
    expect(words('GET', `${pools}/p/nothing`)).toBe('pools.lab.example.com "p" not found');
  });

  it('is pruned, filled in and counted', () => {
    const { ask, get } = withPools();
    const made = ask('POST', pools, { metadata: { name: 'p' }, spec: { replicas: 2, bogus: true }, status: { replicas: 7 } });
    expect(made.warnings).toEqual(['unknown field "spec.bogus"']);
    expect(made.body).toMatchObject({ apiVersion: 'lab.example.com/v1', kind: 'Pool', metadata: { generation: 1 }, spec: { replicas: 2, min: 0, zone: 'a' } });
    expect((made.body as Pool).status).toBeUndefined();
    ask('PATCH', `${pools}/p/status`, { status: { replicas: 2 }, spec: { min: 5 } }, merge);
    expect(get<Pool>(`${pools}/p`)).toMatchObject({ metadata: { generation: 1 }, spec: { min: 0 }, status: { replicas: 2 } });
    ask('PATCH', `${pools}/p/scale`, { spec: { replicas: 5 } }, merge);
    expect(get<Pool>(`${pools}/p`)).toMatchObject({ metadata: { generation: 2 }, spec: { replicas: 5 } });
    const table = ask('GET', pools, undefined, { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' }).body as { rows: { cells: unknown[] }[] };
    expect(table.rows[0]?.cells).toEqual(['p', 'a']);
  });

  it.each([
    { why: 'a missing field', given: {}, words: 'spec.replicas: Required value' },
    { why: 'another type', given: { replicas: 'two' }, words: 'spec.replicas: Invalid value: "string": spec.replicas in body must be of type integer: "string"' },
    { why: 'too much', given: { replicas: 11 }, words: 'spec.replicas: Invalid value: 11: spec.replicas in body should be less than or equal to 10' },
    { why: 'no such value', given: { replicas: 1, zone: 'c' }, words: 'spec.zone: Unsupported value: "c": supported values: "a", "b"' },
    { why: 'a pattern', given: { replicas: 1, tags: ['A'] }, words: "spec.tags[0]: Invalid value: \"A\": spec.tags[0] in body should match '^[a-z]+$'" },
    { why: 'a rule', given: { replicas: 1, min: 3 }, words: 'spec: Invalid value: replicas must not be below min' },
  ])('is refused for $why', ({ given, words: wanted }) => {
    expect(withPools().words('POST', pools, { metadata: { name: 'p' }, spec: given })).toBe(`Pool.lab.example.com "p" is invalid: ${wanted}`);
  });

  it('keeps to rules over its past', () => {
    const { ask, words } = withPools();
    ask('POST', pools, { metadata: { name: 'p' }, spec: { replicas: 2 } });
    expect(words('PATCH', `${pools}/p`, { spec: { zone: 'b' } }, merge)).toBe('Pool.lab.example.com "p" is invalid: spec: Invalid value: zone is immutable');
  });

  it('has rules that compile', () => {
    const broken = { type: 'object', properties: {}, 'x-kubernetes-validations': [{ rule: 'self.nothing > 1' }] };
    expect(freshServer().words('POST', definitions, definition(broken))).toContain("compilation failed: ERROR: <input>:1:5: undefined field 'nothing'\n | self.nothing > 1\n | ....^");
  });

  it.each([
    ['(?=a)', 'error parsing regexp: invalid or unsupported Perl syntax: `(?=`'],
    ['+', 'error parsing regexp: missing argument to repetition operator: `+`'],
  ])('have patterns that can be read: %s', (pattern, words) => {
    const broken = { type: 'object', properties: { a: { type: 'string', pattern } } };
    expect(freshServer().words('POST', definitions, definition(broken))).toContain(`spec.versions[0].schema.openAPIV3Schema.properties[spec].properties[a].pattern: Invalid value: "${pattern}": must be a valid regular expression, but isn't: ${words}`);
  });

  it('compile their expressions as far as they are written out', () => {
    const broken = { type: 'object', properties: { a: { type: 'string' } }, 'x-kubernetes-validations': [{ rule: "self.a.matches('[')" }] };
    expect(freshServer().words('POST', definitions, definition(broken))).toContain("compilation failed: ERROR: <input>:1:16: invalid matches argument\n | self.a.matches('[')\n | ...............^");
  });

  it('answer at once to a pattern that others never finish', () => {
    const cluster = freshServer();
    cluster.ask('POST', definitions, definition({ type: 'object', properties: { replicas: { type: 'integer' }, a: { type: 'string', pattern: '^(a+)+$' } } }));
    cluster.clock.runUntil(1000);
    expect(cluster.words('POST', pools, { metadata: { name: 'p' }, spec: { a: `${'a'.repeat(5000)}!` } })).toContain("spec.a in body should match '^(a+)+$'");
  });

  it('bound what the patterns of one object cost together', () => {
    const cluster = freshServer();
    const pattern = `(${[...'BCDEFGHIJKLMNOPQRSTUVWXY'].map((letter) => `.{0,1000}${letter}`).join('|')})`;
    cluster.ask('POST', definitions, definition({ type: 'object', properties: { tags: { type: 'array', items: { type: 'string', pattern } } } }));
    cluster.clock.runUntil(1000);
    const make = (tags: readonly string[]): string => cluster.words('POST', pools, { metadata: { name: 'p' }, spec: { tags } });
    const began = performance.now();
    expect(make(Array.from({ length: 50 }, () => 'a'.repeat(900)))).toContain('patterns of the schema: regular expression takes too long');
    expect(performance.now() - began).toBeLessThan(runawayMs);
    cluster.ask('PATCH', `${definitions}/pools.lab.example.com`, { spec: { versions: [{ ...(definition({ type: 'object', properties: { tags: { type: 'array', items: { type: 'string', 'x-kubernetes-validations': [{ rule: `!self.matches('${pattern}')`, message: 'matches' }] } } } }) as { spec: { versions: object[] } }).spec.versions[0] }] } }, merge);
    cluster.clock.runUntil(2000);
    const ruleBegan = performance.now();
    expect(make(Array.from({ length: 50 }, () => 'a'.repeat(900)))).toContain('operation cancelled: actual cost limit exceeded');
    expect(performance.now() - ruleBegan).toBeLessThan(runawayMs);
    expect(make(['aB'])).toContain('matches');
  });

  it('have patterns that find what they are for', () => {
    const cluster = freshServer();
    cluster.ask('POST', definitions, definition({ type: 'object', properties: { tags: { type: 'array', items: { type: 'string', pattern: '.{0,1000}B' } } } }));
    cluster.clock.runUntil(1000);
    const make = (tags: readonly string[]): string => cluster.words('POST', pools, { metadata: { name: 'p' }, spec: { tags } });
    expect(make(['aB'])).not.toContain('too long');
    expect(make(['aa'])).toContain('spec.tags[0] in body should match');
  });
});
