import { alias, copy, date, echo, env, exportVariable, history, ls, printf, pwd, rm, seq, sleep, tee, touch, unalias, unset, watch, xargs } from './builtins.ts';
import { bracket, breakLoop, continueLoop, doubleBracket, exit, read, test } from './control.ts';
import { curl } from './curl.ts';
import { awk } from './filters/awk.ts';
import { lineProgram } from './filters/filter.ts';
import { grep } from './filters/grep.ts';
import { jq } from './filters/jq.ts';
import { cat, cut, head, nl, rev, tac, tail, tr, uniq, wc } from './filters/lines.ts';
import { sedProgram } from './filters/sed.ts';
import { sort } from './filters/sort.ts';
import { base64, column } from './filters/texts.ts';
import { fg, jobs, kill, wait } from './job-programs.ts';
import { kubectl } from './kubectl.ts';
import type { Program } from './shell.ts';

const status = (code: number): Program => () => Promise.resolve(code);
const clear: Program = (_, __, { world }) => { world.clear(); return Promise.resolve(0); };
const help: Program = (_, { stdout }, { world }) => { stdout.write(world.help()); return Promise.resolve(0); };
const filters = { awk, cat, cut, egrep: grep, grep, head, less: cat, more: cat, nl, rev, sort, tac, tail, tr, uniq };

/** Every command that the prompt knows, by its name. */
export const programs: ReadonlyMap<string, Program> = new Map<string, Program>([
  ...Object.entries({ kubectl, alias, base64, clear, column, curl, date, echo, env, export: exportVariable, false: status(1), help, history, jq, ls, printf, rm, seq, sleep, tee, test, touch, true: status(0), unalias, unset, watch, xargs }),
  ...Object.entries({ ':': status(0), '[': bracket, '[[': doubleBracket, break: breakLoop, continue: continueLoop, cp: copy('cp'), exit, fg, jobs, kill, mv: copy('mv'), printenv: env, pwd, read, sed: sedProgram, wait, wc }),
  ...Object.entries(filters).map(([name, make]): [string, Program] => [name, lineProgram(name, name === 'egrep' ? (args, out) => make(['-E', ...args], out) : make)]),
]);
