import type { FilterMaker } from './filter.ts';
import { readOptions, UsageProblem } from './options.ts';
import { regexOf } from './regex.ts';

interface Edit {
  readonly isFor: (line: string, number: number) => boolean;
  readonly change: (line: string) => string;
  readonly command: 's' | 'd' | 'p' | 'q';
}

/** `sed`: `s/a/b/gi`, `d`, `p` and `q`, for every line, a line's number, a range of them or `/pattern/`. */
export const sed: FilterMaker = (args, out) => {
  const options = readOptions(args, { alone: 'nEr', valued: 'e', long: { quiet: 'n', silent: 'n', 'regexp-extended': 'E', expression: 'e' } });
  const scripts = options.has('e') ? options.values('e') : options.operands.slice(0, 1);
  if (scripts.length === 0) throw new UsageProblem('no script specified');
  const isExtended = options.has('E') || options.has('r');
  const edits = scripts.flatMap((script) => editsOf(script, isExtended));
  let number = 0;
  let isDone = false;
  return {
    files: options.has('e') ? options.operands : options.operands.slice(1),
    filter: {
      get isDone() { return isDone; },
      line: (text) => {
        number++;
        let line: string | undefined = text;
        for (const { isFor, change, command } of edits) {
          if (line === undefined || !isFor(line, number)) continue;
          if (command === 'd') line = undefined;
          else if (command === 'q') isDone = true;
          else if (command === 'p') out(line);
          else line = change(line);
        }
        if (line !== undefined && !options.has('n')) out(line);
      },
    },
  };
};

const address = /^(?:(\d+|\$)(?:,(\d+|\$))?|\/((?:[^/\\]|\\.)*)\/)?(!?)\s*/;

function editsOf(script: string, isExtended: boolean): readonly Edit[] {
  const edits: Edit[] = [];
  for (let rest = script.replace(/^[\s;]+/, ''); rest !== ''; rest = rest.replace(/^[\s;]+/, '')) {
    const [whole, first, last, pattern, not] = address.exec(rest) ?? [''];
    rest = rest.slice(whole.length);
    const isFor = isForOf({ first, last, pattern, isExtended });
    const turned = not === '!' ? (line: string, number: number): boolean => !isFor(line, number) : isFor;
    const command = rest.charAt(0);
    if (command === 's') {
      const { change, length } = substitution(rest, isExtended);
      edits.push({ isFor: turned, change, command });
      rest = rest.slice(length);
    } else if (command === 'd' || command === 'p' || command === 'q') {
      edits.push({ isFor: turned, change: (line) => line, command });
      rest = rest.slice(1);
    } else throw new UsageProblem(`-e expression #1, char ${String(script.length - rest.length + 1)}: ${command === '' ? 'missing command' : `unknown command: \`${command}'`}`);
  }
  return edits;
}

interface Address {
  readonly first: string | undefined;
  readonly last: string | undefined;
  readonly pattern: string | undefined;
  readonly isExtended: boolean;
}

function isForOf({ first, last, pattern, isExtended }: Address): Edit['isFor'] {
  if (pattern !== undefined) {
    const regex = regexOf(pattern, { isExtended });
    return (line) => regex.test(line);
  }
  if (first === undefined) return () => true;
  if (first === '$') throw new UsageProblem('the last line ($) cannot be addressed here');
  const [from, to] = [Number(first), last === undefined ? Number(first) : last === '$' ? Infinity : Number(last)];
  return (_, number) => number >= from && number <= to;
}

function substitution(text: string, isExtended: boolean): { readonly change: (line: string) => string; readonly length: number } {
  const sign = text.charAt(1);
  const parts: string[] = [];
  let at = 2;
  for (let part = ''; parts.length < 2; at++) {
    const c = text.charAt(at);
    if (c === '') throw new UsageProblem('-e expression #1: unterminated `s\' command');
    if (c === '\\') part += text.charAt(++at) === sign ? sign : `\\${text.charAt(at)}`;
    else if (c === sign) { parts.push(part); part = ''; } else part += c;
  }
  const flags = /^[gipI\d]*/.exec(text.slice(at))?.[0] ?? '';
  const pattern = regexOf(parts[0] ?? '', { isExtended, isCaseless: /i/i.test(flags) });
  const which = Number(/\d+/.exec(flags)?.[0] ?? 1);
  const change = (line: string): string => {
    let result = '';
    let from = 0;
    for (const [index, match] of [...pattern.matchAll(line)].entries()) {
      if (index + 1 < which) continue;
      result += line.slice(from, match.index) + written(parts[1] ?? '', match.groups);
      from = match.end;
      if (!flags.includes('g')) break;
    }
    return result + line.slice(from);
  };
  return { change, length: at + flags.length };
}

/** What is put in place of a match: `&` is all of it, `\\1` its first group. */
function written(by: string, groups: readonly (string | undefined)[]): string {
  return by.replace(/\\(\d)|\\(.)|&/gs, (all, group: string | undefined, letter: string | undefined) => {
    if (all === '&') return groups[0] ?? '';
    if (group !== undefined) return groups[Number(group)] ?? '';
    return letter === 'n' ? '\n' : letter === 't' ? '\t' : (letter ?? '');
  });
}
