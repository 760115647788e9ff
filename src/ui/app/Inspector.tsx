import { ArrowLeftRight, Power, Trash2, Waypoints, X } from 'lucide-react';
import type { Action } from '../../scenario/document.ts';
import { Button, IconButton, kindNames, kindText, locked, showOutcome } from '../design/index.ts';
import { usePresence } from '../inspector/use-presence.ts';
import { act } from '../session/link.ts';
import { useRefusal } from '../session/past-words.ts';
import { useWords } from '../session/preferences.ts';
import { useRequests } from '../session/requests.ts';
import { useSession, type Selection } from '../session/store.ts';
import { PanelBody } from './PanelBody.tsx';
import { panelsAt } from './panels.ts';
import { useShell } from './shell-store.ts';
import { appWords } from './words.ts';

/** The landmark of what is selected: its name, what can be done to it, and below that the inspector's own panels. */
export function Inspector({ selection }: { readonly selection: Selection }) {
  const words = useWords(appWords);
  const close = () => { useSession.getState().select(undefined); };
  return (
    <section aria-label={words.inspector} data-closable="inspector" className="flex h-full min-h-0 flex-col bg-page">
      <div className="flex shrink-0 items-start gap-2 px-4 pt-3 pb-2">
        <div className="min-w-0 flex-1">
          <div className="truncate text-xs text-muted">{kindText(selection.kind, useWords(kindNames))}{selection.namespace === '' ? '' : ` · ${selection.namespace}`}</div>
          <h2 className="text-[14px] leading-5 font-semibold [overflow-wrap:anywhere]">{selection.name}</h2>
        </div>
        <IconButton icon={X} name={words.dismiss} keys="Esc" onClick={close} className="-mr-1" />
      </div>
      <Doings selection={selection} />
      {panelsAt('right').map((panel) => <PanelBody key={panel.id} panel={panel} onClose={close} />)}
    </section>
  );
}

const doNow = (action: Action): void => { showOutcome(act(action).answer); };

function Doings({ selection }: { readonly selection: Selection }) {
  const { kind, namespace, name, uid } = selection;
  const words = useWords(appWords);
  const no = locked(useRefusal());
  const presence = usePresence(selection) ?? 'there';
  const isPlaced = useSession((state) => kind === 'Pod' && state.pods.get(uid)?.node !== '');
  const powered = useSession((state) => (kind === 'Node' ? state.nodes.get(uid)?.powered : undefined));
  const line = `kubectl delete ${kind.toLowerCase()} ${name}${namespace === '' ? '' : ` -n ${namespace}`} --wait=false`;
  return (
    <div className="flex shrink-0 flex-wrap gap-1.5 px-4 pb-3">
      {powered === true && <Button icon={Power} onClick={() => { doNow({ type: 'fault', fault: { type: 'power-off', node: name } }); }} {...no}>{words.powerOff}</Button>}
      {powered === false && <Button tone="primary" icon={Power} onClick={() => { doNow({ type: 'fault', fault: { type: 'power-on', node: name } }); }} {...no}>{words.powerOn}</Button>}
      <Button icon={ArrowLeftRight} onClick={() => { useRequests.getState().ask({ about: selection }); }}>{words.requests}</Button>
      {kind === 'Pod' && presence !== 'unborn' && <Button icon={Waypoints} onClick={() => { useShell.getState().setDialog('theatre'); }}>{isPlaced ? words.why : words.whyNone}</Button>}
      {presence === 'there' && <Button tone="danger" icon={Trash2} onClick={() => { doNow({ type: 'kubectl', line }); }} {...no}>{words.delete}</Button>}
    </div>
  );
}
