import { breathe } from '../breathe.ts';
import type { Input } from '../pipe.ts';
import { inputOf, textOf } from '../pipe.ts';
import { fileName, type Program, type Shell } from '../shell.ts';
import { measured, Meter } from './meter.ts';
import { UsageProblem } from './options.ts';

/** A filter at work: takes line after line, writes through what it was made with. */
export interface Filter {
  line(text: string): void;
  /** After the last line; returns the status, 0 where nothing is returned. */
  end?(): number | undefined;
  /** It has seen enough. */
  readonly isDone?: boolean;
}

/** How a filter is made from its words. `files` are read instead of what comes through the pipe, where there are any. */
export type FilterMaker = (args: readonly string[], out: (line: string) => void) => { readonly filter: Filter; readonly files: readonly string[] };

/** Lines between which the page may get its turn, where they cost little. */
export const linesAtOnce = 16;

/** A program that handles a line at a time, so that it follows what still runs. */
export function lineProgram(name: string, make: FilterMaker): Program {
  return async (args, { stdin, stdout, stderr, signal }, shell) => {
    let written = '';
    try {
      const { filter, files } = make(args, (line) => { written += `${line}\n`; });
      const input = files.length === 0 ? stdin : filesInput(files, shell);
      const flush = (): void => { stdout.write(written); written = ''; };
      const meter = new Meter();
      let isClosed = false;
      stdout.onClose?.(() => { isClosed = true; });
      for await (const lines of linesOf(input)) {
        for (const [index, line] of lines.entries()) {
          if (filter.isDone || signal.aborted) break;
          measured(meter, () => { filter.line(line); });
          if (meter.isDear || index % linesAtOnce === linesAtOnce - 1) await breathe();
        }
        flush();
        if (filter.isDone || isClosed || signal.aborted) break;
      }
      let status = 0;
      measured(meter, () => { status = filter.end?.() ?? 0; });
      flush();
      return status;
    } catch (error) {
      if (!(error instanceof UsageProblem)) throw error;
      stderr.write(`${name}: ${error.message}\n`);
      return 2;
    }
  };
}

/** A program that needs the whole text before it can say anything. */
export function textProgram(name: string, work: (args: readonly string[], read: (files: readonly string[]) => Promise<string>) => Promise<string> | string): Program {
  return async (args, { stdin, stdout, stderr }, shell) => {
    try {
      stdout.write(await work(args, (files) => textOf(files.length === 0 ? stdin : filesInput(files, shell))));
      return 0;
    } catch (error) {
      if (!(error instanceof UsageProblem)) throw error;
      stderr.write(`${name}: ${error.message}\n`);
      return 1;
    }
  };
}

function filesInput(files: readonly string[], shell: Shell): Input {
  const texts = files.map((file) => {
    const text = shell.files.get(fileName(file));
    if (text === undefined) throw new UsageProblem(`${file}: No such file or directory`);
    return text;
  });
  return inputOf(texts.join(''));
}

/** Whole lines, as many as there are at a time; one that does not end is the last. */
async function* linesOf(input: Input): AsyncGenerator<readonly string[]> {
  let rest = '';
  for await (const chunk of input.chunks()) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield lines;
  }
  if (rest !== '') yield [rest];
}
