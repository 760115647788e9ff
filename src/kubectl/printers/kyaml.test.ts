import { expect, it } from 'vitest';
import { readYaml } from '../../kube/yaml/index.ts';
import { toKyaml } from './kyaml.ts';

it('writes maps and lists in braces and brackets, a comma after everything', () => {
  const object = { kind: 'Service', spec: { ports: [{ port: 80 }, { port: 443 }], ips: ['10.96.0.1'], selector: {}, more: [], ready: true, nothing: null } };
  expect(toKyaml(object)).toBe(`---
{
  kind: "Service",
  spec: {
    ports: [{
      port: 80,
    }, {
      port: 443,
    }],
    ips: [
      "10.96.0.1",
    ],
    selector: {},
    more: [],
    ready: true,
    nothing: null,
  },
}
`);
});

it('folds a text of several lines, and keeps the blanks that a line begins with', () => {
  expect(toKyaml({ text: 'one\n  two\n\nthree', last: 'line\n' })).toBe(`---
{
  text: "\\
     one\\n\\
    \\  two\\n\\
     \\n\\
     three\\
    ",
  last: "\\
     line\\n\\
    ",
}
`);
});

it.each([
  { why: 'plain words', key: 'app.kubernetes.io/name', shown: 'app.kubernetes.io/name' },
  { why: 'a truth value', key: 'on', shown: '"on"' },
  { why: 'nothing', key: 'Null', shown: '"Null"' },
  { why: 'a number', key: '1_000', shown: '"1_000"' },
  { why: 'a number in hexadecimal', key: '0xff', shown: '"0xff"' },
  { why: 'a number with an exponent', key: '1e3', shown: '"1e3"' },
  { why: 'a day', key: '2026-01-01', shown: '"2026-01-01"' },
  { why: 'a dot before it', key: '.dockerconfigjson', shown: '".dockerconfigjson"' },
  { why: 'no words at all', key: '', shown: '""' },
  { why: 'a quote', key: 'a"b', shown: '"a\\"b"' },
])('has quotes around a key that could be taken for something else: $why', ({ key, shown }) => {
  expect(toKyaml({ [key]: 1 })).toBe(`---\n{\n  ${shown}: 1,\n}\n`);
});

it('is YAML, and says the same', () => {
  const object = { a: 'tab\t"quote" \\ \u0007 \u{1f680}', b: ' x\n  y\n', list: [['n', 1], []], 'y': { 'a b': 1.5 } };
  expect(readYaml(toKyaml(object)).documents[0]?.value).toEqual(object);
});
