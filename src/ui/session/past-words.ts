import type { PastRefusal } from '../../protocol/messages.ts';
import { useWords, type Words } from './preferences.ts';
import { useSession } from './store.ts';

/** What is said to whoever waits for an answer that will not come. */
export const goneWords: Words<Readonly<Record<'restarted' | 'replaced' | 'givenUp', string>>> = {
  en: { restarted: 'the engine was started anew', replaced: 'another scenario was opened', givenUp: 'the cluster was brought to another moment' },
  ko: { restarted: '엔진을 다시 시작했습니다', replaced: '다른 시나리오를 열었습니다', givenUp: '클러스터를 다른 순간으로 옮겼습니다' },
};

/** Why something cannot be done while a moment that has passed is shown. */
export const pastWords: Words<Readonly<Record<PastRefusal, string>>> = {
  en: {
    act: 'You are looking back at a moment that has passed. Go on from here, or go back to now, to act.',
    logs: 'Logs of the past are not recorded. Go back to now to read what the containers have written.',
    now: 'You are looking back at a moment that has passed, and this can only be asked of now. Go back to now for it.',
  },
  ko: {
    act: '지나간 순간을 보고 있습니다. 무언가 하려면 여기서부터 이어 가거나 지금으로 돌아가세요.',
    logs: '지난 로그는 기록하지 않습니다. 컨테이너가 쓴 로그를 보려면 지금으로 돌아가세요.',
    now: '지나간 순간을 보고 있습니다. 이 명령은 지금에 대해서만 답할 수 있으니 지금으로 돌아가세요.',
  },
};

/** Why nothing can be done to the cluster at the moment that is shown; undefined where it can. */
export function useRefusal(): string | undefined {
  const { act } = useWords(pastWords);
  return useSession((state) => state.past !== undefined) ? act : undefined;
}
