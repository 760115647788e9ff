import { beforeEach, describe, expect, it, vi } from 'vitest';
import { gallery } from '../../lessons/gallery.ts';
import * as link from '../../scenario/link.ts';
import type { Action, Scenario } from '../../scenario/document.ts';
import { readKept, writeKept } from './kept.ts';
import type { Left } from './left.ts';

vi.mock('../../scenario/link.ts', { spy: true });
beforeEach(() => { vi.mocked(link.packScenario).mockClear(); });

const [lesson] = gallery;

/** A tab's storage. */
class Tab {
  text: string | null = null;
  getItem(): string | null { return this.text; }
  setItem(_key: string, text: string): void { this.text = text; }
  removeItem(): void { this.text = null; }
}

const done: Scenario = { ...lesson.scenario, actions: [{ atMs: 31_000, action: { type: 'fault', fault: { type: 'power-off', node: 'node-1' } } }, { atMs: 40_000, action: { type: 'kubectl', line: 'kubectl scale deployment web --replicas=2' } }], untilMs: 64_000 };
const ofLesson: Left = { opened: { scenario: lesson.scenario, lesson }, scenario: done, lens: 'storage', speed: 5, isReloaded: false };

function keptAndRead(left: Left | undefined): Left | undefined {
  const tab = new Tab();
  writeKept(left, tab);
  return readKept(tab);
}

describe('what a tab keeps', () => {
  it('comes back with its lesson, as what was there before the page was loaded anew', () => {
    expect(keptAndRead(ofLesson)).toEqual({ ...ofLesson, isReloaded: true });
  });

  it('knows what a shared scenario was opened with', () => {
    const shared = { ...done, title: 'Shared', actions: done.actions.slice(0, 1) };
    const kept = keptAndRead({ opened: { scenario: shared, lesson: undefined }, scenario: { ...done, title: 'Shared' }, lens: 'cluster', speed: 0, isReloaded: false });
    expect(kept?.opened.scenario.actions).toEqual(shared.actions);
    expect(kept?.scenario.actions).toEqual(done.actions);
  });

  it('is forgotten where there is nothing to keep, or too much', () => {
    const tab = new Tab();
    writeKept(ofLesson, tab);
    expect(tab.text).not.toBeNull();
    writeKept({ ...ofLesson, scenario: { ...done, actions: [{ atMs: 31_000, action: { type: 'apply', yaml: 'x'.repeat(2_000_001) } }] } }, tab);
    expect(tab.text).toBeNull();
    writeKept(ofLesson, tab);
    writeKept(undefined, tab);
    expect(tab.text).toBeNull();
  });

  const long = 'x'.repeat(2_000_001);
  const longActions: readonly { readonly what: string; readonly actions: readonly Action[] }[] = [
    { what: 'a manifest', actions: [{ type: 'apply', yaml: long }] },
    { what: 'what a line reads', actions: [{ type: 'kubectl', line: 'kubectl apply -f -', stdin: long }] },
    { what: 'the files of a line', actions: [{ type: 'kubectl', line: 'kubectl apply -f a.yaml', files: { 'a.yaml': long } }] },
    { what: 'a line', actions: [{ type: 'kubectl', line: `kubectl annotate pod web a=${long}` }] },
    { what: 'what is saved of an edit', actions: [{ type: 'edited', action: 0, text: long }] },
    { what: 'what is typed', actions: [{ type: 'typed', action: 0, text: long }] },
    { what: 'many short ones', actions: Array.from({ length: 40_000 }, (_, number) => ({ type: 'kubectl', line: `kubectl delete pod web-${String(number)}` })) },
  ];

  it.each(longActions)('is not even packed where it is too long: $what', ({ actions }) => {
    const tab = new Tab();
    writeKept({ ...ofLesson, scenario: { ...done, actions: actions.map((action) => ({ atMs: 31_000, action })) } }, tab);
    expect(tab.text).toBeNull();
    expect(link.packScenario).not.toHaveBeenCalled();
  });

  it('is packed once for as long as only time passes, and stands at the moment at which it was left', () => {
    const tab = new Tab();
    const scenario = { ...done, actions: [...done.actions] };
    for (const untilMs of [64_000, 65_000, 90_000]) {
      writeKept({ ...ofLesson, scenario: { ...scenario, untilMs } }, tab);
      expect(readKept(tab)?.scenario).toEqual({ ...done, untilMs });
    }
    expect(link.packScenario).toHaveBeenCalledTimes(1);
    writeKept({ ...ofLesson, scenario: { ...scenario, actions: done.actions.slice(0, 1), untilMs: 91_000 } }, tab);
    expect(readKept(tab)?.scenario).toEqual({ ...done, actions: done.actions.slice(0, 1), untilMs: 91_000 });
    writeKept({ ...ofLesson, scenario: { ...scenario, actions: done.actions.slice(0, 1), untilMs: 50_000 } }, tab);
    expect(readKept(tab)?.scenario.untilMs).toBe(50_000);
  });

  it('is no trouble to a browser that keeps nothing', () => {
    const full = { setItem: () => { throw new DOMException('full', 'QuotaExceededError'); }, removeItem: () => undefined, getItem: () => { throw new DOMException('no', 'SecurityError'); } };
    expect(() => { writeKept(ofLesson, full); }).not.toThrow();
    expect(readKept(full)).toBeUndefined();
  });
});

const packed = link.packScenario(done);

it.each([
  { why: 'nothing', text: null },
  { why: 'no JSON', text: '{' },
  { why: 'another sort of value', text: 'null' },
  { why: 'a number for a scenario', text: '{"packed":5}' },
  { why: 'cut short', text: JSON.stringify({ packed: packed.slice(0, -9), lesson: '', opened: 0 }) },
  { why: 'changed', text: JSON.stringify({ packed: packed.replace(/.{5}$/, 'AAAAA'), lesson: '', opened: 0 }) },
  { why: 'an end that is no moment', text: JSON.stringify({ packed, untilMs: 1e300, lesson: '', opened: 0 }) },
  { why: 'too long', text: JSON.stringify({ packed: 'A'.repeat(2_000_001), lesson: '', opened: 0 }) },
])('offers nothing for what cannot be read: $why', ({ text }) => {
  const tab = new Tab();
  tab.text = text;
  expect(readKept(tab)).toBeUndefined();
});
