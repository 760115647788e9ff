import { describe, expect, it } from 'vitest';
import { gallery } from '../../lessons/gallery.ts';
import { packScenario } from '../../scenario/link.ts';
import type { Scenario } from '../../scenario/document.ts';
import { readKept, writeKept } from './kept.ts';
import type { Left } from './left.ts';

const [lesson] = gallery;

/** A tab's storage. */
class Tab {
  text: string | null = null;
  getItem(): string | null { return this.text; }
  setItem(_key: string, text: string): void { this.text = text; }
  removeItem(): void { this.text = null; }
}

const done: Scenario = { ...lesson.scenario, actions: [{ atMs: 31_000, action: { type: 'fault', fault: { type: 'power-off', node: 'node-1' } } }, { atMs: 40_000, action: { type: 'kubectl', line: 'kubectl scale deployment web --replicas=2' } }], untilMs: 64_000 };
const ofLesson: Left = { opened: { scenario: lesson.scenario, lesson }, scenario: done, lens: 'storage', isReloaded: false };

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
    const kept = keptAndRead({ opened: { scenario: shared, lesson: undefined }, scenario: { ...done, title: 'Shared' }, lens: 'cluster', isReloaded: false });
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

  it('is no trouble to a browser that keeps nothing', () => {
    const full = { setItem: () => { throw new DOMException('full', 'QuotaExceededError'); }, removeItem: () => undefined, getItem: () => { throw new DOMException('no', 'SecurityError'); } };
    expect(() => { writeKept(ofLesson, full); }).not.toThrow();
    expect(readKept(full)).toBeUndefined();
  });
});

const packed = packScenario(done);

it.each([
  { why: 'nothing', text: null },
  { why: 'no JSON', text: '{' },
  { why: 'another sort of value', text: 'null' },
  { why: 'a number for a scenario', text: '{"packed":5}' },
  { why: 'cut short', text: JSON.stringify({ packed: packed.slice(0, -9), lesson: '', opened: 0 }) },
  { why: 'changed', text: JSON.stringify({ packed: packed.replace(/.{5}$/, 'AAAAA'), lesson: '', opened: 0 }) },
  { why: 'too long', text: JSON.stringify({ packed: 'A'.repeat(2_000_001), lesson: '', opened: 0 }) },
])('offers nothing for what cannot be read: $why', ({ text }) => {
  const tab = new Tab();
  tab.text = text;
  expect(readKept(tab)).toBeUndefined();
});
