import type { V1Node } from '../../../kube/generated/types.ts';
import { all, object, onEachNode, paths, podsReady } from '../../conditions.ts';
import { check, exercise } from '../compose.ts';

const watcher = (more: string): string => `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: watcher
spec:
  selector:
    matchLabels: {app: watcher}
  template:
    metadata:
      labels: {app: watcher}
    spec:
${more}      containers:
      - name: watcher
        image: fluent/fluent-bit:3.1
`;

const tolerates = '      tolerations:\n      - {key: node-role.kubernetes.io/control-plane, operator: Exists, effect: NoSchedule}\n';

/** A machine that was forgotten. */
export const daemon = exercise({
  id: 'daemon',
  en: {
    title: 'On every machine but one',
    about: 'The watcher collects the logs of every machine. Those of the control plane, cp-1, never arrive.',
    goal: 'A pod of the watcher runs on each of the four machines. cp-1 stays closed to ordinary pods.',
    hints: [
      'Where do its pods run? `kubectl get pods -l app=watcher -o wide`',
      'What keeps pods away from cp-1? `kubectl describe node cp-1` shows it under `Taints`.',
      'A DaemonSet tolerates much by itself, but not this taint: add a toleration for `node-role.kubernetes.io/control-plane` to `spec.template.spec`.',
    ],
    learnt: 'A DaemonSet puts a pod on every machine that lets it in; the control plane has a taint, so its agents need a toleration for that.',
  },
  ko: {
    title: '한 대만 빠진 데몬셋',
    about: 'watcher는 모든 머신의 로그를 모읍니다. 그런데 컨트롤 플레인인 cp-1의 로그는 오지 않습니다.',
    goal: '머신 네 대 모두에서 watcher 파드가 하나씩 실행되어야 합니다. cp-1은 일반 파드에 계속 닫혀 있어야 합니다.',
    hints: [
      '파드는 어디에서 실행되나요? `kubectl get pods -l app=watcher -o wide`',
      '무엇이 cp-1에 파드가 오지 못하게 하나요? `kubectl describe node cp-1`의 `Taints`에 나옵니다.',
      '데몬셋이 스스로 허용하는 테인트는 많지만 이것은 아닙니다: `spec.template.spec`에 `node-role.kubernetes.io/control-plane`에 대한 톨러레이션을 추가하세요.',
    ],
    learnt: '데몬셋은 받아 주는 모든 머신에 파드를 하나씩 놓습니다. 컨트롤 플레인에는 테인트가 있으므로, 그곳의 에이전트에는 톨러레이션이 필요합니다.',
  },
  manifests: [watcher('')],
  checks: [
    check('The watcher is ready on each of the four machines', '머신 네 대 모두에서 watcher가 준비되었다', all(onEachNode(paths.apps('daemonsets', 'watcher'), 4), podsReady(paths.pods('app=watcher'), { count: 4, forSeconds: 5 }))),
    check('cp-1 still has its taint', 'cp-1에 테인트가 그대로 있다', object<V1Node>(paths.node('cp-1'), ({ spec }) => spec?.taints?.some(({ key, effect }) => key === 'node-role.kubernetes.io/control-plane' && effect === 'NoSchedule') ?? false)),
  ],
  solution: [
    { en: 'Let the watcher tolerate the taint of the control plane.', ko: 'watcher가 컨트롤 플레인의 테인트를 허용하게 합니다.', yaml: watcher(tolerates) },
  ],
});
