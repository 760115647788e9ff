import { resolvePath } from '../../files.ts';
import { interact } from '../interactive.ts';
import { ExitShell, LoopControl, ReturnFunction, type CommandFunction, type CommandTable, type Running, type ShellState, type Streams } from '../shell-state.ts';
import { TypedInput } from '../typed-input.ts';

/** `sh -c TEXT [NAME ARGS…]`, `sh FILE`, or what comes on standard input. */
function* shell(argv: readonly string[], outer: ShellState, streams: Streams): Running {
  let index = 1;
  let command = false;
  const child = outer.fork();
  child.guarded = 0;
  child.exitOnError = false;
  for (const word of argv.slice(1)) {
    if (!/^[-+][a-z]+$/.test(word)) break;
    index++;
    if (word.includes('c')) command = true;
    if (word.includes('e')) child.exitOnError = true;
    if (word.includes('x')) child.traceCommands = true;
    if (word.includes('u')) child.unsetIsError = true;
  }
  const first = argv[index];
  if (command) {
    child.parameters = argv.slice(index + 2);
    child.name = argv[index + 1] ?? argv[0] ?? 'sh';
    return yield* outer.host.language.runText(first ?? '', child, streams);
  }
  if (first === undefined && streams.input instanceof TypedInput) return yield* interact(argv[0] ?? 'sh', child, streams, streams.input);
  if (first === undefined) return yield* outer.host.language.runText(streams.input.text, child, { ...streams, input: { text: '' } });
  const text = outer.host.machine.files.read(resolvePath(outer.directory, first));
  if (text === undefined) {
    streams.err(`${argv[0] ?? 'sh'}: can't open '${first}': No such file or directory\n`);
    return 2;
  }
  child.parameters = argv.slice(index + 1);
  return yield* outer.host.language.runText(text, child, streams);
}

function set(argv: readonly string[], state: ShellState): number {
  for (const [index, word] of argv.slice(1).entries()) {
    if (word === '--') {
      state.parameters = argv.slice(index + 2);
      return 0;
    }
    if (!/^[-+]\w+$/.test(word)) {
      state.parameters = argv.slice(index + 1);
      return 0;
    }
    const on = word.startsWith('-');
    if (word.includes('e')) state.exitOnError = on;
    if (word.includes('x')) state.traceCommands = on;
    if (word.includes('u')) state.unsetIsError = on;
  }
  return 0;
}

function assign(argv: readonly string[], state: ShellState, exported: boolean): number {
  for (const word of argv.slice(1)) {
    if (word.startsWith('-')) continue;
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    if (equals >= 0) state.variables.set(name, word.slice(equals + 1));
    if (exported) state.exported.add(name);
  }
  return 0;
}

function* readTyped(argv: readonly string[], state: ShellState, input: TypedInput): Running {
  const line = yield* input.line();
  return line === undefined ? 1 : readLine(argv, state, { text: `${line}\n` });
}

const read: CommandFunction = (argv, state, { input }) => (input instanceof TypedInput ? readTyped(argv, state, input) : readLine(argv, state, input));

function readLine(argv: readonly string[], state: ShellState, input: { text: string }): number {
  if (input.text === '') return 1;
  const newline = input.text.indexOf('\n');
  const line = newline < 0 ? input.text : input.text.slice(0, newline);
  input.text = newline < 0 ? '' : input.text.slice(newline + 1);
  const names = argv.slice(1).filter((word) => !word.startsWith('-'));
  const words = line.trim().split(/\s+/);
  if (names.length <= 1) state.variables.set(names[0] ?? 'REPLY', line.trim());
  else for (const [index, name] of names.entries()) state.variables.set(name, index === names.length - 1 ? words.slice(index).join(' ') : (words[index] ?? ''));
  return 0;
}

function trap(argv: readonly string[], state: ShellState): number {
  const [, handler = '', ...signals] = argv;
  for (const signal of signals) {
    const name = { '15': 'TERM', '2': 'INT', '0': 'EXIT', '1': 'HUP' }[signal] ?? signal.replace(/^SIG/, '');
    if (handler === '-') state.traps.delete(name);
    else state.traps.set(name, handler);
  }
  return 0;
}

function* wait(state: ShellState): Running {
  if (state.jobs.some((job) => !job.done)) yield { waitFor: () => state.jobs.every((job) => job.done) };
  return state.pendingSignal === undefined ? (state.jobs[state.jobs.length - 1]?.status ?? 0) : 143;
}

/** Waits until the signal that `exec`ed programs get is the shell's own: `exec` simply runs the command and ends. */
function* exec(argv: readonly string[], state: ShellState, streams: Streams): Running {
  if (argv.length < 2) return 0;
  throw new ExitShell(yield* state.host.language.invoke(argv.slice(1), state, streams));
}

function* timeout(argv: readonly string[], state: ShellState, streams: Streams): Running {
  const words = argv.slice(1).filter((word) => !word.startsWith('-'));
  const limitMs = Number.parseFloat(words[0] ?? '0') * 1000;
  const run = state.host.language.invoke(words.slice(1), state, streams);
  for (let passedMs = 0; ;) {
    const next = run.next();
    if (next.done) return next.value;
    const sleepMs = 'sleepMs' in next.value ? next.value.sleepMs : 0;
    if (passedMs + sleepMs > limitMs) {
      run.return(143);
      yield { sleepMs: limitMs - passedMs };
      return 143;
    }
    passedMs += sleepMs;
    yield next.value;
  }
}

function number(argv: readonly string[], otherwise: number): number {
  return argv[1] === undefined ? otherwise : Number.parseInt(argv[1], 10) || 0;
}

export const shellCommands: CommandTable = [
  ...['sh', 'bash', 'ash', 'dash', 'zsh'].map((name) => [name, shell] as const),
  ['exit', (argv, state) => { throw new ExitShell(number(argv, state.status) & 255); }],
  ['return', (argv, state) => { throw new ReturnFunction(number(argv, state.status)); }],
  ['break', (argv) => { throw new LoopControl('break', number(argv, 1)); }],
  ['continue', (argv) => { throw new LoopControl('continue', number(argv, 1)); }],
  [':', () => 0], ['true', () => 0], ['false', () => 1],
  ['set', set], ['export', (argv, state) => assign(argv, state, true)], ['local', (argv, state) => assign(argv, state, false)],
  ['declare', (argv, state) => assign(argv, state, false)], ['readonly', (argv, state) => assign(argv, state, false)],
  ['unset', (argv, state) => { for (const name of argv.slice(1)) state.variables.delete(name); return 0; }],
  ['shift', (argv, state) => { state.parameters.splice(0, number(argv, 1)); return 0; }],
  ['read', read], ['trap', trap], ['wait', (_argv, state) => wait(state)],
  ['eval', (argv, state, streams) => state.host.language.runHere(argv.slice(1).join(' '), state, streams)],
  ...['.', 'source'].map((name) => [name, (argv: readonly string[], state: ShellState, streams: Streams) =>
    state.host.language.runHere(state.host.machine.files.read(resolvePath(state.directory, argv[1] ?? '')) ?? '', state, streams)] as const),
  ['exec', exec], ['timeout', timeout],
  ...['nice', 'nohup', 'time', 'command', 'builtin', 'sudo'].map((name) => [name, (argv: readonly string[], state: ShellState, streams: Streams) => state.host.language.invoke(argv.slice(1), state, streams)] as const),
];
