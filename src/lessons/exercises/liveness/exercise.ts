import type { V1Container, V1Deployment, V1Pod } from '../../../kube/generated/types.ts';
import { object, paths, podsReady } from '../../conditions.ts';
import { check, exercise } from '../compose.ts';

const engine = (more: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: engine
spec:
  selector:
    matchLabels: {app: engine}
  template:
    metadata:
      labels: {app: engine}
    spec:
      terminationGracePeriodSeconds: 2
      containers:
      - name: engine
        image: busybox:1.36
        command: ["sh", "-c", "sleep 40; touch /tmp/warm; sleep 1000000"]
${more}        livenessProbe:
          exec: {command: ["cat", "/tmp/warm"]}
          initialDelaySeconds: 5
          periodSeconds: 5
`;

const startup = `        startupProbe:
          exec: {command: ["cat", "/tmp/warm"]}
          periodSeconds: 5
          failureThreshold: 20
`;

const isWhole = ({ status }: V1Pod): boolean => status?.containerStatuses?.every(({ restartCount }) => restartCount === 0) ?? false;
const container = (found: V1Deployment): V1Container | undefined => found.spec?.template.spec?.containers[0];

/** A probe that is in too much of a hurry. */
export const liveness = exercise({
  id: 'liveness',
  en: {
    title: 'Killed before it is warm',
    about: 'The engine needs 40 seconds to warm up, and then works for good. It never comes to that: again and again it is restarted.',
    goal: 'The engine lives through its start, and is still watched by a liveness probe.',
    hints: [
      'Who ends the container, and why? `kubectl describe pods -l app=engine`',
      'After how many seconds does the liveness probe give up, counted from the start? It waits 5 and allows for three failures, 5 seconds apart.',
      'A `startupProbe` holds the liveness probe back until it has succeeded once. Allow it 20 failures, 5 seconds apart.',
    ],
    learnt: 'A liveness probe restarts whatever does not answer, also what is only slow to start; a startup probe gives it the time without making the watch less strict later.',
  },
  ko: {
    title: '예열되기 전에 종료되는 컨테이너',
    about: '엔진은 예열에 40초가 걸리고 그다음에는 계속 잘 돌아갑니다. 하지만 그때까지 가지 못하고 거듭 재시작됩니다.',
    goal: '엔진이 시작 과정을 끝까지 마쳐야 합니다. 활성 프로브는 계속 지켜보아야 합니다.',
    hints: [
      '누가 왜 컨테이너를 끝내나요? `kubectl describe pods -l app=engine`',
      '활성 프로브는 시작하고 몇 초 만에 포기하나요? 5초를 기다린 다음 5초 간격으로 세 번의 실패를 허용합니다.',
      '`startupProbe`가 한 번 성공할 때까지 활성 프로브는 시작하지 않습니다. 5초 간격으로 20번의 실패를 허용해 보세요.',
    ],
    learnt: '활성 프로브는 답하지 않는 것을 재시작합니다. 시작이 느릴 뿐인 것도 마찬가지입니다. 스타트업 프로브는 이후의 감시를 느슨하게 하지 않고 시작할 시간을 줍니다.',
  },
  manifests: [engine('')],
  checks: [
    check('The engine has run for a minute without a restart', '엔진이 재시작 없이 1분 동안 실행되었다', podsReady(paths.pods('app=engine'), { count: 1, forSeconds: 60, and: isWhole })),
    check('A liveness probe still looks for `/tmp/warm`', '활성 프로브가 계속 `/tmp/warm`을 확인한다', object<V1Deployment>(paths.deployment('engine'), (found) => container(found)?.livenessProbe?.exec?.command?.includes('/tmp/warm') ?? false)),
    check('The engine still takes its 40 seconds', '엔진의 예열은 여전히 40초이다', object<V1Deployment>(paths.deployment('engine'), (found) => container(found)?.command?.join(' ').includes('sleep 40; touch /tmp/warm') ?? false)),
  ],
  solution: [
    { en: 'Let a startup probe wait for the start, up to 100 seconds.', ko: '스타트업 프로브가 시작을 최대 100초까지 기다리게 합니다.', yaml: engine(startup) },
  ],
});
