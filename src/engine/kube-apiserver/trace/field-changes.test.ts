import { expect, it } from 'vitest';
import { fieldChanges } from './field-changes.ts';

const words = (before: unknown, after: unknown): readonly string[] =>
  fieldChanges(before, after).changes.map(({ path, change, value }) => `${change} ${path}${value === '' ? '' : ` ${value}`}`);

it.each([
  { why: 'a new field', before: { spec: {} }, after: { spec: { priority: 0 } }, said: ['added spec.priority 0'] },
  { why: 'a changed field', before: { a: 'x', b: 1 }, after: { a: 'y', b: 1 }, said: ['changed a y'] },
  { why: 'a field that went', before: { a: 'x' }, after: {}, said: ['removed a x'] },
  { why: 'a whole part is one change', before: {}, after: { spec: { a: { b: 1 } } }, said: ['added spec'] },
  { why: 'a whole list is told item by item', before: {}, after: { v: [{ name: 'a' }, { name: 'b' }] }, said: ['added v[a]', 'added v[b]'] },
  { why: 'so is a map of plain values', before: {}, after: { labels: { app: 'web', tier: 'front' } }, said: ['added labels.app web', 'added labels.tier front'] },
  { why: 'an empty list is told as itself', before: {}, after: { list: [], map: {} }, said: ['added list', 'added map'] },
  { why: 'items are told apart by name', before: { c: [{ name: 'app', image: '1' }] }, after: { c: [{ name: 'side' }, { name: 'app', image: '2' }] }, said: ['added c[side]', 'changed c[app].image 2'] },
  { why: 'mounts are told apart by their path', before: { m: [{ name: 'v', mountPath: '/a' }] }, after: { m: [{ name: 'v', mountPath: '/a' }, { name: 'v', mountPath: '/b' }] }, said: ['added m[/b]'] },
  { why: 'plain items go by their place', before: { f: ['x'] }, after: { f: ['x', 'y'] }, said: ['added f[1] y'] },
  { why: 'keys with dots stand in brackets', before: { labels: {} }, after: { labels: { 'app.kubernetes.io/name': 'web' } }, said: ['added labels[app.kubernetes.io/name] web'] },
  { why: 'equal parts made anew are no change', before: { a: { b: [1] } }, after: { a: { b: [1] } }, said: [] },
  { why: 'what every write changes is not told', before: { metadata: { resourceVersion: '1' } }, after: { metadata: { resourceVersion: '2' } }, said: [] },
  { why: 'a key of a prototype is a key', before: {}, after: JSON.parse('{"__proto__": 1}') as unknown, said: ['added __proto__ 1'] },
])('$why', ({ before, after, said }) => {
  expect(words(before, after)).toEqual(said);
});

it('tells a dozen and counts the rest', () => {
  const after = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`k${String(index)}`, index]));
  expect(fieldChanges({}, after)).toMatchObject({ changes: { length: 12 }, more: 18 });
});
