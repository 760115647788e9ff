import { expandWords, type Lookup } from './expand.ts';
import type { Shell, Streams } from './shell.ts';
import type { CompoundCommand, Step } from './syntax.ts';

interface Within {
  readonly shell: Shell;
  readonly lookup: Lookup;
}

/** Runs a loop, a condition or a group; returns the status of what ran last in it. */
export async function runCompound(command: CompoundCommand, streams: Streams, { shell, lookup }: Within): Promise<number> {
  switch (command.kind) {
    case 'group': {
      const inside = command.isOwn ? shell.fork() : shell;
      return await statusOf(command.body, streams, inside);
    }
    case 'if':
      for (const { test, body } of command.branches) {
        if ((await statusOf(test, streams, shell)) === 0) return await statusOf(body, streams, shell);
        if (shell.leaving || streams.signal.aborted) return shell.status;
      }
      shell.status = 0;
      return await statusOf(command.otherwise, streams, shell);
    case 'for': {
      let status = 0;
      for (const word of await expandWords(command.words, lookup)) {
        shell.variables.set(command.name, word);
        status = await statusOf(command.body, streams, shell);
        if (endsLoop(streams, shell)) break;
      }
      return status;
    }
    case 'while': return await loop(command, streams, shell);
  }
}

async function loop({ isUntil, test, body }: CompoundCommand & { readonly kind: 'while' }, streams: Streams, shell: Shell): Promise<number> {
  for (let status = 0; ;) {
    const tested = await statusOf(test, streams, shell);
    if (endsLoop(streams, shell) || (tested === 0) === isUntil) return status;
    status = await statusOf(body, streams, shell);
    if (endsLoop(streams, shell)) return status;
  }
}

async function statusOf(steps: readonly Step[], streams: Streams, shell: Shell): Promise<number> {
  await shell.steps(steps, streams);
  return shell.status;
}

/** Whether Ctrl-C, `exit` or `break` ends the loop here; `continue` does not, unless it means one further out. */
function endsLoop(streams: Streams, shell: Shell): boolean {
  const { leaving } = shell;
  if (streams.signal.aborted) return true;
  if (!leaving) return false;
  if (leaving.kind === 'exit') return true;
  const isOuter = leaving.levels > 1;
  shell.leaving = isOuter ? { ...leaving, levels: leaving.levels - 1 } : undefined;
  return isOuter || leaving.kind === 'break';
}
