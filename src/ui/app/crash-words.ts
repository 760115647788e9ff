import type { Words } from '../session/preferences.ts';

interface CrashWords {
  readonly title: string;
  readonly lead: string;
  readonly seed: string;
  readonly time: string;
  readonly action: string;
  readonly noMessage: string;
  readonly goOn: string;
  readonly again: string;
  readonly copy: string;
  readonly copied: string;
}

export const crashWords: Words<CrashWords> = {
  en: {
    title: 'The simulation stopped',
    lead: 'Something inside it broke one of its own rules. This is a fault of Drydock, not of your cluster; with the figures below it can be replayed and mended.',
    seed: 'Seed',
    time: 'Virtual time',
    action: 'Last action',
    noMessage: 'The engine could not be started.',
    goOn: 'Go on from the last good moment',
    again: 'Start again',
    copy: 'Copy report',
    copied: 'The report is on the clipboard.',
  },
  ko: {
    title: '시뮬레이션이 멈췄습니다',
    lead: '시뮬레이션 내부에서 지켜야 할 규칙이 깨졌습니다. 클러스터가 아니라 Drydock의 결함이며, 아래 값으로 그대로 재현하여 고칠 수 있습니다.',
    seed: '시드',
    time: '가상 시각',
    action: '마지막 동작',
    noMessage: '엔진을 시작하지 못했습니다.',
    goOn: '마지막으로 정상이던 순간부터 계속하기',
    again: '처음부터 다시 시작',
    copy: '보고서 복사',
    copied: '보고서를 클립보드에 복사했습니다.',
  },
};
