import { useStore as useFlowStore } from '@xyflow/react';
import { ChevronDown } from 'lucide-react';
import { useStage } from './model-store.ts';
import { stripPixels } from './view.ts';

const slackPixels = 12;

/** On a phone the picture may go on below what is in sight: it fades there, and an arrow says that it can be dragged. */
export function MoreBelow() {
  const end = useStage(({ model }) => (model ? model.bounds.y + model.bounds.height : 0));
  const isMore = useFlowStore(({ transform: [, y, zoom], height }) => y + end * zoom > height - stripPixels + slackPixels);
  if (!isMore) return null;
  return (
    <div aria-hidden data-more="below" className="dd-fade pointer-events-none absolute inset-x-0 z-[6] grid h-12 items-end justify-center bg-gradient-to-t from-water to-transparent pb-1 text-muted sm:hidden" style={{ bottom: stripPixels }}>
      <ChevronDown size={18} strokeWidth={2.2} />
    </div>
  );
}
