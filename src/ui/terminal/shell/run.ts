import { ArithmeticProblem } from '../../../kube/shell/arithmetic.ts';
import { breathe } from './breathe.ts';
import { UsageProblem } from './filters/options.ts';
import { expandText, expandWords, type Lookup } from './expand.ts';
import { Jobs } from './jobs.ts';
import { bounded, fileMax } from './limits.ts';
import { parseLine } from './parse.ts';
import { inputOf, Pipe, type Output } from './pipe.ts';
import { programs } from './programs.ts';
import { literal } from './reader.ts';
import { runCompound } from './run-compound.ts';
import { fileName, interrupted, type Shell, type Streams, type World } from './shell.ts';
import type { Command, Redirection, SimpleCommand, Step } from './syntax.ts';

/** What a shell finds in its environment. */
const environment: readonly (readonly [string, string])[] = [['HOME', '/home/drydock'], ['SHELL', '/bin/bash'], ['USER', 'drydock'], ['PWD', '/home/drydock']];

/** A shell with nothing in it but the alias that everybody has. Aliases and files may be another's. */
export function createShell(world: World, shared?: Pick<Shell, 'aliases' | 'files'>): Shell {
  return shellWith({ world, variables: new Map(environment), aliases: shared?.aliases ?? new Map([['k', 'kubectl']]), files: shared?.files ?? new Map(), jobs: new Jobs(), status: 0, leaving: undefined });
}

function shellWith(state: Omit<Shell, 'run' | 'start' | 'fork' | 'steps'>): Shell {
  const shell: Shell = {
    ...state,
    run: (text, streams) => runText(text, streams, shell),
    start: (name, args, streams) => runProgram(name, args, streams, shell),
    fork: () => shellWith({ ...shell, variables: new Map(shell.variables), leaving: undefined }),
    steps: (steps, streams) => runSteps(steps, streams, shell),
  };
  return shell;
}

/** Runs a text, line by line. Mistakes are said as bash says them; returns the last status, which the shell remembers too. */
async function runText(text: string, streams: Streams, shell: Shell): Promise<number> {
  for (let rest = text; rest.trim() !== '';) {
    const parsed = parseLine(rest, shell.aliases);
    if (parsed.kind !== 'steps') {
      streams.stderr.write(`bash: ${parsed.kind === 'error' ? parsed.message : 'syntax error: unexpected end of file'}\n`);
      return (shell.status = 2);
    }
    await runSteps(parsed.steps, streams, shell);
    if (streams.signal.aborted) return (shell.status = interrupted);
    if (shell.leaving?.kind === 'exit') break;
    shell.leaving = undefined;
    rest = parsed.rest;
  }
  return shell.status;
}

async function runSteps(steps: readonly Step[], streams: Streams, shell: Shell): Promise<void> {
  for (const { when, isTurned, commands, background } of steps) {
    if ((when === 'success' && shell.status !== 0) || (when === 'failure' && shell.status === 0)) continue;
    await breathe();
    if (streams.signal.aborted) {
      shell.status = interrupted;
      return;
    }
    if (background !== undefined) {
      runBeside(commands, background, streams, shell);
      continue;
    }
    const status = await runPipeline(commands, streams, shell);
    shell.status = isTurned ? Number(status === 0) : status;
    if (shell.leaving) return;
  }
}

/** `… &`: goes on while other lines run; only `kill` and the end of the terminal stop it. */
function runBeside(commands: readonly Command[], text: string, { stderr }: Streams, shell: Shell): void {
  const own = shell.fork();
  const say = (stream: 'stdout' | 'stderr'): Output => ({ write: (part) => { shell.world.say(stream, part); } });
  const job = shell.jobs.start(text, (signal) => runPipeline(commands, { stdin: inputOf(''), stdout: say('stdout'), stderr: say('stderr'), signal }, own));
  stderr.write(`[${String(job.number)}] ${String(job.pid)}\n`);
  shell.status = 0;
}

/** All at once, each reading what the one before it writes; the status is the last one's. Of several each has variables of its own. */
async function runPipeline(commands: readonly Command[], streams: Streams, shell: Shell): Promise<number> {
  const [only] = commands;
  if (only && commands.length === 1) return await runWithin(only, streams, shell);
  const pipes = commands.slice(1).map(() => new Pipe());
  const stop = (): void => { for (const pipe of pipes) { pipe.close(); pipe.end(); } };
  streams.signal.addEventListener('abort', stop);
  const statuses = await Promise.all(commands.map(async (command, index) => {
    const [from, to] = [pipes[index - 1], pipes[index]];
    const status = await runWithin(command, { ...streams, ...(from ? { stdin: from, isTyped: false } : {}), ...(to ? { stdout: to } : {}) }, shell.fork());
    to?.end();
    from?.close();
    return status;
  }));
  streams.signal.removeEventListener('abort', stop);
  return statuses.at(-1) ?? 0;
}

