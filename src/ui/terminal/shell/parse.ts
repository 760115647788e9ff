import { compoundHere, unexpected, wordHere } from './compound.ts';
import { Heredocs } from './heredocs.ts';
import { literal, Reader } from './reader.ts';
import { Incomplete, SyntaxProblem, type Assignment, type Command, type Parsed, type Redirection, type SimpleCommand, type Step, type Word } from './syntax.ts';

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
    if (error instanceof SyntaxProblem || error instanceof RangeError) return { kind: 'error', message: error.message };
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

/** In one line: an alias of two aliases of two aliases would fill the tab. */
const aliasesMax = 1000;
/** Loops, conditions and groups in each other. */
const nestedMax = 100;

class Parser {
  #aliasesPut = 0;
  #nested = 0;
  readonly reader: Reader;
  readonly #aliases: ReadonlyMap<string, string>;
  readonly #heredocs: Heredocs;

  constructor(text: string, aliases: ReadonlyMap<string, string>) {
    this.reader = new Reader(text);
    this.#aliases = aliases;
    this.#heredocs = new Heredocs(this.reader);
  }

  get rest(): string {
    return this.reader.text.slice(this.reader.at);
  }

  /** Up to the end of a line that no command goes beyond. */
  line(): readonly Step[] {
    const list = new List();
    for (;;) {
      this.reader.skipBlanks();
      if (this.reader.isOver || this.reader.next === '\n') break;
      this.#item(list, '');
    }
    this.#endOfLine();
    return list.steps;
  }

