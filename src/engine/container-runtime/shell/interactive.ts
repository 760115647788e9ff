import { ShellError } from './limits.ts';
import { parseScript } from './parser.ts';
import type { Running, ShellState, Streams } from './shell-state.ts';
import { ExitShell } from './shell-state.ts';
import { Interrupted, type TypedInput } from './typed-input.ts';

/** A shell at a terminal: asks for a line, runs it, asks again, until `exit` or Ctrl-D. What its lines set stays. */
export function* interact(name: string, shell: ShellState, streams: Streams, input: TypedInput): Running {
  const ask = (prompt: string): void => {
    input.prompt = input.isTerminal ? prompt : '';
    streams.out(input.prompt);
  };
  for (let text = ''; ;) {
    try {
      ask(text === '' ? promptOf(name, shell) : '> ');
      const line = yield* input.line();
      input.prompt = '';
      if (line === undefined) {
        if (input.isTerminal) streams.out(isBash(name) ? 'exit\n' : '\n');
        return shell.status;
      }
      text += `${line}\n`;
      if (isUnfinished(text)) continue;
      const whole = text;
      text = '';
      shell.status = yield* runLine(whole, shell, streams);
    } catch (thrown) {
      if (thrown instanceof ExitShell) return thrown.status;
      if (!(thrown instanceof Interrupted)) throw thrown;
      text = '';
      shell.status = 130;
      shell.guarded = 0;
      streams.out('\n');
    }
  }
}

/** A mistake in a line ends the line, not the shell. */
function* runLine(text: string, shell: ShellState, streams: Streams): Running {
  try {
    return yield* shell.host.language.runHere(text, shell, streams);
  } catch (thrown) {
    if (!(thrown instanceof ShellError)) throw thrown;
    streams.err(`${shell.name}: ${thrown.message}\n`);
    shell.guarded = 0;
    return 2;
  }
}

/** Whether a text waits for more lines: an open quote, a loop without its `done`, a heredoc without its end. */
function isUnfinished(text: string): boolean {
  if (/\\\n$/.test(text)) return true;
  for (const [, , end = ''] of text.matchAll(/<<-?\s*(['"]?)(\w+)\1/g)) if (!text.split('\n').slice(1).some((line) => line.trim() === end)) return true;
  try {
    parseScript(text);
    return false;
  } catch (problem) {
    return problem instanceof ShellError && /unterminated|missing "|end of file|unexpected ""/.test(problem.message);
  }
}

const isBash = (name: string): boolean => /(?:^|\/)bash$/.test(name);

/** As the shells of the usual images ask: bash with user, host and folder, BusyBox with the folder, Debian's with no more than a sign. */
function promptOf(name: string, { directory, variables, host: { machine } }: ShellState): string {
  const home = variables.get('HOME') ?? '/root';
  const folder = directory === home ? '~' : directory.startsWith(`${home}/`) ? `~${directory.slice(home.length)}` : directory;
  if (isBash(name)) return `root@${machine.spec.hostname}:${folder}# `;
  const isSmall = machine.image.program === 'shell' ? !/debian|ubuntu|centos|fedora|python|node|golang|perl|ruby|openjdk/.test(machine.spec.image) : /alpine|busybox/.test(machine.spec.image);
  return isSmall ? `${folder} # ` : '# ';
}
