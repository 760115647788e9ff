import { describe, expect, it } from 'vitest';
import { Failure } from '../errors.ts';
import { alignColumns, describeStyle, tableStyle } from './columns.ts';
import { customLine, parseCustomColumns } from './custom-columns.ts';
import { unifiedDiff } from './diff.ts';
import { humanDuration } from './duration.ts';
import { printGoTemplate } from './go-template.ts';
import { printJsonPath } from './jsonpath.ts';
import { sortByPath } from './sort.ts';
import { tableLines } from './table.ts';

const data = {
  kind: 'List', name: 'x<y',
  items: [
    { metadata: { name: 'a', labels: { 'app.io/tier': 'web' } }, spec: { replicas: 3, ports: [{ port: 80, name: 'http' }, { port: 443, name: 'https' }] } },
    { metadata: { name: 'b' }, spec: { replicas: 1, ports: [] } },
  ],
};

describe('jsonpath', () => {
  it.each([
    { template: '{.kind}', prints: 'List' },
    { template: 'kind: {.kind}{"\\n"}', prints: 'kind: List\n' },
    { template: '{.items[*].metadata.name}', prints: 'a b' },
    { template: '{.items[0].metadata.labels.app\\.io/tier}', prints: 'web' },
    { template: "{.items[0].metadata.labels['app\\.io/tier']}", prints: 'web' },
    { template: '{.items[-1].metadata.name}', prints: 'b' },
    { template: '{.items[0:2].spec.replicas}', prints: '3 1' },
    { template: '{.items[0].spec.ports[?(@.name=="https")].port}', prints: '443' },
    { template: '{.items[?(@.spec.replicas>1)].metadata.name}', prints: 'a' },
    { template: '{.items[?(@.metadata.labels)].metadata.name}', prints: 'a' },
    { template: '{range .items[*]}{.metadata.name}={.spec.replicas};{end}', prints: 'a=3;b=1;' },
    { template: '{range .items[*]}{range .spec.ports[*]}{.port},{end}{.metadata.name} {end}!', prints: '80,443,a b !' },
    { template: '{..port}', prints: '80 443' },
    { template: "{.items[*]['metadata.name','spec']}", prints: 'a b {"ports":[{"name":"http","port":80},{"name":"https","port":443}],"replicas":3} {"ports":[],"replicas":1}' },
    { template: '{.items[0].spec}', prints: '{"ports":[{"name":"http","port":80},{"name":"https","port":443}],"replicas":3}' },
    { template: '{.nothing.here}', prints: '' },
    { template: '{@.kind}/{$.kind}', prints: 'List/List' },
    { template: '{.name}', prints: 'x<y' },
  ])('$template', ({ template, prints }) => {
    expect(printJsonPath(template, data, { allowMissing: true })).toBe(prints);
  });

  it('says where an index points beyond a list', () => {
    expect(() => printJsonPath('{.items[1].spec.ports[0]}', data, { allowMissing: true })).toThrow('Error executing template: array index out of bounds: index 0, length 0.');
  });

  it.each([
    { template: '{.items[?(@.spec.replicas=="3")].metadata.name}', words: 'incompatible types for comparison' },
    { template: '{.items[?(@.metadata.name>1)].metadata.name}', words: 'incompatible types for comparison' },
    { template: '{.items[?(@.spec==1)].metadata.name}', words: 'invalid type for comparison' },
    { template: '{.items[?(true<false)].metadata.name}', words: 'invalid type for comparison' },
  ])('compares values of one kind only: $template', ({ template, words }) => {
    expect(() => printJsonPath(template, data, { allowMissing: true })).toThrow(`Error executing template: ${words}.`);
  });

  it('escapes what HTML would read, inside objects only', () => {
    expect(printJsonPath('{}', { a: '<&>' }, { allowMissing: true })).toBe('{"a":"\\u003c\\u0026\\u003e"}');
  });
});

