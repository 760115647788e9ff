import { civilFromMillis, rfc3339 } from '../../../../kube/time.ts';
import type { RegexMatch } from '../../../../kube/regex/index.ts';
import { resolvePath } from '../../files.ts';
import { ShellError, widthMax } from '../limits.ts';
import { withExpression } from '../expressions.ts';
import { TypedInput } from '../typed-input.ts';
import type { CommandFunction, CommandTable, Running, ShellState, Streams } from '../shell-state.ts';

const echo: CommandFunction = (argv, _shell, { out }) => {
  let words = argv.slice(1);
  let newline = true;
  let escapes = false;
  while (/^-[neE]+$/.test(words[0] ?? '')) {
    if (words[0]?.includes('n')) newline = false;
    if (words[0]?.includes('e')) escapes = true;
    words = words.slice(1);
  }
  const text = words.join(' ');
  out((escapes ? unescaped(text) : text) + (newline ? '\n' : ''));
  return 0;
};

function unescaped(text: string): string {
  return text.replace(/\\(n|t|r|\\|0|e|x[0-9a-fA-F]{1,2})/g, (whole, code: string) =>
    ({ n: '\n', t: '\t', r: '\r', '\\': '\\', '0': '\0', e: '\u001b' })[code] ?? (code.startsWith('x') ? String.fromCharCode(parseInt(code.slice(1), 16)) : whole));
}

