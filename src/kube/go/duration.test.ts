import { describe, expect, it } from 'vitest';
import { parseGoDuration, parseGoInt } from './duration.ts';

describe('durations of Go', () => {
  it.each([
    ['1m30s', 90_000], ['.5h', 1_800_000], ['1.5s', 1500], ['2.s', 2000], ['-2ms', -2], ['+1us', 0.001], ['250µs', 0.25], ['1ns', 0.000_001], ['0', 0], ['-0', 0],
    ['1h1h', 7_200_000], ['2562047h47m16.854775807s', 9_223_372_036_854.776],
  ])('%s is %d ms', (text, ms) => {
    expect(parseGoDuration(text)).toBeCloseTo(ms, 6);
  });

  it.each(['', '5', '.s', 's', '1', '1d', '1m 30s', '--1s', '1e3s', '2562047h48m', '99999999999999999999h'])('%j is none', (text) => {
    expect(parseGoDuration(text)).toBeUndefined();
  });

  it('whole numbers have 64 bits', () => {
    expect(['7', '+07', '-3', '9223372036854775808', '1.5', ''].map(parseGoInt)).toEqual([
      { value: 7 }, { value: 7 }, { value: -3 }, { problem: 'parsing "9223372036854775808": value out of range' }, { problem: 'parsing "1.5": invalid syntax' }, { problem: 'parsing "": invalid syntax' },
    ]);
  });
});
