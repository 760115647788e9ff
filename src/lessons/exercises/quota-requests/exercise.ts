import type { V1ResourceQuota } from '../../../kube/generated/types.ts';
import { all, kept, paths, podsReady, rolledOut } from '../../conditions.ts';
import { check, exercise } from '../compose.ts';

const team = `apiVersion: v1
kind: Namespace
metadata:
  name: team
---
apiVersion: v1
kind: ResourceQuota
metadata:
  name: share
  namespace: team
spec:
  hard:
    requests.cpu: 600m
`;

const booth = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: booth
  namespace: team
spec:
  replicas: 3
  selector:
    matchLabels: {app: booth}
  template:
    metadata:
      labels: {app: booth}
    spec:
      containers:
      - name: booth
        image: nginx:1.27
`;

/** A quota on what nobody has asked for. */
export const quotaRequests = exercise({
  id: 'quota-requests',
  en: {
    title: 'A Deployment without pods',
    about: 'The team has a namespace with a quota on processor requests. Its Deployment `booth` wants three pods, and there is not one, not even a waiting one.',
    goal: 'Three pods of the booth run in the namespace `team`, within the quota as it is.',
    hints: [
      'Who makes the pods, and what is it told? `kubectl describe replicaset -n team`',
      'Where a quota counts cpu requests, every container must state one. How much is there to share? `kubectl describe quota -n team`',
      'Three pods share 600m: `kubectl set resources deployment booth -n team --requests=cpu=AMOUNT`. A LimitRange that gives a default would do as well.',
      'Did you ask for too much first? A rolling update of three pods takes none away before a new one is ready (25 % of three, rounded down, is none), so the first guess keeps its part of the quota and the right one waits for ever. Begin from no pod: `kubectl scale deployment booth -n team --replicas=0`, and then `kubectl scale deployment booth -n team --replicas=3`.',
    ],
    learnt: 'A quota on requests refuses pods that state none, and the refusal is told to the ReplicaSet, not to you; a LimitRange can fill in a default.',
  },
  ko: {
    title: '파드가 없는 디플로이먼트',
    about: '팀의 네임스페이스에는 CPU 요청량 쿼터가 있습니다. 디플로이먼트 `booth`는 파드 세 개를 원하는데, 대기 중인 파드조차 하나도 없습니다.',
    goal: '네임스페이스 `team`에서 booth 파드 세 개가 지금의 쿼터 안에서 실행되어야 합니다.',
    hints: [
      '파드는 누가 만들고, 어떤 답을 받나요? `kubectl describe replicaset -n team`',
      '쿼터가 CPU 요청량을 세는 곳에서는 모든 컨테이너가 요청량을 적어야 합니다. 나눌 수 있는 양은 얼마인가요? `kubectl describe quota -n team`',
      '파드 세 개가 600m을 나눕니다: `kubectl set resources deployment booth -n team --requests=cpu=AMOUNT`. 기본값을 주는 리밋레인지(LimitRange)를 만들어도 됩니다.',
      '처음에 너무 많이 요청했나요? 파드 세 개의 롤링 업데이트는 새 파드가 준비되기 전에는 하나도 줄이지 않습니다(3의 25%를 내림하면 0). 그래서 처음 추측한 파드가 쿼터를 계속 차지하고, 올바른 파드는 끝없이 기다립니다. 파드가 없는 상태에서 다시 시작하세요: `kubectl scale deployment booth -n team --replicas=0`, 그다음 `kubectl scale deployment booth -n team --replicas=3`.',
    ],
    learnt: '요청량 쿼터는 요청량을 적지 않은 파드를 거부하고, 그 답은 사용자가 아니라 레플리카셋이 받습니다. 리밋레인지로 기본값을 채울 수 있습니다.',
  },
  manifests: [team, booth],
  checks: [
    check('Three pods of the booth are ready', 'booth 파드 세 개가 준비되었다', all(rolledOut(paths.deployment('booth', 'team'), 3), podsReady(paths.pods('app=booth', 'team'), { count: 3, forSeconds: 5 }))),
    check('The quota is as it was', '쿼터는 처음 그대로이다', kept<V1ResourceQuota>(paths.core('resourcequotas', 'share', 'team'), ({ spec }) => spec?.hard?.['requests.cpu'] === '600m')),
  ],
  solution: [
    { en: 'Let each pod request a third of the share.', ko: '파드마다 몫의 3분의 1을 요청하게 합니다.', line: 'kubectl set resources deployment booth -n team --requests=cpu=200m' },
  ],
});
