import { Menu, showOutcome } from '../design/index.ts';
import { act } from '../session/link.ts';
import { useRefusal } from '../session/past-words.ts';
import { useWords } from '../session/preferences.ts';
import { usePrompt } from '../session/prompt.ts';
import { useSession, type Selection } from '../session/store.ts';
import { actionsOf } from './actions.ts';
import { commandLines, type CommandLine } from './command-lines.ts';
import { kindName } from './workload-select.ts';
import { workloadWords } from './workload-words.ts';
import { undoOf } from './workload-lines.ts';
import { stageWords } from './words.ts';

export interface OpenMenu {
  readonly object: Selection;
  /** In pixels of the window. */
  readonly at: { readonly x: number; readonly y: number };
}

interface ObjectMenuProps {
  readonly menu: OpenMenu;
  readonly onOpen: (object: Selection) => void;
  readonly onClose: () => void;
}

/** What can be done to an object of the stage. */
export function ObjectMenu({ menu: { object, at }, onOpen, onClose }: ObjectMenuProps) {
  const words = useWords(stageWords);
  const node = object.kind === 'Node' ? useSession.getState().nodes.get(object.uid) : undefined;
  return (
    <Menu
      name={`${kindName(object.kind, useWords(workloadWords))} ${object.name}`}
      at={at}
      onClose={onClose}
      items={actionsOf(object, node, {
        act: (action) => { showOutcome(act(action).answer); }, open: onOpen, type: usePrompt.getState().type, words, commands: commandsOf(object), refusal: useRefusal(),
      })}
    />
  );
}

/** As things stand now; of an older ReplicaSet also the way back to it. */
function commandsOf(object: Selection): readonly CommandLine[] {
  const { nodes, workloads } = useSession.getState();
  const workload = workloads.get(object.uid);
  const back = workload && undoOf(workload, workloads.get(workload.ownerUid));
  const isCordoned = nodes.get(object.uid)?.status.includes('SchedulingDisabled') ?? false;
  const lines = commandLines(object, { isCordoned, workload, namespace: usePrompt.getState().context.namespace });
  return back ? [...lines.slice(0, -1), { label: `rollout undo --to-revision=${workload.revision}`, line: back.line }, ...lines.slice(-1)] : lines;
}