describe('go-template', () => {
  it.each([
    { template: '{{.kind}}', prints: 'List' },
    { template: '{{len .items}}', prints: '2' },
    { template: '{{range .items}}{{.metadata.name}} {{end}}', prints: 'a b ' },
    { template: '{{range $i, $e := .items}}{{$i}}={{$e.spec.replicas}},{{end}}', prints: '0=3,1=1,' },
    { template: '{{if eq .kind "List"}}yes{{else}}no{{end}}', prints: 'yes' },
    { template: '{{with index .items 0}}{{.metadata.name}}{{end}}', prints: 'a' },
    { template: '{{range .items}}{{if gt .spec.replicas 1}}{{.metadata.name}}{{end}}{{end}}', prints: 'a' },
    { template: '{{printf "%s-%d" .kind (len .items)}}', prints: 'List-2' },
    { template: '{{.missing}}', prints: '<no value>' },
    { template: '{{"aGk=" | base64decode}}', prints: 'hi' },
    { template: 'a {{- " b" -}} c', prints: 'a bc' },
    { template: '{{(index .items 1).metadata.name}}', prints: 'b' },
  ])('$template', ({ template, prints }) => {
    expect(printGoTemplate(template, data)).toBe(prints);
  });
});

describe('columns', () => {
  it('widens a column to its widest cell, six signs at least', () => {
    expect(alignColumns('N\tIMAGE\n1\tnginx:3\nlonger\tx\n', tableStyle)).toBe('N        IMAGE\n1        nginx:3\nlonger   x\n');
    expect(alignColumns('N\tX\n', tableStyle)).toBe('N     X\n');
  });

  it('takes lines without the cell as the end of a column', () => {
    expect(alignColumns('a\tb\nlong text\nccc\td\n', describeStyle)).toBe('a  b\nlong text\nccc  d\n');
  });

  it('prints custom columns with nothing where nothing is', () => {
    const columns = parseCustomColumns('NAME:.metadata.name,PORTS:.spec.ports[*].port,LABELS:.metadata.labels');
    expect(data.items.map((item) => customLine(columns, item))).toEqual(['a\t80,443\tmap[app.io/tier:web]', 'b\t<none>\t<none>']);
  });

  it('shows wide columns only when asked, and labels as columns of their own', () => {
    const table = { kind: 'Table' as const, columnDefinitions: [{ name: 'Name' }, { name: 'Node', priority: 1 }], rows: [{ cells: ['a', 'node-1'], object: { metadata: { name: 'a', namespace: 'x', labels: { 'k.io/zone': 'z1' } } } }] };
    const options = { wide: false, noHeaders: false, withNamespace: true, showLabels: true, labelColumns: ['k.io/zone'], kindPrefix: 'pod' };
    expect(tableLines(table, options)).toEqual(['NAMESPACE\tNAME\tZONE\tLABELS', 'x\tpod/a\tz1\tk.io/zone=z1']);
    expect(tableLines(table, { ...options, wide: true })[1]).toBe('x\tpod/a\tnode-1\tz1\tk.io/zone=z1');
  });
});

describe('sorting', () => {
  it.each([
    { why: 'equal ones keep their order', values: { a: 'x', b: 'x', c: 'w' }, order: 'c a b' },
    { why: 'what has no value comes first, last ones first', values: { a: undefined, b: 1, c: undefined, d: 0 }, order: 'c a d b' },
    { why: 'one text that is no quantity: by digits and letters', values: { a: '1Gi', b: 'x', c: '500Mi' }, order: 'c a b' },
    { why: 'null before all that is there', values: { a: 2, b: null, c: 1 }, order: 'b c a' },
  ])('$why', ({ values, order }) => {
    expect(sortByPath(Object.entries(values), '{.v}', ([, v]) => (v === undefined ? {} : { v })).map(([name]) => name).join(' ')).toBe(order);
  });

  it.each([
    { why: 'a truth', values: [true, false], words: 'unsortable type: bool' },
    { why: 'an object', values: [{ a: 1 }, { a: 2 }], words: 'unsortable type: map[string]interface {}' },
    { why: 'a list', values: [[1], [2]], words: 'unsortable type: []interface {}' },
    { why: 'a number and a text', values: [1, 'x'], words: 'unsortable interface: interface' },
  ])('has no order for $why', ({ values, words }) => {
    expect(() => sortByPath<unknown>(values, 'v', (v) => ({ v }))).toThrow(words);
  });

  it.each([
    { why: 'numbers by size', values: [10, 9, 100], order: [9, 10, 100] },
    { why: 'quantities by size', values: ['1Gi', '500Mi', '2G'], order: ['500Mi', '1Gi', '2G'] },
    { why: 'digits inside texts by size', values: ['pod-10', 'pod-9'], order: ['pod-9', 'pod-10'] },
    { why: 'times', values: ['2026-01-02T00:00:00Z', '2026-01-01T23:00:00Z'], order: ['2026-01-01T23:00:00Z', '2026-01-02T00:00:00Z'] },
  ])('$why', ({ values, order }) => {
    expect(sortByPath<{ v: string | number }>(values.map((v) => ({ v })), '.v', (item) => item).map(({ v }) => v)).toEqual(order);
  });
});

