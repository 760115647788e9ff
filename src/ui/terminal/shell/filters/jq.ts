import { textOf } from '../pipe.ts';
import { fileName, type Program } from '../shell.ts';

const valuedFlags: Readonly<Record<string, number>> = { '--arg': 2, '--argjson': 2, '--indent': 1 };

/** `jq`: the real one, compiled for the browser; fetched when it is called first. */
export const jq: Program = async (args, { stdin, stdout, stderr }, shell) => {
  const flags: string[] = [];
  const operands: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    const values = Object.hasOwn(valuedFlags, word) ? (valuedFlags[word] ?? 0) : 0;
    if (word.startsWith('-') && word !== '-') flags.push(...args.slice(at, at + 1 + values));
    else operands.push(word);
    at += values;
  }
  const [filter = '.', ...files] = operands;
  const missing = files.find((file) => !shell.files.has(fileName(file)));
  if (missing !== undefined) {
    stderr.write(`jq: error: Could not open ${missing}: No such file or directory\n`);
    return 2;
  }
  const input = files.length === 0 ? await textOf(stdin) : files.map((file) => shell.files.get(fileName(file)) ?? '').join('');
  const { raw } = await import('jq-wasm');
  const result = await raw(input, filter, flags);
  stdout.write(result.stdout === '' || result.stdout.endsWith('\n') || flags.some((flag) => /^-\w*j/.test(flag)) ? result.stdout : `${result.stdout}\n`);
  stderr.write(result.stderr === '' || result.stderr.endsWith('\n') ? result.stderr : `${result.stderr}\n`);
  return result.exitCode;
};