const printf: CommandFunction = (argv, _shell, { out }) => {
  const [, format = '', ...values] = argv;
  let used = 0;
  do {
    out(unescaped(format).replace(/%(-?0?\d*)(?:\.(\d+))?([sdifxX%bcq])/g, (_whole, width: string, digits: string | undefined, kind: string) => {
      if (kind === '%') return '%';
      const value = values[used++] ?? '';
      const text = kind === 'd' || kind === 'i' ? String(Math.trunc(Number(value) || 0)) : kind === 'f' ? (Number(value) || 0).toFixed(Math.min(100, Number(digits ?? 6)))
        : kind === 'x' ? (Number(value) || 0).toString(16) : digits === undefined ? value : value.slice(0, Number(digits));
      const size = Math.min(widthMax, Math.abs(Number(width) || 0));
      return width.startsWith('-') ? text.padEnd(size) : text.padStart(size, width.startsWith('0') && kind !== 's' ? '0' : ' ');
    }));
  } while (used > 0 && used < values.length);
  return 0;
};

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const date: CommandFunction = (argv, shell, { out }) => {
  const { epochMs } = shell.host.machine.clock;
  const t = civilFromMillis(epochMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const parts: Record<string, string> = {
    Y: String(t.year), m: two(t.month), d: two(t.day), H: two(t.hour), M: two(t.minute), S: two(t.second), s: String(Math.floor(epochMs / 1000)), N: `${String(t.millisecond).padStart(3, '0')}000000`,
    F: `${String(t.year)}-${two(t.month)}-${two(t.day)}`, T: `${two(t.hour)}:${two(t.minute)}:${two(t.second)}`, Z: 'UTC', z: '+0000', a: weekdays[t.weekday] ?? '', b: months[t.month - 1] ?? '', e: String(t.day).padStart(2), '%': '%',
  };
  const format = argv.slice(1).find((word) => word.startsWith('+'))?.slice(1) ?? (argv.some((word) => word.startsWith('-I') || word.startsWith('--iso')) ? undefined : '%a %b %e %T %Z %Y');
  out(`${format === undefined ? rfc3339(epochMs) : format.replace(/%([A-Za-z%])/g, (whole, key: string) => parts[key] ?? whole)}\n`);
  return 0;
};

const lines = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

/** Reads the files that are named, or standard input. Undefined (and a complaint) where one is missing. */
export function inputOf(names: readonly string[], command: string, shell: ShellState, { input, err }: Streams): string | undefined {
  if (names.length === 0 || (names.length === 1 && names[0] === '-')) {
    const { text } = input;
    input.text = '';
    return text;
  }
  let all = '';
  for (const name of names) {
    const text = shell.host.machine.files.read(resolvePath(shell.directory, name));
    if (text === undefined && name !== '/dev/null') {
      const directory = shell.host.machine.files.isDirectory(resolvePath(shell.directory, name));
      err(`${command}: ${directory ? `read error: Is a directory` : `can't open '${name}': No such file or directory`}\n`);
      return undefined;
    }
    all += text ?? '';
  }
  return all;
}

const [, catFiles] = filter('cat', (text) => text);

/** `cat` says each line again as soon as it is typed. */
const cat: CommandFunction = (argv, shell, streams) => (streams.input instanceof TypedInput && names(argv).length === 0 ? typedLines(streams.input, streams.out) : catFiles(argv, shell, streams));

function* typedLines(input: TypedInput, out: (text: string) => void): Running {
  for (;;) {
    const line = yield* input.line();
    if (line === undefined) return 0;
    out(`${line}\n`);
  }
}

const names = (argv: readonly string[]): string[] => argv.slice(1).filter((word) => !/^-./.test(word));

function filter(name: string, change: (text: string, argv: readonly string[], shell: ShellState) => string): readonly [string, CommandFunction] {
  return [name, (argv, shell, streams) => {
    const text = inputOf(names(argv), name, shell, streams);
    if (text === undefined) return 1;
    streams.out(change(text, argv, shell));
    return 0;
  }];
}

function countFlag(argv: readonly string[], otherwise: number): { count: number; files: string[] } {
  const files: string[] = [];
  let count = otherwise;
  for (let index = 1; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (word === '-n' || word === '-c') count = Number(argv[++index]);
    else if (/^-n?\d+$/.test(word)) count = Number(word.replace(/^-n?/, ''));
    else if (!word.startsWith('-')) files.push(word);
  }
  return { count, files };
}

const head: CommandFunction = (argv, shell, streams) => {
  const { count, files } = countFlag(argv, 10);
  const text = inputOf(files, 'head', shell, streams);
  if (text === undefined) return 1;
  streams.out(lines(text).slice(0, count).map((line) => `${line}\n`).join(''));
  return 0;
};

/** `tail -f` follows for ever: it looks once a second. */
function* tail(argv: readonly string[], shell: ShellState, streams: Streams): Running {
  const follows = argv.some((word) => /^-[a-zA-Z]*[fF]/.test(word) || word.startsWith('--follow'));
  const retries = argv.some((word) => /^-[a-zA-Z]*F/.test(word));
  const { count, files } = countFlag(argv.filter((word) => !/^-[fF]$/.test(word)), 10);
  const path = resolvePath(shell.directory, files[0] ?? '/dev/null');
  const { files: disk } = shell.host.machine;
  if (files.length > 0 && path !== '/dev/null' && disk.read(path) === undefined && !retries) {
    streams.err(`tail: can't open '${files[0] ?? ''}': No such file or directory\ntail: no files\n`);
    return 1;
  }
  if (follows && path === '/dev/null') yield { sleepMs: Infinity };
  let text = files.length === 0 ? (inputOf([], 'tail', shell, streams) ?? '') : (disk.read(path) ?? '');
  streams.out(lines(text).slice(-count).map((line) => `${line}\n`).join(''));
  while (follows) {
    yield { sleepMs: 1000 };
    const now = disk.read(path) ?? '';
    if (now.length !== text.length) streams.out(now.startsWith(text) ? now.slice(text.length) : now);
    text = now;
  }
  return 0;
}

const grep: CommandFunction = (argv, shell, streams) => {
  const flags = argv.slice(1).filter((word) => /^-[a-zA-Z]+$/.test(word)).join('');
  const [pattern = '', ...files] = names(argv);
  const text = inputOf(files, 'grep', shell, streams);
  if (text === undefined) return 2;
  const isExtended = /[EF]/.test(flags) || argv[0] === 'egrep' || argv[0] === 'fgrep';
  const isPlain = flags.includes('F') || argv[0] === 'fgrep';
  const source = isPlain ? pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : pattern;
  const whole = flags.includes('x') ? enclosed(source, isExtended, ['^', '$']) : flags.includes('w') ? enclosed(source, isExtended, ['\\b', '\\b']) : source;
  let found: readonly string[];
  try {
    found = withExpression(whole, { isExtended, isCaseless: flags.includes('i') }, (regex) => {
      const matching = lines(text).filter((line) => regex.test(line) !== flags.includes('v'));
      return flags.includes('o') && !flags.includes('c') ? matching.flatMap((line) => Array.from(regex.matchAll(line), ({ groups }) => groups[0] ?? '')).filter((part) => part !== '') : matching;
    });
  } catch (thrown) {
    if (!(thrown instanceof ShellError)) throw thrown;
    streams.err(`grep: ${thrown.message} '${pattern.slice(0, 200)}'\n`);
    return 2;
  }
  if (flags.includes('c')) streams.out(`${String(found.length)}\n`);
  else if (!flags.includes('q')) streams.out(found.map((line) => `${line}\n`).join(''));
  return found.length > 0 ? 0 : 1;
};

const enclosed = (source: string, isExtended: boolean, [before, after]: readonly [string, string]): string => (isExtended ? `${before}(${source})${after}` : `${before}\\(${source}\\)${after}`);

/** `s/find/put/flags` with any separator. */
const substitution = /^s(.)((?:\\.|(?!\1)[^\\])*)\1((?:\\.|(?!\1)[^\\])*)\1?([giI]*)/s;

const sed: CommandFunction = (argv, shell, streams) => {
  const words = argv.slice(1).filter((word) => !/^-[neirE]+$/.test(word));
  const script = words[0] ?? '';
  const inPlace = argv.some((word) => /^-[a-z]*i/.test(word));
  const isExtended = argv.some((word) => /^-[neiE]*[rE]/.test(word));
  const text = inputOf(words.slice(1), 'sed', shell, streams);
  if (text === undefined) return 1;
  let result = text;
  for (const command of script.split(/;(?=\s*s)/)) {
    const [whole, , find = '', put = '', flags = ''] = substitution.exec(command.trim()) ?? [];
    if (whole === undefined) continue;
    result = withExpression(find, { isExtended, isCaseless: /i/i.test(flags) }, (regex) => {
      const made = ({ groups }: RegexMatch): string => put.replace(/\\(.)|&/gs, (_found, escaped: string | undefined) => (escaped === undefined ? (groups[0] ?? '') : /\d/.test(escaped) ? (groups[Number(escaped)] ?? '') : escaped === 'n' ? '\n' : escaped));
      return lines(result).map((line) => `${regex.replace(line, made, { isAll: flags.includes('g') })}\n`).join('');
    });
  }
  if (inPlace) shell.host.machine.files.write(resolvePath(shell.directory, words[1] ?? ''), result);
  else streams.out(result);
  return 0;
};

const cut: CommandFunction = (argv, shell, streams) => {
  const option = (name: string): string | undefined => {
    const at = argv.findIndex((word) => word.startsWith(name));
    return at < 0 ? undefined : (argv[at] === name ? argv[at + 1] : argv[at]?.slice(name.length));
  };
  const delimiter = option('-d') ?? '\t';
  const [from = '1', to] = (option('-f') ?? option('-c') ?? '1').split('-');
  const text = inputOf([], 'cut', shell, streams) ?? '';
  const last = to === undefined ? Number(from) : to === '' ? Infinity : Number(to);
  const byField = option('-f') !== undefined;
  streams.out(lines(text).map((line) => `${byField ? line.split(delimiter).slice(Number(from) - 1, last).join(delimiter) : line.slice(Number(from) - 1, last)}\n`).join(''));
  return 0;
};

const seq: CommandFunction = (argv, _shell, { out }) => {
  const values = argv.slice(1).map(Number);
  const [first, step, last] = values.length === 1 ? [1, 1, values[0]] : values.length === 2 ? [values[0], 1, values[1]] : values;
  let text = '';
  for (let value = first ?? 1, count = 0; (step ?? 1) > 0 ? value <= (last ?? 0) : value >= (last ?? 0); value += step ?? 1) {
    if (++count > 100_000) break;
    text += `${String(value)}\n`;
  }
  out(text);
  return 0;
};

const expr: CommandFunction = (argv, _shell, { out, err }) => {
  const [left = '', operator, right = ''] = argv.slice(1);
  if (operator === undefined) out(`${left}\n`);
  const a = Number(left);
  const b = Number(right);
  const results: Record<string, number | string> = { '+': a + b, '-': a - b, '*': a * b, '/': Math.trunc(a / b), '%': a % b, '=': Number(left === right), '<': Number(a < b), '>': Number(a > b), '<=': Number(a <= b), '>=': Number(a >= b), '!=': Number(left !== right) };
  if (operator === undefined) return left === '' || left === '0' ? 1 : 0;
  const result = results[operator];
  if (result === undefined) {
    err('expr: syntax error\n');
    return 2;
  }
  out(`${String(result)}\n`);
  return result === 0 ? 1 : 0;
};

const tee: CommandFunction = (argv, shell, streams) => {
  const text = inputOf([], 'tee', shell, streams) ?? '';
  const { files } = shell.host.machine;
  for (const name of names(argv)) {
    const path = resolvePath(shell.directory, name);
    files.write(path, (argv.includes('-a') ? (files.read(path) ?? '') : '') + text);
  }
  streams.out(text);
  return 0;
};

const wc: CommandFunction = (argv, shell, streams) => {
  const text = inputOf(names(argv), 'wc', shell, streams);
  if (text === undefined) return 1;
  const counts = { l: (text.match(/\n/g) ?? []).length, w: text.split(/\s+/).filter(Boolean).length, c: text.length };
  const flag = argv.find((word) => /^-[lwc]$/.test(word))?.charAt(1) as keyof typeof counts | undefined;
  streams.out(flag ? `${String(counts[flag])}${names(argv)[0] ? ` ${names(argv)[0] ?? ''}` : ''}\n` : `${String(counts.l)} ${String(counts.w)} ${String(counts.c)}\n`);
  return 0;
};

const tr: CommandFunction = (argv, shell, streams) => {
  const text = inputOf([], 'tr', shell, streams) ?? '';
  const [from = '', to = ''] = argv.slice(1).filter((word) => !/^-[ds]$/.test(word)).map(characters);
  if (argv.includes('-d')) streams.out([...text].filter((character) => !from.includes(character)).join(''));
  else streams.out([...text].map((character) => { const at = from.indexOf(character); return at < 0 ? character : (to[Math.min(at, to.length - 1)] ?? ''); }).join(''));
  return 0;
};

function characters(set: string): string {
  return unescaped(set).replace('[:upper:]', 'A-Z').replace('[:lower:]', 'a-z').replace('[:digit:]', '0-9').replace('[:space:]', ' \t\n')
    .replace(/(.)-(.)/g, (_whole, first: string, last: string) => {
      let all = '';
      for (let code = first.charCodeAt(0); code <= last.charCodeAt(0) && all.length < 256; code++) all += String.fromCharCode(code);
      return all;
    });
}

export const textCommands: CommandTable = [
  ['echo', echo], ['printf', printf], ['date', date], ['head', head], ['tail', tail], ['grep', grep], ['egrep', grep], ['fgrep', grep], ['sed', sed], ['cut', cut], ['seq', seq], ['expr', expr],
  ['tee', tee], ['wc', wc], ['tr', tr],
  ['cat', cat], filter('more', (text) => text), filter('less', (text) => text),
  filter('rev', (text) => lines(text).map((line) => `${[...line].reverse().join('')}\n`).join('')),
  filter('sort', (text, argv) => {
    const sorted = lines(text).sort(argv.some((word) => word.startsWith('-') && word.includes('n')) ? (a, b) => Number.parseFloat(a) - Number.parseFloat(b) : undefined);
    if (argv.some((word) => /^-\w*r/.test(word))) sorted.reverse();
    return (argv.some((word) => /^-\w*u/.test(word)) ? [...new Set(sorted)] : sorted).map((line) => `${line}\n`).join('');
  }),
  filter('uniq', (text) => lines(text).filter((line, index, all) => line !== all[index - 1]).map((line) => `${line}\n`).join('')),
];
