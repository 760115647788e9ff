import { ArithmeticProblem, evaluate } from '../../../kube/shell/arithmetic.ts';
import { PatternTooCostly, quotedPattern, ShellPattern } from '../../../kube/shell/pattern.ts';
import { resolvePath } from '../files.ts';
import { bounded, ShellError, textMax } from './limits.ts';
import { ExitShell, type Pause, type Running, type ShellState, type Streams } from './shell-state.ts';
import type { Part, Script, Word } from './syntax.ts';

/** Runs the body of a command substitution. */
export type RunScript = (script: Script, shell: ShellState, streams: Streams) => Running;

interface Piece {
  text: string;
  quoted: boolean;
}

/** A word as one text: assignments, redirections, the subject of `case`. */
export function* expandText(word: Word, shell: ShellState, streams: Streams, run: RunScript): Generator<Pause, string, void> {
  let text = '';
  shell.enter();
  try {
    for (const part of word) text = shell.keep(text + (yield* expandPart(part, shell, streams, run)).join(' '));
    return text;
  } finally {
    shell.leave();
  }
}

/** A word as a pattern: what is quoted in it means itself. */
export function* expandPattern(word: Word, shell: ShellState, streams: Streams, run: RunScript): Generator<Pause, string, void> {
  let pattern = '';
  for (const part of word) {
    const text = yield* expandText([part], shell, streams, run);
    pattern = shell.keep(pattern + (part.quoted ? quotedPattern(text) : text));
  }
  return pattern;
}

/**
 * Does something with a pattern.
 * @throws ShellError where it takes too many steps
 */
export function withPattern<T>(pattern: string, use: (pattern: ShellPattern) => T): T {
  try {
    return use(new ShellPattern(pattern));
  } catch (thrown) {
    throw thrown instanceof PatternTooCostly ? new ShellError('pattern too costly') : thrown;
  }
}

const arithmeticWords = { syntax: 'arithmetic syntax error', division: 'divide by zero', depth: 'arithmetic nesting too deep' };

/**
 * What an expression comes to.
 * @throws ShellError in the words of this shell
 */
export function compute(text: string, shell: ShellState): bigint {
  try {
    return evaluate(text, { variable: (name) => shell.variables.get(name), set: (name, value) => { shell.variables.set(name, value); } });
  } catch (thrown) {
    throw thrown instanceof ArithmeticProblem ? new ShellError(arithmeticWords[thrown.sort]) : thrown;
  }
}

/** Words as a command gets them: substituted, split at blanks where not quoted, with file names for patterns. */
export function* expandWords(words: readonly Word[], shell: ShellState, streams: Streams, run: RunScript): Generator<Pause, string[], void> {
  const result: string[] = [];
  let size = 0;
  for (const word of words) {
    const braces = braceList(word);
    for (const field of braces ?? (yield* expandWord(word, shell, streams, run))) {
      size += field.length + 1;
      result.push(field);
    }
    if (size > textMax) throw new ShellError('argument list too long');
  }
  shell.spend(size / 1024);
  return result;
}

function* expandWord(word: Word, shell: ShellState, streams: Streams, run: RunScript): Generator<Pause, string[], void> {
  const fields: Piece[][] = [[]];
  for (const [index, part] of word.entries()) {
    const values = yield* expandPart(part, shell, streams, run);
    for (const [count, value] of values.entries()) {
      if (count > 0) fields.push([]);
      if (part.type === 'text' && !part.quoted && index === 0 && (value === '~' || value.startsWith('~/'))) push(fields, `${shell.variables.get('HOME') ?? '/root'}${value.slice(1)}`, true);
      else if (part.quoted || part.type === 'text') push(fields, value, part.quoted);
      else split(fields, value);
    }
  }
  return fields.filter((field) => field.length > 0).flatMap((field) => fileNames(field, shell));
}

function push(fields: Piece[][], text: string, quoted: boolean): void {
  fields[fields.length - 1]?.push({ text, quoted });
}

function split(fields: Piece[][], value: string): void {
  const words = value.split(/[ \t\n]+/);
  for (const [index, word] of words.entries()) {
    if (index > 0 && (fields[fields.length - 1]?.length ?? 0) > 0) fields.push([]);
    if (word !== '') push(fields, word, false);
  }
}

/** `{1..5}` and `a{b,c}` where nothing else is in the word. */
function braceList(word: Word): string[] | undefined {
  const [part] = word;
  if (word.length !== 1 || part?.type !== 'text' || part.quoted || part.text.length > 100 || !part.text.includes('{')) return undefined;
  const range = /^(.*)\{(-?\d+)\.\.(-?\d+)\}(.*)$/.exec(part.text);
  if (range) {
    const [first, last] = [Number(range[2]), Number(range[3])];
    const count = Math.min(10_000, Math.abs(last - first) + 1);
    return Array.from({ length: count }, (_, index) => `${range[1] ?? ''}${String(first + (last < first ? -index : index))}${range[4] ?? ''}`);
  }
  const list = /^(.*)\{([^{}]*,[^{}]*)\}(.*)$/.exec(part.text);
  return list ? (list[2] ?? '').split(',').map((item) => `${list[1] ?? ''}${item}${list[3] ?? ''}`) : undefined;
}

