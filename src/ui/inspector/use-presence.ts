import type { Presence } from '../../protocol/messages.ts';
import { presence } from '../session/link.ts';
import { useSession, type Selection } from '../session/store.ts';
import { useLive } from './use-live.ts';

/** Whether a selected object is there at the moment that is shown, no more, or not yet. What has a card is there; of what has none the engine tells. Undefined until it has answered. */
export function usePresence({ uid }: Selection): Presence | undefined {
  const hasCard = useSession(({ nodes, pods, services, workloads, extras }) => [pods, nodes, services, workloads, extras].some((cards) => cards.has(uid)));
  return useLive<Presence>(hasCard ? '' : uid, () => (hasCard ? Promise.resolve('there') : presence(uid))) ?? (hasCard ? 'there' : undefined);
}
