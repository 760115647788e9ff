import { describe, expect, it } from 'vitest';
import { evaluate, type CelValue } from './evaluate.ts';
import { parseCel } from './parse.ts';

const self = { min: 1, max: 3, name: 'web-1', tags: ['a', 'b'], ports: [{ port: 80 }, { port: 443 }], labels: { app: 'x' } };
const value = (text: string): CelValue => evaluate(parseCel(text), new Map([['self', self as CelValue]]));

describe('an expression', () => {
  it.each([
    ['1 + 2 * 3 == 7', true],
    ['7 / 2', 3],
    ['self.min <= self.max && self.name.startsWith("web")', true],
    ['self.ports.all(p, p.port > 0 && p.port < 65536)', true],
    ['self.ports.exists(p, p.port == 8080)', false],
    ['self.ports.map(p, p.port)', [80, 443]],
    ['self.tags.filter(t, t != "a").size()', 1],
    ['has(self.missing) ? "yes" : "no"', 'no'],
    ['"app" in self.labels', true],
    ['self.name.matches("^[a-z]+-[0-9]$")', true],
    ['"a12b3".find("[0-9]+") + "abc".find("x")', '12'],
    ['"a12b3".findAll("[0-9]+")', ['12', '3']],
    ['"a12b3".findAll("[0-9]+", 1)', ['12']],
    [`"${'a'.repeat(5000)}!".matches("^(a+)+$")`, false],
    ['!(2 in [1, 2]) || self.tags[1] == "b"', true],
    ['self.missing == 1 || true', true],
    ['size("héllo")', 5],
    ['"a,b".split(",").join("-")', 'a-b'],
    ['-self.min', -1],
    ['self.?missing.orValue(7)', 7],
    ['self.?labels.app.orValue("none")', 'x'],
    ['self.tags[?9].hasValue()', false],
    ['optional.none().or(optional.of(2)).value()', 2],
    ['"%s has %d of %.1f%%".format([self.name, 2, 0.25])', 'web-1 has 2 of 0.3%'],
    ["r'\\d' + '\\n'", '\\d\n'],
  ])('%s is %j', (text, wanted) => {
    expect(value(text)).toEqual(wanted);
  });

  it.each([
    ['self.missing', 'no such key: missing'],
    ['optional.none().value()', 'optional.none() dereference'],
    ['1 / 0', 'division by zero'],
    ['"a" < 1', 'no such overload'],
    ['nobody', "undeclared reference to 'nobody' (in container '')"],
    ['self.tags[9]', 'index out of bounds: 9'],
    ['true' + ' && true'.repeat(20_000), 'expression recursion limit exceeded'],
    ['self' + '.metadata'.repeat(20_000), 'expression recursion limit exceeded'],
    [[1, 2, 3, 4, 5, 6, 7, 8].reduce((inner, at) => `[1,2,3,4,5,6,7,8,9,10].all(x${String(at)}, ${inner})`, 'true'), 'operation cancelled: actual cost limit exceeded'],
    ['"a".matches("a(?=b)")', 'error parsing regexp: invalid or unsupported Perl syntax: `(?=`'],
    ['"a".findAll("(")', 'Illegal regex: error parsing regexp: missing closing ): `(`'],
    [`"${'a'.repeat(200_000)}".matches("(a?){1000}b")`, 'operation cancelled: actual cost limit exceeded'],
    ['1 +', "Syntax error: mismatched input '<EOF>'"],
  ])('%s has no value: %s', (text, words) => {
    expect(() => value(text)).toThrow(words);
  });
});