describe('durations', () => {
  it.each([[5_000, '5s'], [119_000, '119s'], [120_000, '2m'], [200_000, '3m20s'], [600_000, '10m'], [3_600_000 * 3, '3h'], [3_600_000 * 4.5, '4h30m'], [3_600_000 * 47, '47h'], [3_600_000 * 49, '2d1h'], [86_400_000 * 400, '400d'], [86_400_000 * 800, '2y70d']] as const)('%d ms is %s', (ms, text) => {
    expect(humanDuration(ms)).toBe(text);
  });
});

describe('unified diff', () => {
  it('shows three lines around each change', () => {
    const before = 'a\nb\nc\nd\ne\nf\n';
    expect(unifiedDiff(before, 'a\nb\nc\nd\nE\nf\n')).toBe('@@ -2,5 +2,5 @@\n b\n c\n d\n-e\n+E\n f\n');
    expect(unifiedDiff('', 'a\n')).toBe('@@ -0,0 +1 @@\n+a\n');
    expect(unifiedDiff(before, before)).toBe('');
  });
});

describe('templates that ask too much, or wrongly', () => {
  it.each([
    { template: '{{slice .name 1 3}}|{{slice .items 0 1 | len}}', prints: '<y|1' },
    { template: '{{index . "constructor"}}', prints: '<no value>' },
    { template: '{{printf "%5s|%-3d|%03d|%.2f|%q|%x" "a" 7 7 1.5 "b" 255}}', prints: '    a|7  |007|1.50|"b"|ff' },
    { template: '{{printf "%d %s" "a"}}', prints: '%!d(string=a) %!s(MISSING)' },
    { template: '{{printf "a" 1 "b"}}', prints: 'a%!(EXTRA int=1, string=b)' },
    { template: '{{printf "%999999999s|" "a"}}', prints: '%!(NOVERB)%!(EXTRA string=a)' },
    { template: '{{printf "%.999999999f" 1.5}}', prints: '%!(NOVERB)%!(EXTRA float64=1.5)' },
    { template: `${'{{if true}}'.repeat(400)}x${'{{end}}'.repeat(400)}`, prints: 'x' },
  ])('prints $template', ({ template, prints }) => {
    expect(printGoTemplate(template, data)).toBe(prints);
  });

  it.each([
    { template: '{{slice}}', says: 'wrong number of args for slice: want at least 1 got 0' },
    { template: '{{slice 5}}', says: "error calling slice: can't slice item of type int" },
    { template: '{{slice .missing}}', says: 'error calling slice: slice of untyped nil' },
    { template: '{{slice .name 9}}', says: 'error calling slice: index out of range: 9' },
    { template: '{{slice .name 2 1}}', says: 'error calling slice: invalid slice index: 2 > 1' },
    { template: '{{slice .name "a"}}', says: 'error calling slice: cannot index slice/array with type string' },
    { template: '{{index .items 2}}', says: 'error calling index: index out of range: 2' },
    { template: '{{printf}}', says: 'wrong number of args for printf: want at least 1 got 0' },
    { template: '{{printf 5}}', says: 'wrong type for value; expected string; got int' },
    { template: '{{if true}}'.repeat(20_000), says: 'nested too deep' },
    { template: `{{if true}}${'{{else if true}}'.repeat(20_000)}{{end}}`, says: 'nested too deep' },
    { template: `{{${'('.repeat(20_000)}}}`, says: 'nested too deep' },
    { template: '{{if true}}x', says: 'unexpected EOF' },
    { template: '{{(len .items}}', says: 'unclosed left paren' },
    { template: '{{define "x"}}{{template "x"}}{{end}}{{template "x"}}', says: 'exceeded maximum template depth (200)' },
    { template: '{{template "x"}}', says: 'template "x" not defined' },
    { template: '{{"\\q"}}', says: 'invalid syntax' },
    { template: '{{range 100000}}{{range 100000}}{{end}}{{end}}', says: 'prints too much' },
    { template: '{{range 1000}}{{printf "%1000000d" 1}}{{end}}', says: 'prints too much' },
  ])('refuses $template', ({ template, says }) => {
    expect(() => printGoTemplate(template, data)).toThrow(says);
    expect(() => printGoTemplate(template, data)).toThrow(Failure);
  });

  it.each([
    { template: `{${'[?(@'.repeat(20_000)}${')]'.repeat(20_000)}}`, says: 'nested too deep' },
    { template: '{range .items[*]}'.repeat(20_000), says: 'nested too deep' },
    { template: `{${'..'.repeat(40)}}`, says: 'too many values' },
  ])('refuses $says', ({ template, says }) => {
    expect(() => printJsonPath(template, data, { allowMissing: true })).toThrow(says);
    expect(() => printJsonPath(template, data, { allowMissing: true })).toThrow(Failure);
  });
});

