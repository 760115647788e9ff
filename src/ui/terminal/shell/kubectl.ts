import { textOf } from './pipe.ts';
import { quoteLine } from './quote.ts';
import { fileName, interrupted, type Program } from './shell.ts';

/** Whether a line reads what comes through the pipe. */
const readsInput = (args: readonly string[]): boolean => args.some((word, index) => word === '-' || /^(-f=?|--filename=|--patch-file=|--from-file=(\w+=)?)-$/.test(word) || ((word === '--stdin' || /^-[it]*i[it]*$/.test(word)) && (args.indexOf('--') < 0 || index < args.indexOf('--'))));

/** Whether a line may ask the person to type into a container. */
const typesInto = (args: readonly string[]): boolean => args.some((word) => word === 'exec' || word === 'attach' || word === 'run') && args.some((word) => word === '--stdin' || /^-[tq]*i[tq]*$/.test(word));

/** Whether a word of kubectl's names a file: `a.yaml`, `-fa.yaml`, `--from-file=key=./a.yaml`, `a.yaml,b.yaml`. What follows `--` is another program's. */
const names = (word: string, file: string): boolean => [word.replace(/^-f/, ''), ...word.split(/[=,]/)].some((part) => fileName(part) === file);

/** Whether a word is the folder that a file is in. */
const holds = (word: string, file: string): boolean => !word.includes(':') && (word === '.' || fileName(file).startsWith(`${fileName(word).replace(/\/+$/, '')}/`));

/** kubectl itself: what it says goes on at once, so that a pipe follows it; Ctrl-C and a pipe that closes stop it. */
export const kubectl: Program = async (args, { stdin, stdout, stderr, signal, isTyped = false }, { world, files }) => {
  const text = readsInput(args) ? await textOf(stdin) : '';
  if (signal.aborted) return interrupted;
  const end = args.indexOf('--');
  const own = end < 0 ? args : args.slice(0, end);
  const named = [...files].filter(([name]) => own.some((word) => names(word, name) || (own[0] === 'cp' && holds(word, name))));
  const words = [...own.map((word) => named.reduce((given, [name]) => given.replace(`./${name}`, name), word)), ...args.slice(own.length)];
  const run = world.kubectl({ line: quoteLine(['kubectl', ...words]), stdin: text, isTyped: isTyped && typesInto(own), files: Object.fromEntries(named) }, { stdout: (part) => { stdout.write(part); }, stderr: (part) => { stderr.write(part); } });
  return await untilStopped(run, { signal, ...(stdout.onClose ? { onClose: (stop: () => void) => { stdout.onClose?.(stop); } } : {}) });
};

interface Stops {
  readonly signal: AbortSignal;
  readonly onClose?: (stop: () => void) => void;
}

/** The exit code, or 130 as soon as somebody stops it. */
function untilStopped(run: { readonly exitCode: Promise<number>; stop(): void }, { signal, onClose }: Stops): Promise<number> {
  return new Promise((resolve) => {
    let isOver = false;
    const stop = (): void => {
      if (isOver) return;
      isOver = true;
      run.stop();
      resolve(interrupted);
    };
    signal.addEventListener('abort', stop, { once: true });
    onClose?.(stop);
    void run.exitCode.then((exitCode) => {
      isOver = true;
      signal.removeEventListener('abort', stop);
      resolve(exitCode);
    });
  });
}
