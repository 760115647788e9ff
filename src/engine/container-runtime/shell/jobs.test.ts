import { expect, it } from 'vitest';
import { runContainer } from '../testing/run-container.ts';
import { TypedInput } from './typed-input.ts';
import { runawayMs } from '../../../kube/testing/patience.ts';

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
  expect(performance.now() - began).toBeLessThan(runawayMs);
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

it('reads what is pasted line by line in a time that grows with it', () => {
  const { type } = shellAt();
  const began = performance.now();
  expect(type(`cat <<END | wc -l\n${'a\n'.repeat(20_000)}END\n`, 1000).slice(-20)).toMatch(/> 20000\n\S* # $/);
  expect(type(`cat <<ONE <<TWO\nONE\nin two\nTWO\necho after\n`, 1000)).toMatch(/in two\n\S* # after\n\S* # $/);
  expect(type(`for i in 1; do\n${':\n'.repeat(20_000)}done; echo $i times\n`, 100_000).slice(-40)).toMatch(/1 times\n\S* # $/);
  expect(type(`for i in 1; do\n${'"done"\n'.repeat(5000)}done\n`, 1000).includes('sh: too many steps at one instant\n')).toBe(true);
  expect(type(`cat <<END\n${'a'.repeat(70_000)}\nEND\n`, 1000).includes('sh: script too long\n')).toBe(true);
  expect(type('echo alive\n', 1000).slice(-30)).toMatch(/\nalive\n\S* # $/);
  expect(performance.now() - began).toBeLessThan(runawayMs);
});

it.each([
  ['a loop', 'for i in 1 2\ndo\necho $i\ndone\n', '1\n2\n'],
  ['what looks like a heredoc', 'echo $((1<<2)) "a <<b"; cat <<<word\n', '4 a <<b\nword\n'],
  ['a heredoc in a loop', 'for i in 1 2; do\ncat <<E\nit $i\nE\ndone\n', 'it 1\nit 2\n'],
  ['a quote', "echo 'a\nb'\n", 'a\nb\n'],
  ['a line that goes on', 'echo a \\\nb\n', 'a b\n'],
])('waits for the rest of %s', (_what, text, said) => {
  expect(shellAt().type(text, 1000)).toContain(said);
});
