import { describe, expect, it } from 'vitest';
import { bool, duration, int, int32, parseArguments, slice, text, array } from './flags.ts';

const specs = [text('output', 'o'), bool('watch', 'w'), bool('all', 'A'), int('replicas', 'r', { default: '1' }), slice('filename', 'f'), array('env', 'e'), duration('timeout'), int32('max'), text('dry-run', '', { alone: 'unchanged' })];

describe('parseArguments', () => {
  it.each([
    { why: 'long with =', words: ['--output=yaml'], flag: 'output', value: 'yaml' },
    { why: 'long with a word', words: ['--output', 'yaml'], flag: 'output', value: 'yaml' },
    { why: 'short with a word', words: ['-o', 'yaml'], flag: 'output', value: 'yaml' },
    { why: 'short, joined', words: ['-oyaml'], flag: 'output', value: 'yaml' },
    { why: 'short with =', words: ['-o=yaml'], flag: 'output', value: 'yaml' },
    { why: 'several short ones, the last with a value', words: ['-wAo', 'yaml'], flag: 'output', value: 'yaml' },
    { why: 'the last one counts', words: ['-o', 'json', '-o', 'yaml'], flag: 'output', value: 'yaml' },
    { why: 'alone', words: ['--dry-run', 'x'], flag: 'dry-run', value: 'unchanged' },
    { why: 'the default', words: [], flag: 'replicas', value: '1' },
  ])('$why', ({ words, flag, value }) => {
    expect(parseArguments(words, specs).flags.text(flag)).toBe(value);
  });

  it('keeps words around flags, and everything after --', () => {
    const { args, dash } = parseArguments(['exec', '-w', 'web', '--', 'ls', '-l'], specs);
    expect({ args, dash }).toEqual({ args: ['exec', 'web', 'ls', '-l'], dash: 2 });
  });

  it('splits slices and not arrays', () => {
    const { flags } = parseArguments(['-f', 'a,b', '-f', 'c', '-e', 'A=1,2'], specs);
    expect(flags.list('filename')).toEqual(['a', 'b', 'c']);
    expect(flags.list('env')).toEqual(['A=1,2']);
  });

  it.each([
    { words: ['--nothing'], error: 'unknown flag: --nothing' },
    { words: ['-wz'], error: "unknown shorthand flag: 'z' in -wz" },
    { words: ['--output'], error: 'flag needs an argument: --output' },
    { words: ['-o'], error: "flag needs an argument: 'o' in -o" },
    { words: ['--replicas=two'], error: 'invalid argument "two" for "-r, --replicas" flag: strconv.ParseInt: parsing "two": invalid syntax' },
    { words: ['--replicas=99999999999999999999'], error: 'invalid argument "99999999999999999999" for "-r, --replicas" flag: strconv.ParseInt: parsing "99999999999999999999": value out of range' },
    { words: ['--replicas=9223372036854775808'], error: 'parsing "9223372036854775808": value out of range' },
    { words: ['--replicas=-9223372036854775809'], error: 'parsing "-9223372036854775809": value out of range' },
    { words: [`--replicas=${'9'.repeat(100_000)}`], error: 'value out of range' },
    { words: ['--max=2147483648'], error: 'invalid argument "2147483648" for "--max" flag: strconv.ParseInt: parsing "2147483648": value out of range' },
    { words: ['--max=-2147483649'], error: 'parsing "-2147483649": value out of range' },
    { words: ['--watch=maybe'], error: 'invalid argument "maybe" for "-w, --watch" flag: strconv.ParseBool: parsing "maybe": invalid syntax' },
    { words: ['--timeout=5'], error: 'invalid argument "5" for "--timeout" flag: time: missing unit in duration "5"' },
  ])('refuses $words', ({ words, error }) => {
    expect(() => parseArguments(words, specs)).toThrow(error);
  });

  it.each([
    { words: ['--replicas=9223372036854775807'], flag: 'replicas', value: 2 ** 63 },
    { words: ['--replicas=+007'], flag: 'replicas', value: 7 },
    { words: ['--max=2147483647'], flag: 'max', value: 2147483647 },
    { words: ['--max=-2147483648'], flag: 'max', value: -2147483648 },
  ])('takes numbers up to the last one: $words', ({ words, flag, value }) => {
    expect(parseArguments(words, specs).flags.int(flag)).toBe(value);
  });
});
