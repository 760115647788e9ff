import type { Words } from '../session/preferences.ts';

interface TerminalWords {
  readonly prompt: string;
  readonly output: string;
  readonly hint: string;
  readonly running: string;
  readonly unknown: (command: string) => string;
  readonly paused: string;
}

export const terminalWords: Words<TerminalWords> = {
  en: {
    prompt: 'kubectl prompt', output: 'Output', hint: 'kubectl talks to the cluster above. Try: kubectl get pods -o wide   Tab completes, ↑ brings back, Ctrl-C stops.', running: 'running; Ctrl-C stops it',
    unknown: (command) => `${command}: command not found. There are kubectl (or k), clear, history and help.`, paused: 'waits for time to pass (the clock is paused)',
  },
  ko: {
    prompt: 'kubectl 프롬프트', output: '출력', hint: 'kubectl은 위의 클러스터와 이야기합니다. 해 보기: kubectl get pods -o wide   Tab 완성, ↑ 이전 명령, Ctrl-C 중단.', running: '실행 중, Ctrl-C로 중단',
    unknown: (command) => `${command}: 없는 명령입니다. kubectl(또는 k), clear, history, help가 있습니다.`, paused: '시간이 흐르기를 기다립니다(시계가 멈춰 있음)',
  },
};
