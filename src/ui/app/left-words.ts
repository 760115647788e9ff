import type { Words } from '../session/preferences.ts';

/** What is said of a cluster that was left; `title` may be ''. */
interface LeftWords {
  readonly said: (title: string) => string;
  readonly saidReloaded: (title: string) => string;
  readonly startedOver: string;
  readonly undo: string;
  readonly goBack: string;
  readonly goOn: string;
  readonly hint: string;
  readonly close: string;
}

export const leftWords: Words<LeftWords> = {
  en: {
    said: (title) => (title === '' ? 'You left a cluster of your own.' : `You left “${title}”.`),
    saidReloaded: (title) => (title === '' ? 'You were at work on a cluster of your own.' : `You were at work on “${title}”.`),
    startedOver: 'Started over.',
    undo: 'Undo',
    goBack: 'Go back',
    goOn: 'Go on where you were',
    hint: 'Brings it back as you left it, with all that you did.',
    close: 'Dismiss',
  },
  ko: {
    said: (title) => (title === '' ? '작업하던 클러스터를 떠났습니다.' : `“${title}” 시나리오를 떠났습니다.`),
    saidReloaded: (title) => (title === '' ? '작업하던 클러스터가 있습니다.' : `“${title}” 시나리오에서 작업하고 있었습니다.`),
    startedOver: '처음부터 다시 시작했습니다.',
    undo: '실행 취소',
    goBack: '돌아가기',
    goOn: '하던 작업 이어 가기',
    hint: '지금까지 한 작업을 모두 포함해 떠날 때 그대로 되돌립니다.',
    close: '닫기',
  },
};
