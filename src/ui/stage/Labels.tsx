import { ViewportPortal } from '@xyflow/react';
import { useWords } from '../session/preferences.ts';
import { useStage } from './model-store.ts';
import { stageWords } from './words.ts';

/** Headings of zones, where machines stand in blocks. */
export function Labels() {
  const labels = useStage((state) => state.model?.labels);
  const words = useWords(stageWords);
  if (!labels || labels.length === 0) return null;
  return (
    <ViewportPortal>
      {labels.map(({ zone, x, y, width }) => (
        <div key={zone} className="zone-name absolute truncate border-b border-line-strong text-[13px] leading-6 font-medium text-muted" style={{ transform: `translate(${x}px, ${y}px)`, width }}>
          {words.zone(zone)}
        </div>
      ))}
    </ViewportPortal>
  );
}
