import { memo, useLayoutEffect, useRef } from 'react';
import type { NodeCard } from '../../../protocol/cards.ts';
import { HealthMark } from '../../design/index.ts';
import { useWords } from '../../session/preferences.ts';
import { useSession } from '../../session/store.ts';
import type { Rect } from '../layout/geometry.ts';
import { groupHead } from '../layout/plane.ts';
import { useStage } from '../model-store.ts';
import { arrive } from '../morph.ts';
import { hoverOn, openRequests } from './pointing.ts';
import { figuresOf, isTouched, kubeletState, troublesOf } from './select.ts';
import { usePlane } from './store.ts';
import { planeWords } from './words.ts';

/** The kubelets, one a machine: cards, or tiles where there are many. */
export function Kubelets() {
  const plane = useStage(({ model }) => model?.plane);
  const words = useWords(planeWords);
  const box = plane?.boxes.get('plane:kubelets');
  if (!plane || !box) return null;
  return (
    <div className="relative" style={{ width: box.width, height: box.height }}>
      <div className="truncate text-note font-medium text-muted" style={{ height: groupHead }}><span className="bg-water pr-1.5">{words.kubelets(plane.nodes.length)}</span></div>
      {plane.nodes.map((node) => {
        const rect = plane.parts.get(`node:${node.name}`);
        return rect && <Kubelet key={node.uid} node={node} rect={rect} left={rect.x - box.x} top={rect.y - box.y} isCompact={plane.isCompact} />;
      })}
    </div>
  );
}

interface KubeletProps {
  readonly node: NodeCard;
  readonly rect: Rect;
  readonly left: number;
  readonly top: number;
  readonly isCompact: boolean;
}

const Kubelet = memo(function Kubelet({ node, rect, left, top, isCompact }: KubeletProps) {
  const id = `node:${node.name}`;
  const words = useWords(planeWords);
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => { arrive(ref.current, id, useStage.getState().model); }, [id]);
  const figures = usePlane(({ activity, programs }) => [...figuresOf(id, { activity, programs, revision: 0, stored: 0 }, words), ...troublesOf(id, activity, words)].join(', '));
  const lit = usePlane(({ hovered, activity }) => isTouched(id, hovered, activity));
  const selected = useSession((state) => state.selection?.uid === node.uid);
  const { health, text } = kubeletState(node, words);
  return (
    <div
      ref={ref}
      role="button"
      tabIndex={-1}
      aria-label={[words.kubelet(node.name), text, figures].join(', ')}
      aria-pressed={selected}
      data-id={id}
      data-lit={lit}
      data-selected={selected}
      data-health={health}
      data-tip={isCompact ? `${node.name}\n${text}\n${figures}` : words.window}
      className="kubelet flex flex-col justify-center overflow-hidden"
      style={{ left, top, width: rect.width, height: rect.height }}
      onClick={() => { openRequests(id); }}
      {...hoverOn(id)}
    >
      {isCompact ? <span className="grid place-items-center"><HealthMark health={health} /></span> : (
        <div className="px-2.5 leading-[17px]">
          <div className="flex items-center gap-1.5"><HealthMark health={health} /><span className="min-w-0 flex-1 truncate text-name font-semibold">{node.name}</span><span className="shrink-0 text-note text-muted">{text}</span></div>
          <div className="truncate text-note text-muted tabular-nums">{figures}</div>
        </div>
      )}
    </div>
  );
});
