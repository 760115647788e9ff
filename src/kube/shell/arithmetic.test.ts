import { describe, expect, it } from 'vitest';
import { ArithmeticProblem, evaluate } from './arithmetic.ts';

function computed(text: string, values: Record<string, string> = {}): { readonly value: string; readonly values: Record<string, string> } {
  const left = { ...values };
  return { value: String(evaluate(text, { variable: (name) => (Object.hasOwn(left, name) ? left[name] : undefined), set: (name, value) => { left[name] = value; } })), values: left };
}

describe('arithmetic of shells', () => {
  it.each([
    ['', '0'], ['1 + 2 * 3', '7'], ['(1 + 2) * 3', '9'], ['7 / -2', '-3'], ['-7 % 3', '-1'], ['2 ** 3 ** 2', '512'], ['1 << 40', '1099511627776'],
    ['9223372036854775807 + 1', '-9223372036854775808'], ['0x1f + 010 + 2#101', '44'], ['1 ? 2 : 3, 4', '4'], ['!0 + ~0', '0'], ['3 > 2 && 2 >= 2 || 0', '1'],
    ['5 & 3 | 8 ^ 1', '9'], ['constructor + 1', '1'], ['toString', '0'], ['missing + 1', '1'],
  ])('%s is %s', (text, value) => {
    expect(computed(text).value).toBe(value);
  });

  it('sets variables, but none on the side that does not count', () => {
    expect(computed('x = 3, x += 2, y = x++ + ++x, 0 && (z = 1), 1 || (z = 2)', { z: '9' })).toEqual({ value: '1', values: { x: '7', y: '12', z: '9' } });
  });

  it.each([['x += x++', '10'], ['x -= --x', '1'], ['x *= x = 2', '10'], ['1--1', '2'], ['(x)--1', '6'], ['x--1', undefined], ['--1', '1'], ['1 ++ 1', '2'], ['- --x', '-4']])('reads signs as bash does: %s', (text, value) => {
    if (value === undefined) expect(() => computed(text, { x: '5' })).toThrow(ArithmeticProblem);
    else expect(computed(text, { x: '5' }).value).toBe(value);
  });

  it('goes no deeper where the depth is spread over variables', () => {
    const values = Object.fromEntries(Array.from({ length: 19 }, (_, at) => [`v${String(at)}`, `${'('.repeat(90)}v${String(at + 1)}${')'.repeat(90)}`]));
    expect(() => computed('v0', values)).toThrow(expect.objectContaining({ sort: 'depth' }) as ArithmeticProblem);
  });

  it('follows variables that hold expressions', () => {
    expect(computed('a * 2', { a: 'b + 1', b: '4' }).value).toBe('10');
  });

  it.each([['1 / 0', 'division'], ['1 % 0', 'division'], ['1 +', 'syntax'], ['1 2', 'syntax'], ['a b', 'syntax'], ['(1', 'syntax'], ['§', 'syntax'], ['('.repeat(200), 'depth'], ['x', 'depth']])('cannot compute %s', (text, sort) => {
    expect(() => computed(text, { x: 'x' })).toThrow(expect.objectContaining({ sort }) as ArithmeticProblem);
  });
});
