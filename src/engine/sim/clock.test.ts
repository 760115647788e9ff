import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventQueue } from './clock.ts';

describe('the event queue', () => {
  it('runs tasks in the order of (due time, sequence number)', () => {
    fc.assert(fc.property(fc.array(fc.nat(50), { maxLength: 200 }), (delays) => {
      const queue = new EventQueue(0);
      const ran: { readonly due: number; readonly sequence: number }[] = [];
      delays.forEach((delay, sequence) => queue.after(delay, () => ran.push({ due: delay, sequence })));
      queue.runUntil(50);
      const expected = delays.map((due, sequence) => ({ due, sequence })).sort((a, b) => a.due - b.due || a.sequence - b.sequence);
      expect(ran).toEqual(expected);
    }));
  });

  it('gives the same history however the run is cut', () => {
    const history = (cuts: readonly number[]): string => {
      const queue = new EventQueue(0);
      const lines: string[] = [];
      const chain = (name: string, delay: number, left: number): void => {
        queue.after(delay, () => {
          lines.push(`${String(queue.nowMs)} ${name}`);
          if (left > 0) chain(name, delay, left - 1);
        });
      };
      chain('a', 3, 20);
      chain('b', 5, 20);
      chain('c', 0, 3);
      for (const cut of cuts) queue.runUntil(queue.nowMs + cut);
      queue.runUntil(1000);
      return lines.join('\n');
    };
    const whole = history([]);
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 40, noNaN: true })), (cuts) => { expect(history(cuts)).toBe(whole); }));
  });

  it('runs everything of one instant in one step, what arises there included', () => {
    const queue = new EventQueue(0);
    const ran: string[] = [];
    queue.after(5, () => { ran.push('first'); queue.after(0, () => ran.push('at the same instant')); });
    queue.after(6, () => ran.push('later'));
    expect(queue.step()).toBe(true);
    expect(ran).toEqual(['first', 'at the same instant']);
    expect(queue.nowMs).toBe(5);
    expect(queue.step()).toBe(true);
    expect(queue.step()).toBe(false);
  });

  it('forgets what was cancelled', () => {
    const queue = new EventQueue(0);
    const ran: string[] = [];
    const timer = queue.after(5, () => ran.push('cancelled'));
    queue.after(6, () => ran.push('kept'));
    timer.cancel();
    expect(queue.nextDueMs()).toBe(6);
    queue.runUntil(10);
    expect(ran).toEqual(['kept']);
    expect(queue.executed).toBe(1);
  });

  it('never goes back in time and refuses to be asked to', () => {
    const queue = new EventQueue(1000);
    queue.runUntil(10);
    queue.runUntil(5);
    expect(queue.nowMs).toBe(10);
    expect(queue.epochMs).toBe(1010);
    expect(() => queue.after(-1, () => undefined)).toThrow(RangeError);
    expect(() => queue.after(Number.NaN, () => undefined)).toThrow(RangeError);
  });
});
