import { resolvePath } from '../files.ts';
import { findCommand } from './commands.ts';
import { compute, expandPattern, expandText, expandWords, withPattern } from './expand.ts';
import { jobSteps, ShellError } from './limits.ts';
import { parseScript } from './parser.ts';
import { ExitShell, LoopControl, ReturnFunction, type Running, type ShellState, type Streams } from './shell-state.ts';
import { withInput } from './typed-input.ts';
import type { Assignment, Command, Pipeline, Redirect, Script, Statement } from './syntax.ts';

/** Runs a script; its value is the exit status. `exit` leaves by {@link ExitShell}. */
export function* runScript(script: Script, shell: ShellState, streams: Streams): Running {
  shell.enter();
  try {
    for (const statement of script) {
      if (statement.background) startJob(statement, shell, streams);
      else shell.status = yield* runStatement(statement, shell, streams);
      const busyMs = shell.busyMs();
      if (busyMs > 0) yield { sleepMs: busyMs };
      yield* runTrap(shell, streams);
    }
    return shell.status;
  } finally {
    shell.leave();
  }
}

/** Reads and runs a text inside the shell that is there. */
export function* runHere(text: string, shell: ShellState, streams: Streams): Running {
  return yield* runScript(parseScript(text), shell, streams);
}

/** Reads and runs a text as a whole shell does: `exit`, syntax errors and all. */
export function* runText(text: string, shell: ShellState, streams: Streams): Running {
  let status: number;
  try {
    status = yield* runScript(parseScript(text), shell, streams);
  } catch (thrown) {
    status = statusOf(thrown, shell, streams);
  }
  const onExit = shell.traps.get('EXIT');
  if (onExit !== undefined) {
    shell.traps.delete('EXIT');
    try {
      yield* runScript(parseScript(onExit), shell, streams);
    } catch (thrown) {
      status = statusOf(thrown, shell, streams);
    }
  }
  return status;
}

function statusOf(thrown: unknown, shell: ShellState, streams: Streams): number {
  if (thrown instanceof ExitShell || thrown instanceof ReturnFunction) return thrown.status;
  if (thrown instanceof LoopControl) return 0;
  if (thrown instanceof ShellError) {
    streams.err(`${shell.name}: ${thrown.message}\n`);
    return 2;
  }
  throw thrown;
}

function* runTrap(shell: ShellState, streams: Streams): Generator<import('./shell-state.ts').Pause, void, void> {
  const signal = shell.pendingSignal;
  if (signal === undefined) return;
  shell.pendingSignal = undefined;
  const status = shell.status;
  yield* runScript(parseScript(shell.traps.get(signal) ?? ''), shell, streams);
  shell.status = status;
}

/** In the background there is nothing to read, as POSIX has it. */
function startJob({ first, rest }: Statement, shell: ShellState, given: Streams): void {
  shell.spend(jobSteps);
  const child = shell.fork();
  const streams: Streams = { ...given, input: { text: '' } };
  shell.jobs.push(shell.host.spawn(function* () {
    try {
      return yield* runStatement({ first, rest, background: false }, child, streams);
    } catch (thrown) {
      return statusOf(thrown, child, streams);
    }
  }));
  shell.status = 0;
}

function* runStatement({ first, rest }: Statement, shell: ShellState, streams: Streams): Running {
  if (rest.length > 0) shell.guarded++;
  let status = yield* guardedBy(shell, rest.length > 0, () => runPipeline(first, shell, streams));
  shell.status = status;
  for (const [index, { operator, pipeline }] of rest.entries()) {
    const isLast = index === rest.length - 1;
    if ((operator === '&&') === (status === 0)) {
      if (isLast) shell.guarded--;
      status = yield* guardedBy(shell, !isLast, () => runPipeline(pipeline, shell, streams));
      shell.status = status;
      if (isLast) {
        failIfAsked(shell, status, pipeline.negated);
        return status;
      }
    }
  }
  if (rest.length > 0) shell.guarded--;
  else failIfAsked(shell, status, first.negated);
  return status;
}

/** Puts the count of guards right where a command leaves by a throw. */
function* guardedBy(shell: ShellState, guarded: boolean, run: () => Running): Running {
  const before = shell.guarded;
  try {
    return yield* run();
  } catch (thrown) {
    shell.guarded = guarded ? before - 1 : before;
    throw thrown;
  }
}

/** `set -e`. */
function failIfAsked(shell: ShellState, status: number, negated: boolean): void {
  if (status !== 0 && shell.exitOnError && shell.guarded === 0 && !negated) throw new ExitShell(status);
}

