import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { posixRegex, Regex, RegexProblem, RegexTooCostly } from './index.ts';
import { runawayMs } from '../testing/patience.ts';

const groupsIn = (pattern: string, text: string): readonly (string | undefined)[] | undefined => new Regex(pattern).exec(text)?.groups;

describe('what an expression finds', () => {
  it.each([
    { why: 'the first of the alternatives, not the longest', pattern: 'a|ab', text: 'xab', groups: ['a'] },
    { why: 'as much as it can', pattern: 'a+', text: 'baaab', groups: ['aaa'] },
    { why: 'as little as it can', pattern: '<.+?>', text: '<a><b>', groups: ['<a>'] },
    { why: 'what its groups took', pattern: '(\\w+)@(\\w+)\\.com', text: 'to: ann@example.com', groups: ['ann@example.com', 'ann', 'example'] },
    { why: 'nothing for a group that took no part', pattern: '(a)|(b)', text: 'b', groups: ['b', undefined, 'b'] },
    { why: 'counts', pattern: '^(\\d{1,3})\\.(\\d{2,})$', text: '12.3456', groups: ['12.3456', '12', '3456'] },
    { why: 'no more than counted', pattern: '^a{2,3}$', text: 'aaaa', groups: undefined },
    { why: 'a brace that counts nothing as a letter', pattern: 'a{,2}', text: 'a{,2}', groups: ['a{,2}'] },
    { why: 'classes with ranges and classes in them', pattern: '[^\\d\\sa-f-]+', text: '12 cab-xyz', groups: ['xyz'] },
    { why: 'a bracket in the first place of a class', pattern: '[]a]+', text: 'b]a]', groups: [']a]'] },
    { why: "POSIX's classes", pattern: '[[:upper:][:digit:]]+[[:^alpha:]]', text: 'abC3!', groups: ['C3!'] },
    { why: 'edges of words', pattern: '\\bcat\\B', text: 'cat cats', groups: ['cat'] },
    { why: 'edges of lines', pattern: '(?m)^b$', text: 'a\nb\nc', groups: ['b'] },
    { why: 'edges of the text alone where lines do not count', pattern: '^b$', text: 'a\nb\nc', groups: undefined },
    { why: 'no newline by a dot', pattern: 'a.b', text: 'a\nb', groups: undefined },
    { why: 'a newline by a dot that was told to', pattern: '(?s)a.b', text: 'a\nb', groups: ['a\nb'] },
    { why: 'either case, to the end of the group', pattern: '(?:(?i)ab)C', text: 'aBc AbC', groups: ['AbC'] },
    { why: 'either case of letters beyond ASCII', pattern: '(?i)ärger|ΣΑΣ', text: 'σας', groups: ['σας'] },
    { why: 'whole code points', pattern: '^.[😀-😎]$', text: '😀😃', groups: ['😀😃'] },
    { why: 'scripts and categories', pattern: '\\p{Hangul}+\\p{Lu}\\PN', text: '파드 포드Xa1', groups: ['포드Xa'] },
    { why: 'escapes', pattern: '\\x41\\x{1F600}\\101\\.\\Q+*\\E\\t', text: 'A😀A.+*\t', groups: ['A😀A.+*\t'] },
    { why: 'names', pattern: '(?P<first>a)(?<second>b)', text: 'ab', groups: ['ab', 'a', 'b'] },
    { why: 'a repetition of what may be nothing', pattern: '(a*)*b', text: 'aab', groups: ['aab', 'aa'] },
  ])('finds $why', ({ pattern, text, groups }) => {
    expect(groupsIn(pattern, text)).toEqual(groups);
  });

  it('knows the names of its groups', () => {
    expect(new Regex('(?P<first>a)(b)').names).toEqual([undefined, 'first', undefined]);
  });
});

