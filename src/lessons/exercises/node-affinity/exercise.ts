import type { V1Deployment, V1Pod } from '../../../kube/generated/types.ts';
import { all, object, paths, podsReady, rolledOut } from '../../conditions.ts';
import { check, exercise } from '../compose.ts';
import { webServers } from '../manifests.ts';

const cache = (zones: string): string => webServers('cache', {
  replicas: 2,
  pod: `      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
            - matchExpressions:
              - {key: topology.kubernetes.io/zone, operator: In, values: ${zones}}
`,
});

const isInZones = ({ spec }: V1Pod): boolean => spec?.nodeName === 'node-1' || spec?.nodeName === 'node-2';
const isRequired = ({ spec }: V1Deployment): boolean => (spec?.template.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms.length ?? 0) > 0;

/** Zones that nobody has. */
export const nodeAffinity = exercise({
  id: 'node-affinity',
  en: {
    title: 'A zone that does not exist',
    about: 'The cache must run in zone a or b, because the third one is far away. Somebody has written that down, and now it runs nowhere.',
    goal: 'Both pods of the cache run in zone a or b, and a required node affinity sees to it.',
    hints: [
      'What does the scheduler say of the machines? `kubectl describe pods -l app=cache`',
      'What are the zones called? `kubectl get nodes -L topology.kubernetes.io/zone`',
      'Label values are compared letter by letter. Correct the two values in the editor.',
    ],
    learnt: 'Node affinity compares labels to the letter; where it is required and no machine fits, the pod waits, however much room there is.',
  },
  ko: {
    title: '존재하지 않는 존',
    about: '세 번째 존은 멀리 있어서 캐시는 a 존이나 b 존에서 실행해야 합니다. 누군가 그렇게 적었는데, 이제는 어디서도 실행되지 않습니다.',
    goal: '캐시 파드 두 개가 a 존이나 b 존에서 실행되어야 합니다. 필수 노드 어피니티로 보장하세요.',
    hints: [
      '스케줄러는 머신들에 대해 뭐라고 하나요? `kubectl describe pods -l app=cache`',
      '존의 이름은 무엇인가요? `kubectl get nodes -L topology.kubernetes.io/zone`',
      '레이블 값은 글자 하나까지 비교합니다. 편집기에서 값 두 개를 고치세요.',
    ],
    learnt: '노드 어피니티는 레이블을 글자 그대로 비교합니다. 필수 조건에 맞는 머신이 없으면 자리가 아무리 많아도 파드는 기다립니다.',
  },
  manifests: [cache('[zone_a, zone_b]')],
  checks: [
    check('Both pods are ready in zone a or b', '파드 두 개가 a 존이나 b 존에서 준비되었다', all(rolledOut(paths.deployment('cache'), 2), podsReady(paths.pods('app=cache'), { count: 2, forSeconds: 5, and: isInZones }))),
    check('A required node affinity sees to it', '필수 노드 어피니티가 그렇게 정한다', object<V1Deployment>(paths.deployment('cache'), isRequired)),
  ],
  solution: [
    { en: 'Name the zones as the machines do.', ko: '머신의 레이블대로 존의 이름을 적습니다.', yaml: cache('[zone-a, zone-b]') },
  ],
});
