import { Maximize2, Power } from 'lucide-react';
import type { NodeCard } from '../../protocol/cards.ts';
import type { Action } from '../../scenario/document.ts';
import type { MenuItem } from '../design/index.ts';
import type { Selection } from '../session/store.ts';
import type { CommandLine } from './command-lines.ts';
import type { StageWords } from './words.ts';

interface Doing {
  readonly act: (action: Action) => void;
  readonly open: (selection: Selection) => void;
  /** Types a line into the prompt. */
  readonly type: (line: string) => void;
  readonly words: StageWords;
  readonly commands: readonly CommandLine[];
  /** Why nothing can be done to the cluster now. */
  readonly refusal?: string | undefined;
}

/**
 * What can be done to an object on the stage, in the order of the menu. What no command can do happens at once; every command
 * is typed into the terminal, where Enter runs it. `node` is its card where it is a node.
 */
export function actionsOf(object: Selection, node: NodeCard | undefined, { act, open, type, words, commands, refusal }: Doing): readonly MenuItem[] {
  const { actions } = words;
  const { name } = object;
  return [
    { id: 'open', label: actions.open, icon: Maximize2, keys: 'Enter', run: () => { open(object); } },
    ...(node ? [{
      id: 'power', icon: Power, label: node.powered ? actions.powerOff : actions.powerOn, refusal,
      run: () => { act({ type: 'fault', fault: { type: node.powered ? 'power-off' : 'power-on', node: name } }); },
    }] : []),
    ...commands.map(({ label, line, isDanger }, index): MenuItem => ({
      id: line, label, isCode: true, ...(index === 0 ? { apart: true, heading: actions.typed } : {}), ...(isDanger ? { danger: true, apart: true } : {}), run: () => { type(line); },
    })),
  ];
}
