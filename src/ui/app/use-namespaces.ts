import { useMemo } from 'react';
import { useSession } from '../session/store.ts';

/** Namespaces with anything on the stage, as one string, so that the header rests while the rest moves. */
export function useNamespaces(): readonly string[] {
  const joined = useSession((state) => {
    const names = new Set<string>();
    for (const { namespace } of state.workloads.values()) names.add(namespace);
    for (const { namespace } of state.services.values()) names.add(namespace);
    if (state.pods.size < 5000) for (const { namespace } of state.pods.values()) names.add(namespace);
    return [...names].sort().join(' ');
  });
  return useMemo(() => joined.split(' ').filter(Boolean), [joined]);
}
