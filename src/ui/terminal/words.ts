import type { Words } from '../session/preferences.ts';

interface TerminalWords {
  readonly prompt: string;
  readonly output: string;
  readonly hint: string;
  readonly help: string;
  readonly another: string;
  readonly gone: string;
  readonly unborn: string;
  readonly absent: string;
  readonly running: string;
  readonly paused: string;
  readonly editing: string;
  readonly stop: string;
  readonly tabs: string;
  readonly tab: (number: number) => string;
  readonly isRunning: string;
  readonly open: string;
  readonly close: (number: number) => string;
  readonly search: string;
  readonly notFound: string;
  readonly keys: string;
  readonly complete: string;
  readonly older: string;
  readonly newer: string;
}

export const terminalWords: Words<TerminalWords> = {
  en: {
    prompt: 'kubectl prompt', output: 'Output',
    hint: 'kubectl talks to the cluster above. Try: kubectl get pods -o wide | grep web   Tab completes, ↑ brings back, Ctrl-R searches, Ctrl-C stops; help tells the rest.',
    another: 'Another scenario',
    gone: 'It is not there any more', unborn: 'It is not there yet', absent: 'It is not there at this moment',
    help: `kubectl (or k) talks to the cluster. Around it, a small shell:
  a | b   a; b   a && b   a || b   a &   $(a)   NAME=value   > file   <<EOF … EOF
  for x in a b; do …; done   while …; do …; done   if …; then …; fi   $((1 + 2))
  grep head tail wc sort uniq cut awk sed tr jq base64 column seq tee xargs
  kubectl exec -it POD -- sh: a shell in a container, until exit or Ctrl-D
  curl: from outside, to a node's port, a load balancer or what kubectl port-forward opened
  watch [-n SECONDS] COMMAND   sleep   date   (of the cluster's own time)   jobs   fg   kill
  cat > web.yaml <<EOF … EOF, then kubectl apply -f web.yaml; ls, rm
  alias k=kubectl   unalias   history   !!   !7   clear   echo   printf
Keys: Tab completes, ↑ ↓ and Ctrl-R go through the history, Ctrl-C stops, Ctrl-L clears,
  Ctrl-A E U K W Y edit, Shift-Enter starts a new line, Alt-T opens a terminal, Alt-1 … Alt-9 choose one.`,
    running: 'running (Ctrl-C stops it)', paused: 'waits for time to pass (the clock is paused)', editing: 'waits for the text in the editor to be applied', stop: 'Stop',
    tabs: 'Terminals', tab: (number) => `Terminal ${String(number)}`, isRunning: 'running', open: 'New terminal', close: (number) => `Close terminal ${String(number)}`,
    search: 'Search the history', notFound: 'not found', keys: 'Keys', complete: 'Complete', older: 'Older', newer: 'Newer',
  },
  ko: {
    prompt: 'kubectl 프롬프트', output: '출력',
    hint: '위 클러스터에 kubectl 명령을 실행합니다. 예: kubectl get pods -o wide | grep web   Tab 완성, ↑ 이전 명령, Ctrl-R 검색, Ctrl-C 중단, 나머지는 help.',
    another: '다른 시나리오',
    gone: '더 이상 없습니다', unborn: '아직 없습니다', absent: '이 순간에는 없습니다',
    help: `kubectl(또는 k)은 클러스터에 명령을 내립니다. 그 밖에 작은 셸의 기능을 쓸 수 있습니다:
  a | b   a; b   a && b   a || b   a &   $(a)   NAME=값   > 파일   <<EOF … EOF
  for x in a b; do …; done   while …; do …; done   if …; then …; fi   $((1 + 2))
  grep head tail wc sort uniq cut awk sed tr jq base64 column seq tee xargs
  kubectl exec -it 파드 -- sh: 컨테이너 안의 셸, exit 또는 Ctrl-D로 끝납니다
  curl: 클러스터 밖에서 노드 포트, 로드 밸런서, kubectl port-forward가 연 포트로 요청합니다
  watch [-n 초] 명령   sleep   date   (클러스터의 시간을 따릅니다)   jobs   fg   kill
  cat > web.yaml <<EOF … EOF 다음에 kubectl apply -f web.yaml; ls, rm
  alias k=kubectl   unalias   history   !!   !7   clear   echo   printf
키: Tab 완성, ↑ ↓ 와 Ctrl-R 기록, Ctrl-C 중단, Ctrl-L 지우기,
  Ctrl-A E U K W Y 편집, Shift-Enter 줄 바꿈, Alt-T 새 터미널, Alt-1 … Alt-9 터미널 선택.`,
    running: '실행 중, Ctrl-C로 중단', paused: '시간이 흐르기를 기다립니다(시계가 멈춰 있음)', editing: '편집기의 텍스트가 적용되기를 기다립니다', stop: '중단',
    tabs: '터미널 목록', tab: (number) => `터미널 ${String(number)}`, isRunning: '실행 중', open: '새 터미널', close: (number) => `터미널 ${String(number)} 닫기`,
    search: '기록 검색', notFound: '없음', keys: '키', complete: '완성', older: '이전', newer: '다음',
  },
};
