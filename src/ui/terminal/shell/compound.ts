import type { Reader } from './reader.ts';
import { literal } from './reader.ts';
import { Incomplete, SyntaxProblem, type CompoundCommand, type Redirection, type Step, type Word } from './syntax.ts';

/** What reads the commands inside. */
export interface Within {
  readonly reader: Reader;
  /** Commands up to one of those words, which is passed over and returned. */
  steps(ends: readonly string[]): { readonly steps: readonly Step[]; readonly end: string };
  /** Passes blanks and ends of lines. */
  skipLines(): void;
  redirections(): readonly Redirection[];
}

/** What begins here is not known. */
const unknown = new Set(['case', 'select', 'function', '((']);

/** The word that stands here by itself: `for`, `do`, `}`, `)`; '' where none does. */
export function wordHere({ text, at }: Reader): string {
  return /^(?:[)(]|\{|\}|[a-z]+)(?=$|[\s;|&<>()])/.exec(text.slice(at, at + 20))?.[0] ?? (text.charAt(at) === '(' || text.charAt(at) === ')' ? text.charAt(at) : '');
}

/** A loop, a condition or a group, where one begins here. */
export function compoundHere(within: Within): CompoundCommand | undefined {
  const { reader } = within;
  const word = reader.text.startsWith('((', reader.at) ? '((' : wordHere(reader);
  if (unknown.has(word)) throw new SyntaxProblem(`${word}: not known here; there are for, while, until, if, { } and ( )`);
  if (!['for', 'while', 'until', 'if', '{', '('].includes(word)) return undefined;
  reader.at += word.length;
  const command = commandOf(word, within);
  return { ...command, redirections: within.redirections() };
}

function commandOf(word: string, within: Within): CompoundCommand {
  const redirections: readonly Redirection[] = [];
  switch (word) {
    case 'for': return forLoop(within);
    case 'if': return condition(within);
    case '{': return { kind: 'group', isOwn: false, body: within.steps(['}']).steps, redirections };
    case '(': return { kind: 'group', isOwn: true, body: within.steps([')']).steps, redirections };
    default: return { kind: 'while', isUntil: word === 'until', test: within.steps(['do']).steps, body: within.steps(['done']).steps, redirections };
  }
}

function forLoop(within: Within): CompoundCommand {
  const { reader } = within;
  reader.skipBlanks();
  const first = reader.word();
  const name = first && literal(first);
  if (name === undefined && reader.isOver) throw new Incomplete();
  if (name === undefined || !/^[A-Za-z_]\w*$/.test(name)) throw new SyntaxProblem(`\`${name ?? reader.next}': not a valid identifier`);
  within.skipLines();
  const words: Word[] = [];
  if (wordHere(reader) === 'in') {
    reader.at += 2;
    for (;;) {
      reader.skipBlanks();
      const word = reader.word();
      if (!word) break;
      words.push(word);
    }
  }
  reader.skipBlanks();
  reader.take(';');
  within.skipLines();
  expectWord(reader, 'do');
  return { kind: 'for', name, words, body: within.steps(['done']).steps, redirections: [] };
}

function condition(within: Within): CompoundCommand {
  const branches: { readonly test: readonly Step[]; readonly body: readonly Step[] }[] = [];
  for (;;) {
    const { steps: test } = within.steps(['then']);
    const { steps: body, end } = within.steps(['elif', 'else', 'fi']);
    branches.push({ test, body });
    if (end !== 'elif') return { kind: 'if', branches, otherwise: end === 'else' ? within.steps(['fi']).steps : [], redirections: [] };
  }
}

function expectWord(reader: Reader, word: string): void {
  if (reader.isOver) throw new Incomplete();
  if (wordHere(reader) !== word) throw unexpected(reader);
  reader.at += word.length;
}

/** What stands here does not belong here. */
export function unexpected(reader: Reader): Error {
  const token = reader.isOver ? '' : /^(?:&&|\|\||;;|[;|&<>()\n]|[^\s;|&<>()]+)/.exec(reader.text.slice(reader.at, reader.at + 100))?.[0] ?? reader.next;
  return token === '' ? new Incomplete() : new SyntaxProblem(`syntax error near unexpected token \`${token === '\n' ? 'newline' : token}'`);
}
