import { memo, useLayoutEffect, useRef, type CSSProperties } from 'react';
import type { PodCard } from '../../protocol/cards.ts';
import { HealthMark, healthColour } from '../design/index.ts';
import type { PodPlace } from './layout/hull.ts';
import { useStage } from './model-store.ts';
import { arrive } from './morph.ts';
import { bytesText, cpuText, hueOf, podLabel, shortStatus, splitName, usageOf } from './select.ts';
import type { StageWords } from './words.ts';

interface PodTileProps {
  readonly pod: PodCard;
  readonly place: PodPlace;
  readonly selected: boolean;
  readonly faded: boolean;
  readonly reason: string;
  readonly words: StageWords;
}

/** A pod on the stage: as large as what it asks for, filled by what it uses. It handles nothing itself; the stage does. */
export const PodTile = memo(function PodTile({ pod, place, selected, faded, reason, words }: PodTileProps) {
  const { rect, shape } = place;
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => { arrive(ref.current, `pod:${pod.uid}`, useStage.getState().model); }, [pod.uid]);
  const style: CSSProperties & Record<`--${string}`, string | number> = {
    transform: `translate(${rect.x}px, ${rect.y}px)`, width: rect.width, height: rect.height, '--hue': hueOf(pod), '--use': `${Math.round(usageOf(pod) * 100)}%`,
  };
  return (
    <div
      ref={ref}
      role="button"
      tabIndex={-1}
      className="pod"
      aria-label={reason === '' ? podLabel(pod, words) : `${podLabel(pod, words)}. ${reason}`}
      aria-pressed={selected}
      data-id={`pod:${pod.uid}`}
      data-shape={shape}
      data-health={pod.health}
      data-selected={selected}
      data-faded={faded}
      data-tip={tipOf(pod, reason, words)}
      style={style}
    >
      {shape === 'tile' && <TileText pod={pod} />}
      {shape === 'line' && <LineText pod={pod} />}
      {shape === 'label' && <LabelText pod={pod} />}
      {shape === 'chip' && <ChipText pod={pod} />}
    </div>
  );
});

function tipOf(pod: PodCard, reason: string, words: StageWords): string {
  const asked = words.asked(`${cpuText(pod.cpuUsedMilli)} / ${cpuText(pod.cpuRequestMilli)}`, `${bytesText(pod.memoryUsedBytes)} / ${bytesText(pod.memoryRequestBytes)}`);
  return [`${pod.namespace}/${pod.name}`, `${pod.status}, ${words.ready(pod.containersReady, pod.containers)}`, ...(reason === '' ? [asked] : [reason])].join('\n');
}

const stateColour = (pod: PodCard): CSSProperties => (pod.health === 'good' ? {} : { color: healthColour[pod.health] });

/** A pod of one container that is ready says so by its state; the name has the room then. */
const tellsReady = (pod: PodCard): boolean => pod.containers > 1 || pod.containersReady < pod.containers;

function TileText({ pod }: { readonly pod: PodCard }) {
  const { base, tail } = splitName(pod);
  return (
    <div className="pod-words px-1.5 pt-[5px] leading-[1.2]">
      <div className="flex items-center gap-1.5">
        <HealthMark health={pod.health} size={9} />
        <span className="pod-name min-w-0 flex-1 truncate font-medium text-ink">{base}</span>
        {tellsReady(pod) && <span className="far-less text-note text-muted">{pod.containersReady}/{pod.containers}</span>}
      </div>
      <div className="far-less flex items-baseline justify-between gap-1 text-note text-muted">
        <span className="truncate" style={stateColour(pod)}>{shortStatus(pod.status)}</span>
        <span className="shrink-0">{pod.restarts > 0 ? `↻ ${pod.restarts}` : <span className="font-mono text-[0.95em]">{tail}</span>}</span>
      </div>
    </div>
  );
}

/** On a crowded machine there is room for a name. */
function LabelText({ pod }: { readonly pod: PodCard }) {
  return (
    <div className="flex h-full items-center gap-1 px-1">
      <HealthMark health={pod.health} size={8} />
      <span className="farther-less truncate text-note leading-[1.2] text-ink">{splitName(pod).base}</span>
    </div>
  );
}

/** What tells a pod from its brothers, where the card says whose it is. */
function ChipText({ pod }: { readonly pod: PodCard }) {
  const { base, tail } = splitName(pod);
  const short = tail === '' ? base.slice(base.lastIndexOf('-') + 1) : tail;
  return (
    <div className="flex h-full items-center gap-1 px-1">
      <HealthMark health={pod.health} size={8} />
      <span className="far-less truncate font-mono text-note text-ink">{short}</span>
    </div>
  );
}

function LineText({ pod }: { readonly pod: PodCard }) {
  const { base, tail } = splitName(pod);
  return (
    <div className="flex h-full items-center gap-1.5 px-2 text-note text-muted">
      <HealthMark health={pod.health} size={9} />
      <span className="pod-name truncate font-medium text-ink">{base}</span>
      <span className="farther-less shrink-0 font-mono">{tail}</span>
      <span className="ml-auto shrink-0 truncate" style={stateColour(pod)}>{pod.health === 'good' ? '' : shortStatus(pod.status)}</span>
      <span className="shrink-0">{pod.containersReady}/{pod.containers}</span>
    </div>
  );
}