function* runPipeline({ negated, commands }: Pipeline, shell: ShellState, streams: Streams): Running {
  let status = 0;
  let text: string | undefined;
  if (negated) shell.guarded++;
  for (const [index, command] of commands.entries()) {
    const isLast = index === commands.length - 1;
    let output = '';
    const own: Streams = {
      input: text === undefined ? streams.input : { text },
      out: isLast ? streams.out : (chunk) => { output = shell.keep(output + chunk); },
      err: streams.err,
    };
    const inside = commands.length > 1 ? shell.fork() : shell;
    try {
      status = yield* runCommand(command, inside, own);
    } catch (thrown) {
      if (inside === shell || !(thrown instanceof ExitShell)) throw thrown;
      status = thrown.status;
    }
    text = output;
  }
  if (negated) shell.guarded--;
  return negated ? Number(status === 0) : status;
}

function* runCommand(command: Command, shell: ShellState, streams: Streams): Running {
  if (command.type === 'simple') return yield* runSimple(command, shell, streams);
  const redirected = yield* redirect(command.redirects, shell, streams);
  if (typeof redirected === 'number') return redirected;
  switch (command.type) {
    case 'if': {
      for (const { condition, body } of command.branches) {
        shell.guarded++;
        const status = yield* runScript(condition, shell, redirected);
        shell.guarded--;
        shell.status = 0;
        if (status === 0) return yield* runScript(body, shell, redirected);
      }
      return command.otherwise ? yield* runScript(command.otherwise, shell, redirected) : 0;
    }
    case 'loop': return yield* runLoop(command, shell, redirected);
    case 'for': return yield* runFor(command, shell, redirected);
    case 'count': return yield* runCount(command, shell, redirected);
    case 'case': return yield* runCase(command, shell, redirected);
    case 'group': return command.subshell ? yield* runSubshell(command.body, shell, redirected) : yield* runScript(command.body, shell, redirected);
    case 'arithmetic': {
      const text = yield* expandText(command.expression, shell, redirected, runScript);
      return compute(text, shell) === 0n ? 1 : 0;
    }
    case 'function':
      shell.functions.set(command.name, command.body);
      return 0;
  }
}

function* runSubshell(body: Script, shell: ShellState, streams: Streams): Running {
  try {
    return yield* runScript(body, shell.fork(), streams);
  } catch (thrown) {
    return statusOf(thrown, shell, streams);
  }
}

/** Runs one turn of a loop; false where it is to end. */
function* turn(body: Script, shell: ShellState, streams: Streams): Generator<import('./shell-state.ts').Pause, boolean, void> {
  try {
    shell.status = yield* runScript(body, shell, streams);
    return true;
  } catch (thrown) {
    if (!(thrown instanceof LoopControl)) throw thrown;
    if (--thrown.levels > 0) throw thrown;
    return thrown.kind === 'continue';
  }
}

function* runLoop(command: Extract<Command, { type: 'loop' }>, shell: ShellState, streams: Streams): Running {
  for (;;) {
    const busyMs = shell.busyMs();
    if (busyMs > 0) yield { sleepMs: busyMs };
    shell.guarded++;
    const condition = yield* runScript(command.condition, shell, streams);
    shell.guarded--;
    if ((condition === 0) === command.until) return 0;
    if (!(yield* turn(command.body, shell, streams))) return shell.status;
  }
}

function* runFor(command: Extract<Command, { type: 'for' }>, shell: ShellState, streams: Streams): Running {
  const words = command.words ? yield* expandWords(command.words, shell, streams, runScript) : shell.parameters;
  let status = 0;
  for (const word of words) {
    shell.variables.set(command.name, word);
    if (!(yield* turn(command.body, shell, streams))) break;
    status = shell.status;
  }
  return status;
}

function* runCount(command: Extract<Command, { type: 'count' }>, shell: ShellState, streams: Streams): Running {
  const valueOf = function* (word: typeof command.first): Generator<import('./shell-state.ts').Pause, bigint, void> {
    const text = yield* expandText(word, shell, streams, runScript);
    return text.trim() === '' ? 1n : compute(text, shell);
  };
  yield* valueOf(command.first);
  while ((yield* valueOf(command.condition)) !== 0n) {
    if (!(yield* turn(command.body, shell, streams))) break;
    yield* valueOf(command.step);
  }
  return 0;
}

function* runCase(command: Extract<Command, { type: 'case' }>, shell: ShellState, streams: Streams): Running {
  const subject = yield* expandText(command.subject, shell, streams, runScript);
  for (const { patterns, body } of command.branches) {
    for (const pattern of patterns) {
      if (withPattern(yield* expandPattern(pattern, shell, streams, runScript), (wanted) => wanted.test(subject))) return yield* runScript(body, shell, streams);
    }
  }
  return 0;
}

