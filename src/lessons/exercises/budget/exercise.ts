import type { V1Node, V1Pod, V1PodDisruptionBudget } from '../../../kube/generated/types.ts';
import { visitors } from '../../compose.ts';
import { all, object, objects, paths, podsReady, serves } from '../../conditions.ts';
import { check, exercise } from '../compose.ts';
import { webServers } from '../manifests.ts';

const ferry = `${webServers('ferry', { more: '        readinessProbe:\n          httpGet: {path: /, port: 80}\n' })}---
apiVersion: v1
kind: Service
metadata:
  name: ferry
spec:
  type: NodePort
  selector: {app: ferry}
  ports: [{port: 80}]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: ferry
spec:
  minAvailable: 3
  selector:
    matchLabels: {app: ferry}
`;

const guards = ({ spec }: V1PodDisruptionBudget): boolean => spec?.selector?.matchLabels?.['app'] === 'ferry' && Number(spec.minAvailable ?? 0) >= 2;
const isReady = ({ status }: V1Node): boolean => status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false;

/** A budget without slack. */
export const budget = exercise({
  id: 'budget',
  en: {
    title: 'A machine that cannot be emptied',
    about: 'node-2 has to be emptied for maintenance. The ferry has three pods, and a disruption budget that wants three available, so none may be evicted.',
    goal: 'No pod of the ferry runs on node-2 and none will be put there. A budget still guards at least two of them, and the machine is not switched off.',
    hints: [
      'Try it and read why it goes on trying: `kubectl drain node-2 --ignore-daemonsets` (stop it with Ctrl-C).',
      'How many may be missing now? `kubectl get poddisruptionbudget ferry`',
      'Either the budget asks for less, or there are more pods: `kubectl scale deployment ferry --replicas=4`, and then the drain.',
    ],
    learnt: 'A drain asks for each eviction, and a disruption budget may refuse; a budget that leaves no slack blocks every maintenance, so keep one pod more than it demands.',
  },
  ko: {
    title: '비울 수 없는 머신',
    about: '점검을 위해 node-2를 비워야 합니다. ferry의 파드는 세 개인데 PodDisruptionBudget은 세 개가 가용해야 한다고 정해서, 하나도 축출할 수 없습니다.',
    goal: 'node-2에 ferry 파드가 없고 새로 놓이지도 않아야 합니다. 버짓은 적어도 두 개를 계속 보호해야 하고, 머신은 끄지 마세요.',
    hints: [
      '직접 해 보고 왜 계속 재시도하는지 읽어 보세요: `kubectl drain node-2 --ignore-daemonsets` (Ctrl-C로 멈춥니다).',
      '지금은 몇 개까지 빠져도 되나요? `kubectl get poddisruptionbudget ferry`',
      '버짓의 요구를 줄이거나 파드를 늘리세요: `kubectl scale deployment ferry --replicas=4`, 그다음 드레인합니다.',
    ],
    learnt: '드레인은 축출할 때마다 묻고, PodDisruptionBudget은 거절할 수 있습니다. 여유가 없는 버짓은 모든 점검을 막으므로, 요구하는 수보다 파드를 하나 더 두세요.',
  },
  manifests: [ferry],
  load: [visitors('ferry', 6)],
  checks: [
    check('node-2 is up and takes no new pods', 'node-2는 켜져 있고 새 파드를 받지 않는다', object<V1Node>(paths.node('node-2'), (node) => isReady(node) && node.spec?.unschedulable === true)),
    check('No pod of the ferry is on node-2', 'node-2에 ferry 파드가 없다', objects<V1Pod>(paths.pods('app=ferry'), (pods) => pods.length > 0 && !pods.some(({ spec }) => spec?.nodeName === 'node-2'))),
    check('At least three pods of the ferry have been ready for ten seconds', 'ferry 파드가 세 개 이상 10초 동안 준비 상태를 유지했다', all(podsReady(paths.pods('app=ferry'), { count: 3, forSeconds: 10 }), serves('ferry', 3))),
    check('A budget guards at least two of them', '버짓이 적어도 두 개를 보호한다', object<V1PodDisruptionBudget>('/apis/policy/v1/namespaces/default/poddisruptionbudgets/ferry', guards)),
  ],
  solution: [
    { en: 'Have one pod more than the budget demands.', ko: '버짓이 요구하는 수보다 파드를 하나 더 둡니다.', line: 'kubectl scale deployment ferry --replicas=4' },
    { en: 'Wait until it is ready.', ko: '준비될 때까지 기다립니다.', line: 'kubectl rollout status deployment/ferry' },
    { en: 'Now one may go.', ko: '이제 하나는 비켜도 됩니다.', line: 'kubectl drain node-2 --ignore-daemonsets' },
  ],
});
