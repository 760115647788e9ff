import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldSelectorText, labelSelectorText, matchesFields, parseFieldSelector, parseLabelSelector } from './selector-text.ts';
import type { Requirement } from './selectors.ts';
import { everything, fromLabelSelector, matches, nothing } from './selectors.ts';

function requirements(text: string): readonly Requirement[] {
  const parsed = parseLabelSelector(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.value.requirements;
}

describe('parseLabelSelector', () => {
  it.each<[string, string]>([
    ['', ''],
    ['a', 'a'],
    ['a,!b', 'a,!b'],
    ['!b , a = x', 'a=x,!b'],
    ['a==x', 'a=x'],
    ['a!=x,b notin (y,x)', 'a!=x,b notin (x,y)'],
    ['a in (x)', 'a=x'],
    ['a in (x,,y)', 'a in (,x,y)'],
    ['a in ()', 'a='],
    ['a=', 'a='],
    ['a=,b', 'a=,b'],
    ['in in (in,notin)', 'in in (in,notin)'],
    ['n>5,m<3', 'm<3,n>5'],
    ['example.com/a.b-c_d=x', 'example.com/a.b-c_d=x'],
  ])('%s is %s', (text, printed) => {
    expect(labelSelectorText({ requirements: requirements(text) })).toBe(printed);
  });

  it.each<[string, string]>([
    ['env in prod', "found 'prod' expected: '('"],
    ['bad key=1', "found 'key', expected: in, notin, =, ==, !=, gt, lt"],
    ['env=-x', "values[0][env]: Invalid value: \"-x\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"],
    ['a,', "found '', expected: identifier after ','"],
    ['=x', "found '=', expected: !, identifier, or 'end of string'"],
    ['a in (x', "found '', expected: ',' or ')'"],
    ['a=b c', "found 'c', expected: ',' or 'end of string'"],
    ['a==(', "found '(', expected: identifier"],
    ['n>x', "values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer"],
  ])('refuses %s: %s', (text, words) => {
    expect(parseLabelSelector(text)).toEqual({ ok: false, message: `unable to parse requirement: ${words}` });
  });

  it('reads what it prints', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,6}[A-Za-z0-9])?$/);
    const requirement: fc.Arbitrary<Requirement> = fc.oneof(
      fc.record({ key: word, operator: fc.constantFrom('In' as const, 'NotIn' as const), values: fc.uniqueArray(word, { minLength: 1, maxLength: 3 }).map((values) => values.sort()) }),
      fc.record({ key: word, operator: fc.constantFrom('Exists' as const, 'DoesNotExist' as const), values: fc.constant([]) }),
      fc.record({ key: word, operator: fc.constantFrom('Gt' as const, 'Lt' as const), values: fc.integer({ min: 0 }).map((value) => [String(value)]) }),
    );
    fc.assert(fc.property(fc.uniqueArray(requirement, { selector: ({ key }) => key, maxLength: 4 }), (wanted) => {
      const inOrder = [...wanted].sort((a, b) => (a.key < b.key ? -1 : 1));
      expect(requirements(labelSelectorText({ requirements: wanted }))).toEqual(inOrder);
    }));
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('a', 'in', 'notin', '(', ')', ',', '=', '!', '>', ' ', '-x'), { maxLength: 10 }), (parts) => {
      expect(parseLabelSelector(parts.join(''))).toBeDefined();
      expect(parseFieldSelector(parts.join(''))).toBeDefined();
    }), { numRuns: 1000 });
  });
});

describe('matches', () => {
  it.each<[string, Readonly<Record<string, string>>, boolean]>([
    ['a=x', { a: 'x' }, true],
    ['a!=x', {}, true],
    ['a notin (x),a', {}, false],
    ['!a', { a: '' }, false],
    ['a in (x,y)', { a: 'y' }, true],
    ['n>5', { n: '6' }, true],
    ['n>5', { n: 'six' }, false],
    ['constructor', {}, false],
  ])('%s on %j: %s', (text, labels, result) => {
    expect(matches({ requirements: requirements(text) }, labels)).toBe(result);
  });

  it('tells an absent selector from an empty one', () => {
    expect(fromLabelSelector(undefined)).toBe(nothing);
    expect(matches(nothing, {})).toBe(false);
    expect(matches(fromLabelSelector({}), { a: 'b' })).toBe(true);
    expect(matches(everything, undefined)).toBe(true);
    expect(matches(fromLabelSelector({ matchLabels: { a: 'x' }, matchExpressions: [{ key: 'b', operator: 'Exists' }] }), { a: 'x' })).toBe(false);
  });
});

describe('field selectors', () => {
  it('are read, printed and matched', () => {
    const parsed = parseFieldSelector(String.raw`metadata.name=x,spec.nodeName!=,status.phase==Run\,ning`);
    expect(parsed).toEqual({ ok: true, value: [
      { field: 'metadata.name', operator: '=', value: 'x' }, { field: 'spec.nodeName', operator: '!=', value: '' }, { field: 'status.phase', operator: '=', value: 'Run,ning' }] });
    expect(parsed.ok && fieldSelectorText(parsed.value)).toBe(String.raw`metadata.name=x,spec.nodeName!=,status.phase=Run\,ning`);
    expect(parsed.ok && matchesFields(parsed.value, { 'metadata.name': 'x', 'spec.nodeName': 'n', 'status.phase': 'Run,ning' })).toBe(true);
    expect(parsed.ok && matchesFields(parsed.value, { 'metadata.name': 'x' })).toBe(false);
  });

  it.each([
    ['metadata.name', "invalid selector: 'metadata.name'; can't understand 'metadata.name'"],
    ['a=b=c', 'invalid field selector: unescaped character in value: ='],
    [String.raw`a=\x`, String.raw`invalid field selector: invalid escape sequence: \x`],
  ])('%s: %s', (text, message) => {
    expect(parseFieldSelector(text)).toEqual({ ok: false, message });
  });
});
