import { describe, expect, it } from 'vitest';
import { freshServer, pod, pods } from '../testing/fresh-server.ts';
import { humanDuration } from './cells.ts';
import { evaluateJsonPath } from './json-path.ts';
import type { Table } from './table.ts';

const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';

describe('an age', () => {
  it.each([
    [-5000, '<invalid>'], [0, '0s'], [119_000, '119s'], [125_000, '2m5s'], [600_000, '10m'], [10_800_000, '3h'], [15_000_000, '4h10m'],
    [100_000_000, '27h'], [180_000_000, '2d2h'], [864_000_000, '10d'], [63_072_000_000, '2y'], [400_000_000_000, '12y'],
  ])('of %d ms is %s', (ms, words) => {
    expect(humanDuration(ms)).toBe(words);
  });
});

describe('a table', () => {
  it('has Kubernetes\' columns, those of the wide table marked, and names its objects', () => {
    const { ask, clock } = freshServer();
    ask('POST', pods, pod('web'));
    clock.runUntil(90_000);
    const table = ask('GET', pods, undefined, { accept }).body as Table;
    expect(table.columnDefinitions.map(({ name, priority }) => `${name}${priority > 0 ? '*' : ''}`)).toEqual(['Name', 'Ready', 'Status', 'Restarts', 'Age', 'IP*', 'Node*', 'Nominated Node*', 'Readiness Gates*']);
    expect(table.rows[0]?.cells).toEqual(['web', '0/1', 'Pending', '0', '90s', '<none>', '<none>', '<none>', '<none>']);
    expect(table.rows[0]?.object).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name: 'web' } });
    const bare = ask('GET', `${pods}?includeObject=None`, undefined, { accept }).body as Table;
    expect(bare.rows[0]?.object).toBeNull();
  });

  it('marks the default class', () => {
    const { ask } = freshServer();
    const path = '/apis/networking.k8s.io/v1/ingressclasses';
    for (const [name, isDefault] of [['other', 'false'], ['usual', 'true']]) {
      ask('POST', path, { apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: { name, annotations: { 'ingressclass.kubernetes.io/is-default-class': isDefault } }, spec: { controller: 'example.com/x' } });
    }
    expect((ask('GET', path, undefined, { accept }).body as Table).rows.map(({ cells }) => cells[0])).toEqual(['other', 'usual (default)']);
  });

  it('of a watch names the columns once', () => {
    const { ask, server } = freshServer();
    const tables: Table[] = [];
    server.watch({ method: 'GET', path: `${pods}?watch=1`, user: { name: 'x', groups: ['system:masters'] }, cause: { clock: true }, accept }, ({ object }) => { tables.push(object as unknown as Table); });
    ask('POST', pods, pod('a'));
    ask('POST', pods, pod('b'));
    expect(tables.map(({ columnDefinitions, rows }) => [(columnDefinitions as unknown) !== null, rows[0]?.cells[0]])).toEqual([[true, 'a'], [false, 'b']]);
  });
});

describe('a JSON path', () => {
  const object = { spec: { replicas: 3, list: [{ name: 'a', ok: 'yes' }, { name: 'b', ok: 'no' }] }, metadata: { annotations: { 'a.b/c': 'x' } } };
  it.each([
    ['.spec.replicas', [3]], ['.spec.list[1].name', ['b']], ['.spec.list[*].name', ['a', 'b']], ['.spec.list[?(@.name=="b")].ok', ['no']],
    [".metadata.annotations['a.b/c']", ['x']], ['.metadata.annotations.a\\.b/c', ['x']], ['.missing.x', []],
  ])('%s', (path, values) => {
    expect(evaluateJsonPath(object, path)).toEqual(values);
  });
});
