import { expect, it } from 'vitest';
import { runContainer } from '../testing/run-container.ts';
import { TypedInput } from './typed-input.ts';

/** A shell at a terminal of a container. */
function shellAt() {
  const { clock, container } = runContainer({ command: ['sleep', '100000'] });
  const said = { text: '', pieces: 0 };
  const out = (text: string): void => { said.text += text; said.pieces++; };
  const handle = container.open(['sh'], true, { out, err: out, exited: () => undefined });
  clock.runUntil(clock.nowMs + 10);
  /** Types, lets a while pass, and gives what was said meanwhile. */
  const type = (text: string, waitMs: number): string => {
    said.text = '';
    handle?.write(text);
    clock.runUntil(clock.nowMs + waitMs);
    return said.text;
  };
  return { said, type };
}

it.each([
  'f() { f & f & sleep 1; }; f',
  'f() { f | f & }; f',
  'f() { f & f & }; f',
  'f() { while true; do f & sleep 1; done; }; f &',
])('a shell outlives what forks without an end: %s', (bomb) => {
  const { type } = shellAt();
  const began = performance.now();
  const said = type(`${bomb}\n`, 3000);
  expect(said).toMatch(/can't fork: Resource temporarily unavailable|too many steps at one instant/);
  expect(type('\x03', 2000)).toContain('# ');
  expect(type('echo alive\n', 2000)).toContain('\nalive\n');
  expect(performance.now() - began).toBeLessThan(8000);
});

it('jobs that have ended count no more', () => {
  const { type } = shellAt();
  expect(type('i=0; while [ $i -lt 700 ]; do true & sleep 1; i=$((i+1)); done; echo $i\n', 900_000)).toMatch(/\n700\n\S* # $/);
});

it('a job in the background has nothing to read', () => {
  const { type } = shellAt();
  expect(type('cat & wait; echo over\n', 1000)).toMatch(/\nover\n\S* # $/);
  expect(type('echo kept | cat & wait\n', 1000)).toContain('\nkept\n');
});

it('what is pasted is shown in one piece', () => {
  const shown: string[] = [];
  const input = new TypedInput(true, (text) => shown.push(text));
  input.write('echo one\x7f\ntwo\n');
  expect(shown).toEqual(['echo one\b \b\ntwo\n']);
});
