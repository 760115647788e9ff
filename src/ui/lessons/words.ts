import type { Words } from '../session/preferences.ts';

interface ExerciseWords {
  readonly kinds: string;
  readonly scenarios: string;
  readonly exercises: string;
  readonly loading: string;
  readonly lead: string;
  readonly solvedOf: (solved: number, all: number) => string;
  readonly forget: string;
  readonly solved: string;
  /** A notice, where the panel with the checks is not in sight. */
  readonly solvedNow: (title: string) => string;
  readonly saidMet: (check: string) => string;
  readonly saidLost: (check: string) => string;
  readonly saidSolved: string;
}

export const exerciseWords: Words<ExerciseWords> = {
  en: {
    kinds: 'What to open', scenarios: 'Scenarios', exercises: 'Exercises', loading: 'Loading…',
    lead: 'Each is a cluster with a mistake that people really make. Put it right; the page tells you when it is. They follow the usual course, the easier ones first.',
    solvedOf: (solved, all) => `${String(solved)} of ${String(all)} solved`, forget: 'Forget what was solved', solved: 'Solved',
    solvedNow: (title) => `Solved: ${title}. The next exercise waits in the editor panel.`,
    saidMet: (check) => `Met: ${check}.`, saidLost: (check) => `Lost again: ${check}.`, saidSolved: 'All checks hold.',
  },
  ko: {
    kinds: '열 것', scenarios: '시나리오', exercises: '연습 문제', loading: '불러오는 중…',
    lead: '하나하나가 실제로 자주 하는 실수가 담긴 클러스터입니다. 바로잡으면 페이지가 알려 줍니다. 순서는 보통의 학습 과정을 따르고, 쉬운 것부터 시작합니다.',
    solvedOf: (solved, all) => `${String(all)}개 중 ${String(solved)}개 해결`, forget: '해결 기록 지우기', solved: '해결함',
    solvedNow: (title) => `해결했습니다: ${title}. 다음 연습 문제는 편집기 패널에 있습니다.`,
    saidMet: (check) => `충족: ${check}.`, saidLost: (check) => `다시 어긋남: ${check}.`, saidSolved: '모든 확인 항목을 충족합니다.',
  },
};
