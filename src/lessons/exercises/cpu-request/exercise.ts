import type { V1Deployment } from '../../../kube/generated/types.ts';
import { quantityMilliValue } from '../../../kube/quantity.ts';
import { all, object, paths, podsReady, rolledOut } from '../../conditions.ts';
import { check, exercise } from '../compose.ts';
import { webServers } from '../manifests.ts';

const counter = (cpu: string): string => webServers('counter', { replicas: 2, more: `        resources:\n          requests: {cpu: ${cpu}, memory: 64Mi}\n` });

function asksModestly({ spec }: V1Deployment): boolean {
  const cpu = spec?.template.spec?.containers[0]?.resources?.requests?.['cpu'];
  return cpu !== undefined && quantityMilliValue(cpu) > 0 && quantityMilliValue(cpu) <= 1000;
}

/** A letter that is missing from a quantity. */
export const cpuRequest = exercise({
  id: 'cpu-request',
  en: {
    title: 'Too large for any machine',
    about: 'Two pods of the counter wait for a machine, and no machine is large enough, though all of them stand nearly empty.',
    goal: 'Both pods of the counter run, and each requests a quarter of a processor, or at most one.',
    hints: [
      'What does the scheduler say? `kubectl describe pods -l app=counter`',
      'How much does a pod request, and how much does a machine have? `kubectl describe node node-1`',
      'A plain number is whole processors: 250 of them. Thousandths of one have an `m`: `kubectl set resources deployment counter --requests=cpu=AMOUNT`',
    ],
    learnt: 'The scheduler counts what pods request, not what they use; `250m` is a quarter of a processor, and `250` is two hundred and fifty of them.',
  },
  ko: {
    title: '어느 머신에도 너무 큰 파드',
    about: 'counter 파드 두 개가 머신을 기다립니다. 모든 머신이 거의 비어 있는데도 충분히 큰 머신이 없습니다.',
    goal: 'counter 파드 두 개가 실행되어야 합니다. 파드마다 CPU 4분의 1개, 많아도 한 개까지만 요청해야 합니다.',
    hints: [
      '스케줄러는 뭐라고 하나요? `kubectl describe pods -l app=counter`',
      '파드는 얼마를 요청하고, 머신에는 얼마가 있나요? `kubectl describe node node-1`',
      '숫자만 쓰면 CPU 개수, 곧 250개입니다. 1000분의 1 단위에는 `m`을 붙입니다: `kubectl set resources deployment counter --requests=cpu=AMOUNT`',
    ],
    learnt: '스케줄러는 파드의 사용량이 아니라 요청량을 셉니다. `250m`은 CPU 4분의 1개이고, `250`은 CPU 250개입니다.',
  },
  manifests: [counter('"250"')],
  checks: [
    check('Both pods run and are ready', '파드 두 개가 실행되고 준비되었다', all(rolledOut(paths.deployment('counter'), 2), podsReady(paths.pods('app=counter'), { count: 2, forSeconds: 5 }))),
    check('Each requests some of a processor, one at the most', '파드마다 CPU를 한 개 이하로 요청한다', object<V1Deployment>(paths.deployment('counter'), asksModestly)),
  ],
  solution: [
    { en: 'Request thousandths, not whole processors.', ko: 'CPU 개수가 아니라 1000분의 1 단위로 요청합니다.', line: 'kubectl set resources deployment counter --requests=cpu=250m' },
  ],
});
