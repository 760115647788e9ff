import { scriptMax } from './limits.ts';
import { nested } from './nesting.ts';
import { ShellSyntaxError } from './reader.ts';
import type { Assignment, Command, Pipeline, Redirect, Script, Statement, Word } from './syntax.ts';
import { special, WordReader } from './words.ts';

const reservedEnds = new Set(['then', 'do', 'done', 'fi', 'else', 'elif', 'esac', '}']);

/** Reads a shell script. */
export function parseScript(text: string): Script {
  if (text.length > scriptMax) throw new ShellSyntaxError('script too long');
  const parser = new Parser(text);
  const script = parser.script();
  parser.expectEnd();
  return script;
}

class Parser extends WordReader {
  readonly #pendingHeredocs: { readonly end: string; readonly quoted: boolean; readonly put: (word: Word) => void }[] = [];

  protected inner(text: string): WordReader {
    return new Parser(text);
  }

  protected parse(text: string): Script {
    return parseScript(text);
  }

  script(): Script {
    return nested(() => this.#script());
  }

  #script(): Script {
    const statements: Statement[] = [];
    for (;;) {
      this.skipSeparators();
      if (this.at >= this.text.length || this.peek() === ')' || this.text.startsWith(';;', this.at) || reservedEnds.has(this.peekWord())) return statements;
      statements.push(this.#statement());
    }
  }

  expectEnd(): void {
    if (this.at < this.text.length) throw new ShellSyntaxError(`syntax error: unexpected "${this.peekWord() || this.peek()}"`);
  }

  #statement(): Statement {
    const first = this.#pipeline();
    const rest: { operator: '&&' | '||'; pipeline: Pipeline }[] = [];
    for (;;) {
      this.blanks();
      const operator = this.text.startsWith('&&', this.at) ? '&&' : this.text.startsWith('||', this.at) ? '||' : undefined;
      if (!operator) break;
      this.at += 2;
      this.skipNewlines();
      rest.push({ operator, pipeline: this.#pipeline() });
    }
    this.blanks();
    const background = this.peek() === '&';
    if (background) this.at++;
    else if (this.peek() === ';' && this.text[this.at + 1] !== ';') this.at++;
    return { first, rest, background };
  }

  #pipeline(): Pipeline {
    this.blanks();
    const negated = this.takeWord('!');
    const commands = [this.#command()];
    for (;;) {
      this.blanks();
      if (this.peek() !== '|' || this.text[this.at + 1] === '|') return { negated, commands };
      this.at++;
      this.skipNewlines();
      commands.push(this.#command());
    }
  }

  #command(): Command {
    return nested(() => this.#oneCommand());
  }

  #oneCommand(): Command {
    this.blanks();
    if (this.text.startsWith('((', this.at)) return this.#arithmeticCommand();
    if (this.peek() === '(') {
      this.at++;
      const body = this.script();
      this.expect(')');
      return { type: 'group', body, subshell: true, redirects: this.#redirects() };
    }
    switch (this.peekWord()) {
      case 'if': return this.#if();
      case 'while':
      case 'until': return this.#loop();
      case 'for': return this.#for();
      case 'case': return this.#case();
      case '{': {
        this.takeWord('{');
        const body = this.script();
        this.expectWord('}');
        return { type: 'group', body, subshell: false, redirects: this.#redirects() };
      }
      case 'function': this.takeWord('function'); return this.#function();
      default: return /^[A-Za-z_][\w-]*[ \t]*\([ \t]*\)/.test(this.text.slice(this.at)) ? this.#function() : this.#simple();
    }
  }

  #arithmeticCommand(): Command {
    const end = this.text.indexOf('))', this.at);
    if (end < 0) throw new ShellSyntaxError('syntax error: missing "))"');
    const expression = this.quotedWord(this.text.slice(this.at + 2, end));
    this.at = end + 2;
    return { type: 'arithmetic', expression, redirects: this.#redirects() };
  }

  #if(): Command {
    this.takeWord('if');
    const branches = [this.#branch()];
    let otherwise: Script | undefined;
    for (;;) {
      if (this.takeWord('elif')) branches.push(this.#branch());
      else if (this.takeWord('else')) otherwise = this.script();
      else break;
    }
    this.expectWord('fi');
    return { type: 'if', branches, otherwise, redirects: this.#redirects() };
  }

  #branch(): { condition: Script; body: Script } {
    const condition = this.script();
    this.expectWord('then');
    return { condition, body: this.script() };
  }

  #loop(): Command {
    const until = this.takeWord('until');
    if (!until) this.expectWord('while');
    const condition = this.script();
    const body = this.#doBody();
    return { type: 'loop', until, condition, body, redirects: this.#redirects() };
  }

  #doBody(): Script {
    this.skipSeparators();
    this.expectWord('do');
    const body = this.script();
    this.expectWord('done');
    return body;
  }

  #for(): Command {
    this.takeWord('for');
    this.blanks();
    if (this.text.startsWith('((', this.at)) {
      const end = this.text.indexOf('))', this.at);
      const [first = '', condition = '', step = ''] = this.text.slice(this.at + 2, end).split(';');
      this.at = end + 2;
      const body = this.#doBody();
      return { type: 'count', first: this.quotedWord(first), condition: this.quotedWord(condition), step: this.quotedWord(step), body, redirects: this.#redirects() };
    }
    const name = this.name();
    this.skipNewlines();
    let words: Word[] | undefined;
    if (this.takeWord('in')) {
      words = [];
      for (this.blanks(); this.at < this.text.length && this.peek() !== ';' && this.peek() !== '\n'; this.blanks()) words.push(this.word());
    }
    const body = this.#doBody();
    return { type: 'for', name, words, body, redirects: this.#redirects() };
  }

  #case(): Command {
    this.takeWord('case');
    this.blanks();
    const subject = this.word();
    this.skipNewlines();
    this.expectWord('in');
    const branches: { patterns: Word[]; body: Script }[] = [];
    for (;;) {
      this.skipSeparators();
      if (this.takeWord('esac')) return { type: 'case', subject, branches, redirects: this.#redirects() };
      if (this.peek() === '(') this.at++;
      const patterns = [this.word()];
      for (this.blanks(); this.peek() === '|'; this.blanks()) {
        this.at++;
        this.blanks();
        patterns.push(this.word());
      }
      this.expect(')');
      branches.push({ patterns, body: this.script() });
      if (this.text.startsWith(';;', this.at)) this.at += 2;
    }
  }

  #function(): Command {
    const name = this.name();
    this.blanks();
    if (this.peek() === '(') {
      this.at++;
      this.expect(')');
    }
    this.skipNewlines();
    const body = this.#command();
    return { type: 'function', name, body: [{ first: { negated: false, commands: [body] }, rest: [], background: false }], redirects: [] };
  }

  #simple(): Command {
    const assignments: Assignment[] = [];
    const words: Word[] = [];
    const redirects: Redirect[] = [];
    for (;;) {
      this.blanks();
      const redirect = this.#redirect();
      if (redirect) {
        redirects.push(redirect);
        continue;
      }
      const character = this.peek();
      if (character === undefined || special.has(character)) break;
      if (words.length === 0 && this.text.startsWith('[[ ', this.at)) {
        words.push(...this.#extendedTest());
        continue;
      }
      const assignment = words.length === 0 ? this.#assignment() : undefined;
      if (assignment) assignments.push(assignment);
      else words.push(this.word());
    }
    if (assignments.length + words.length + redirects.length === 0) throw new ShellSyntaxError(`syntax error: unexpected "${this.peek() ?? 'end of file'}"`);
    return { type: 'simple', assignments, words, redirects };
  }

  /** `[[ … ]]`, where operators are words like any others. */
  #extendedTest(): Word[] {
    const words: Word[] = [];
    for (;;) {
      this.skipNewlines();
      const operator = /^(?:&&|\|\||[<>()])(?=\s)/.exec(this.text.slice(this.at, this.at + 3))?.[0];
      if (operator) this.at += operator.length;
      else if (this.at >= this.text.length) throw new ShellSyntaxError('syntax error: missing "]]"');
      const word: Word = operator ? [{ type: 'text', text: operator, quoted: true }] : this.word();
      words.push(word);
      const [first] = word;
      if (word.length === 1 && first?.type === 'text' && first.text === ']]') return words;
      if (word.length === 0) throw new ShellSyntaxError(`syntax error: unexpected "${this.peek() ?? ''}"`);
    }
  }

  #assignment(): Assignment | undefined {
    const match = /^([A-Za-z_]\w*)(\+?)=/.exec(this.text.slice(this.at, this.at + 200));
    if (!match) return undefined;
    this.at += match[0].length;
    const append = match[2] === '+';
    if (this.peek() === '(') {
      this.at++;
      const list: Word[] = [];
      for (this.skipNewlines(); this.peek() !== ')' && this.at < this.text.length; this.skipNewlines()) list.push(this.word());
      this.expect(')');
      return { name: match[1] ?? '', value: [], list, append };
    }
    const next = this.peek();
    return { name: match[1] ?? '', value: next === undefined || special.has(next) ? [] : this.word(), append };
  }

  #redirects(): Redirect[] {
    const redirects: Redirect[] = [];
    for (;;) {
      this.blanks();
      const redirect = this.#redirect();
      if (!redirect) return redirects;
      redirects.push(redirect);
    }
  }

  #redirect(): Redirect | undefined {
    const match = /^(\d*|&)(>>|>&|<<<|<<-?|>|<)/.exec(this.text.slice(this.at, this.at + 8));
    if (!match) return undefined;
    this.at += match[0].length;
    const operator = (match[2] ?? '').startsWith('<<') && match[2] !== '<<<' ? '<<' : (match[2] as Redirect['operator']);
    this.blanks();
    const descriptor = match[1] === '' || match[1] === '&' ? (operator.startsWith('<') ? 0 : 1) : Number(match[1]);
    if (operator === '<<') return this.#heredoc();
    const target = this.word();
    return { descriptor: match[1] === '&' ? -1 : descriptor, operator, target };
  }

  #heredoc(): Redirect {
    const raw = /^\S+/.exec(this.text.slice(this.at))?.[0].replace(/[;)]+$/, '') ?? '';
    this.at += raw.length;
    const end = raw.replace(/['"\\]/g, '');
    const redirect: { descriptor: number; operator: '<<'; target: Word } = { descriptor: 0, operator: '<<', target: [] };
    this.#pendingHeredocs.push({ end, quoted: raw !== end, put: (word) => { redirect.target = word; } });
    return redirect;
  }

  protected override lineBegins(): void {
    for (const { end, quoted, put } of this.#pendingHeredocs.splice(0)) {
      const lines: string[] = [];
      while (this.at < this.text.length) {
        const newline = this.text.indexOf('\n', this.at);
        const line = this.text.slice(this.at, newline < 0 ? undefined : newline);
        this.at = newline < 0 ? this.text.length : newline + 1;
        if (line.trim() === end) break;
        lines.push(`${line}\n`);
      }
      put(quoted ? [{ type: 'text', text: lines.join(''), quoted: true }] : this.quotedWord(lines.join('')));
    }
  }
}
