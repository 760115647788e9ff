import { useEffect, useState } from 'react';
import { useSession } from '../session/store.ts';

const everyMs = 400;

/** What `ask` answers about `key`, asked again while the cluster changes. The last answer stays until the next one is there. */
export function useAsked<T>(key: string, ask: (key: string) => Promise<T>): T | undefined {
  const [answer, setAnswer] = useState<{ readonly key: string; readonly value: T }>();
  useEffect(() => {
    let isCurrent = true;
    let asked = -1;
    const look = (): void => {
      const { revision } = useSession.getState();
      if (revision === asked) return;
      asked = revision;
      ask(key).then((value) => { if (isCurrent) setAnswer({ key, value }); }, () => undefined);
    };
    look();
    const timer = setInterval(look, everyMs);
    return () => {
      isCurrent = false;
      clearInterval(timer);
    };
  }, [key, ask]);
  return answer?.key === key ? answer.value : undefined;
}
