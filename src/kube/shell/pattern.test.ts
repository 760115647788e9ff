import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PatternTooCostly, quotedPattern, ShellPattern } from './pattern.ts';

/** The same pattern as a regular expression, which tries every way and so serves short texts alone. */
function asRegExp(pattern: string): RegExp {
  const parts = pattern.replace(/\\(.)|\[([!^]?)(\]?[^\]]*)\]|([*?])|([^])/gu, (_, escaped: string | undefined, turned: string | undefined, set: string | undefined, wild: string | undefined, letter: string | undefined) =>
    wild ? (wild === '*' ? '.*' : '.') : set !== undefined ? `[${turned ? '^' : ''}${set.replace(/[\\\]^]/g, '\\$&')}]` : `\\u{${(escaped ?? letter ?? '').codePointAt(0)?.toString(16) ?? '0'}}`);
  return new RegExp(`^(?:${parts})$`, 'su');
}

const letters = fc.constantFrom('a', 'b', 'c', '😀');
const text = fc.array(letters, { maxLength: 7 }).map((all) => all.join(''));
const pattern = fc.array(fc.oneof(letters, fc.constantFrom('*', '?', '[ab]', '[!a]', '[a-b]', '\\*', '\\a')), { maxLength: 6 }).map((all) => all.join(''));

describe('patterns of shells', () => {
  it('fit what the same regular expression fits', () => {
    fc.assert(fc.property(pattern, text, (wanted, given) => {
      expect(new ShellPattern(wanted).test(given)).toBe(asRegExp(wanted).test(given));
    }), { numRuns: 2000 });
  });

  it('take away the shortest and the longest beginning and end that fit', () => {
    fc.assert(fc.property(pattern, text, (wanted, given) => {
      const whole = asRegExp(wanted);
      const all = Array.from(given);
      const cuts = Array.from({ length: all.length + 1 }, (_, at) => [all.slice(0, at).join(''), all.slice(at).join('')] as const);
      const beginnings = cuts.filter(([head]) => whole.test(head));
      const ends = cuts.filter(([, tail]) => whole.test(tail));
      const trimmed = (['#', '##', '%', '%%'] as const).map((sign) => new ShellPattern(wanted).trim(given, sign));
      expect(trimmed).toEqual([beginnings[0]?.[1] ?? given, beginnings.at(-1)?.[1] ?? given, ends.at(-1)?.[0] ?? given, ends[0]?.[0] ?? given]);
    }), { numRuns: 2000 });
  });

  it('put something in the place of what fits', () => {
    expect(['a*c', '?', '[!b]', ''].map((wanted) => new ShellPattern(wanted).replace('abcabd', '-', { isEvery: true }))).toEqual(['-abd', '------', '-b--b-', 'abcabd']);
    expect(['*', '?', 'a*', '**'].map((wanted) => new ShellPattern(wanted).replace('', 'x', { isEvery: true }))).toEqual(['x', '', '', 'x']);
    expect(new ShellPattern('b').replace('abcabd', '$&', { isEvery: false })).toBe('a$&cabd');
  });

  it('quoted, fit only the text itself', () => {
    fc.assert(fc.property(pattern, text, (wanted, given) => {
      expect(new ShellPattern(quotedPattern(wanted)).test(wanted)).toBe(true);
      expect(new ShellPattern(quotedPattern(wanted)).test(given)).toBe(wanted === given);
    }));
  });

  it('give up where it takes too many steps', () => {
    const long = 'a'.repeat(20_000);
    expect(() => new ShellPattern('*a*b').replace(long, '', { isEvery: true })).toThrow(PatternTooCostly);
    expect(() => new ShellPattern(`*${long}b`).test(long + long)).toThrow(PatternTooCostly);
  });

  it('look for the end of a set once, however many begin and do not end', () => {
    const begun = '['.repeat(200_000);
    expect(new ShellPattern(`${begun}\\]`).test(`${begun}]`)).toBe(true);
  });

  it.each([
    ['[[:digit:]]*', '7a', true], ['[[:digit:]]*', 'a7', false], ['[![:space:][:digit:]]', '\t', false], ['[![:space:][:digit:]]', 'x', true], ['x[[:upper:]-]', 'x-', true],
    ['[[:nothing:]]', 'n', false], ['[\\]]', ']', true], ['[\\a-c]', 'b', true], ['[[:digit:]', '[:', true], ['[', '[', true], ['[[:digit:]]', '::]', false],
  ])('know classes and \\ in brackets: %s and %s', (wanted, given, fits) => {
    expect(new ShellPattern(wanted).test(given)).toBe(fits);
  });
});
