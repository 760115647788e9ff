import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { civilFromMillis, millisFromCivil, parseRfc3339, rfc3339, rfc3339Micro } from './time.ts';

const moment = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 });

describe('civil time', () => {
  it('agrees with the machine\'s calendar', () => {
    fc.assert(fc.property(moment, (millis) => {
      const date = new Date(millis);
      expect(civilFromMillis(millis)).toEqual({
        year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), hour: date.getUTCHours(), minute: date.getUTCMinutes(),
        second: date.getUTCSeconds(), millisecond: date.getUTCMilliseconds(), weekday: date.getUTCDay(),
      });
      expect(millisFromCivil(civilFromMillis(millis))).toBe(millis);
    }), { numRuns: 1000 });
  });

  it('is printed and read', () => {
    fc.assert(fc.property(moment, (millis) => {
      expect(parseRfc3339(rfc3339Micro(millis))).toBe(millis);
      expect(parseRfc3339(rfc3339(millis))).toBe(Math.floor(millis / 1000) * 1000);
    }));
    expect(rfc3339(0)).toBe('1970-01-01T00:00:00Z');
    expect(rfc3339Micro(1250)).toBe('1970-01-01T00:00:01.250000Z');
  });

  it.each<[string | undefined, number | undefined]>([
    ['1970-01-01T01:00:00+01:00', 0], ['1969-12-31T23:30:00-00:30', 0], ['1970-01-01T00:00:00.5Z', 500], ['1970-01-01', undefined], ['soon', undefined], [undefined, undefined],
  ])('%s is %s', (text, millis) => {
    expect(parseRfc3339(text)).toBe(millis);
  });
});
