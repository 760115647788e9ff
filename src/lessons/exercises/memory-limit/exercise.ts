import type { V1Deployment, V1Pod } from '../../../kube/generated/types.ts';
import { quantityValue } from '../../../kube/quantity.ts';
import { object, paths, podsReady } from '../../conditions.ts';
import { check, exercise } from '../compose.ts';

const report = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: report
spec:
  selector:
    matchLabels: {app: report}
  template:
    metadata:
      labels: {app: report}
    spec:
      containers:
      - name: report
        image: polinux/stress
        command: ["stress"]
        args: ["--vm", "1", "--vm-bytes", "250M", "--vm-hang", "1"]
        resources:
          requests: {memory: 100Mi}
          limits: {memory: 200Mi}
`;

const isWhole = ({ status }: V1Pod): boolean => status?.containerStatuses?.every(({ restartCount }) => restartCount === 0) ?? false;
const mebibyte = 1_048_576;

function isLimited({ spec }: V1Deployment): boolean {
  const limit = spec?.template.spec?.containers[0]?.resources?.limits?.['memory'];
  return limit !== undefined && quantityValue(limit) <= 512 * mebibyte;
}

/** More memory than the limit allows. */
export const memoryLimit = exercise({
  id: 'memory-limit',
  en: {
    title: 'Killed for its memory',
    about: 'The report works with 250 MiB at a time. It does not live long: its container starts, ends, and starts again.',
    goal: 'The report runs without restarts, and still has a limit, of 512Mi at the most.',
    hints: [
      'How did the container end the last time? `kubectl describe pods -l app=report` says so under `Last State`.',
      'OOMKilled: it took more memory than its limit. What does it use, and what is it allowed?',
      'Give it room: `kubectl set resources deployment report --limits=memory=AMOUNT`. What it requests may grow with it.',
    ],
    learnt: 'A request is what the scheduler sets aside, a limit is what the kernel enforces: whoever takes more memory than that is killed, with exit code 137.',
  },
  ko: {
    title: '메모리 때문에 종료되는 컨테이너',
    about: '보고서 프로그램은 한 번에 250 MiB를 씁니다. 그런데 컨테이너가 시작하고, 끝나고, 다시 시작하기를 되풀이합니다.',
    goal: '보고서 프로그램이 재시작 없이 실행되어야 합니다. 제한은 그대로 두되 512Mi를 넘지 않아야 합니다.',
    hints: [
      '컨테이너는 지난번에 어떻게 끝났나요? `kubectl describe pods -l app=report`의 `Last State`에 나옵니다.',
      'OOMKilled: 제한보다 많은 메모리를 썼습니다. 얼마를 쓰고, 얼마까지 허용되나요?',
      '여유를 주세요: `kubectl set resources deployment report --limits=memory=AMOUNT`. 요청량도 함께 늘려도 됩니다.',
    ],
    learnt: '요청량은 스케줄러가 떼어 놓는 양이고, 제한은 커널이 지키는 양입니다. 제한보다 메모리를 많이 쓰면 종료 코드 137로 강제 종료됩니다.',
  },
  manifests: [report],
  checks: [
    check('The report has run for a minute without a restart', '보고서 프로그램이 재시작 없이 1분 동안 실행되었다', podsReady(paths.pods('app=report'), { count: 1, forSeconds: 60, and: isWhole })),
    check('Its memory is limited, to 512Mi at the most', '메모리가 512Mi 이하로 제한되어 있다', object<V1Deployment>(paths.deployment('report'), isLimited)),
    check('It still works with 250 MiB', '여전히 250 MiB를 쓴다', object<V1Deployment>(paths.deployment('report'), ({ spec }) => spec?.template.spec?.containers[0]?.args?.includes('250M') ?? false)),
  ],
  solution: [
    { en: 'Allow it somewhat more than it uses, and request what it uses.', ko: '쓰는 양보다 조금 더 허용하고, 쓰는 만큼 요청합니다.', line: 'kubectl set resources deployment report --limits=memory=384Mi --requests=memory=256Mi' },
  ],
});
