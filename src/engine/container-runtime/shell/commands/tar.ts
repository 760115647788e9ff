import { resolvePath } from '../../files.ts';
import { ShellError } from '../limits.ts';
import type { CommandFunction, CommandTable, ShellState, Streams } from '../shell-state.ts';

const blockBytes = 512;
const nul = '\0';

/** Bytes of one letter in UTF-8. */
const bytesIn = (letter: string): number => {
  const code = letter.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
};

function bytesOf(text: string): number {
  let bytes = 0;
  for (const letter of text) bytes += bytesIn(letter);
  return bytes;
}

interface Options {
  readonly mode: 'c' | 'x' | 't';
  readonly file: string;
  readonly directory: string;
  readonly isVerbose: boolean;
  readonly names: readonly string[];
}

/** `cf - PATH`, `-xmf - -C DIR`, `tvf FILE`. */
function optionsOf(argv: readonly string[], shell: ShellState): Options | string {
  let [mode, file, directory, isVerbose]: ['c' | 'x' | 't' | undefined, string, string, boolean] = [undefined, '-', shell.directory, false];
  const names: string[] = [];
  const words = argv.slice(1);
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word.startsWith('--')) continue;
    if (!word.startsWith('-') && at > 0) { names.push(word); continue; }
    for (const letter of word.replace(/^-/, '')) {
      if (letter === 'c' || letter === 'x' || letter === 't') mode = letter;
      else if (letter === 'v') isVerbose = true;
      else if (letter === 'f') file = words[++at] ?? '';
      else if (letter === 'C') directory = resolvePath(shell.directory, words[++at] ?? '');
      else if (!'mpkoP'.includes(letter)) return 'zjJa'.includes(letter) ? `${letter}: compressed archives are not known here` : `invalid option -- '${letter}'`;
    }
  }
  return mode ? { mode, file, directory, isVerbose, names } : 'must specify one of -c, -x, -t';
}

const tar: CommandFunction = (argv, shell, streams) => {
  const options = optionsOf(argv, shell);
  if (typeof options === 'string') {
    streams.err(`tar: ${options}\n`);
    return 1;
  }
  return options.mode === 'c' ? create(options, shell, streams) : read(options, shell, streams);
};

function create({ file, directory, isVerbose, names }: Options, shell: ShellState, { out, err }: Streams): number {
  const { files } = shell.host.machine;
  let archive = '';
  let status = 0;
  const add = (path: string, name: string): void => {
    const content = files.read(path);
    const isFolder = content === undefined && files.isDirectory(path);
    if (content === undefined && !isFolder) {
      err(`tar: ${name}: No such file or directory\n`);
      status = 1;
      return;
    }
    if (isVerbose) err(`${name}${isFolder ? '/' : ''}\n`);
    archive = shell.keep(archive + entry(isFolder ? `${name}/` : name, content ?? '', shell.host.machine.clock.epochMs));
    if (isFolder) for (const inside of files.list(path)) add(`${path === '/' ? '' : path}/${inside}`, `${name}/${inside}`);
  };
  if (names.some((name) => name.startsWith('/'))) err("tar: removing leading '/' from member names\n");
  for (const name of names) add(resolvePath(directory, name), name.replace(/^\/+|\/+$/g, '') || '.');
  const whole = archive + nul.repeat(2 * blockBytes);
  if (file === '-') out(whole);
  else files.write(resolvePath(shell.directory, file), shell.keep(whole));
  return status;
}

