import { useEffect } from 'react';
import { useNotices } from '../design/index.ts';
import { usePreferences } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { announce } from './announce.ts';
import { appWords } from './words.ts';

const everyMs = 1200;

/** Tells screen readers what changed, a few sentences at a time and never more often than they can be heard. */
export function useAnnouncements(): void {
  useEffect(() => {
    let seen = useSession.getState();
    const timer = setInterval(() => {
      const now = useSession.getState();
      const sentences = seen.ready && now.nowMs >= seen.nowMs ? announce(seen, now, appWords[usePreferences.getState().locale].said) : [];
      seen = now;
      if (sentences.length > 0) useNotices.getState().say(sentences.join(' '));
    }, everyMs);
    return () => { clearInterval(timer); };
  }, []);
}
