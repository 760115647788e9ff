import { create } from 'zustand';
import type { KubectlContext } from '../../protocol/messages.ts';
import { kubectlContext } from './link.ts';

interface PromptState {
  /** A line that something on the page has typed into the prompt, until the prompt has taken it. */
  readonly typed: string | undefined;
  /** Where kubectl works when nothing else is said. */
  readonly context: KubectlContext;
  /** How the mouse types: whatever offers a command puts it into the prompt, where Enter runs it. */
  readonly type: (line: string) => void;
  readonly take: () => string | undefined;
}

/** What the page and its prompt tell each other. */
export const usePrompt = create<PromptState>()((set, read) => ({
  typed: undefined,
  context: { context: 'drydock', namespace: 'default' },
  type: (typed) => { set({ typed }); },
  take: () => {
    const { typed } = read();
    if (typed !== undefined) set({ typed: undefined });
    return typed;
  },
}));

/** Asks where kubectl works now. */
export function refreshContext(): void {
  kubectlContext().then((context) => { usePrompt.setState({ context }); }, () => undefined);
}
