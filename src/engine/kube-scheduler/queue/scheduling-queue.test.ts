import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventQueue } from '../../sim/clock.ts';
import { PodInfo } from '../cache/pod-info.ts';
import { aPod } from '../testing.ts';
import { actions, type EventRegistration } from './cluster-event.ts';
import { Heap } from './heap.ts';
import { SchedulingQueue } from './scheduling-queue.ts';

const nodeAdded = { resource: 'Node', action: actions.add } as const;
const registered: Readonly<Record<string, readonly EventRegistration[]>> = { Fit: [nodeAdded], Never: [], Picky: [{ ...nodeAdded, hint: () => false }] };

function aQueue(): { readonly queue: SchedulingQueue; readonly clock: EventQueue } {
  const clock = new EventQueue(0);
  const policy = {
    compare: (a: { info: PodInfo; queuedMs: number }, b: { info: PodInfo; queuedMs: number }) => b.info.priority - a.info.priority || a.queuedMs - b.queuedMs,
    preEnqueue: () => undefined,
    registrations: (_: PodInfo, plugin: string) => registered[plugin],
  };
  return { clock, queue: new SchedulingQueue({ clock, policy, wake: () => undefined }) };
}

const info = (name: string, priority = 0): PodInfo => new PodInfo(aPod(name, { priority }));
const cause = { clock: true } as const;

function refuse(queue: SchedulingQueue, ...rejectors: string[]): void {
  const pod = queue.pop();
  if (pod) queue.putBack(pod, new Set(rejectors));
}

describe('the scheduling queue', () => {
  it('gives the most important first, among equals the first that came', () => {
    const { queue } = aQueue();
    for (const [name, priority] of [['a', 0], ['b', 5], ['c', 5]] as const) queue.add(info(name, priority), cause);
    expect([queue.pop(), queue.pop(), queue.pop(), queue.pop()].map((pod) => pod?.info.name)).toEqual(['b', 'c', 'a', undefined]);
  });

  it.each([
    { why: 'its plugin hears of it', rejectors: ['Fit'], isBack: true },
    { why: 'another plugin hears of it', rejectors: ['Never', 'Fit'], isBack: true },
    { why: 'no plugin asked for it', rejectors: ['Never'], isBack: false },
    { why: 'the hint says no', rejectors: ['Picky'], isBack: false },
    { why: 'nobody knows the plugin', rejectors: ['Strange'], isBack: true },
  ])('tries a refused pod again after an event: $why → $isBack', ({ rejectors, isBack }) => {
    const { queue } = aQueue();
    queue.add(info('a'), cause);
    refuse(queue, ...rejectors);
    expect(queue.hasNext).toBe(false);
    queue.happened(nodeAdded, { revision: 7 });
    expect(queue.hasNext).toBe(isBack);
    if (isBack) expect(queue.pop()?.cause).toEqual({ revision: 7 });
  });

  it('lets what broke wait for its back-off: 1 s, 2 s, … 10 s', () => {
    const { queue, clock } = aQueue();
    queue.add(info('a'), cause);
    for (const seconds of [1, 2, 4, 8, 10, 10]) {
      refuse(queue);
      clock.runUntil(clock.nowMs + seconds * 1000 - 1);
      expect(queue.hasNext).toBe(false);
      clock.runUntil(clock.nowMs + 1);
      expect(queue.hasNext).toBe(true);
    }
  });

  it('prefers pods that are not backing off, but does not idle', () => {
    const { queue } = aQueue();
    queue.add(info('refused', 10), cause);
    refuse(queue, 'Fit');
    queue.happened(nodeAdded, cause);
    queue.add(info('fresh'), cause);
    expect([queue.pop()?.info.name, queue.pop()?.info.name]).toEqual(['fresh', 'refused']);
  });

  it('tries a pod again after five minutes without any reason', () => {
    const { queue, clock } = aQueue();
    queue.add(info('a'), cause);
    refuse(queue, 'Never');
    clock.runUntil(300_000);
    expect(queue.hasNext).toBe(false);
    clock.runUntil(331_000);
    expect(queue.hasNext).toBe(true);
  });

  it('never loses and never doubles a pod', () => {
    const step = fc.record({ what: fc.constantFrom('add', 'remove', 'refuse', 'break', 'happen', 'pass'), pod: fc.nat(5) });
    fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { queue, clock } = aQueue();
      const waiting = new Set<string>();
      for (const { what, pod } of steps) {
        const each = info(`p${String(pod)}`, pod);
        if (what === 'add') { queue.add(each, cause); waiting.add(each.uid); }
        if (what === 'remove') { queue.remove(each.uid); waiting.delete(each.uid); }
        if (what === 'refuse') refuse(queue, 'Fit');
        if (what === 'break') refuse(queue);
        if (what === 'happen') queue.happened(nodeAdded, cause);
        if (what === 'pass') clock.runUntil(clock.nowMs + 700);
        const { active, backoff, unschedulable } = queue.sizes;
        expect(active + backoff + unschedulable).toBe(waiting.size);
      }
    }));
  });
});

describe('a heap', () => {
  it('gives its items in order, whatever was taken out of its middle', () => {
    fc.assert(fc.property(fc.array(fc.integer(), { maxLength: 80 }), fc.array(fc.nat(79), { maxLength: 30 }), (values, taken) => {
      const heap = new Heap<{ heapIndex: number; value: number }>((a, b) => a.value - b.value);
      const items = values.map((value) => ({ heapIndex: -1, value }));
      for (const item of items) heap.push(item);
      const out = new Set(taken.flatMap((index) => items[index] ?? []));
      for (const item of out) heap.remove(item);
      const order: number[] = [];
      for (let item = heap.pop(); item; item = heap.pop()) order.push(item.value);
      expect(order).toEqual(items.filter((item) => !out.has(item)).map(({ value }) => value).sort((a, b) => a - b));
    }));
  });
});
