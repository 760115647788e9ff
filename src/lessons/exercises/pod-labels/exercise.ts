import type { V1Pod } from '../../../kube/generated/types.ts';
import { all, kept, objects, paths } from '../../conditions.ts';
import { check, exercise } from '../compose.ts';

const pod = (name: string, tier: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  labels:
    app: shop
    tier: ${tier}
spec:
  containers:
  - name: web
    image: nginx:1.27
`;

const namesAre = (...names: readonly string[]) => (pods: readonly V1Pod[]): boolean => pods.map(({ metadata }) => metadata?.name ?? '').sort().join() === names.join();

/** A label with a slip of the pen. */
export const podLabels = exercise({
  id: 'pod-labels',
  en: {
    title: 'A pod that nobody finds',
    about: 'Two pods serve the front of the shop and one the back. Asked for the front by label, Kubernetes names only one of the two.',
    goal: 'A selector `tier=front` finds both front pods. Nothing is restarted for it.',
    hints: [
      'Look at every pod with its labels: `kubectl get pods --show-labels`',
      'One value is misspelt. Labels of a living pod can be changed; the pod itself runs on.',
      '`kubectl label` refuses to replace a value that is there, unless you add `--overwrite`.',
    ],
    learnt: 'Labels are how everything in Kubernetes finds its pods, nothing checks their spelling, and they can be put right while the pod runs.',
  },
  ko: {
    title: '아무도 찾지 못하는 파드',
    about: '파드 두 개는 상점의 앞단을, 하나는 뒷단을 맡습니다. 그런데 레이블로 앞단을 찾으면 둘 중 하나만 나옵니다.',
    goal: '셀렉터 `tier=front`로 앞단 파드 두 개가 모두 나와야 합니다. 재시작하는 것은 없어야 합니다.',
    hints: [
      '모든 파드를 레이블과 함께 살펴보세요: `kubectl get pods --show-labels`',
      '값 하나에 오타가 있습니다. 실행 중인 파드의 레이블은 바꿀 수 있고, 파드는 그대로 계속 실행됩니다.',
      '`kubectl label`은 이미 있는 값을 바꾸지 않습니다. 바꾸려면 `--overwrite`를 붙이세요.',
    ],
    learnt: '쿠버네티스의 모든 것은 레이블로 파드를 찾고, 철자는 아무도 검사하지 않으며, 파드가 실행되는 동안에도 고칠 수 있습니다.',
  },
  manifests: [[pod('front-1', 'front'), pod('front-2', 'fornt'), pod('back-1', 'back')].join('---\n')],
  checks: [
    check('`tier=front` finds front-1 and front-2, and nothing else', '`tier=front`로 front-1과 front-2만 나온다', objects(paths.pods('tier=front'), namesAre('front-1', 'front-2'))),
    check('`tier=back` still finds back-1', '`tier=back`으로는 여전히 back-1이 나온다', objects(paths.pods('tier=back'), namesAre('back-1'))),
    check('All three are the pods of the beginning', '세 파드 모두 처음 그대로의 파드이다', all(kept(paths.pod('front-1')), kept(paths.pod('front-2')), kept(paths.pod('back-1')))),
  ],
  solution: [
    { en: 'Replace the misspelt value of `front-2`.', ko: '`front-2`의 잘못된 값을 바꿉니다.', line: 'kubectl label pod front-2 tier=front --overwrite' },
  ],
});