/** What is too long or too deep for the browser ends the command, not the shell. */
async function runWithin(command: Command, streams: Streams, shell: Shell): Promise<number> {
  try {
    return command.kind === 'simple' ? await runCommand(command, streams, shell) : await runHeldTogether(command, streams, shell);
  } catch (error) {
    if (error instanceof ArithmeticProblem) {
      streams.stderr.write(`bash: ${error.message}\n`);
      return 1;
    }
    if (!(error instanceof RangeError) && !(error instanceof UsageProblem)) throw error;
    const name = command.kind === 'simple' && command.words[0] ? (literal(command.words[0]) ?? '') : '';
    streams.stderr.write(`bash: ${name}: ${error.message}\n`);
    return 2;
  }
}

async function runHeldTogether(command: Exclude<Command, SimpleCommand>, streams: Streams, shell: Shell): Promise<number> {
  const lookup = lookupIn(streams, shell);
  const redirected = await redirect(command.redirections, { streams, shell, lookup });
  if ('problem' in redirected) {
    streams.stderr.write(`bash: ${redirected.problem}\n`);
    return 1;
  }
  return await runCompound(command, redirected.streams, { shell, lookup });
}

async function runCommand(command: SimpleCommand, streams: Streams, shell: Shell): Promise<number> {
  const lookup = lookupIn(streams, shell);
  const words = await expandWords(command.words, lookup);
  const values = await Promise.all(command.assignments.map(async ({ name, value }) => [name, await expandText(value, lookup)] as const));
  if (words.length === 0) for (const [name, value] of values) shell.variables.set(name, value);
  const redirected = await redirect(command.redirections, { streams, shell, lookup });
  if ('problem' in redirected) {
    streams.stderr.write(`bash: ${redirected.problem}\n`);
    return 1;
  }
  const [name = '', ...args] = words;
  if (words.length > 0) return await runProgram(name, args, redirected.streams, values.length > 0 ? withVariables(shell, values) : shell);
  return [...command.words, ...command.assignments.map(({ value }) => value)].flat().some(({ kind }) => kind === 'command') ? shell.status : 0;
}

/** `NAME=value command`: only the command knows it. */
function withVariables(shell: Shell, values: readonly (readonly [string, string])[]): Shell {
  const own = shell.fork();
  for (const [name, value] of values) own.variables.set(name, value);
  return own;
}

/** A command by its name, with its words looked up already. */
async function runProgram(name: string, args: readonly string[], streams: Streams, shell: Shell): Promise<number> {
  const program = programs.get(name);
  if (program) return await program(args, streams, shell);
  streams.stderr.write(`bash: ${name}: command not found\n`);
  return 127;
}

const lookupIn = (streams: Streams, shell: Shell): Lookup => ({
  variable: (name) => special(name, shell) ?? shell.variables.get(name),
  set: (name, value) => { shell.variables.set(name, value); },
  files: () => shell.files.keys(),
  output: async (text) => {
    let output = '';
    const stdout = { write: (part: string): void => { if (output.length <= fileMax) output += part; } };
    const own = shell.fork();
    shell.status = await runText(text, { ...streams, isTyped: false, stdin: inputOf(''), stdout }, own);
    return bounded(output);
  },
});

function special(name: string, shell: Shell): string | undefined {
  switch (name) {
    case '?': return String(shell.status);
    case '!': return shell.jobs.lastPid;
    case '$': return String(Jobs.shellPid);
    case '#': return '0';
    case '0': return 'bash';
    default: return undefined;
  }
}

interface Around {
  readonly streams: Streams;
  readonly shell: Shell;
  readonly lookup: Lookup;
}

type Redirected = { readonly streams: Streams } | { readonly problem: string };

async function redirect(redirections: readonly Redirection[], { streams, shell, lookup }: Around): Promise<Redirected> {
  let { stdin, isTyped = false } = streams;
  const outputs: Output[] = [{ write: () => undefined }, streams.stdout, streams.stderr];
  for (const { from, op, word } of redirections) {
    const text = await expandText(word, lookup);
    if (from === 0 && op !== 'copy') isTyped = false;
    if (op === 'text') stdin = inputOf(text);
    else if (op === 'copy') outputs[from] = outputs[Number(text)] ?? streams.stderr;
    else if (op === 'read') {
      const content = text === '/dev/null' ? '' : shell.files.get(fileName(text));
      if (content === undefined) return { problem: `${text}: No such file or directory` };
      stdin = inputOf(content);
    } else if (text === '/dev/null') outputs[from] = { write: () => undefined };
    else if (text.endsWith('/')) return { problem: `${text}: Is a directory` };
    else outputs[from] = intoFile(fileName(text), { isAppended: op === 'append', shell, stderr: outputs[2] ?? streams.stderr });
  }
  return { streams: { ...streams, isTyped, stdin, stdout: outputs[1] ?? streams.stdout, stderr: outputs[2] ?? streams.stderr } };
}

function intoFile(name: string, { isAppended, shell: { files }, stderr }: { readonly isAppended: boolean; readonly shell: Shell; readonly stderr: Output }): Output {
  files.set(name, isAppended ? (files.get(name) ?? '') : '');
  let isFull = false;
  return {
    write: (text) => {
      const whole = (files.get(name) ?? '') + text;
      files.set(name, whole.slice(0, fileMax));
      if (whole.length > fileMax && !isFull) stderr.write(`bash: ${name}: File too large\n`);
      isFull ||= whole.length > fileMax;
    },
  };
}
