import { breathe } from '../breathe.ts';
import { fileName, interrupted, type Program } from '../shell.ts';
import { linesAtOnce, lineProgram, type FilterMaker } from './filter.ts';
import { measured, Meter } from './meter.ts';
import { readOptions, UsageProblem } from './options.ts';
import { regexOf } from './regex.ts';

interface Line {
  readonly text: string;
  readonly number: number;
  readonly isLast: boolean;
}

interface Edit {
  readonly isFor: (line: Line) => boolean;
  readonly change: (line: string) => string;
  readonly command: 's' | 'd' | 'p' | 'q';
}

const inPlace = /^(?:-([nEr]*)i|--in-place)$/;

/** `sed`, and with `-i` each file made anew in its place. */
export const sedProgram: Program = async (args, streams, shell) => {
  if (!args.some((word) => inPlace.test(word))) return await lineProgram('sed', sed)(args, streams, shell);
  const words = args.flatMap((word) => {
    const found = inPlace.exec(word);
    return found ? (found[1] ? [`-${found[1]}`] : []) : [word];
  });
  const meter = new Meter();
  try {
    const { files } = sed(words, () => undefined);
    for (const file of files) {
      const text = shell.files.get(fileName(file));
      if (text === undefined) throw new UsageProblem(`can't read ${file}: No such file or directory`);
      let made = '';
      const { filter } = sed(words, (line) => { made += `${line}\n`; });
      for (const [index, line] of text.replace(/\n$/, '').split('\n').entries()) {
        if (streams.signal.aborted) return interrupted;
        if (!filter.isDone) measured(meter, () => { filter.line(line); });
        if (meter.isDear || index % linesAtOnce === linesAtOnce - 1) await breathe();
      }
      measured(meter, () => { filter.end?.(); });
      shell.files.set(fileName(file), made);
    }
    return 0;
  } catch (error) {
    if (!(error instanceof UsageProblem)) throw error;
    streams.stderr.write(`sed: ${error.message}\n`);
    return 2;
  }
};

/** `sed`: `s/a/b/gi`, `d`, `p` and `q`, for every line, a line's number, a range of them or `/pattern/`. */
const sed: FilterMaker = (args, out) => {
  const options = readOptions(args, { alone: 'nEr', valued: 'e', long: { quiet: 'n', silent: 'n', 'regexp-extended': 'E', expression: 'e' } });
  const scripts = options.has('e') ? options.values('e') : options.operands.slice(0, 1);
  if (scripts.length === 0) throw new UsageProblem('no script specified');
  const isExtended = options.has('E') || options.has('r');
  const edits = scripts.flatMap((script) => editsOf(script, isExtended));
  const needsLast = scripts.some((script) => script.includes('$'));
  let number = 0;
  let isDone = false;
  let held: string | undefined;
  const take = (text: string, isLast: boolean): void => {
    number++;
    let line: string | undefined = text;
    for (const { isFor, change, command } of edits) {
      if (line === undefined || !isFor({ text: line, number, isLast })) continue;
      if (command === 'd') line = undefined;
      else if (command === 'q') isDone = true;
      else if (command === 'p') out(line);
      else line = change(line);
      if (isDone) break;
    }
    if (line !== undefined && !options.has('n')) out(line);
  };
  return {
    files: options.has('e') ? options.operands : options.operands.slice(1),
    filter: {
      get isDone() { return isDone; },
      line: (text) => {
        if (!needsLast) { take(text, false); return; }
        if (held !== undefined) take(held, false);
        held = text;
      },
      end: () => {
        if (held !== undefined && !isDone) take(held, true);
        return 0;
      },
    },
  };
};

const place = String.raw`\d+|\$|/(?:[^/\\]|\\.)*/`;
const address = new RegExp(String.raw`^(?:(${place})(?:,(${place}|\+\d+))?)?\s*(!?)\s*`);

function editsOf(script: string, isExtended: boolean): readonly Edit[] {
  const edits: Edit[] = [];
  for (let rest = script.replace(/^[\s;]+/, ''); rest !== ''; rest = rest.replace(/^[\s;]+/, '')) {
    const [whole, first, last, not] = address.exec(rest) ?? [''];
    rest = rest.slice(whole.length);
    const isFor = isForOf({ first, last, isExtended });
    const turned = not === '!' ? (line: Line): boolean => !isFor(line) : isFor;
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
  readonly isExtended: boolean;
}

/** Lines at an address, or from one to another: of a range that has begun the end is looked for from the next line on. */
function isForOf({ first, last, isExtended }: Address): Edit['isFor'] {
  if (first === undefined) return () => true;
  const begins = placeOf(first, isExtended);
  if (last === undefined) return begins;
  const ends = last.startsWith('+') ? undefined : placeOf(last, isExtended);
  let until: number | undefined;
  return (line) => {
    if (until === undefined) {
      if (!begins(line)) return false;
      until = last.startsWith('+') ? line.number + Number(last.slice(1)) : /^\d+$/.test(last) ? Math.max(line.number, Number(last)) : Infinity;
      if (line.number >= until || (last === '$' && line.isLast)) until = undefined;
      return true;
    }
    if (line.number >= until || (until === Infinity && ends?.(line))) until = undefined;
    return true;
  };
}

function placeOf(text: string, isExtended: boolean): Edit['isFor'] {
  if (text === '$') return ({ isLast }) => isLast;
  if (/^\d/.test(text)) return ({ number }) => number === Number(text);
  const pattern = regexOf(text.slice(1, -1).replaceAll('\\/', '/'), { isExtended });
  return (line) => pattern.test(line.text);
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
