import type { Words } from '../session/preferences.ts';

interface EditorWords {
  readonly apply: string;
  readonly applying: string;
  readonly loading: string;
  readonly text: string;
  readonly outcome: string;
  readonly close: string;
  readonly undo: string;
  /** The same where an exercise has a button of that name for the whole cluster. */
  readonly restore: string;
  readonly giveUp: string;
  readonly gallery: string;
  readonly problems: (count: number) => string;
  readonly warnings: (count: number) => string;
  /** What a click on the count does. */
  readonly toFirst: string;
  readonly steps: string;
}

export const editorWords: Words<EditorWords> = {
  en: {
    apply: 'Apply', applying: 'Applying…', loading: 'The editor is loading…', text: 'Manifest', outcome: 'What kubectl apply said', close: 'Close', undo: 'Start over', restore: 'Restore the manifest', giveUp: 'Cancel edit', gallery: 'Scenarios',
    problems: (count) => (count === 1 ? '1 problem' : `${String(count)} problems`),
    warnings: (count) => (count === 1 ? '1 warning' : `${String(count)} warnings`),
    toFirst: 'Go to the first one',
    steps: 'Try',
  },
  ko: {
    apply: '적용', applying: '적용하는 중…', loading: '편집기를 불러오는 중…', text: '매니페스트', outcome: 'kubectl apply의 답', close: '닫기', undo: '처음으로', restore: '매니페스트 되돌리기', giveUp: '편집 취소', gallery: '시나리오',
    problems: (count) => `문제 ${String(count)}개`,
    warnings: (count) => `경고 ${String(count)}개`,
    toFirst: '첫 번째 위치로 이동',
    steps: '해 보기',
  },
};
