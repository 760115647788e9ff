import { parseNestingMax } from './limits.ts';
import { ShellSyntaxError } from './reader.ts';

/** Reading is synchronous and begins and ends at 0. */
let nesting = 0;

/** Reads something that may hold itself again, as deep as is allowed. */
export function nested<T>(read: () => T): T {
  if (nesting >= parseNestingMax) throw new ShellSyntaxError('nesting too deep');
  nesting++;
  try {
    return read();
  } finally {
    nesting--;
  }
}