function fileNames(field: readonly Piece[], shell: ShellState): string[] {
  const text = field.map((piece) => piece.text).join('');
  if (!field.some((piece) => !piece.quoted && /[*?[]/.test(piece.text)) || text.includes('//')) return [text];
  const slash = text.lastIndexOf('/');
  const directory = resolvePath(shell.directory, slash < 0 ? '.' : text.slice(0, slash) || '/');
  const wanted = field.map((piece) => (piece.quoted ? quotedPattern(piece.text) : piece.text)).join('');
  const names = withPattern(wanted.slice(wanted.lastIndexOf('/') + 1), (pattern) => shell.host.machine.files.list(directory).filter((name) => pattern.test(name) && !name.startsWith('.')));
  return names.length > 0 ? names.map((name) => text.slice(0, slash + 1) + name) : [text];
}

function* expandPart(part: Part, shell: ShellState, streams: Streams, run: RunScript): Generator<Pause, string[], void> {
  switch (part.type) {
    case 'text': return [part.text];
    case 'arithmetic': {
      const text = yield* expandText(part.expression, shell, streams, run);
      return [String(compute(text, shell))];
    }
    case 'command': {
      let output = '';
      const child = shell.fork();
      shell.status = yield* run(part.body, child, { ...streams, out: (text) => { output = shell.keep(output + text); } });
      return [output.replace(/\n+$/, '')];
    }
    case 'variable': return yield* expandVariable(part, shell, streams, run);
  }
}

function valueOf(name: string, shell: ShellState): string[] | undefined {
  const element = /^(\w+)\[(.*)\]$/.exec(name);
  if (element) {
    const list = shell.lists.get(element[1] ?? '') ?? [];
    if (element[2] === '@' || element[2] === '*') return [...list];
    const index = compute((element[2] ?? '0').replace(/^\$\{?(\w+)\}?$/, '$1'), shell);
    const value = list[Number(index)];
    return value === undefined ? undefined : [value];
  }
  switch (name) {
    case '@': return [...shell.parameters];
    case '*': return [shell.parameters.join(' ')];
    case '#': return [String(shell.parameters.length)];
    case '?': return [String(shell.status)];
    case '$': return ['1'];
    case '!': return [String(shell.jobs[shell.jobs.length - 1]?.id ?? '')];
    case '0': return [shell.name];
    case 'RANDOM': return [String(shell.host.machine.random.int(32_768))];
    case 'SECONDS': return [String(Math.floor(shell.host.machine.clock.nowMs / 1000))];
    default: break;
  }
  const value = /^[0-9]$/.test(name) ? shell.parameters[Number(name) - 1] : (shell.variables.get(name) ?? shell.lists.get(name)?.[0]);
  return value === undefined ? undefined : [value];
}

function* expandVariable(part: Extract<Part, { type: 'variable' }>, shell: ShellState, streams: Streams, run: RunScript): Generator<Pause, string[], void> {
  const { name, operator, argument } = part;
  const values = valueOf(name, shell);
  const text = values?.join(' ') ?? '';
  if (operator === '' ) {
    if (values === undefined && shell.unsetIsError) {
      streams.err(`${shell.name}: ${name}: parameter not set\n`);
      throw new ExitShell(2);
    }
    return values ?? (name === '@' ? [] : ['']);
  }
  if (operator === '#' && argument.length === 0) return [String(/\[[@*]\]$|^[@*]$/.test(name) ? (values?.length ?? 0) : text.length)];
  const isSet = operator.startsWith(':') ? text !== '' : values !== undefined;
  switch (operator) {
    case '-':
    case ':-': return isSet ? (values ?? []) : [yield* expandText(argument, shell, streams, run)];
    case '+':
    case ':+': return [isSet ? yield* expandText(argument, shell, streams, run) : ''];
    case '=':
    case ':=': {
      if (isSet) return values ?? [];
      const value = yield* expandText(argument, shell, streams, run);
      shell.variables.set(name, value);
      return [value];
    }
    case '?':
    case ':?': {
      if (isSet) return values ?? [];
      const message = yield* expandText(argument, shell, streams, run);
      streams.err(`${shell.name}: ${name}: ${message || 'parameter not set'}\n`);
      throw new ExitShell(2);
    }
    case '/':
    case '//': return [yield* replaced(text, part, shell, streams, run)];
    case '#':
    case '##':
    case '%':
    case '%%': {
      return [withPattern(yield* expandPattern(argument, shell, streams, run), (pattern) => pattern.trim(text, operator))];
    }
    default: return [edited(text, operator, yield* expandText(argument, shell, streams, run))];
  }
}

/** `${x/a/b}`: what stands before the first `/` that is not quoted is the pattern. */
function* replaced(text: string, { argument, operator }: Extract<Part, { type: 'variable' }>, shell: ShellState, streams: Streams, run: RunScript): Generator<Pause, string, void> {
  const index = argument.findIndex((part) => part.type === 'text' && !part.quoted && part.text.includes('/'));
  const at = argument[index];
  const cut = at?.type === 'text' ? at.text.indexOf('/') : -1;
  const find = at?.type === 'text' ? [...argument.slice(0, index), { ...at, text: at.text.slice(0, cut) }] : argument;
  const by = at?.type === 'text' ? [{ ...at, text: at.text.slice(cut + 1) }, ...argument.slice(index + 1)] : [];
  const put = yield* expandText(by, shell, streams, run);
  return withPattern(yield* expandPattern(find, shell, streams, run), (pattern) => bounded(pattern.replace(text, put, { isEvery: operator === '//' })));
}

/** `:1:2`, `^^`. */
function edited(text: string, operator: string, argument: string): string {
  switch (operator) {
    case ':': {
      const [from = '0', length] = argument.split(':');
      return length === undefined ? text.slice(Number(from)) : text.slice(Number(from), Number(from) + Number(length));
    }
    case '^^': return text.toUpperCase();
    case ',,': return text.toLowerCase();
    case '^': return text.charAt(0).toUpperCase() + text.slice(1);
    case ',': return text.charAt(0).toLowerCase() + text.slice(1);
    default: return text;
  }
}
