import { ViewportPortal } from '@xyflow/react';
import { useSession, type Selection } from '../session/store.ts';
import { rectOf } from './layout/model.ts';
import { useStage } from './model-store.ts';

/** A light around what the pointer is on in the terminal. */
export function Lit() {
  const lit = useSession((state) => state.lit);
  const model = useStage((state) => (lit ? state.model : undefined));
  const rect = lit && model && rectOf(model, idOf(lit));
  if (!rect) return null;
  return (
    <ViewportPortal>
      <div data-lit className="dd-fade pointer-events-none absolute z-[6] rounded-lg outline-3 outline-offset-3 outline-accent" style={{ transform: `translate(${String(rect.x)}px, ${String(rect.y)}px)`, width: rect.width, height: rect.height }} />
    </ViewportPortal>
  );
}

/** How the stage calls it. */
function idOf({ kind, name, uid }: Selection): string {
  if (kind === 'Pod') return `pod:${uid}`;
  if (kind === 'Node') return `node:${name}`;
  if (kind === 'Service') return `service:${uid}`;
  return useSession.getState().extras.has(uid) ? `extra:${uid}` : `workload:${uid}`;
}
