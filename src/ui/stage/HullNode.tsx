import { Power } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import type { NodeCard } from '../../protocol/cards.ts';
import { Badge, classes, HealthMark, locked, Meter, showOutcome } from '../design/index.ts';
import { act } from '../session/link.ts';
import { useRefusal } from '../session/past-words.ts';
import { useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import type { Hull } from './layout/hull.ts';
import { goneMachine } from './layout/groups.ts';
import { boxIdOf, isControlPlane } from './layout/model.ts';
import { hasMany, useStage } from './model-store.ts';
import { PodTile } from './PodTile.tsx';
import { bytesText, cpuText, nodeHealth, nodeLabel, waitReasons } from './select.ts';
import { useTurn } from './turns.ts';
import { stageWords, type StageWords } from './words.ts';

const noReasons: ReadonlyMap<string, string> = new Map();

/** A machine with what runs on it. React Flow gives its place; the rest it reads for itself. */
export const HullNode = memo(function HullNode({ data }: { readonly data: { readonly name: string } }) {
  const hull = useStage((state) => state.model?.hulls.get(data.name));
  const selected = useSession((state) => state.selection?.kind === 'Node' && state.selection.name === data.name);
  const words = useWords(stageWords);
  const isMany = useStage(hasMany);
  if (!hull?.node) return null;
  const { node } = hull;
  return (
    <div
      className="hull"
      data-id={`node:${node.name}`}
      data-lens={hull.lens}
      data-health={nodeHealth(node)}
      data-powered={node.powered}
      data-selected={selected}
      style={{ width: hull.width, height: hull.height }}
    >
      <HullHeader node={node} hull={hull} words={words} selected={selected} />
      <PodsInTurn key={isMany ? hull.lens : ''} hull={hull} isMany={isMany} words={words} />
    </div>
  );
});

/** Where there are many pods, those of one machine after the other become elements, in each lens anew: all of them in one frame would hold the page up. */
function PodsInTurn({ hull: { pods, places }, isMany, words }: { readonly hull: Hull; readonly isMany: boolean; readonly words: StageWords }) {
  const mayShow = useTurn(isMany ? pods.length : 0);
  return mayShow && <Pods pods={pods} places={places} words={words} reasons={noReasons} />;
}

/** The pods that no machine has: they wait for the scheduler, or for a machine that can take them. */
export const TrayNode = memo(function TrayNode() {
  const hull = useStage((state) => state.model?.hulls.get(''));
  const words = useWords(stageWords);
  if (!hull) return null;
  return (
    <Lane name="" hull={hull} title={words.pending} detail={hull.pods.length === 0 ? words.pendingNone : words.podCount(hull.pods.length)}>
      {hull.pods.length > 0 && <WaitingPods hull={hull} words={words} />}
    </Lane>
  );
});

/** The pods whose machine has no Node any more: the API still has them, as they were reported last. */
export const GoneNode = memo(function GoneNode() {
  const hull = useStage((state) => state.model?.hulls.get(goneMachine));
  const words = useWords(stageWords);
  if (!hull) return null;
  return (
    <Lane name={goneMachine} hull={hull} title={words.goneMachine} detail={`${words.podCount(hull.pods.length)} · ${words.goneDetail}`} tip={words.goneTip}>
      <Pods pods={hull.pods} places={hull.places} words={words} reasons={noReasons} />
    </Lane>
  );
});

interface LaneProps {
  readonly name: string;
  readonly hull: Hull;
  readonly title: string;
  readonly detail: string;
  readonly tip?: string;
  readonly children: ReactNode;
}

function Lane({ name, hull, title, detail, tip, children }: LaneProps) {
  const width = useStage((state) => state.model?.boxes.get(boxIdOf(name))?.width ?? 0);
  // That nothing waits is said whole or not at all: what has no room wraps out of sight.
  const isEmpty = hull.pods.length === 0;
  return (
    <div className="tray" data-gone={name !== ''} style={{ width, height: hull.height }}>
      <div className={classes('flex h-[26px] items-center gap-x-2 overflow-hidden px-3 leading-[26px] whitespace-nowrap text-muted', isEmpty && 'flex-wrap')} data-tip={tip}>
        <span className="lane-name font-medium">{title}</span>
        <span className="lane-name min-w-0 truncate text-faint">{detail}</span>
      </div>
      {children}
    </div>
  );
}

function WaitingPods({ hull, words }: { readonly hull: Hull; readonly words: StageWords }) {
  const events = useSession((state) => state.events);
  return <Pods pods={hull.pods} places={hull.places} words={words} reasons={waitReasons(hull.pods, events)} />;
}

/** Parts of a hull that stay the same while only the machine's own figures change. */
interface PodsProps extends Pick<Hull, 'pods' | 'places'> {
  readonly words: StageWords;
  readonly reasons: ReadonlyMap<string, string>;
}

const Pods = memo(function Pods({ pods, places, words, reasons }: PodsProps) {
  const selectedUid = useSession((state) => (state.selection && places.has(state.selection.uid) ? state.selection.uid : ''));
  const namespace = useStage((state) => state.namespace);
  return pods.map((pod) => {
    const place = places.get(pod.uid);
    return place && (
      <PodTile key={pod.uid} pod={pod} place={place} words={words} selected={pod.uid === selectedUid} faded={namespace !== '' && pod.namespace !== namespace} reason={reasons.get(pod.uid) ?? ''} />
    );
  });
});

interface HeaderProps {
  readonly node: NodeCard;
  readonly hull: Hull;
  readonly words: StageWords;
  readonly selected: boolean;
}

function HullHeader({ node, hull, words, selected }: HeaderProps) {
  const small = hull.density !== 'tile';
  return (
    <div className={classes('relative', small ? 'px-2 pt-1' : 'px-3 pt-2')}>
      <div className="flex items-center gap-1.5">
        <div
          role="button"
          tabIndex={-1}
          aria-label={nodeLabel(node, hull.pods.length, words)}
          aria-pressed={selected}
          data-id={`node:${node.name}`}
          className="flex min-w-0 flex-1 items-center gap-1.5 rounded"
        >
          <HealthMark health={nodeHealth(node)} />
          <span className={classes('hull-name truncate font-semibold text-ink', small && 'hull-name-small')}>{node.name}</span>
          {!small && hull.lens === 'cluster' && <Role node={node} pods={hull.pods.length} words={words} />}
        </div>
        <StatusWord node={node} words={words} />
        {!small && <PowerSwitch node={node} words={words} />}
      </div>
      {!small && hull.lens === 'cluster' && <Meters node={node} words={words} />}
    </div>
  );
}

function Role({ node, pods, words }: { readonly node: NodeCard; readonly pods: number; readonly words: StageWords }) {
  const role = isControlPlane(node) ? words.controlPlane : node.zone === '' ? words.worker : words.zone(node.zone);
  return <span className="far-less ml-0.5 truncate text-note text-muted">{role} · {words.podCount(pods)}</span>;
}

function StatusWord({ node, words }: { readonly node: NodeCard; readonly words: StageWords }) {
  if (!node.powered) return <Badge tone="bad">{/^Ready\b/.test(node.status) ? words.noPower : `${node.status}, ${words.noPower}`}</Badge>;
  if (node.status === 'Ready') return <span className="far-less text-note text-muted">Ready</span>;
  return <Badge tone={nodeHealth(node) === 'bad' ? 'bad' : 'busy'}>{node.status}</Badge>;
}

function PowerSwitch({ node, words }: { readonly node: NodeCard; readonly words: StageWords }) {
  const refusal = useRefusal();
  const toggle = () => { showOutcome(act({ type: 'fault', fault: { type: node.powered ? 'power-off' : 'power-on', node: node.name } }).answer); };
  return (
    <button
      type="button"
      role="switch"
      aria-checked={node.powered}
      aria-label={words.powerSwitch(node.name)}
      tabIndex={-1}
      data-id={`power:${node.name}`}
      data-tip={node.powered ? words.actions.powerOff : words.actions.powerOn}
      onClick={(event) => { event.stopPropagation(); toggle(); }}
      {...locked(refusal)}
      className="nopan power group -mr-1 inline-flex size-6 items-center justify-center aria-disabled:cursor-not-allowed aria-disabled:opacity-50"
    >
      <span className={classes('inline-flex size-6 items-center justify-center rounded-md', node.powered ? 'text-faint group-hover:bg-sunken group-hover:text-ink' : 'bg-bad text-page')}>
        <Power aria-hidden size={13} strokeWidth={2.2} />
      </span>
    </button>
  );
}

function Meters({ node, words }: { readonly node: NodeCard; readonly words: StageWords }) {
  const { cpuAllocatableMilli: cpu, memoryAllocatableBytes: memory } = node;
  return (
    <div className="mt-2 flex gap-5">
      <Meter label={words.cpu} value={`${cpuText(node.cpuRequestedMilli)} / ${cpuText(cpu)}`} tip={words.meter(cpuText(node.cpuRequestedMilli), cpuText(node.cpuUsedMilli), cpuText(cpu))} asked={node.cpuRequestedMilli / cpu} used={node.cpuUsedMilli / cpu} />
      <Meter label={words.memory} value={`${bytesText(node.memoryRequestedBytes)} / ${bytesText(memory)}`} tip={words.meter(bytesText(node.memoryRequestedBytes), bytesText(node.memoryUsedBytes), bytesText(memory))} asked={node.memoryRequestedBytes / memory} used={node.memoryUsedBytes / memory} />
    </div>
  );
}