describe('what RE2 refuses', () => {
  it.each([
    ['(a)\\1', 'invalid escape sequence: `\\1`'],
    ['a(?=b)', 'invalid or unsupported Perl syntax: `(?=`'],
    ['a(?!b)', 'invalid or unsupported Perl syntax: `(?!`'],
    ['(?<=a)b', 'invalid named capture: `(?<=a)b`'],
    ['a(?', 'invalid or unsupported Perl syntax: `(?`'],
    ['(?i', 'missing closing ): `(?i`'],
    ['(?>a)', 'invalid or unsupported Perl syntax: `(?>`'],
    ['(a', 'missing closing ): `(a`'],
    ['a)b', 'unexpected ): `a)b`'],
    ['[a', 'missing closing ]: `[a`'],
    ['x[z-a]', 'invalid character class range: `z-a`'],
    ['[[:word:][:nobody:]]', 'invalid character class range: `[:nobody:]`'],
    ['\\p{Nobody}', 'invalid character class range: `\\p{Nobody}`'],
    ['*a', 'missing argument to repetition operator: `*`'],
    ['a|+', 'missing argument to repetition operator: `+`'],
    ['a**', 'invalid nested repetition operator: `**`'],
    ['a+?*', 'invalid nested repetition operator: `+?*`'],
    ['a{1001}', 'invalid repeat count: `{1001}`'],
    ['a{3,2}', 'invalid repeat count: `{3,2}`'],
    ['(?:a{100}){100}', 'invalid repeat count: `{100}`'],
    ['\\y', 'invalid escape sequence: `\\y`'],
    ['\\x1', 'invalid escape sequence: `\\x1`'],
    ['\\P', 'invalid character class range: `\\P`'],
    ['a\\', 'trailing backslash at end of expression: ``'],
    ['(?P<1 a>b)', 'invalid named capture: `(?P<1 a>`'],
    ['('.repeat(1001) + ')'.repeat(1001), `expression nests too deeply: \`${'('.repeat(1001)}${')'.repeat(1001)}\``],
  ])('refuses %s', (pattern, words) => {
    expect(() => new Regex(pattern)).toThrow(`error parsing regexp: ${words}`);
  });
});

describe('several matches', () => {
  it.each([
    { why: 'an empty one behind another does not count', pattern: 'a*', text: 'baaac', found: ['', 'aaa', ''] },
    { why: 'edges see what stands before', pattern: '^a|\\Bb', text: 'aab', found: ['a', 'b'] },
    { why: 'they do not overlap', pattern: 'aa', text: 'aaaaa', found: ['aa', 'aa'] },
    { why: 'empty ones step over whole code points', pattern: 'x*', text: '😀', found: ['', ''] },
  ])('$why', ({ pattern, text, found }) => {
    expect(Array.from(new Regex(pattern).matchAll(text), ({ groups }) => groups[0])).toEqual(found);
  });

  it('are made anew, the first or all', () => {
    const digits = new Regex('\\d(\\d?)');
    expect(digits.replace('a12b3', ({ groups }) => `<${groups[1] ?? ''}>`)).toBe('a<2>b3');
    expect(digits.replace('a12b3', ({ groups }) => `<${groups[1] ?? ''}>`, { isAll: true })).toBe('a<2>b<>');
  });
});

describe('time', () => {
  const long = 'a'.repeat(5000);
  it.each(['(a+)+$', '^(a|a)*$', '(a|aa)+$', '(.*a){12}$', `${'a?'.repeat(50)}${'a'.repeat(50)}$`, '^(([a-z])+.)+[A-Z]([a-z])+$'])('%s reads a long text once', (pattern) => {
    expect(new Regex(pattern).test(`${long}!`)).toBe(false);
  });

  it('is bounded where text times expression is too much', () => {
    expect(() => new Regex('(?:a?){1000}b', { movesMax: 1_000_000 }).test('a'.repeat(2000))).toThrow(RegexTooCostly);
    expect(() => new Regex(`(?:${'[a-z]'.repeat(60)}){1000}`)).toThrow('expression too large');
  });

  it('refuses what is too large while it reads it', () => {
    expect(() => new Regex(`\\Q${'a'.repeat(200_000)}`)).toThrow('expression too large');
    expect(new Regex(`\\Q${'.'.repeat(40_000)}`).test('...')).toBe(false);
  });

  it('knows the names of many groups, and has copies of many marks cost more', () => {
    const groups = Array.from({ length: 16_000 }, (_, index) => `(?P<n${String(index)}>)`).join('');
    expect(new Regex(groups).names).toHaveLength(16_001);
    expect(() => new Regex(`${groups}(?P<n7>)`)).toThrow('duplicate capture group name: `n7`');
    expect(() => new Regex(groups).exec('a')).toThrow(RegexTooCostly);
  });

  it('reads brackets that are never closed once, not over and over', () => {
    const began = performance.now();
    expect(() => posixRegex('[:'.repeat(20_000), { isExtended: true })).toThrow('missing closing ]');
    expect(() => posixRegex('[[:'.repeat(20_000), { isExtended: true })).toThrow('missing closing ]');
    expect(performance.now() - began).toBeLessThan(runawayMs);
  });
});

