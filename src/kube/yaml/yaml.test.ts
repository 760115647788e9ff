import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { locate, printYaml, readYaml } from './index.ts';
import type { YamlDocument } from './index.ts';

const values = (text: string): readonly unknown[] => readYaml(text).documents.map((document) => document.value);
const problems = (text: string): readonly string[] => readYaml(text).problems.map((problem) => `${String(problem.line)}: ${problem.message}`);

function only(text: string): YamlDocument {
  const [document] = readYaml(text).documents;
  if (!document) throw new Error(problems(text).join());
  return document;
}

describe('readYaml', () => {
  it.each<{ why: string; text: string; value: unknown }>([
    { why: 'booleans of YAML 1.1', text: 'a: yes\nb: Off\nc: "yes"\nd: n', value: { a: true, b: false, c: 'yes', d: false } },
    { why: 'octal, hexadecimal and underscored numbers', text: 'a: 0644\nb: 0x1F\nc: 1_000\nd: 0o17\ne: 08\nf: 1e3\ng: -0b11\nh: 1.\ni: .\nj: +.5', value: { a: 420, b: 31, c: 1000, d: 15, e: 8, f: 1000, g: -3, h: 1, i: '.', j: 0.5 } },
    { why: 'no times, no base 60', text: 'a: 2026-01-01\nb: 12:30:45\nc: 8080:80', value: { a: '2026-01-01', b: '12:30:45', c: '8080:80' } },
    { why: 'nulls', text: 'a:\nb: ~\nc: null', value: { a: null, b: null, c: null } },
    { why: 'keys that are no strings', text: '80: a\ntrue: b', value: { 80: 'a', true: 'b' } },
    { why: 'merge keys', text: 'base: &b {x: 1, y: 1}\nuse: {<<: *b, y: 2}', value: { base: { x: 1, true: 1 }, use: { x: 1, true: 2 } } },
    { why: 'several sources to merge', text: 'a: &a {p: 1}\nb: &b {p: 2, q: 2}\nc: {<<: [*a, *b]}', value: { a: { p: 1 }, b: { p: 2, q: 2 }, c: { p: 1, q: 2 } } },
    { why: 'JSON', text: '{"a": [1, {"b": "x"}]}', value: { a: [1, { b: 'x' }] } },
    { why: 'KYAML', text: '{\n  # note\n  kind: "Pod",\n  list: [{\n    a: 1,\n  }],\n}', value: { kind: 'Pod', list: [{ a: 1 }] } },
    { why: 'block scalars', text: 'a: |\n  x\n   y\nb: >-\n  p\n  q', value: { a: 'x\n y\n', b: 'p q' } },
  ])('reads $why', ({ text, value }) => {
    expect(values(text)).toEqual([value]);
  });

  it('cuts a stream at its separators and leaves empty documents out', () => {
    expect(values('---\na: 1\n--- # second\n\n# only a note\n---\nb: 2\n---\n')).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it.each([
    ['a: b: c', '1: yaml: line 1: mapping values are not allowed in this context'],
    ['a:\n\tb: 1', '2: yaml: line 2: found character that cannot start any token'],
    ['a: "x', '1: yaml: line 1: found unexpected end of stream'],
    ['a: [1, 2', "1: yaml: did not find expected ',' or ']'"],
    ['a: *x', "1: yaml: unknown anchor 'x' referenced"],
    ['a: &x [*x]', "1: yaml: anchor 'x' value contains itself"],
    ['spec:\n  containers:\n  - name: a\n   image: b\n', '4: yaml: line 2: did not find expected key'],
    ['ok: 1\n---\nx: 1\nx: 2', '4: yaml: unmarshal errors:\n  line 2: key "x" already set in map'],
    ['{a: 1}: 2', '1: unsupported map key of type: map'],
  ])('says what is wrong with %j', (text, problem) => {
    expect(problems(text)).toEqual([problem]);
  });

  it('reads the other documents where one is broken', () => {
    expect(values('a: 1\n---\nb: [\n---\nc: 3')).toEqual([{ a: 1 }, { c: 3 }]);
  });

  it('does not explode, overflow or take too much', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]', ...'bcdefghij'.split('').map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'.charAt(index)}`).join(',')}]`)].join('\n');
    expect(problems(bomb)).toEqual([expect.stringContaining('document contains excessive aliasing')]);
    expect(problems('['.repeat(100_000))).toEqual([expect.stringContaining('exceeded max depth')]);
    expect(problems(`${'- '.repeat(50_000)}x`)).toEqual([expect.stringContaining('exceeded max depth')]);
    expect(problems('x'.repeat(4_000_000))).toEqual(['1: request is too large: limit is 3145728 bytes']);
  });

  it('takes __proto__ and constructor for names', () => {
    const [value] = values('__proto__: {polluted: true}\nconstructor: 1\n');
    expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('a', ': ', '\n', '  ', '- ', '"', "'", '[', ']', '{', '}', '&x ', '*x', '|', '>', '#', '\t', '---\n', '!', '%', '@', ',', '<<'), { maxLength: 30 }), (parts) => {
      expect(readYaml(parts.join(''))).toBeDefined();
    }), { numRuns: 2000 });
  });
});

