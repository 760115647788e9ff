import { formatText } from './filters/format.ts';
import { inputOf, textOf } from './pipe.ts';
import { quoteWord } from './quote.ts';
import { fileName, interrupted, type Program, type Shell, type Streams } from './shell.ts';

/** `echo`: `-n` without the end of the line, `-e` with escapes. */
export const echo: Program = (args, { stdout }) => {
  const flags = args.findIndex((word) => !/^-[neE]+$/.test(word));
  const [options, words] = flags < 0 ? [args, []] : [args.slice(0, flags), args.slice(flags)];
  const given = options.join('');
  const text = words.join(' ');
  stdout.write(`${given.includes('e') ? unescaped(text) : text}${given.includes('n') ? '' : '\n'}`);
  return Promise.resolve(0);
};

export const printf: Program = ([format = '', ...values], { stdout }) => {
  const perRound = (format.replaceAll('%%', '').match(/%/g) ?? []).length;
  let text = formatText(unescaped(format), values.slice(0, perRound));
  for (let at = perRound; perRound > 0 && at < values.length; at += perRound) text += formatText(unescaped(format), values.slice(at, at + perRound));
  stdout.write(text);
  return Promise.resolve(0);
};

const unescaped = (text: string): string => text.replace(/\\([ntr\\])/g, (_, c: string) => ({ n: '\n', t: '\t', r: '\r' })[c] ?? c);

/** `alias`, `alias k`, `alias k=kubectl`. */
export const alias: Program = (args, { stdout, stderr }, { aliases }) => {
  let status = 0;
  const say = (name: string): void => { stdout.write(`alias ${name}='${(aliases.get(name) ?? '').replaceAll("'", "'\\''")}'\n`); };
  if (args.length === 0) for (const name of [...aliases.keys()].sort()) say(name);
  for (const word of args) {
    const [name = ''] = word.split('=');
    if (word.includes('=')) aliases.set(name, word.slice(name.length + 1));
    else if (aliases.has(name)) say(name);
    else { stderr.write(`bash: alias: ${name}: not found\n`); status = 1; }
  }
  return Promise.resolve(status);
};

export const unalias: Program = (args, { stderr }, { aliases }) => {
  let status = 0;
  if (args.includes('-a')) aliases.clear();
  else for (const name of args) if (!aliases.delete(name)) { stderr.write(`bash: unalias: ${name}: not found\n`); status = 1; }
  return Promise.resolve(status);
};

/** `export NAME=value`; alone it shows what is set. */
export const exportVariable: Program = (args, { stdout }, { variables }) => {
  for (const word of args) if (word.includes('=')) variables.set(word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1));
  if (args.length === 0) for (const [name, value] of variables) stdout.write(`declare -x ${name}="${value}"\n`);
  return Promise.resolve(0);
};

export const env: Program = (_, { stdout }, { variables }) => {
  stdout.write([...variables].map(([name, value]) => `${name}=${value}\n`).join(''));
  return Promise.resolve(0);
};

/** `touch`: the files are there, empty where they were not. */
export const touch: Program = (args, _, { files }) => {
  for (const name of args.filter((word) => !word.startsWith('-'))) if (!files.has(fileName(name))) files.set(fileName(name), '');
  return Promise.resolve(0);
};

/** `cp`, `mv` of files that were written here. */
export const copy = (name: 'cp' | 'mv'): Program => (args, { stderr }, { files }) => {
  const [from, to, ...more] = args.filter((word) => !word.startsWith('-'));
  if (from === undefined) stderr.write(`${name}: missing file operand\n`);
  else if (to === undefined) stderr.write(`${name}: missing destination file operand after '${from}'\n`);
  else if (more.length > 0) stderr.write(`${name}: target '${more.at(-1) ?? ''}': No such file or directory\n`);
  else if (!files.has(fileName(from))) stderr.write(`${name}: cannot stat '${from}': No such file or directory\n`);
  else {
    files.set(fileName(to), files.get(fileName(from)) ?? '');
    if (name === 'mv') files.delete(fileName(from));
    return Promise.resolve(0);
  }
  return Promise.resolve(1);
};

