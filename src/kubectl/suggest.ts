import type { Command } from './command.ts';

/** How many single changes make one word of another. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a.charAt(i - 1) === b.charAt(j - 1) ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
}

/** Commands that a mistyped word may have meant, as cobra suggests them: two letters off, or a beginning. */
export function suggestions(commands: readonly Command[], typed: string): readonly string[] {
  const word = typed.toLowerCase();
  return commands
    .filter(({ name, suggestFor }) => distance(word, name) <= 2 || name.toLowerCase().startsWith(word) || suggestFor?.some((other) => other.toLowerCase() === word))
    .map(({ name }) => name);
}

/** The paragraph that follows an unknown command. */
export function suggestionText(commands: readonly Command[], typed: string): string {
  const found = suggestions(commands, typed);
  return found.length === 0 ? '' : `\n\nDid you mean this?\n${found.map((name) => `\t${name}\n`).join('')}`;
}