  steps(ends: readonly string[]): { readonly steps: readonly Step[]; readonly end: string } {
    if (++this.#nested > nestedMax) throw new SyntaxProblem(`more than ${String(nestedMax)} commands in each other are not known here`);
    const list = new List();
    for (;;) {
      this.skipLines();
      if (this.reader.isOver) throw new Incomplete();
      const word = wordHere(this.reader);
      if (ends.includes(word)) {
        if (list.steps.length === 0) throw unexpected(this.reader);
        this.reader.at += word.length;
        this.#nested--;
        return { steps: list.steps, end: word };
      }
      if (['do', 'done', 'then', 'elif', 'else', 'fi', '}'].includes(word)) throw unexpected(this.reader);
      this.#item(list, ends.includes(')') ? ')' : '');
    }
  }

  /** A pipeline and what stands after it. */
  #item(list: List, close: string): void {
    const from = this.reader.at;
    list.add(this.#pipeline(), from);
    this.reader.skipBlanks();
    const { reader } = this;
    if (reader.take('&&')) list.when = 'success';
    else if (reader.take('||')) list.when = 'failure';
    else if (reader.next === '&') {
      list.toBackground(reader.text.slice(list.from, reader.at).trim());
      reader.at++;
    } else if (!reader.take(';') && !reader.isOver && reader.next !== '\n' && reader.next !== close) throw unexpected(reader);
    if (list.when === 'always') return;
    this.skipLines();
    if (reader.isOver) throw new Incomplete();
  }

  skipLines(): void {
    do this.reader.skipBlanks(); while (this.#endOfLine());
  }

  /** Passes the end of a line, with the heredocs that stand below it. */
  #endOfLine(): boolean {
    const isEnd = this.reader.take('\n');
    if (isEnd || this.reader.isOver) this.#heredocs.read();
    return isEnd;
  }

  #pipeline(): Pick<Step, 'isTurned' | 'commands'> {
    const { reader } = this;
    const isTurned = /^!\s/.test(reader.text.slice(reader.at, reader.at + 2)) && reader.take('!');
    if (isTurned) reader.skipBlanks();
    const commands = [this.#command()];
    while (reader.next === '|' && !reader.text.startsWith('||', reader.at)) {
      reader.at++;
      this.skipLines();
      if (reader.isOver) throw new Incomplete();
      commands.push(this.#command());
    }
    return { isTurned, commands };
  }

  #command(): Command {
    this.reader.skipBlanks();
    return compoundHere(this) ?? this.#simple();
  }

  #simple(): SimpleCommand {
    const { reader } = this;
    const assignments: Assignment[] = [];
    const words: Word[] = [];
    const redirections: Redirection[] = [];
    const used = new Set<string>();
    for (;;) {
      reader.skipBlanks();
      const isRegex = literal(words.at(-1) ?? []) === '=~' && literal(words[0] ?? []) === '[[';
      if (!isRegex && this.#redirection(redirections)) continue;
      if (words.length === 0 && this.#alias(used)) continue;
      const word = isRegex ? reader.expression() : reader.word();
      if (!word) break;
      const assignment = words.length === 0 ? assignmentOf(word) : undefined;
      if (assignment) assignments.push(assignment);
      else words.push(word);
    }
    if (words.length + assignments.length + redirections.length === 0) throw unexpected(reader);
    return { kind: 'simple', assignments, words, redirections };
  }

  redirections(): readonly Redirection[] {
    const redirections: Redirection[] = [];
    do this.reader.skipBlanks(); while (this.#redirection(redirections));
    return redirections;
  }

  /** Puts an alias in place of the word here; one never stands for itself again. */
  #alias(used: Set<string>): boolean {
    const { reader } = this;
    const name = /^[\w.:+-]+(?=$|[\s;|&<>()])/.exec(reader.text.slice(reader.at, reader.at + 100))?.[0] ?? '';
    const value = this.#aliases.get(name);
    if (value === undefined || used.has(name)) return false;
    used.add(name);
    if (++this.#aliasesPut > aliasesMax) throw new SyntaxProblem(`${name}: more than ${String(aliasesMax)} aliases in one line are not known here`);
    reader.text = reader.text.slice(0, reader.at) + value + reader.text.slice(reader.at + name.length);
    return true;
  }

  #redirection(into: Redirection[]): boolean {
    const { reader } = this;
    const match = /^(&>>?|([012]?)(<<<|<<-|<<|<|>>|>\||>&|>))/.exec(reader.text.slice(reader.at, reader.at + 5));
    if (!match) return false;
    reader.at += match[0].length;
    const op = match[3] ?? match[0];
    reader.skipBlanks();
    const word = reader.word();
    if (!word) throw unexpected(reader);
    const from = Number(match[2] || (op.startsWith('<') ? 0 : 1)) as 0 | 1 | 2;
    if (op === '<<' || op === '<<-') this.#heredocs.await(word, { isStripped: op === '<<-', into });
    else if (op === '<<<') into.push({ from, op: 'text', word: [...word, { kind: 'text', text: '\n', isQuoted: true }] });
    else if (op === '>&') into.push({ from, op: 'copy', word });
    else into.push({ from, op: op === '<' ? 'read' : op.endsWith('>>') ? 'append' : 'write', word });
    if (match[0].startsWith('&')) into.push({ from: 2, op: 'copy', word: [{ kind: 'text', text: '1', isQuoted: false }] });
    return true;
  }
}

/** Commands one after the other. */
class List {
  readonly steps: Step[] = [];
  when: Step['when'] = 'always';
  /** Where the text of the commands that are joined by && and || begins. */
  from = 0;
  #first = 0;

  add(pipeline: Pick<Step, 'isTurned' | 'commands'>, from: number): void {
    if (this.when === 'always') [this.from, this.#first] = [from, this.steps.length];
    this.steps.push({ when: this.when, ...pipeline });
    this.when = 'always';
  }

  /** What is joined so far runs beside the rest. */
  toBackground(text: string): void {
    const body = this.steps.splice(this.#first);
    this.steps.push({ when: 'always', isTurned: false, commands: [{ kind: 'group', isOwn: true, body, redirections: [] }], background: text });
  }
}

/** `NAME=value` before the command's own words. */
function assignmentOf([first, ...more]: Word): Assignment | undefined {
  const match = first?.kind === 'text' && !first.isQuoted ? /^([A-Za-z_]\w*)=/.exec(first.text) : null;
  if (!match || first?.kind !== 'text') return undefined;
  const rest = first.text.slice(match[0].length);
  return { name: match[1] ?? '', value: rest === '' ? more : [{ ...first, text: rest }, ...more] };
}