describe('locate', () => {
  const text = 'kind: Pod\nmetadata:\n  labels:\n    a.b/c: x\n    "q.r": y\nspec:\n  containers:\n  - name: a\n    image: nginx\n  - {name: b, image: c}\n';
  const document = only(`first: 1\n---\n${text}`);
  const second = readYaml(`first: 1\n---\n${text}`).documents[1] ?? document;
  it.each([
    ['spec.containers[0].image', 11, 12, 17],
    ['spec.containers[1].image', 12, 22, 23],
    ['metadata.labels[a.b/c]', 6, 12, 13],
    ['metadata.labels.q.r', 7, 12, 13],
    ['spec.containers[0].resources.limits', 10, 5, 9],
    ['spec.containers', 9, 3, 13],
    ['spec.volumes', 8, 1, 5],
    ['status', 3, 1, 5],
  ])('%s', (path, line, column, endColumn) => {
    expect(locate(second, path)).toEqual({ line, column, endLine: line, endColumn });
  });
});

describe('printYaml', () => {
  it.each<{ why: string; value: unknown; text: string }>([
    { why: 'sorts keys and keeps sequences at the indentation of their parent', value: { b: [{ d: 1, c: [2, [3]] }], a: { x: null } }, text: 'a:\n  x: null\nb:\n- c:\n  - 2\n  - - 3\n  d: 1\n' },
    { why: 'sorts numbers inside keys by value', value: { a10: 1, a2: 2, 'a-b': 3, ab: 4 }, text: 'a-b: 3\na2: 2\na10: 1\nab: 4\n' },
    { why: 'quotes what would be read otherwise', value: ['1', 'true', 'no', '', 'null', '1e3', '0x1', '2026-01-01', '1:30', '~', '.5', '0o7'], text: ['"1"', '"true"', '"no"', '""', '"null"', '"1e3"', '"0x1"', '"2026-01-01"', '"1:30"', '"~"', '".5"', '"0o7"'].map((item) => `- ${item}\n`).join('') },
    { why: 'quotes indicators with single quotes', value: ['*/5 * * * *', 'a: b', '- x', '#x', 'a #b', "it's: x", '@x', ' x', '{}', '%'], text: ["'*/5 * * * *'", "'a: b'", "'- x'", "'#x'", "'a #b'", "'it''s: x'", "'@x'", "' x'", "'{}'", "'%'"].map((item) => `- ${item}\n`).join('') },
    { why: 'leaves others plain', value: ['a:b', '-x', 'a#b', '1.2.3', '10m', '1.5Gi', 'x y', '파드', 'http://x/y?z=1', '1_a', '<none>', 'key=value', '?x'], text: ['a:b', '-x', 'a#b', '1.2.3', '10m', '1.5Gi', 'x y', '파드', 'http://x/y?z=1', '1_a', '<none>', 'key=value', '?x'].map((item) => `- ${item}\n`).join('') },
    { why: 'writes lines as blocks', value: { a: 'x\ny', b: 'x\n', c: 'x\n\n', d: '\nx', e: ' x\ny\n', f: 'x \ny', g: '\tx\ny' }, text: 'a: |-\n  x\n  y\nb: |\n  x\nc: |+\n  x\n\nd: |2-\n\n  x\ne: |2\n   x\n  y\nf: "x \\ny"\ng: "\\tx\\ny"\n' },
    { why: 'escapes', value: ['a\u0000b', 'tab\t', '😀', 'cr\r\nlf'], text: '- "a\\0b"\n- "tab\\t"\n- "\\U0001F600"\n- "cr\\r\\nlf"\n' },
    { why: 'writes what is empty', value: { a: [], b: {}, c: { d: undefined } }, text: 'a: []\nb: {}\nc: {}\n' },
    { why: 'writes numbers', value: [1, -2, 1.5, 1e21, 1e-7, 123456789012], text: '- 1\n- -2\n- 1.5\n- 1e+21\n- 1e-07\n- 123456789012\n' },
    { why: 'folds long lines', value: { message: `${'word '.repeat(20)}end` }, text: `message: ${'word '.repeat(15).trim()}\n  ${'word '.repeat(5)}end\n` },
    { why: 'writes keys that need quotes', value: { '1': 1, '': 2, 'a: b': 3, 'f:name': 4, 'k:{"a":1}': 5 }, text: '"": 2\n"1": 1\n\'a: b\': 3\nf:name: 4\nk:{"a":1}: 5\n' },
    { why: 'writes a bare text', value: 'x', text: 'x\n' },
  ])('$why', ({ value, text }) => {
    expect(printYaml(value)).toBe(text);
  });

  it('is read back as it was', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.array(fc.constantFrom('a', ' ', '\n', ':', '-', '#', '"', "'", '1', '.', '\t', 'word ', '파', '\\'), { maxLength: 60 }).map((parts) => parts.join('')));
    const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
      any: fc.oneof({ maxDepth: 3 }, text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(tie('any'), { maxLength: 3 }), fc.dictionary(text, tie('any'), { maxKeys: 3 })),
    })).any;
    fc.assert(fc.property(value.filter((item) => item !== null), (item) => {
      const json = JSON.parse(JSON.stringify(item)) as unknown;
      expect(values(printYaml(json))).toEqual([json]);
    }), { numRuns: 1500 });
  });
});
