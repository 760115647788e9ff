import { ShellError } from './limits.ts';

/** What is wrong with a script; the shell says so and ends with 2. */
export class ShellSyntaxError extends ShellError {}

/** A script's text and a place in it, with what is found there: characters, words that are reserved, names, and what separates them. */
export class ScriptReader {
  protected readonly text: string;
  protected at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** A line begins. */
  protected lineBegins(): void {
    // Nothing waits for one, unless there are heredocs.
  }

  protected until(stop: RegExp): string {
    const rest = this.text.slice(this.at);
    const end = rest.slice(1).search(stop);
    const text = end < 0 ? rest : rest.slice(0, end + 1);
    this.at += text.length;
    return text;
  }

  protected peek(): string | undefined {
    return this.text[this.at];
  }

  protected peekWord(): string {
    return /^(?:[A-Za-z]+|[{}!])(?=$|[\s;&|()<>])/.exec(this.text.slice(this.at, this.at + 40))?.[0] ?? '';
  }

  protected takeWord(word: string): boolean {
    this.skipBefore(word);
    if (this.peekWord() !== word && !(word === '!' && /^!\s/.test(this.text.slice(this.at)))) return false;
    this.at += word.length;
    return true;
  }

  protected skipBefore(word: string): void {
    if (word !== '!' && word !== 'in') this.skipSeparators();
    else this.blanks();
  }

  protected expectWord(word: string): void {
    if (!this.takeWord(word)) throw new ShellSyntaxError(`syntax error: unexpected "${this.peekWord() || (this.peek() ?? 'end of file')}" (expecting "${word}")`);
  }

  protected expect(character: string): void {
    this.skipSeparators();
    if (this.peek() !== character) throw new ShellSyntaxError(`syntax error: expecting "${character}"`);
    this.at++;
  }

  protected name(): string {
    this.blanks();
    const name = /^[A-Za-z_][\w-]*/.exec(this.text.slice(this.at))?.[0];
    if (!name) throw new ShellSyntaxError('syntax error: bad name');
    this.at += name.length;
    return name;
  }

  protected blanks(): void {
    for (;;) {
      const character = this.peek();
      if (character === ' ' || character === '\t' || character === '\r') this.at++;
      else if (character === '\\' && this.text[this.at + 1] === '\n') this.at += 2;
      else if (character === '#' && (this.at === 0 || /[\s;&|()]/.test(this.text[this.at - 1] ?? ''))) this.until(/\n/);
      else return;
    }
  }

  protected skipNewlines(): void {
    for (this.blanks(); this.peek() === '\n'; this.blanks()) {
      this.at++;
      this.lineBegins();
    }
  }

  protected skipSeparators(): void {
    for (this.skipNewlines(); this.peek() === ';' && this.text[this.at + 1] !== ';'; this.skipNewlines()) this.at++;
  }
}
