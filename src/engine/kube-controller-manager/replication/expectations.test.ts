import { describe, expect, it } from 'vitest';
import { EventQueue } from '../../sim/index.ts';
import { Expectations } from './expectations.ts';

describe('Expectations', () => {
  it('waits until every creation was seen', () => {
    const expectations = new Expectations(new EventQueue(0));
    expectations.expectCreations('a', 2);
    expect(expectations.satisfied('a')).toBe(false);
    expectations.creationObserved('a');
    expect(expectations.satisfied('a')).toBe(false);
    expectations.creationObserved('a');
    expect(expectations.satisfied('a')).toBe(true);
  });

  it('counts the end of one pod once, however often it is told', () => {
    const expectations = new Expectations(new EventQueue(0));
    expectations.expectDeletions('a', ['x', 'y']);
    expectations.deletionObserved('a', 'x');
    expectations.deletionObserved('a', 'x');
    expect(expectations.satisfied('a')).toBe(false);
    expectations.deletionObserved('a', 'y');
    expect(expectations.satisfied('a')).toBe(true);
  });

  it('gives up after five minutes', () => {
    const clock = new EventQueue(0);
    const expectations = new Expectations(clock);
    expectations.expectCreations('a', 1);
    clock.runUntil(300_000);
    expect(expectations.satisfied('a')).toBe(false);
    clock.runUntil(300_001);
    expect(expectations.satisfied('a')).toBe(true);
  });
});
