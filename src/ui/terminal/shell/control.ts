import { regexOf } from './filters/regex.ts';
import { ShellPattern } from '../../../kube/shell/pattern.ts';
import { fileName, type Program, type Shell } from './shell.ts';

const leave = (kind: 'break' | 'continue'): Program => ([count = '1'], { stderr }, shell) => {
  const levels = /^\d+$/.test(count) ? Number(count) : 0;
  if (levels === 0) stderr.write(`bash: ${kind}: ${count}: ${/^\d+$/.test(count) ? 'loop count out of range' : 'numeric argument required'}\n`);
  shell.leaving = { kind, levels: Math.max(1, levels) };
  return Promise.resolve(levels === 0 ? 1 : 0);
};

export const breakLoop = leave('break');
export const continueLoop = leave('continue');

/** `exit [N]`: ends the text that runs, and at the prompt the terminal. */
export const exit: Program = ([word], _, shell) => {
  shell.leaving = { kind: 'exit', levels: 0 };
  return Promise.resolve(word === undefined ? shell.status : Number(word) & 255);
};

/** `read NAME…`: the next line of what comes in; the last name takes what is left. Status 1 at the end. */
export const read: Program = async (args, { stdin }, shell) => {
  const names = args.filter((word) => !word.startsWith('-'));
  const line = await stdin.line();
  const words = (line ?? '').trim().split(/\s+/);
  if (names.length <= 1) shell.variables.set(names[0] ?? 'REPLY', (line ?? '').trim());
  else for (const [index, name] of names.entries()) shell.variables.set(name, index === names.length - 1 ? words.slice(index).join(' ') : (words[index] ?? ''));
  return line === undefined ? 1 : 0;
};

/** `test A = B`, `[ … ]`: texts, numbers, files, `!`, `-a`, `-o`. */
export const test: Program = (args, { stderr }, shell) => Promise.resolve(statusOf('test', args, { stderr, shell }));

export const bracket: Program = (args, { stderr }, shell) => {
  if (args.at(-1) === ']') return Promise.resolve(statusOf('[', args.slice(0, -1), { stderr, shell }));
  stderr.write('bash: [: missing `]\'\n');
  return Promise.resolve(2);
};

/** `[[ A == B* ]]`, `[[ A =~ regex ]]`, and all that `[` knows; one test, without && and || in it. */
export const doubleBracket: Program = (args, { stderr }, shell) => {
  const words = args.slice(0, -1);
  if (args.at(-1) !== ']]') {
    stderr.write('bash: syntax error in conditional expression: `]]\' is missing, or && and || stand inside, which is not known here\n');
    return Promise.resolve(2);
  }
  const isTurned = words[0] === '!';
  const [left = '', operator = '', right = '', ...more] = isTurned ? words.slice(1) : words;
  const matches = more.length > 0 ? undefined : operator === '=~' ? regexOf(right, { isExtended: true }).test(left) : ['=', '==', '!='].includes(operator) ? new ShellPattern(right).test(left) === (operator !== '!=') : undefined;
  if (matches === undefined) return Promise.resolve(statusOf('[[', words, { stderr, shell }));
  return Promise.resolve(matches === isTurned ? 1 : 0);
};

function statusOf(name: string, words: readonly string[], { stderr, shell }: { readonly stderr: { write(text: string): void }; readonly shell: Shell }): number {
  const value = holds(words, shell);
  if (typeof value === 'boolean') return value ? 0 : 1;
  stderr.write(`bash: ${name}: ${value}\n`);
  return 2;
}

const numeric: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '-eq': (a, b) => a === b, '-ne': (a, b) => a !== b, '-lt': (a, b) => a < b, '-le': (a, b) => a <= b, '-gt': (a, b) => a > b, '-ge': (a, b) => a >= b,
};

/** Whether it holds, or what is wrong with the words. */
function holds(words: readonly string[], shell: Shell): boolean | string {
  const [first = '', second = '', third = ''] = words;
  if (words.length > 3) {
    for (const joint of ['-o', '-a']) {
      const at = words.indexOf(joint, 1);
      if (at < 0) continue;
      const [left, right] = [holds(words.slice(0, at), shell), holds(words.slice(at + 1), shell)];
      if (typeof left === 'string' || typeof right === 'string') return typeof left === 'string' ? left : right;
      return joint === '-o' ? left || right : left && right;
    }
  }
  if (first === '!' && words.length > 1) {
    const turned = holds(words.slice(1), shell);
    return typeof turned === 'string' ? turned : !turned;
  }
  if (words.length <= 1) return first !== '';
  if (words.length === 2) return ofOne(first, second, shell);
  return words.length === 3 ? ofTwo(first, second, third) : 'too many arguments';
}

function ofOne(operator: string, word: string, { files }: Shell): boolean | string {
  switch (operator) {
    case '-z': return word === '';
    case '-n': return word !== '';
    case '-e':
    case '-f':
    case '-r': return files.has(fileName(word));
    case '-s': return (files.get(fileName(word)) ?? '') !== '';
    case '-d': return false;
    default: return `${operator}: unary operator expected`;
  }
}

function ofTwo(left: string, operator: string, right: string): boolean | string {
  if (operator === '=' || operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  const compare = Object.hasOwn(numeric, operator) ? numeric[operator] : undefined;
  if (!compare) return `${operator}: binary operator expected`;
  const wrong = [left, right].find((word) => !/^\s*[+-]?\d+\s*$/.test(word));
  return wrong === undefined ? compare(Number(left), Number(right)) : `${wrong}: integer expression expected`;
}
