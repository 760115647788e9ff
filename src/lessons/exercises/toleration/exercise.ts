import type { V1Node, V1Pod } from '../../../kube/generated/types.ts';
import { usualMachines } from '../../../scenario/machines.ts';
import { all, object, objects, paths, podsReady, rolledOut } from '../../conditions.ts';
import { check, exercise } from '../compose.ts';
import { webServers } from '../manifests.ts';

const machines = usualMachines.map((machine) => (machine.name === 'node-3' ? { ...machine, taints: [{ key: 'dedicated', value: 'reports', effect: 'NoSchedule' }] } : machine));
const onSsd = '      nodeSelector: {disk: ssd}\n';
const tolerates = '      tolerations:\n      - {key: dedicated, operator: Equal, value: reports, effect: NoSchedule}\n';
const reports = (pod: string): string => webServers('reports', { replicas: 2, pod });

const isOn = (node: string) => ({ spec }: V1Pod): boolean => spec?.nodeName === node;

/** A machine that is kept for them, and does not let them in. */
export const toleration = exercise({
  id: 'toleration',
  en: {
    title: 'Kept out of their own machine',
    about: 'node-3 has the fast disk and is kept for the reports. The reports ask for that disk, and wait for ever.',
    goal: 'Both pods of the reports run on node-3. The machine stays closed to everybody else.',
    hints: [
      'Why does each machine refuse? `kubectl describe pods -l app=reports`',
      'What keeps pods away from node-3? `kubectl describe node node-3` shows it under `Taints`.',
      'A pod needs a toleration for that taint, in `spec.template.spec.tolerations`, with its key, value and effect.',
    ],
    learnt: 'A taint keeps pods away, a toleration lets them in but does not draw them there: to reserve a machine takes a taint and a selector.',
  },
  ko: {
    title: '자기 머신에 들어가지 못하는 파드',
    about: 'node-3에는 빠른 디스크가 있고 reports 전용입니다. reports는 그 디스크를 요구하며 끝없이 기다립니다.',
    goal: 'reports 파드 두 개가 node-3에서 실행되어야 합니다. 다른 파드에는 계속 닫혀 있어야 합니다.',
    hints: [
      '머신마다 왜 거절하나요? `kubectl describe pods -l app=reports`',
      '무엇이 node-3에 파드가 오지 못하게 하나요? `kubectl describe node node-3`의 `Taints`에 나옵니다.',
      '파드에는 그 테인트에 대한 톨러레이션이 필요합니다. `spec.template.spec.tolerations`에 키, 값, 효과를 적으세요.',
    ],
    learnt: '테인트는 파드를 막고, 톨러레이션은 들여보내지만 끌어오지는 않습니다. 머신을 전용으로 쓰려면 테인트와 셀렉터가 모두 필요합니다.',
  },
  machines,
  manifests: [webServers('shop'), reports(onSsd)],
  checks: [
    check('Both pods of the reports are ready on node-3', 'reports 파드 두 개가 node-3에서 준비되었다', all(rolledOut(paths.deployment('reports'), 2), podsReady(paths.pods('app=reports'), { count: 2, forSeconds: 5, and: isOn('node-3') }))),
    check('node-3 still has its taint', 'node-3에 테인트가 그대로 있다', object<V1Node>(paths.node('node-3'), ({ spec }) => spec?.taints?.some(({ key, value, effect }) => key === 'dedicated' && value === 'reports' && effect === 'NoSchedule') ?? false)),
    check('The shop runs elsewhere', '상점은 다른 곳에서 실행된다', objects<V1Pod>(paths.pods('app=shop'), (pods) => pods.length >= 3 && !pods.some(isOn('node-3')))),
  ],
  solution: [
    { en: 'Let the reports tolerate the taint.', ko: 'reports가 테인트를 허용하게 합니다.', yaml: reports(onSsd + tolerates) },
  ],
});