/** `tee [-a] FILE…`: what comes goes on, and into the files. */
export const tee: Program = async (args, { stdin, stdout, signal }, { files }) => {
  const names = args.filter((word) => !word.startsWith('-')).map(fileName);
  for (const name of names) if (!args.includes('-a') || !files.has(name)) files.set(name, '');
  for await (const chunk of stdin.chunks()) {
    if (signal.aborted) return interrupted;
    stdout.write(chunk);
    for (const name of names) files.set(name, (files.get(name) ?? '') + chunk);
  }
  return 0;
};

const sequenceMax = 1_000_000;

/** `seq LAST`, `seq FIRST LAST`, `seq FIRST STEP LAST`. */
export const seq: Program = (args, { stdout, stderr }) => {
  const wrong = args.find((word) => Number.isNaN(Number(word)) || word.trim() === '');
  const numbers = args.map(Number);
  if (wrong !== undefined || args.length === 0 || args.length > 3) {
    stderr.write(wrong === undefined ? (args.length === 0 ? 'seq: missing operand\n' : `seq: extra operand '${args[3] ?? ''}'\n`) : `seq: invalid floating point argument: '${wrong}'\n`);
    return Promise.resolve(1);
  }
  const first = args.length === 1 ? 1 : (numbers[0] ?? 1);
  const step = args.length === 3 ? (numbers[1] ?? 1) : 1;
  const count = step === 0 ? 0 : Math.floor(((numbers.at(-1) ?? 0) - first) / step) + 1;
  if (count > sequenceMax) throw new RangeError(`more than ${String(sequenceMax)} numbers are not known here`);
  stdout.write(Array.from({ length: Math.max(0, count) }, (_, index) => `${String(first + index * step)}\n`).join(''));
  return Promise.resolve(0);
};

export const unset: Program = (args, _, { variables }) => {
  for (const name of args) variables.delete(name);
  return Promise.resolve(0);
};

export const history: Program = (_, { stdout }, { world }) => {
  stdout.write(world.history.map((entry, index) => `${String(index + 1).padStart(5)}  ${entry}\n`).join(''));
  return Promise.resolve(0);
};

/** `ls`: the files that were written here. */
export const ls: Program = (args, { stdout, stderr }, { files }) => {
  const names = args.filter((word) => !word.startsWith('-') && word !== '.');
  const missing = names.filter((name) => !files.has(fileName(name)));
  for (const name of missing) stderr.write(`ls: cannot access '${name}': No such file or directory\n`);
  for (const name of names.length > 0 ? names.filter((given) => files.has(fileName(given))) : [...files.keys()].sort()) stdout.write(`${name}\n`);
  return Promise.resolve(missing.length > 0 ? 2 : 0);
};

export const rm: Program = (args, { stderr }, { files }) => {
  let status = 0;
  for (const name of args.filter((word) => !word.startsWith('-'))) {
    if (files.delete(fileName(name)) || args.includes('-f')) continue;
    stderr.write(`rm: cannot remove '${name}': No such file or directory\n`);
    status = 1;
  }
  return Promise.resolve(status);
};

/** `sleep 5`, `sleep 2m`: of virtual time. */
export const sleep: Program = async ([text = ''], { stderr, signal }, { world }) => {
  const match = /^(\d*\.?\d+)([smhd]?)$/.exec(text);
  if (!match) {
    stderr.write(text === '' ? 'sleep: missing operand\n' : `sleep: invalid time interval '${text}'\n`);
    return 1;
  }
  await world.sleep(Number(match[1]) * ({ m: 60, h: 3600, d: 86_400 }[match[2] ?? ''] ?? 1) * 1000, signal);
  return signal.aborted ? interrupted : 0;
};

/** `date`, `date +%H:%M`: what the clock of the cluster says. */
export const date: Program = (args, { stdout }, { world }) => {
  const format = args.find((word) => word.startsWith('+'));
  stdout.write(`${format === undefined ? dateText(world.now()) : formattedDate(format.slice(1), world.now())}\n`);
  return Promise.resolve(0);
};

function formattedDate(format: string, epochMs: number): string {
  const iso = new Date(epochMs).toISOString();
  const [day = '', , month = ''] = new Date(epochMs).toUTCString().replace(',', '').split(' ');
  const parts: Readonly<Record<string, string>> = {
    Y: iso.slice(0, 4), y: iso.slice(2, 4), m: iso.slice(5, 7), d: iso.slice(8, 10), H: iso.slice(11, 13), M: iso.slice(14, 16), S: iso.slice(17, 19), N: `${iso.slice(20, 23)}000000`,
    F: iso.slice(0, 10), T: iso.slice(11, 19), s: String(Math.floor(epochMs / 1000)), Z: 'UTC', z: '+0000', a: day, b: month, '%': '%',
  };
  return format.replace(/%([A-Za-z%])/g, (all, key: string) => (Object.hasOwn(parts, key) ? (parts[key] ?? '') : all));
}

