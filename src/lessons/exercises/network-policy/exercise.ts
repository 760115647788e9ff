import type { V1NetworkPolicy, V1Pod } from '../../../kube/generated/types.ts';
import { all, isUnreadyFor, kept, object, objects, paths, podsReady, rolledOut } from '../../conditions.ts';
import { check, exercise } from '../compose.ts';
import { customer, webServers } from '../manifests.ts';

const closed = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: api-closed
spec:
  podSelector:
    matchLabels: {app: api}
  policyTypes: [Ingress]
`;

const open = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: api-from-frontend
spec:
  podSelector:
    matchLabels: {app: api}
  policyTypes: [Ingress]
  ingress:
  - from:
    - podSelector:
        matchLabels: {app: frontend}
    ports:
    - port: 80
`;

const service = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: api\nspec:\n  selector: {app: api}\n  ports: [{port: 80}]\n';

/** A door for one. */
export const networkPolicy = exercise({
  id: 'network-policy',
  en: {
    title: 'Let only the frontend in',
    about: 'A network policy has closed the api to everybody. Now the frontend, which needs it, gets no answer either; the stranger should get none.',
    goal: 'The pod `frontend` reaches the api. The pod `stranger`, which tries the same, does not.',
    hints: [
      'What does the policy select, and whom does it let in? `kubectl describe networkpolicy`',
      'Policies only ever add what is allowed. One that selects the api and lets in the frontend is enough; the closed one may stay.',
      'Under `ingress` write `from` with a `podSelector` for `app: frontend`. A second policy of another name in the editor will do.',
    ],
    learnt: 'Once a policy selects a pod, only what some policy allows comes in; policies add up, and an empty one is how to begin.',
  },
  ko: {
    title: '프런트엔드만 들여보내기',
    about: '네트워크폴리시가 api를 모두에게 닫았습니다. 그래서 api가 필요한 frontend도 답을 받지 못합니다. stranger는 답을 받으면 안 됩니다.',
    goal: '`frontend` 파드는 api에 닿고, 똑같이 시도하는 `stranger` 파드는 닿지 않아야 합니다.',
    hints: [
      '정책은 무엇을 선택하고, 누구를 들여보내나요? `kubectl describe networkpolicy`',
      '정책은 허용을 더할 뿐입니다. api를 선택하고 frontend를 들여보내는 정책 하나면 되고, 닫는 정책은 그대로 두어도 됩니다.',
      '`ingress` 아래에 `from`과 `app: frontend`를 고르는 `podSelector`를 적으세요. 편집기에서 다른 이름의 두 번째 정책을 만들면 됩니다.',
    ],
    learnt: '정책이 파드를 선택하면 어떤 정책이든 허용한 것만 들어옵니다. 정책은 더해지므로, 빈 정책으로 닫고 시작하는 것이 좋습니다.',
  },
  manifests: [webServers('api', { replicas: 2 }), service, customer('frontend', 'http://api'), customer('stranger', 'http://api'), closed],
  checks: [
    check('The frontend has had answers for ten seconds', 'frontend가 10초 동안 답을 받았다', all(kept(paths.pod('frontend')), podsReady(paths.pods('app=frontend'), { count: 1, forSeconds: 10 }))),
    check('The stranger has had none for twenty seconds', 'stranger는 20초 동안 답을 받지 못했다', all(kept(paths.pod('stranger')), objects<V1Pod>(paths.pods('app=stranger'), (found, epochMs) => found.length > 0 && found.every((pod) => isUnreadyFor(pod, 20, epochMs))))),
    check('The api runs, and a policy selects it', 'api가 실행 중이고 정책이 api를 선택한다', all(rolledOut(paths.deployment('api'), 2), objects<V1NetworkPolicy>('/apis/networking.k8s.io/v1/namespaces/default/networkpolicies', (found) => found.length > 0), object(paths.service('api'), () => true))),
  ],
  solution: [
    { en: 'Add a policy that lets the frontend in at port 80.', ko: '80번 포트로 frontend를 들여보내는 정책을 추가합니다.', yaml: open },
  ],
});
