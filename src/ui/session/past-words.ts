import { useWords, type Words } from './preferences.ts';
import { useSession } from './store.ts';

/** What is said to whoever waits for an answer that will not come. */
export const goneWords: Words<Readonly<Record<'restarted' | 'replaced' | 'givenUp', string>>> = {
  en: { restarted: 'the engine was started anew', replaced: 'another scenario was opened', givenUp: 'the cluster was brought to another moment' },
  ko: { restarted: '엔진을 다시 시작했습니다', replaced: '다른 시나리오를 열었습니다', givenUp: '클러스터를 다른 순간으로 옮겼습니다' },
};

export const pastWords: Words<{ readonly refused: string }> = {
  en: { refused: 'You are looking back at a moment that has passed. Go on from here, or go back to now, to act.' },
  ko: { refused: '지나간 순간을 보고 있습니다. 무언가 하려면 여기서부터 이어 가거나 지금으로 돌아가세요.' },
};

/** Why nothing can be done to the cluster at the moment that is shown; undefined where it can. */
export function useRefusal(): string | undefined {
  const { refused } = useWords(pastWords);
  return useSession((state) => state.past !== undefined) ? refused : undefined;
}
