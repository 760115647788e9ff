import type { Words } from '../../session/preferences.ts';
import type { Mark } from '../../session/standing.ts';

interface PanelWords {
  readonly exercise: (number: number, all: number) => string;
  readonly metOf: (met: number, all: number) => string;
  readonly goal: string;
  readonly checks: string;
  readonly marks: Readonly<Record<Mark, string>>;
  readonly asOfThen: string;
  readonly hint: (number: number, all: number) => string;
  readonly hints: string;
  readonly showSolution: string;
  readonly hideSolution: string;
  readonly solution: string;
  readonly intoEditor: string;
  readonly startOver: string;
  readonly learnt: string;
  readonly next: string;
}

export const panelWords: Words<PanelWords> = {
  en: {
    exercise: (number, all) => `Exercise ${String(number)} of ${String(all)}`, metOf: (met, all) => `${String(met)} of ${String(all)} met`,
    goal: 'Goal', checks: 'Checks', marks: { met: 'Met', unmet: 'Not yet', lost: 'Lost again' }, asOfThen: 'As of the moment that is shown',
    hint: (number, all) => `Hint ${String(number)} of ${String(all)}`, hints: 'Hints', showSolution: 'Show the solution', hideSolution: 'Hide the solution', solution: 'A solution',
    intoEditor: 'Put it into the editor', startOver: 'Start over', learnt: 'Solved.', next: 'Next exercise',
  },
  ko: {
    exercise: (number, all) => `연습 문제 ${String(number)}/${String(all)}`, metOf: (met, all) => `${String(all)}개 중 ${String(met)}개 충족`,
    goal: '목표', checks: '확인 항목', marks: { met: '충족', unmet: '아직', lost: '다시 어긋남' }, asOfThen: '지금 보고 있는 시점 기준',
    hint: (number, all) => `힌트 ${String(number)}/${String(all)}`, hints: '힌트', showSolution: '해답 보기', hideSolution: '해답 숨기기', solution: '해답',
    intoEditor: '편집기에 넣기', startOver: '처음부터', learnt: '해결했습니다.', next: '다음 연습 문제',
  },
};
