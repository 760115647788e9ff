import './plane.css';
import { memo } from 'react';
import { controllerAccounts } from '../../../protocol/components.ts';
import { classes, HealthMark } from '../../design/index.ts';
import { useWords } from '../../session/preferences.ts';
import { useRequests } from '../../session/requests.ts';
import { useSession } from '../../session/store.ts';
import type { Rect } from '../layout/geometry.ts';
import { useStage } from '../model-store.ts';
import { Kubelets } from './Kubelets.tsx';
import { Members } from './Members.tsx';
import { Legend } from './Legend.tsx';
import { hoverOn, openRequests } from './pointing.ts';
import { askedBy, controllerRate, componentLabel, figuresOf, isTouched, nameOf, sharedWords, troublesOf } from './select.ts';
import { componentState, type ComponentState } from './state.ts';
import { usePlane } from './store.ts';
import { planeWords } from './words.ts';

/** One box of the control plane lens, by its id. */
export const PlaneNode = memo(function PlaneNode({ id }: { readonly id: string }) {
  if (id === 'plane:kubelets') return <Kubelets />;
  return id === 'plane:legend' ? <Legend /> : <Component id={id} />;
});

function Component({ id }: { readonly id: string }) {
  const words = useWords(planeWords);
  const state = useComponentState(id);
  const lines = useFigures(id);
  const troubles = usePlane(({ activity }) => troublesOf(id, activity, words).join(' · '));
  const lit = usePlane(({ hovered, activity }) => isTouched(id, hovered, activity));
  const pods = usePlane(({ programs }) => programs.pods.get(id));
  const selected = useSession(({ selection }) => selection !== undefined && (pods?.some(({ uid }) => uid === selection.uid) ?? false));
  const box = useStage(({ model }) => model?.plane?.boxes.get(id));
  const detail = { 'plane:person': words.person, 'plane:accounts': words.accounts }[id];
  const hasMembers = useSession(({ heads }) => heads !== undefined);
  const isPlain = detail !== undefined || id === 'plane:proxy';
  if (!box) return null;
  return (
    <div className="part relative" data-lit={lit} data-selected={selected} data-health={state.health} data-part={id} style={{ width: box.width, height: box.height }}>
      <div role="button" tabIndex={-1} aria-label={componentLabel(id, isPlain ? undefined : state, [...lines, troubles], words)} aria-pressed={selected} data-id={id} data-tip={words.window} className={classes('flex flex-col px-3 leading-[17px]', id === 'plane:manager' || (id === 'plane:etcd' && hasMembers) ? 'py-2.5' : 'size-full justify-center py-1')} onClick={() => { openRequests(id); }} {...hoverOn(id)}>
        <div className="flex items-center gap-1.5">
          {!isPlain && <HealthMark health={state.health} />}
          <span className={classes('truncate text-name font-semibold', detail === undefined ? 'min-w-0 flex-1' : 'mr-auto shrink-0')}>{nameOf(id, words)}</span>
          {detail !== undefined && <span className="min-w-0 truncate text-note text-muted">{detail}</span>}
        </div>
        {!isPlain && <div className="truncate text-note" style={{ color: state.word === 'runs' ? 'var(--muted)' : `var(--${state.health})` }}>{words.state[state.word](state.detail)}</div>}
        {lines.map((line, index) => <div key={index} className={classes('truncate text-note tabular-nums', index === 0 ? 'text-ink' : 'text-muted')}>{line}</div>)}
        {(id === 'plane:api' || troubles !== '') && <div className="h-[17px] truncate text-note font-medium text-bad">{troubles !== '' && `▲ ${troubles}`}</div>}
      </div>
      {id === 'plane:manager' && <Controllers box={box} />}
      {id === 'plane:etcd' && hasMembers && <Members box={box} />}
    </div>
  );
}

function useComponentState(id: string): ComponentState {
  const pods = usePlane(({ programs }) => programs.pods.get(id)) ?? noPods;
  const text = useSession(({ nodes, faults, isSilent, heads }) => JSON.stringify(componentState(id, { nodes: nodes.values(), faults, isSilent, pods, several: heads })));
  return JSON.parse(text) as ComponentState;
}

const noPods: readonly never[] = [];

function useFigures(id: string): readonly string[] {
  const words = useWords(planeWords);
  const revision = useSession((state) => (id === 'plane:etcd' ? state.revision : 0));
  const shared = useSession(({ heads, nodes }) => sharedWords(id, heads, nodes.values(), words));
  const stored = useRequests((state) => (id === 'plane:etcd' ? state.stored : 0));
  const text = usePlane(({ activity, programs }) => figuresOf(id, { activity, programs, revision, stored, shared }, words).join('\n'));
  return text.split('\n');
}

function Controllers({ box }: { readonly box: Rect }) {
  const parts = useStage(({ model }) => model?.plane?.parts) ?? noParts;
  return controllerAccounts.map((account) => {
    const rect = parts.get(`plane:controller/${account}`);
    return rect && <div key={account} className="absolute" style={{ left: rect.x - box.x, top: rect.y - box.y, width: rect.width, height: rect.height }}><Controller account={account} /></div>;
  });
}

const noParts: ReadonlyMap<string, Rect> = new Map();

/** A controller: bright where it wrote something lately. */
function Controller({ account }: { readonly account: string }) {
  const id = `plane:controller/${account}`;
  const words = useWords(planeWords);
  const rate = usePlane(({ activity }) => controllerRate(askedBy(activity, id)));
  const isOn = rate !== '';
  return (
    <div role="button" tabIndex={-1} aria-label={`${words.controller(account)}, ${isOn ? words.writes(rate) : words.quiet}`} data-id={id} data-on={isOn} className="controller flex h-full items-center gap-1.5 rounded px-1 text-note" onClick={() => { openRequests(id); }} {...hoverOn(id)}>
      <span aria-hidden className="mark size-1.5 shrink-0 rounded-full" />
      <span className="min-w-0 flex-1 truncate">{account.replace(/-controller$/, '')}</span>
      {isOn && <span className="shrink-0 tabular-nums">{rate}/s</span>}
    </div>
  );
}
