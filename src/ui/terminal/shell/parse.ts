import { literal, Reader } from './reader.ts';
import { Incomplete, SyntaxProblem, type Assignment, type Parsed, type Redirection, type SimpleCommand, type Step, type Word } from './syntax.ts';

const compound = new Set(['for', 'while', 'until', 'if', 'case', 'select', 'function', '{', '[[']);

/**
 * The first line of a text with the heredocs that belong to it. Aliases are put in place of the first word of a command,
 * as text, before it is read.
 */
export function parseLine(text: string, aliases: ReadonlyMap<string, string> = new Map()): Parsed {
  try {
    const parser = new Parser(text, aliases);
    const steps = parser.line();
    return { kind: 'steps', steps, rest: parser.rest };
  } catch (error) {
    if (error instanceof Incomplete) return { kind: 'incomplete' };
    if (error instanceof SyntaxProblem) return { kind: 'error', message: error.message };
    throw error;
  }
}

/** Whether Enter starts a text, or gives it another line. */
export function isIncomplete(text: string, aliases?: ReadonlyMap<string, string>): boolean {
  for (let rest = text; rest.trim() !== '';) {
    const parsed = parseLine(rest, aliases);
    if (parsed.kind !== 'steps') return parsed.kind === 'incomplete';
    rest = parsed.rest;
  }
  return false;
}

interface Heredoc {
  readonly end: string;
  readonly isLiteral: boolean;
  readonly isStripped: boolean;
  /** Where its text belongs. */
  readonly fill: (word: Word) => void;
}

/** In one line: an alias of two aliases of two aliases would fill the tab. */
const aliasesMax = 1000;

class Parser {
  #aliasesPut = 0;
  readonly #reader: Reader;
  readonly #aliases: ReadonlyMap<string, string>;
  readonly #heredocs: Heredoc[] = [];

  constructor(text: string, aliases: ReadonlyMap<string, string>) {
    this.#reader = new Reader(text);
    this.#aliases = aliases;
  }

  get rest(): string {
    return this.#reader.text.slice(this.#reader.at);
  }

  line(): readonly Step[] {
    const reader = this.#reader;
    const steps: Step[] = [];
    let when: Step['when'] = 'always';
    for (;;) {
      reader.skipBlanks();
      if (reader.isOver || reader.take('\n')) break;
      steps.push(this.#step(when));
      when = this.#joint();
      if (when !== 'always') this.#skipLines();
    }
    for (const heredoc of this.#heredocs) this.#read(heredoc);
    return steps;
  }

  /** What stands between two pipelines. */
  #joint(): Step['when'] {
    const reader = this.#reader;
    reader.skipBlanks();
    if (reader.take('&&')) return 'success';
    if (reader.take('||')) return 'failure';
    if (reader.next === '&') throw new SyntaxProblem('no jobs run in the background here: open another tab for what is to run meanwhile');
    if (!reader.take(';') && !reader.isOver && reader.next !== '\n') throw unexpected(reader.next);
    return 'always';
  }

  /** After a pipe, && and || the command may go on below. */
  #skipLines(): void {
    const reader = this.#reader;
    do reader.skipBlanks(); while (reader.take('\n'));
    if (reader.isOver) throw new Incomplete();
  }