/** A header and what it heads, in whole blocks. @see POSIX, pax, ustar Interchange Format */
function entry(name: string, content: string, epochMs: number): string {
  if (bytesOf(name) > 100) throw new ShellError(`${name}: names of more than 100 bytes are not known here`);
  const field = (text: string, bytes: number): string => text + nul.repeat(bytes - bytesOf(text));
  const octal = (value: number, bytes: number): string => `${value.toString(8).padStart(bytes - 1, '0')}${nul}`;
  const isFolder = name.endsWith('/');
  const size = bytesOf(content);
  const before = field(name, 100) + octal(isFolder ? 0o755 : 0o644, 8) + octal(0, 8) + octal(0, 8) + octal(size, 12) + octal(Math.floor(epochMs / 1000), 12);
  const after = field(`${isFolder ? '5' : '0'}`, 1) + field('', 100) + `ustar${nul}00` + field('root', 32) + field('root', 32) + octal(0, 8) + octal(0, 8) + field('', 155) + field('', 12);
  let sum = 8 * 32;
  for (const byte of utf8(before + after)) sum += byte;
  const head = `${before}${sum.toString(8).padStart(6, '0')}${nul} ${after}`;
  return head + content + nul.repeat((blockBytes - (size % blockBytes)) % blockBytes);
}

function* utf8(text: string): Generator<number> {
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    const more = bytesIn(letter) - 1;
    yield more === 0 ? code : ([0, 0xc0, 0xe0, 0xf0][more] ?? 0) | (code >> (6 * more));
    for (let at = more - 1; at >= 0; at--) yield 0x80 | ((code >> (6 * at)) & 0x3f);
  }
}

/** Takes letters of a text by their number of bytes. */
class Bytes {
  #at = 0;

  constructor(private readonly text: string) {}

  get isOver(): boolean {
    return this.#at >= this.text.length;
  }

  take(bytes: number): string {
    const from = this.#at;
    for (let left = bytes; left > 0 && !this.isOver;) {
      const letter = String.fromCodePoint(this.text.codePointAt(this.#at) ?? 0);
      left -= bytesIn(letter);
      this.#at += letter.length;
    }
    return this.text.slice(from, this.#at);
  }
}

const untilNul = (text: string): string => text.split(nul)[0] ?? '';

function read({ mode, file, directory, isVerbose, names }: Options, shell: ShellState, { input, out, err }: Streams): number {
  const { files } = shell.host.machine;
  const archive = file === '-' ? input.text : files.read(resolvePath(shell.directory, file));
  if (archive === undefined) {
    err(`tar: can't open '${file}': No such file or directory\n`);
    return 1;
  }
  if (file === '-') input.text = '';
  const bytes = new Bytes(archive);
  for (let longName = ''; !bytes.isOver;) {
    const head = new Bytes(bytes.take(blockBytes));
    const short = untilNul(head.take(100));
    if (short === '' && longName === '') break;
    head.take(24);
    const size = Number.parseInt(untilNul(head.take(12)).trim() || '0', 8);
    head.take(20);
    const type = head.take(1);
    head.take(188);
    const prefix = untilNul(head.take(155));
    const content = bytes.take(size);
    bytes.take((blockBytes - (size % blockBytes)) % blockBytes);
    if (type === 'L' || type === 'x') {
      longName = type === 'L' ? untilNul(content) : (/\d+ path=(.*)\n/.exec(content)?.[1] ?? '');
      continue;
    }
    const name = longName || (prefix === '' ? short : `${prefix}/${short}`);
    longName = '';
    if (names.length > 0 && !names.some((wanted) => name === wanted || name.startsWith(`${wanted.replace(/\/+$/, '')}/`))) continue;
    if (mode === 't' || isVerbose) out(`${name}\n`);
    if (mode === 't') continue;
    if (!put(shell, resolvePath(directory, name.replace(/^\/+/, '')), type === '5' ? undefined : content)) {
      err(`tar: can't open '${name}': Read-only file system\n`);
      return 1;
    }
  }
  return 0;
}

function put(shell: ShellState, path: string, content: string | undefined): boolean {
  const { files } = shell.host.machine;
  shell.spend(1 + (content?.length ?? 0) / 1024);
  return content === undefined ? files.makeDirectory(path) : files.write(path, content);
}

export const archiveCommands: CommandTable = [['tar', tar]];