function* runSimple(command: Extract<Command, { type: 'simple' }>, shell: ShellState, streams: Streams): Running {
  const redirected = yield* redirect(command.redirects, shell, streams);
  if (typeof redirected === 'number') return redirected;
  const argv = yield* expandWords(command.words, shell, redirected, runScript);
  const [name] = argv;
  if (name === undefined) {
    shell.status = 0;
    yield* assign(command.assignments, shell, redirected);
    return shell.status;
  }
  if (shell.traceCommands) streams.err(`+ ${argv.join(' ')}\n`);
  const before = new Map(command.assignments.map((assignment) => [assignment.name, shell.variables.get(assignment.name)]));
  yield* assign(command.assignments, shell, redirected);
  for (const key of before.keys()) shell.exported.add(key);
  const status = yield* invoke(argv, shell, redirected);
  for (const [key, value] of before) {
    if (value === undefined) shell.variables.delete(key);
    else shell.variables.set(key, value);
  }
  return status;
}

/** Runs a function, a builtin or a program by its words. */
export function* invoke(argv: readonly string[], shell: ShellState, streams: Streams): Running {
  const name = argv[0] ?? '';
  const body = shell.functions.get(name);
  if (body) return yield* callFunction(body, argv, shell, streams);
  const command = findCommand(name, shell.host.machine.image);
  if (!command) {
    streams.err(`${shell.name}: ${name}: not found\n`);
    return 127;
  }
  shell.enter();
  try {
    return yield* withInput(streams.input, () => command(argv, shell, streams));
  } finally {
    shell.leave();
  }
}

function* callFunction(body: Script, argv: readonly string[], shell: ShellState, streams: Streams): Running {
  const outer = shell.parameters;
  shell.parameters = argv.slice(1);
  try {
    return yield* runScript(body, shell, streams);
  } catch (thrown) {
    if (thrown instanceof ReturnFunction) return thrown.status;
    throw thrown;
  } finally {
    shell.parameters = outer;
  }
}

function* assign(assignments: readonly Assignment[], shell: ShellState, streams: Streams): Generator<import('./shell-state.ts').Pause, void, void> {
  for (const { name, value, list, append } of assignments) {
    if (list) {
      const words = yield* expandWords(list, shell, streams, runScript);
      shell.spend(words.length / 100);
      shell.lists.set(name, append ? [...(shell.lists.get(name) ?? []), ...words] : words);
    } else {
      const text = yield* expandText(value, shell, streams, runScript);
      shell.variables.set(name, shell.keep(append ? `${shell.variables.get(name) ?? ''}${text}` : text));
    }
  }
}

/** Streams with the redirections in force, or the status where a file cannot be had. */
function* redirect(redirects: readonly Redirect[], shell: ShellState, streams: Streams): Generator<import('./shell-state.ts').Pause, Streams | number, void> {
  let { input, out, err } = streams;
  for (const { descriptor, operator, target } of redirects) {
    const text = yield* expandText(target, shell, streams, runScript);
    if (operator === '<<' || operator === '<<<') input = { text: operator === '<<<' ? `${text}\n` : text };
    else if (operator === '<') {
      const content = shell.host.machine.files.read(resolvePath(shell.directory, text));
      if (content === undefined && text !== '/dev/null') {
        err(`${shell.name}: can't open ${text}: no such file\n`);
        return 1;
      }
      input = { text: content ?? '' };
    } else if (operator === '>&') {
      if (descriptor === 2 && text === '1') err = out;
      else if (text === '2') out = err;
      else if (!/^\d$/.test(text)) out = err = fileWriter(text, false, shell, err) ?? out;
    } else {
      const writer = fileWriter(text, operator === '>>', shell, err);
      if (!writer) return 1;
      if (descriptor === 2) err = writer;
      else if (descriptor === -1) out = err = writer;
      else out = writer;
    }
  }
  return { input, out, err };
}

function fileWriter(name: string, append: boolean, shell: ShellState, err: (text: string) => void): ((text: string) => void) | undefined {
  const path = resolvePath(shell.directory, name);
  const { files, print } = shell.host.machine;
  if (path === '/dev/stdout' || path === '/dev/stderr' || path.startsWith('/proc/1/fd/')) return print;
  if (path === '/dev/null') return () => undefined;
  const before = append ? (files.read(path) ?? '') : '';
  const parent = path.slice(0, path.lastIndexOf('/')) || '/';
  if (!files.isDirectory(parent)) {
    err(`${shell.name}: can't create ${name}: nonexistent directory\n`);
    return undefined;
  }
  if (!files.write(path, before)) {
    err(`${shell.name}: can't create ${name}: Read-only file system\n`);
    return undefined;
  }
  return (text) => { files.write(path, shell.keep((files.read(path) ?? '') + text)); };
}
