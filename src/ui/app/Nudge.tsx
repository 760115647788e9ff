import { Power, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { gallery } from '../../lessons/gallery.ts';
import { IconButton, showOutcome, useNotices } from '../design/index.ts';
import { act } from '../session/link.ts';
import { useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { stripPixels } from '../stage/view.ts';
import { useShell } from './shell-store.ts';
import { Foot } from './Foot.tsx';
import { appWords } from './words.ts';

interface Spot {
  /** Name of the machine whose switch it is. */
  readonly node: string;
  readonly left: number;
  readonly top: number;
  readonly size: number;
}

const everyMs = 250;
/** The ring is as large as the switch, so that it touches no word beside it. */
const ringMin = 16;

/**
 * The first visit's one hint: a line at the foot of the stage, which does what it says, and a ring about the power switch of the
 * machine that it does it to. It is in nobody's way, and goes away for good when a machine has lost its power.
 */
export function Nudge({ isHidden }: { readonly isHidden: boolean }) {
  const nudged = useShell((state) => state.nudged);
  const setNudged = useShell((state) => state.setNudged);
  const off = useSession((state) => anyOff(state.nodes.values()));
  const isSilent = useSession((state) => state.isSilent);
  const isPast = useSession((state) => state.past !== undefined);
  const words = useWords(appWords);
  const spot = useSpot(!nudged);
  const covered = useShell((state) => state.sheet !== '' || state.opened?.lesson !== gallery[0]);
  useEffect(() => {
    // A shared cluster that comes with a machine off has been through that.
    if (nudged || !off || covered) return;
    setNudged();
    if (!isSilent) useNotices.getState().show(words.nudgeDone);
  }, [nudged, off, covered, isSilent, setNudged, words]);
  if (nudged || off || isPast || !spot || covered) return null;
  return (
    <>
      <span aria-hidden className="dd-ring pointer-events-none absolute z-20 rounded-full border-2 border-accent" style={{ left: spot.left, top: spot.top, width: spot.size, height: spot.size }} />
      {!isHidden && <Foot>
        <p className="dd-rise flex items-center gap-2 rounded-full bg-accent py-0.5 pr-1 pl-3.5 text-[12.5px] leading-4 font-medium text-on-accent">
          <button type="button" className="pointer-events-auto flex min-h-7 items-center gap-2 rounded-full text-left pointer-coarse:min-h-9" onClick={() => { showOutcome(act({ type: 'fault', fault: { type: 'power-off', node: spot.node } }).answer); }}>
            <Power aria-hidden size={13} strokeWidth={2.4} className="shrink-0" />
            {words.nudge}
          </button>
          <IconButton icon={X} name={words.dismiss} onClick={setNudged} className="pointer-events-auto !text-on-accent hover:!bg-transparent" />
        </p>
      </Foot>}
    </>
  );
}

function anyOff(nodes: Iterable<{ readonly powered: boolean }>): boolean {
  for (const node of nodes) if (!node.powered) return true;
  return false;
}

/** About the power switch of the first worker in sight, in pixels of the stage. */
function useSpot(wanted: boolean): Spot | undefined {
  const [spot, setSpot] = useState<Spot>();
  useEffect(() => {
    if (!wanted) return undefined;
    let seen: Spot | undefined;
    const look = (): void => {
      const next = spotOf(useSession.getState().nodes.values());
      const isStill = isSame(seen, next);
      seen = next;
      setSpot((before) => (isSame(before, next) ? before : isStill ? next : undefined));
    };
    const timer = setInterval(look, everyMs);
    return () => { clearInterval(timer); };
  }, [wanted]);
  return spot;
}

const isSame = (a: Spot | undefined, b: Spot | undefined): boolean => a?.node === b?.node && a?.left === b?.left && a?.top === b?.top && a?.size === b?.size;

function spotOf(nodes: Iterable<{ readonly name: string; readonly roles: readonly string[] }>): Spot | undefined {
  const heads = new Set([...nodes].filter(({ roles }) => roles.includes('control-plane')).map(({ name }) => `power:${name}`));
  for (const target of document.querySelectorAll<HTMLElement>('[role=switch][data-id^="power:"]')) {
    const stage = target.closest('section');
    if (!stage || heads.has(target.dataset.id ?? '')) continue;
    const [box, ground] = [(target.firstElementChild ?? target).getBoundingClientRect(), stage.getBoundingClientRect()];
    const size = Math.max(ringMin, Math.round(box.width));
    const inSight = box.top > ground.top && box.bottom < ground.bottom - stripPixels && box.right < ground.right && box.left > ground.left;
    if (inSight) return { node: target.dataset.id?.slice('power:'.length) ?? '', left: Math.round(box.left + box.width / 2 - ground.left - size / 2), top: Math.round(box.top + box.height / 2 - ground.top - size / 2), size };
  }
  return undefined;
}
