import { useEffect, useState } from 'react';
import { useSession } from '../session/store.ts';

const everyMs = 400;

/**
 * What `ask` answers about the cluster, asked again whenever the cluster has changed (a few times a second at most). Undefined
 * until the first answer, and again when `key` changes.
 */
export function useLive<T>(key: string, ask: () => Promise<T>): T | undefined {
  const [answer, setAnswer] = useState<{ readonly key: string; readonly value: T }>();
  useEffect(() => {
    let isCurrent = true;
    let askedRevision = -1;
    const look = (): void => {
      const { revision } = useSession.getState();
      if (revision === askedRevision) return;
      askedRevision = revision;
      ask().then((value) => { if (isCurrent) setAnswer({ key, value }); }, () => undefined);
    };
    look();
    const timer = setInterval(look, everyMs);
    return () => {
      isCurrent = false;
      clearInterval(timer);
    };
    // `ask` is made anew at each render; what it asks is told by `key`.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);
  return answer?.key === key ? answer.value : undefined;
}
