import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton, useNotices } from '../design/index.ts';
import { useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { useShell } from './shell-store.ts';
import { appWords } from './words.ts';

interface Spot {
  readonly left: number;
  readonly top: number;
}

const everyMs = 250;
const width = 236;

/** The first visit's one hint. It points at the power switch of a real machine, and goes away when one was used. */
export function Nudge() {
  const nudged = useShell((state) => state.nudged);
  const setNudged = useShell((state) => state.setNudged);
  const off = useSession((state) => firstOff(state.nodes.values()));
  const words = useWords(appWords);
  const spot = useSpot(!nudged);
  useEffect(() => {
    if (nudged || !off) return;
    setNudged();
    useNotices.getState().show(words.nudgeDone);
  }, [nudged, off, setNudged, words]);
  if (nudged || off || !spot) return null;
  return (
    <div className="dd-rise absolute z-20 flex items-start gap-1 rounded-lg bg-accent py-1.5 pr-1 pl-3 text-on-accent shadow-float" style={{ width, left: spot.left, top: spot.top }}>
      <span aria-hidden className="absolute -top-1 right-3 size-2.5 rotate-45 bg-accent" />
      <p className="flex-1 py-0.5 text-[12.5px] leading-[17px] font-medium">{words.nudge}</p>
      <IconButton icon={X} name={words.dismiss} onClick={setNudged} className="!size-6 !text-on-accent hover:!bg-transparent" />
    </div>
  );
}

function firstOff(nodes: Iterable<{ readonly powered: boolean }>): boolean {
  for (const node of nodes) if (!node.powered) return true;
  return false;
}

/** Below the power switch of the first worker, in pixels of the stage; undefined while there is none in sight. */
function useSpot(wanted: boolean): Spot | undefined {
  const [spot, setSpot] = useState<Spot>();
  useEffect(() => {
    if (!wanted) return undefined;
    const look = (): void => {
      const next = spotOf(useSession.getState().nodes.values());
      setSpot((before) => (before?.left === next?.left && before?.top === next?.top ? before : next));
    };
    const timer = setInterval(look, everyMs);
    return () => { clearInterval(timer); };
  }, [wanted]);
  return spot;
}

function spotOf(nodes: Iterable<{ readonly name: string; readonly roles: readonly string[] }>): Spot | undefined {
  const heads = new Set([...nodes].filter(({ roles }) => roles.includes('control-plane')).map(({ name }) => `power:${name}`));
  for (const target of document.querySelectorAll<HTMLElement>('[role=switch][data-id^="power:"]')) {
    const stage = target.closest('section');
    if (!stage || heads.has(target.dataset.id ?? '')) continue;
    const [box, ground] = [target.getBoundingClientRect(), stage.getBoundingClientRect()];
    const inSight = box.top > ground.top && box.bottom < ground.bottom - 60 && box.right < ground.right && box.left > ground.left;
    if (inSight) return { left: Math.round(Math.max(8, box.left + box.width / 2 - ground.left - width + 17)), top: Math.round(box.bottom - ground.top + 8) };
  }
  return undefined;
}