/** `pwd`: where the files are. */
export const pwd: Program = (_, { stdout }, { variables }) => {
  stdout.write(`${variables.get('PWD') ?? ''}\n`);
  return Promise.resolve(0);
};

/** `Thu Jan  1 09:00:30 UTC 2026`. */
function dateText(epochMs: number): string {
  const [day = '', number = '', month = '', year = '', time = ''] = new Date(epochMs).toUTCString().replace(',', '').split(' ');
  return `${day} ${month} ${String(Number(number)).padStart(2)} ${time} UTC ${year}`;
}

/** `watch [-n SECONDS] COMMAND`: again and again, in place of what it showed before, until Ctrl-C. */
export const watch: Program = async (args, streams, shell) => {
  const { seconds, isBare, words } = watchOptions(args);
  if (words.length === 0) {
    streams.stderr.write('Usage:\n watch [-n SECONDS] [-t] COMMAND\n');
    return 1;
  }
  const text = words.length === 1 ? (words[0] ?? '') : words.map((word) => (/^[|;&<>]+$/.test(word) ? word : quoteWord(word))).join(' ');
  for (;;) {
    const picture = await pictureOf(text, streams, shell);
    if (streams.signal.aborted) return interrupted;
    shell.world.show(isBare ? picture : `Every ${seconds.toFixed(1)}s: ${words.join(' ')}    ${dateText(shell.world.now())}\n\n${picture}`);
    await shell.world.sleep(seconds * 1000, streams.signal);
    if (streams.signal.aborted) return interrupted;
  }
};

function watchOptions(args: readonly string[]): { readonly seconds: number; readonly isBare: boolean; readonly words: readonly string[] } {
  let [seconds, isBare, at] = [2, false, 0];
  for (; args[at]?.startsWith('-'); at++) {
    const word = args[at] ?? '';
    const inline = /^(?:-n|--interval=)(.+)$/.exec(word)?.[1];
    if (inline !== undefined) seconds = Number(inline);
    else if (word === '-n' || word === '--interval') seconds = Number(args[++at]);
    else isBare ||= word === '-t' || word === '--no-title';
  }
  return { seconds: Number.isNaN(seconds) ? 2 : Math.max(0.1, seconds), isBare, words: args.slice(at) };
}

async function pictureOf(text: string, streams: Streams, shell: Shell): Promise<string> {
  let picture = '';
  const output = { write: (part: string): void => { picture += part; } };
  await shell.run(text, { ...streams, isTyped: false, stdin: inputOf(''), stdout: output, stderr: output });
  return picture;
}

/** `xargs COMMAND`: the words that come are added to it; `-n 1` one at a time, `-I {}` in its place, a line at a time. */
export const xargs: Program = async (args, streams, shell) => {
  let [count, place, at] = [Infinity, '', 0];
  for (; args[at]?.startsWith('-'); at++) {
    const [, letter = '', inline = ''] = /^-([nILP])(.*)$/.exec(args[at] ?? '') ?? [];
    const value = letter === '' ? '' : inline || (args[++at] ?? '');
    if (letter === 'n') count = Number(value);
    if (letter === 'I') place = value;
  }
  const [name = 'echo', ...words] = args.slice(at);
  const text = await textOf(streams.stdin);
  const calls = place !== ''
    ? text.split('\n').filter((line) => line.trim() !== '').map((line) => words.map((word) => word.replaceAll(place, line.trim())))
    : chunksOf(text.split(/\s+/).filter(Boolean), count).map((chunk) => [...words, ...chunk]);
  let status = 0;
  for (const call of calls) {
    if (streams.signal.aborted) return interrupted;
    if ((await shell.start(name, call, { ...streams, isTyped: false, stdin: inputOf('') })) !== 0) status = 123;
  }
  return status;
};

function chunksOf(words: readonly string[], count: number): readonly (readonly string[])[] {
  const size = count >= 1 ? count : Infinity;
  if (size === Infinity) return words.length === 0 ? [] : [words];
  return Array.from({ length: Math.ceil(words.length / size) }, (_, index) => words.slice(index * size, (index + 1) * size));
}
