import { expect, it } from 'vitest';
import { chordOf, type Keystroke } from './shortcuts.ts';

const stroke = (change: Partial<Keystroke>): Keystroke => ({ key: '', code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, isComposing: false, keyCode: 0, ...change });

it.each([
  { why: 'the space bar', change: { key: ' ', code: 'Space' }, chord: 'Space' },
  { why: 'a full stop', change: { key: '.', code: 'Period' }, chord: '.' },
  { why: 'a question mark', change: { key: '?', code: 'Slash' }, chord: '?' },
  { why: 'Ctrl K', change: { key: 'k', code: 'KeyK', ctrlKey: true }, chord: 'Mod+K' },
  { why: 'Ctrl Shift Z, which is not Ctrl Z', change: { key: 'Z', code: 'KeyZ', ctrlKey: true, shiftKey: true }, chord: 'Mod+Shift+Z' },
  { why: '⌘ K', change: { key: 'k', code: 'KeyK', metaKey: true }, chord: 'Mod+K' },
  { why: 'Ctrl K while Hangul is on', change: { key: 'ㅏ', code: 'KeyK', ctrlKey: true }, chord: 'Mod+K' },
  { why: 'a letter while Hangul is on', change: { key: 'ㅣ', code: 'KeyL' }, chord: 'L' },
  { why: 'a key of a composition', change: { key: 'Process', code: 'KeyL', isComposing: true }, chord: undefined },
  { why: 'a key that an input method took', change: { key: 'Process', code: 'KeyL', keyCode: 229 }, chord: undefined },
  { why: 'anything with Alt', change: { key: 'l', code: 'KeyL', altKey: true }, chord: undefined },
])('$why is $chord', ({ change, chord }) => {
  expect(chordOf(stroke(change))).toBe(chord);
});
