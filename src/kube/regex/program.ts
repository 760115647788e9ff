import { isWord, type Characters } from './characters.ts';
import { RegexProblem } from './problem.ts';
import type { Edge, Expression } from './syntax.ts';

/** One step of a search: `next` and `other` are the numbers of the steps that follow it. */
export type Step =
  | { readonly type: 'take'; readonly fits: Characters; readonly next: number }
  /** Goes on at both; what is found by way of `next` is preferred. */
  | { readonly type: 'fork'; next: number; other: number }
  | { readonly type: 'mark'; readonly slot: number; readonly next: number }
  | { readonly type: 'edge'; readonly holds: (before: number, after: number) => boolean; readonly next: number }
  | { readonly type: 'found' };

/** More than this is refused: a search takes as many moves for each character. */
const stepsMax = 50_000;

/** A code point, or −1 for where the text ends. */
const isWordCode = (code: number): boolean => code >= 0 && isWord(code);

const edges: Readonly<Record<Edge, (before: number, after: number) => boolean>> = {
  'text-start': (before) => before < 0,
  'text-end': (_, after) => after < 0,
  'line-start': (before) => before < 0 || before === 10,
  'line-end': (_, after) => after < 0 || after === 10,
  'word-edge': (before, after) => isWordCode(before) !== isWordCode(after),
  'no-word-edge': (before, after) => isWordCode(before) === isWordCode(after),
};

interface Program {
  readonly steps: readonly Step[];
  readonly start: number;
}

/** Writes an expression as steps, from its end to its beginning: each part is told what follows it. */
export function compile(expression: Expression, text: string): Program {
  const steps: Step[] = [];
  const put = (step: Step): number => {
    if (steps.length >= stepsMax) throw new RegexProblem('expression too large', text);
    return steps.push(step) - 1;
  };
  const write = (part: Expression, next: number): number => {
    switch (part.type) {
      case 'nothing': return next;
      case 'characters': return put({ type: 'take', fits: part.fits, next });
      case 'edge': return put({ type: 'edge', holds: edges[part.edge], next });
      case 'sequence': return part.parts.reduceRight((after, one) => write(one, after), next);
      case 'either': return part.options.map((option) => write(option, next)).reduceRight((other, option) => put({ type: 'fork', next: option, other }));
      case 'group': return put({ type: 'mark', slot: part.index * 2, next: write(part.of, put({ type: 'mark', slot: part.index * 2 + 1, next })) });
      case 'repeat': return repeated(part, next);
    }
  };
  const fork = (body: number, after: number, isLazy: boolean): number => put(isLazy ? { type: 'fork', next: after, other: body } : { type: 'fork', next: body, other: after });
  const repeated = ({ of, min, max, isLazy }: Extract<Expression, { type: 'repeat' }>, next: number): number => {
    let start = next;
    if (max === Infinity) {
      const loop = { type: 'fork' as const, next, other: next };
      const again = put(loop);
      const body = write(of, again);
      loop[isLazy ? 'other' : 'next'] = body;
      start = min === 0 ? fork(body, next, isLazy) : body;
    } else for (let optional = min; optional < max; optional++) start = fork(write(of, start), next, isLazy);
    for (let needed = max === Infinity ? 1 : 0; needed < min; needed++) start = write(of, start);
    return start;
  };
  const found = put({ type: 'found' });
  const start = put({ type: 'mark', slot: 0, next: write(expression, put({ type: 'mark', slot: 1, next: found })) });
  return { steps, start };
}
