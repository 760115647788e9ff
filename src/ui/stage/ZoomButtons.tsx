import { useReactFlow } from '@xyflow/react';
import { Maximize, Minus, Plus } from 'lucide-react';
import { IconButton } from '../design/index.ts';
import { useWords } from '../session/preferences.ts';
import { fitStage, useStage } from './model-store.ts';
import { stageWords } from './words.ts';

export function ZoomButtons() {
  const { zoomIn, zoomOut } = useReactFlow();
  const words = useWords(stageWords);
  const by = (zoom: typeof zoomIn) => () => { useStage.setState({ moved: true }); void zoom({ duration: 120 }); };
  return (
    <div data-stage-tools className="absolute right-2 bottom-0 z-10 flex h-11 items-center">
      <IconButton icon={Minus} name={words.zoomOut} onClick={by(zoomOut)} className="@max-[30rem]:hidden" />
      <IconButton icon={Plus} name={words.zoomIn} onClick={by(zoomIn)} className="@max-[30rem]:hidden" />
      <IconButton icon={Maximize} name={words.fit} keys="F" onClick={fitStage} />
    </div>
  );
}
