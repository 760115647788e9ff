import { nested } from './nesting.ts';
import { ScriptReader, ShellSyntaxError } from './reader.ts';
import type { Part, Script, Word } from './syntax.ts';

/** Characters that end a word. */
export const special = new Set([' ', '\t', '\n', ';', '&', '|', '<', '>', '(', ')']);

/** Reads words: what is quoted, and what the shell puts in the place of variables, commands and arithmetic. */
export abstract class WordReader extends ScriptReader {
  /** A reader of another text. */
  protected abstract inner(text: string): WordReader;
  /** The script that stands within a word. */
  protected abstract parse(text: string): Script;

  /** One word, quotes and substitutions and all. */
  word(): Word {
    const parts: Part[] = [];
    while (this.at < this.text.length) {
      const character = this.text[this.at] ?? '';
      if (special.has(character) && !(character === '(' && parts.length > 0 && this.#inTest())) break;
      parts.push(...this.#part(false));
    }
    return parts;
  }

  /** Inside `[[ … =~ -([0-9]+)$ ]]` parentheses belong to the pattern. */
  #inTest(): boolean {
    const line = this.text.slice(this.text.lastIndexOf('[[', this.at), this.at);
    return line.startsWith('[[') && line.includes('=~') && !line.includes(']]');
  }

  #part(inQuotes: boolean): Part[] {
    const character = this.text[this.at] ?? '';
    if (character === '\\') {
      const next = this.text[this.at + 1] ?? '';
      this.at += 2;
      if (next === '\n') return [];
      return [{ type: 'text', text: inQuotes && !'$`"\\'.includes(next) ? `\\${next}` : next, quoted: true }];
    }
    if (character === '$') return [this.#dollar(inQuotes)];
    if (character === '`') return [this.#backticks(inQuotes)];
    if (inQuotes) return [{ type: 'text', text: this.until(/[\\$`"]/), quoted: true }];
    if (character === "'") {
      const end = this.text.indexOf("'", this.at + 1);
      if (end < 0) throw new ShellSyntaxError('syntax error: unterminated quoted string');
      const text = this.text.slice(this.at + 1, end);
      this.at = end + 1;
      return [{ type: 'text', text, quoted: true }];
    }
    if (character === '"') return this.#doubleQuoted();
    if (character === '(' || character === ')') {
      const close = this.text.indexOf(' ', this.at);
      const text = this.text.slice(this.at, close < 0 ? undefined : close);
      this.at += text.length;
      return [{ type: 'text', text, quoted: false }];
    }
    return [{ type: 'text', text: this.until(/[\\$`"'\s;&|<>()]/), quoted: false }];
  }

  /** All of the text as one word, in which quotes have their meaning and nothing ends it. */
  operand(): Word {
    const parts: Part[] = [];
    while (this.at < this.text.length) {
      if (/[\s;&|<>()]/.test(this.peek() ?? '')) parts.push({ type: 'text', text: this.text[this.at++] ?? '', quoted: false });
      else parts.push(...this.#part(false));
    }
    return parts;
  }

  #doubleQuoted(): Part[] {
    this.at++;
    const parts: Part[] = [{ type: 'text', text: '', quoted: true }];
    while (this.peek() !== '"') {
      if (this.at >= this.text.length) throw new ShellSyntaxError('syntax error: unterminated quoted string');
      parts.push(...this.#part(true));
    }
    this.at++;
    return parts;
  }

  #dollar(quoted: boolean): Part {
    const rest = this.text.slice(this.at);
    if (rest.startsWith('$((')) {
      const end = closing(rest, 1);
      this.at += end + 1;
      return { type: 'arithmetic', expression: this.quotedWord(rest.slice(3, end - 1)), quoted };
    }
    if (rest.startsWith('$(')) {
      const end = closing(rest, 1);
      this.at += end + 1;
      const inner = rest.slice(2, end).trim();
      const body = this.parse(inner.startsWith('<') ? `cat ${inner}` : inner);
      return { type: 'command', body, quoted };
    }
    if (rest.startsWith('${')) {
      const end = closingBrace(rest);
      this.at += end + 1;
      return this.#braceParameter(rest.slice(2, end), quoted);
    }
    const match = /^\$([A-Za-z_]\w*|[0-9@*#?$!])/.exec(rest);
    if (!match) {
      this.at++;
      return { type: 'text', text: '$', quoted: true };
    }
    this.at += match[0].length;
    return { type: 'variable', name: match[1] ?? '', operator: '', argument: [], quoted };
  }

  #backticks(quoted: boolean): Part {
    const end = this.text.indexOf('`', this.at + 1);
    if (end < 0) throw new ShellSyntaxError('syntax error: unterminated quoted string');
    const body = this.parse(this.text.slice(this.at + 1, end));
    this.at = end + 1;
    return { type: 'command', body, quoted };
  }

  /** `NAME:-word`, `#NAME`, `NAME%pattern`, `NAME[1]`, `NAME/a/b`. */
  #braceParameter(text: string, quoted: boolean): Part {
    const length = /^#([A-Za-z_]\w*(?:\[[^\]]*\])?|[@*])$/.exec(text);
    if (length) return { type: 'variable', name: length[1] ?? '', operator: '#', argument: [], quoted };
    const match = /^([A-Za-z_]\w*(?:\[[^\]]*\])?|[0-9@*#?$!])(:?[-=+?]|%%?|##?|\/\/?|\^\^?|,,?|:)?([\s\S]*)$/.exec(text);
    if (!match) throw new ShellSyntaxError(`bad substitution: \${${text}}`);
    const operator = match[2] ?? '';
    const argument = /^[#%/]/.test(operator) ? nested(() => this.inner(match[3] ?? '').operand()) : this.quotedWord(match[3] ?? '');
    return { type: 'variable', name: match[1] ?? '', operator, argument, quoted };
  }

  /** A text with substitutions in it, as inside double quotes but with double quotes of no meaning. */
  protected quotedWord(text: string): Word {
    const inner = this.inner(`"${text.replace(/"/g, '\\"')}"`);
    return nested(() => inner.word());
  }
}

/** The index of the parenthesis that closes the one at `open`. */
function closing(text: string, open: number): number {
  let depth = 0;
  let quote = '';
  for (let i = open; i < text.length; i++) {
    const character = text[i] ?? '';
    if (character === '\\') i++;
    else if (quote) quote = character === quote ? '' : quote;
    else if (character === "'" || character === '"') quote = character;
    else if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return i;
  }
  throw new ShellSyntaxError('syntax error: missing ")"');
}

function closingBrace(text: string): number {
  let depth = 0;
  for (let i = 1; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i;
  }
  throw new ShellSyntaxError('syntax error: missing "}"');
}
