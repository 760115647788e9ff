import { resolvePath } from '../../files.ts';
import { ShellError, testWordsMax } from '../limits.ts';
import { withExpression } from '../expressions.ts';
import { withPattern } from '../expand.ts';
import type { CommandFunction, CommandTable, ShellState } from '../shell-state.ts';

/** `test`, `[ … ]` and `[[ … ]]`. */
const test: CommandFunction = (argv, shell) => {
  const closing = { '[': ']', '[[': ']]' }[argv[0] ?? ''];
  const words = closing !== undefined && argv[argv.length - 1] === closing ? argv.slice(1, -1) : argv.slice(1);
  if (words.length > testWordsMax) throw new ShellError('too many arguments');
  return orTerms(words, shell, argv[0] === '[[') ? 0 : 1;
};

function orTerms(words: readonly string[], shell: ShellState, extended: boolean): boolean {
  for (const operator of ['-o', '||']) {
    const at = words.indexOf(operator);
    if (at > 0) return orTerms(words.slice(0, at), shell, extended) || orTerms(words.slice(at + 1), shell, extended);
  }
  for (const operator of ['-a', '&&']) {
    const at = words.indexOf(operator);
    if (at > 0) return orTerms(words.slice(0, at), shell, extended) && orTerms(words.slice(at + 1), shell, extended);
  }
  if (words[0] === '!' && words.length > 1) return !orTerms(words.slice(1), shell, extended);
  return term(words, shell, extended);
}

function term([first = '', operator, second = '']: readonly string[], shell: ShellState, extended: boolean): boolean {
  if (operator === undefined) return first !== '';
  if (second === '' && /^-[a-zA-Z]$/.test(first)) return unary(first, operator, shell);
  switch (operator) {
    case '=':
    case '==': return extended ? withPattern(second, (pattern) => pattern.test(first)) : first === second;
    case '!=': return !term([first, '=', second], shell, extended);
    case '=~': return matches(first, second, shell);
    case '<': return first < second;
    case '>': return first > second;
    case '-eq': return Number(first) === Number(second);
    case '-ne': return Number(first) !== Number(second);
    case '-lt': return Number(first) < Number(second);
    case '-le': return Number(first) <= Number(second);
    case '-gt': return Number(first) > Number(second);
    case '-ge': return Number(first) >= Number(second);
    default: return false;
  }
}

function matches(text: string, pattern: string, shell: ShellState): boolean {
  const match = withExpression(pattern, { isExtended: true }, (regex) => regex.exec(text));
  shell.lists.set('BASH_REMATCH', match?.groups.map((group) => group ?? '') ?? []);
  return match !== undefined;
}

function unary(operator: string, operand: string, shell: ShellState): boolean {
  const { files } = shell.host.machine;
  const path = resolvePath(shell.directory, operand);
  switch (operator) {
    case '-z': return operand === '';
    case '-n': return operand !== '';
    case '-d': return files.isDirectory(path);
    case '-f': return files.read(path) !== undefined;
    case '-s': return (files.read(path) ?? '') !== '';
    case '-e':
    case '-r':
    case '-w':
    case '-x': return files.exists(path);
    default: return false;
  }
}

export const testCommands: CommandTable = [['test', test], ['[', test], ['[[', test]];