describe('what else a Go template and a JSONPath know', () => {
  const pod = { kind: 'Pod', metadata: { name: 'web', labels: { 'a.b': 'x' } }, spec: { containers: [{ name: 'app' }, { name: 'side' }] } };

  it.each([
    ['{{define "T"}}[{{.}}]{{end}}{{template "T" .kind}}{{block "B" .metadata.name}}<{{.}}>{{end}}', '[Pod]<web>'],
    ['{{range .spec.containers}}{{.name}}{{break}}{{end}}|{{range .spec.containers}}{{if eq .name "app"}}{{continue}}{{end}}{{.name}}{{end}}', 'app|side'],
    ['{{printf "%T %T" .spec .kind}} {{print 1 2 "x" 3}}', 'map[string]interface {} string 1 2x3'],
    [`{{html "<a href='x'>"}} {{js "it's <b>"}} {{urlquery "a b&c"}}`, String.raw`&lt;a href=&#39;x&#39;&gt; it\'s \u003Cb\u003E a+b%26c`],
  ])('%s', (template, text) => { expect(printGoTemplate(template, pod)).toBe(text); });

  it('refuses a key that is not there where it may not be missing, and says where', () => {
    let told = '';
    expect(() => printGoTemplate('x\n {{.nope}}', pod, { allowMissing: false, tell: (text) => { told += text; } })).toThrow('error executing template "x\\n {{.nope}}": template: output:2:3: executing "output" at <.nope>: map has no entry for key "nope"');
    expect(told).toContain('template was:\n\t\tx\n {{.nope}}\n\traw data was:\n\t\t{"kind":"Pod",');
  });

  it.each(['{{break}}', '{{nofunc 1}}'])('refuses %s', (template) => { expect(() => printGoTemplate(template, pod)).toThrow(`error parsing template ${template}, template: output:1: `); });

  it.each([
    ["{.metadata.labels['a.b']}|{.metadata.labels['a\\.b']}", '|x'], ['{.spec.containers[].name}', 'app'], ["{.spec.containers[0]['name','nope']}", 'app'],
  ])('%s', (template, text) => { expect(printJsonPath(template, pod, { allowMissing: true })).toBe(text); });

  it.each([
    ['{.spec.containers["name"]}', 'invalid array index "name"'], ['{end}', 'not in range, nothing to end'], ['{.a[?(@.b=~"c")]}', "unrecognized character in action: U+007E '~'"], ['{.a[?(@.b=="c" && @.d)]}', "unrecognized character in action: U+0026 '&'"],
  ])('refuses %s', (template, words) => { expect(() => printJsonPath(template, pod, { allowMissing: true })).toThrow(words); });
});