describe('POSIX', () => {
  it.each([
    { why: 'the longest of the leftmost', pattern: 'a|ab', isExtended: true, text: 'xab', groups: ['ab'] },
    { why: 'classes beside what only looks like one', pattern: '[[:digit:][x.]+', isExtended: true, text: 'a1[x.]', groups: ['1[x.'] },
    { why: 'a plus for a letter', pattern: 'a+', isExtended: false, text: 'aa+', groups: ['a+'] },
    { why: 'a plus that acts', pattern: 'a\\+', isExtended: false, text: 'aa+', groups: ['aa'] },
    { why: 'groups and counts behind backslashes', pattern: '\\(a\\{2\\}\\)b\\|c', isExtended: false, text: 'aab', groups: ['aab', 'aa'] },
    { why: 'a star in the first place for a letter', pattern: '*a', isExtended: false, text: 'b*a', groups: ['*a'] },
    { why: 'carets and dollars inside for letters', pattern: 'a^b$c', isExtended: false, text: 'a^b$c', groups: ['a^b$c'] },
    { why: 'escaped operators', pattern: '\\(a\\)\\+', isExtended: true, text: '(a)+', groups: ['(a)+'] },
    { why: 'a backslash in brackets for itself', pattern: '[\\.]+', isExtended: true, text: 'a\\.', groups: ['\\.'] },
    { why: 'classes of letters', pattern: '^[][:alpha:]_]+$', isExtended: true, text: 'a]_', groups: ['a]_'] },
    { why: 'the edges of words', pattern: '\\<in\\>', isExtended: false, text: 'bin in', groups: ['in'] },
    { why: 'a count without a beginning', pattern: '^a{,2}$', isExtended: true, text: 'aa', groups: ['aa'] },
    { why: 'a brace that counts nothing', pattern: '{"a":\\d?', isExtended: true, text: '{"a":d', groups: ['{"a":d'] },
  ])('takes $why', ({ pattern, isExtended, text, groups }) => {
    expect(posixRegex(pattern, { isExtended }).exec(text)?.groups).toEqual(groups);
  });

  it('refuses a reference back', () => {
    expect(() => posixRegex('\\(a\\)\\1', { isExtended: false })).toThrow('invalid escape sequence: `\\1`');
  });
});

/** What JavaScript and RE2 write and mean alike: nothing is repeated that may be empty. */
const { common } = fc.letrec<{ common: string; option: string; part: string }>((tie) => ({
  common: fc.array(tie('option'), { minLength: 1, maxLength: 3 }).map((options) => options.join('|')),
  option: fc.array(tie('part'), { maxLength: 4 }).map((parts) => parts.join('')),
  part: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('a', 'b', '-', '\\d', '\\w', '\\W', '.', '[ab]', '[^a]', '[b-]', '\\x61', '\\-', '^', '$', '\\b', '\\B'),
    fc.tuple(fc.constantFrom('a', 'b', '.', '[^b]', '\\w'), fc.constantFrom('*', '+', '?', '*?', '+?', '??', '{2}', '{1,2}', '{0,2}?', '{2,}')).map((both) => both.join('')),
    fc.tuple(fc.constantFrom('(', '(?:'), fc.constantFrom('a', 'b', '\\w', '.'), tie('option'), fc.constantFrom(')', ')*', ')+', ')?', '){2}', ')*?', '){1,3}')).map((all) => all.join('')),
    tie('common').map((inner) => `(${inner})`),
  ),
}));

const letters = fc.string({ unit: fc.constantFrom('a', 'b', '-', '1', ' ', '\n', 'A'), maxLength: 12 });

it('law: finds what JavaScript finds', () => {
  fc.assert(fc.property(common, letters, fc.constantFrom('', 'i', 'm', 's', 'im'), (pattern, text, flags) => {
    const theirs = new RegExp(pattern, `g${flags}`).exec(text);
    const ours = new Regex(pattern, { isCaseless: flags.includes('i'), isByLine: flags.includes('m'), isDotAll: flags.includes('s') }).exec(text);
    expect(ours && [ours.index, ours.groups[0]]).toEqual(theirs ? [theirs.index, theirs[0]] : undefined);
  }), { numRuns: 3000 });
});

it('law: POSIX finds no shorter match, at the same place', () => {
  fc.assert(fc.property(common, letters, (pattern, text) => {
    const first = new Regex(pattern).exec(text);
    const longest = new Regex(pattern, { isLongest: true }).exec(text);
    expect(longest?.index).toBe(first?.index);
    expect((longest?.end ?? 0) >= (first?.end ?? 0)).toBe(true);
  }), { numRuns: 1000 });
});

it('law: whatever is written, it is an expression or a problem in words', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'()[]{}?*+|\\^$.-,:<>=!PpQEUisx019ab\u{1F600}'), maxLength: 16 }), letters, (pattern, text) => {
    try {
      new Regex(pattern).test(text);
    } catch (problem) {
      expect(problem).toBeInstanceOf(RegexProblem);
    }
  }), { numRuns: 3000 });
});
