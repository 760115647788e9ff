import { ViewportPortal } from '@xyflow/react';
import { useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { curve, pointOn, type Line } from './layout/network.ts';
import { useStage } from './model-store.ts';
import { rateText } from './select.ts';
import { stageWords } from './words.ts';

const none: readonly Line[] = [];

/** The lines of the network lens and of the storage lens, below everything else. Solid to pods that get traffic, dashed to those that do not. A line that only goes down has no room for its rate; the service says it. */
export function Lines() {
  const lines = useStage((state) => state.model?.lines ?? none);
  const selected = useSession((state) => state.selection?.uid ?? '');
  if (lines.length === 0) return null;
  const touches = (line: Line): boolean => selected !== '' && (line.serviceUid === selected || line.podUid === selected || (line.chain?.includes(selected) ?? false));
  const any = lines.some(touches);
  return (
    <ViewportPortal>
      <svg aria-hidden className="dd-fade pointer-events-none absolute top-0 left-0 overflow-visible" width="1" height="1">
        {lines.map((line) => (
          <path key={line.id} d={curve(line)} className="line" data-kind={line.kind} data-strong={touches(line)} data-faded={any && !touches(line)} style={line.pods > 1 ? { strokeWidth: 1 + Math.min(6, Math.log2(line.pods)) } : undefined} />
        ))}
      </svg>
      {lines.map((line) => (line.kind === 'outside' && line.from.x !== line.to.x ? <Rate key={line.id} line={line} /> : null))}
    </ViewportPortal>
  );
}

function Rate({ line }: { readonly line: Line }) {
  const words = useWords(stageWords);
  const rate = useSession((state) => state.services.get(line.serviceUid)?.requestsPerSecond ?? 0);
  if (rate === 0) return null;
  const { x, y } = pointOn(line, 0.5);
  return (
    <span aria-hidden className="absolute -translate-x-1/2 -translate-y-[150%] rounded px-1.5 font-medium text-note leading-none whitespace-nowrap text-muted [--note-max:22px]" style={{ left: x, top: y }}>
      {words.perSecond(rateText(rate))}
    </span>
  );
}