  #step(when: Step['when']): Step {
    const reader = this.#reader;
    const isTurned = /^!\s/.test(reader.text.slice(reader.at, reader.at + 2)) && reader.take('!');
    const commands = [this.#command()];
    while (reader.next === '|' && !reader.text.startsWith('||', reader.at)) {
      reader.at++;
      this.#skipLines();
      commands.push(this.#command());
    }
    return { when, isTurned, commands };
  }

  #command(): SimpleCommand {
    const reader = this.#reader;
    const assignments: Assignment[] = [];
    const words: Word[] = [];
    const redirections: Redirection[] = [];
    const used = new Set<string>();
    for (;;) {
      reader.skipBlanks();
      const redirection = this.#redirection(redirections);
      if (redirection) continue;
      if (words.length === 0 && this.#alias(used)) continue;
      const word = reader.word();
      if (!word) break;
      const assignment = words.length === 0 ? assignmentOf(word) : undefined;
      if (assignment) assignments.push(assignment);
      else words.push(word);
    }
    if (words.length + assignments.length + redirections.length === 0) throw unexpected(reader.next);
    const [first] = words;
    const name = first && first.length === 1 && first[0]?.kind === 'text' && !first[0].isQuoted ? first[0].text : '';
    if (compound.has(name)) throw new SyntaxProblem(`${name}: loops and conditions are not known here, only commands joined by | ; && ||`);
    return { assignments, words, redirections };
  }

  /** Puts an alias in place of the word here; one never stands for itself again. */
  #alias(used: Set<string>): boolean {
    const reader = this.#reader;
    const name = /^[\w.:+-]+(?=$|[\s;|&<>()])/.exec(reader.text.slice(reader.at, reader.at + 100))?.[0] ?? '';
    const value = this.#aliases.get(name);
    if (value === undefined || used.has(name)) return false;
    used.add(name);
    if (++this.#aliasesPut > aliasesMax) throw new SyntaxProblem(`${name}: more than ${String(aliasesMax)} aliases in one line are not known here`);
    reader.text = reader.text.slice(0, reader.at) + value + reader.text.slice(reader.at + name.length);
    return true;
  }

  #redirection(into: Redirection[]): boolean {
    const reader = this.#reader;
    const match = /^(&>>?|([012]?)(<<<|<<-|<<|<|>>|>\||>&|>))/.exec(reader.text.slice(reader.at, reader.at + 5));
    if (!match) return false;
    reader.at += match[0].length;
    const op = match[3] ?? match[0];
    reader.skipBlanks();
    const word = reader.word();
    if (!word) throw unexpected(reader.next);
    const from = Number(match[2] || (op.startsWith('<') ? 0 : 1)) as 0 | 1 | 2;
    if (op === '<<' || op === '<<-') this.#await(word, op === '<<-', into);
    else if (op === '<<<') into.push({ from, op: 'text', word: [...word, { kind: 'text', text: '\n', isQuoted: true }] });
    else if (op === '>&') into.push({ from, op: 'copy', word });
    else into.push({ from, op: op === '<' ? 'read' : op.endsWith('>>') ? 'append' : 'write', word });
    if (match[0].startsWith('&')) into.push({ from: 2, op: 'copy', word: [{ kind: 'text', text: '1', isQuoted: false }] });
    return true;
  }

  #await(word: Word, isStripped: boolean, into: Redirection[]): void {
    const place = into.length;
    into.push({ from: 0, op: 'text', word: [] });
    const isLiteral = word.some((piece) => piece.isQuoted);
    this.#heredocs.push({ end: literal(word) ?? '', isLiteral, isStripped, fill: (body) => { into[place] = { from: 0, op: 'text', word: body }; } });
  }

  #read({ end, isLiteral, isStripped, fill }: Heredoc): void {
    const reader = this.#reader;
    const lines: string[] = [];
    for (;;) {
      if (reader.isOver) throw new Incomplete();
      const stop = reader.text.indexOf('\n', reader.at);
      const raw = reader.text.slice(reader.at, stop < 0 ? undefined : stop);
      reader.at = stop < 0 ? reader.text.length : stop + 1;
      const line = isStripped ? raw.replace(/^\t+/, '') : raw;
      if (line === end) break;
      lines.push(line);
    }
    const body = lines.map((line) => `${line}\n`).join('');
    fill(isLiteral ? [{ kind: 'text', text: body, isQuoted: true }] : new Reader(body).quoted(''));
  }
}

function unexpected(token: string): Error {
  return token === '' ? new Incomplete() : new SyntaxProblem(`syntax error near unexpected token \`${token === '\n' ? 'newline' : token}'`);
}

/** `NAME=value` before the command's own words. */
function assignmentOf([first, ...more]: Word): Assignment | undefined {
  const match = first?.kind === 'text' && !first.isQuoted ? /^([A-Za-z_]\w*)=/.exec(first.text) : null;
  if (!match || first?.kind !== 'text') return undefined;
  const rest = first.text.slice(match[0].length);
  return { name: match[1] ?? '', value: rest === '' ? more : [{ ...first, text: rest }, ...more] };
}
