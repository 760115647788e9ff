import { textOf } from '../pipe.ts';
import { fileName, interrupted, type Program } from '../shell.ts';

/** Flags that take words after them, and how many. */
const valuedFlags: Readonly<Record<string, number>> = { '--arg': 2, '--argjson': 2, '--indent': 1 };

interface Words {
  readonly flags: readonly string[];
  readonly program: string;
  readonly files: readonly string[];
  /** `-f FILE`: where the program stands. */
  readonly programFile: string | undefined;
}

function wordsOf(args: readonly string[]): Words {
  const flags: string[] = [];
  const operands: string[] = [];
  let programFile: string | undefined;
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    const values = Object.hasOwn(valuedFlags, word) ? (valuedFlags[word] ?? 0) : 0;
    if (word === '-f' || word === '--from-file') programFile = args[++at] ?? '';
    else if (word === '--args' || word === '--jsonargs') {
      flags.push(...args.slice(at));
      break;
    } else if (word.startsWith('-') && word !== '-') flags.push(...args.slice(at, at + 1 + values));
    else operands.push(word);
    at += values;
  }
  const [program = '.', ...files] = programFile === undefined ? operands : ['', ...operands];
  return { flags, program, files, programFile };
}

/** `jq`: the real one, compiled for the browser; fetched when it is called first, and run where it can be ended. */
export const jq: Program = async (args, { stdin, stdout, stderr, signal }, shell) => {
  const { flags, program, files, programFile } = wordsOf(args);
  const missing = [...files, ...(programFile === undefined ? [] : [programFile])].find((file) => !shell.files.has(fileName(file)));
  if (missing !== undefined) {
    stderr.write(`jq: error: Could not open ${missing}: No such file or directory\n`);
    return 2;
  }
  const textIn = (file: string): string => shell.files.get(fileName(file)) ?? '';
  const isAlone = flags.some((flag) => flag === '--null-input' || /^-[a-zA-Z]*n/.test(flag));
  const input = files.length > 0 ? files.map(textIn).join('') : isAlone ? '' : await textOf(stdin);
  if (signal.aborted) return interrupted;
  const result = await shell.world.jq({ input, program: programFile === undefined ? program : textIn(programFile), flags }, signal);
  const ended = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);
  stdout.write(flags.some((flag) => /^-[a-zA-Z]*j/.test(flag)) ? result.stdout : ended(result.stdout));
  stderr.write(ended(result.stderr));
  return result.exitCode;
};
