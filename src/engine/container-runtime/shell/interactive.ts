import { scriptMax, ShellError } from './limits.ts';
import { parseScript } from './parser.ts';
import type { Running, ShellState, Streams } from './shell-state.ts';
import { ExitShell } from './shell-state.ts';
import { Interrupted, type TypedInput } from './typed-input.ts';

/** Letters that are read anew with every line of what is not whole yet, to a step. */
const lettersPerStep = 8;

/** A shell at a terminal: asks for a line, runs it, asks again, until `exit` or Ctrl-D. What its lines set stays. */
export function* interact(name: string, shell: ShellState, streams: Streams, input: TypedInput): Running {
  const ask = (prompt: string): void => {
    input.prompt = input.isTerminal ? prompt : '';
    streams.out(input.prompt);
  };
  const typed = new Typed(shell);
  for (;;) {
    try {
      ask(typed.isBegun ? '> ' : promptOf(name, shell));
      const line = yield* input.line();
      input.prompt = '';
      if (line === undefined) {
        if (input.isTerminal) streams.out(isBash(name) ? 'exit\n' : '\n');
        return shell.status;
      }
      const whole = typed.add(line);
      if (whole !== undefined) shell.status = yield* shell.host.language.runHere(whole, shell, streams);
    } catch (thrown) {
      if (thrown instanceof ExitShell) return thrown.status;
      shell.status = endLine(thrown, shell, streams);
      typed.clear();
    }
  }
}

/** Ctrl-C, and a mistake in a line, end the line and not the shell. */
function endLine(thrown: unknown, shell: ShellState, streams: Streams): number {
  if (thrown instanceof Interrupted) streams.out('\n');
  else if (thrown instanceof ShellError) streams.err(`${shell.name}: ${thrown.message}\n`);
  else throw thrown;
  shell.guarded = 0;
  return thrown instanceof Interrupted ? 130 : 2;
}

/** Lines that may need more of them: an open quote, a loop without its `done`, a heredoc without its end. */
class Typed {
  readonly #shell: ShellState;
  #text = '';
  /** What ends the heredocs that are open, the first one first. */
  #ends: string[] = [];
  /** The word without which it cannot be whole: `done`. */
  #awaited = '';

  constructor(shell: ShellState) {
    this.#shell = shell;
  }

  get isBegun(): boolean {
    return this.#text !== '';
  }

  clear(): void {
    this.#text = '';
    this.#ends = [];
    this.#awaited = '';
  }

  /** One line more; what can be run, once it is whole. Lines of a heredoc are only compared with its end. */
  add(line: string): string | undefined {
    this.#shell.spend(1);
    this.#text += `${line}\n`;
    if (this.#text.length > scriptMax) throw new ShellError('script too long');
    if (this.#ends.length === 0) this.#ends = heredocEnds(line);
    else if (line.trim() === this.#ends[0]) this.#ends.shift();
    if (this.#ends.length > 0 || line.endsWith('\\') || !line.includes(this.#awaited) || this.#isUnfinished()) return undefined;
    const whole = this.#text;
    this.clear();
    return whole;
  }

  #isUnfinished(): boolean {
    this.#shell.spend(this.#text.length / lettersPerStep);
    try {
      parseScript(this.#text);
      return false;
    } catch (problem) {
      if (!(problem instanceof ShellError)) throw problem;
      this.#awaited = /(?:expecting|missing) "([^"]+)"/.exec(problem.message)?.[1] ?? '';
      return /unterminated|missing "|end of file|unexpected ""/.test(problem.message);
    }
  }
}

/** What ends the heredocs that begin in a line. `<<` in arithmetic and in quotes begins none, nor does `<<<`. */
function heredocEnds(line: string): string[] {
  const looks = line.matchAll(/\$\(\(.*?\)\)|<<<|<<-?\s*(['"]?)(\w+)\1|'[^']*'|"(?:\\.|[^"\\])*"/g);
  return Array.from(looks, ([, , end]) => end).filter((end) => end !== undefined);
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
