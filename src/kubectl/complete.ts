import { root } from './commands/index.ts';
import type { Run } from './effects.ts';

/** filled in below */
export function* complete(_line: string, _cursor: number): Run<string[]> {
  return (root.commands ?? []).map(({ name }) => name);
}
