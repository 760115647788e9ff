import { Ban, CircleCheck, Maximize2, Power, Trash2, Waves } from 'lucide-react';
import type { NodeCard } from '../../protocol/cards.ts';
import type { Action } from '../../scenario/document.ts';
import type { MenuItem } from '../design/index.ts';
import type { Selection } from '../session/store.ts';
import type { StageWords } from './words.ts';

interface Doing {
  readonly act: (action: Action) => void;
  readonly open: (selection: Selection) => void;
  readonly words: StageWords;
  /** What only this kind of object can do, between opening and deleting. */
  readonly more?: readonly MenuItem[];
}

const kubectl = (line: string): Action => ({ type: 'kubectl', line: `kubectl ${line}` });

/** What can be done to an object on the stage, in the order of the menu. `node` is its card where it is a node. */
export function actionsOf(object: Selection, node: NodeCard | undefined, { act, open, words, more = [] }: Doing): readonly MenuItem[] {
  const { actions } = words;
  const { name, namespace, kind } = object;
  const first: MenuItem = { id: 'open', label: actions.open, icon: Maximize2, keys: 'Enter', run: () => { open(object); } };
  if (!node) {
    const line = `delete ${kind.toLowerCase()} ${name} -n ${namespace} --wait=false`;
    return [first, ...more, { id: 'delete', label: actions.delete, icon: Trash2, danger: true, apart: true, run: () => { act(kubectl(line)); } }];
  }
  const cordoned = node.status.includes('SchedulingDisabled');
  return [
    first,
    node.powered
      ? { id: 'power-off', label: actions.powerOff, icon: Power, apart: true, run: () => { act({ type: 'fault', fault: { type: 'power-off', node: name } }); } }
      : { id: 'power-on', label: actions.powerOn, icon: Power, apart: true, run: () => { act({ type: 'fault', fault: { type: 'power-on', node: name } }); } },
    cordoned
      ? { id: 'uncordon', label: actions.uncordon, icon: CircleCheck, run: () => { act(kubectl(`uncordon ${name}`)); } }
      : { id: 'cordon', label: actions.cordon, icon: Ban, run: () => { act(kubectl(`cordon ${name}`)); } },
    { id: 'drain', label: actions.drain, icon: Waves, run: () => { act(kubectl(`drain ${name} --ignore-daemonsets --delete-emptydir-data`)); } },
    { id: 'delete', label: actions.delete, icon: Trash2, danger: true, apart: true, run: () => { act(kubectl(`delete node ${name} --wait=false`)); } },
  ];
}
