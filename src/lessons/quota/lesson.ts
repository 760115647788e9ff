import { lesson } from '../compose.ts';

const manifest = `apiVersion: v1
kind: Namespace
metadata:
  name: team
---
apiVersion: v1
kind: LimitRange
metadata:
  name: usual
  namespace: team
spec:
  limits:
  - type: Container
    defaultRequest: {cpu: 200m, memory: 128Mi}
    default: {cpu: 400m, memory: 256Mi}
---
apiVersion: v1
kind: ResourceQuota
metadata:
  name: share
  namespace: team
spec:
  hard:
    requests.cpu: 600m
    pods: "5"
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: booth
  namespace: team
spec:
  replicas: 4
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

/** What a namespace may use, and what its containers get that ask for nothing. */
export const quota = lesson({
  id: 'quota',
  en: {
    title: 'A share of the cluster',
    about: 'The namespace “team” may request 600m of cpu. Its containers ask for nothing, so each is given 200m: three pods fit, the fourth is refused.',
    steps: ['Type `kubectl describe quota -n team` and see what is used.', 'Select the ReplicaSet of “booth”: its event says who refused the fourth pod.', 'Set `requests.cpu` to 800m in the editor and apply: the fourth comes.'],
  },
  ko: {
    title: '네임스페이스에 주어진 몫',
    about: '네임스페이스 “team”은 cpu를 600m까지 요청할 수 있습니다. 컨테이너가 아무것도 요청하지 않으면 200m씩 받으므로 파드 세 개는 생성되고 네 번째는 거부됩니다.',
    steps: ['`kubectl describe quota -n team`을 입력해 얼마나 썼는지 보세요.', '“booth”의 레플리카셋을 선택하세요: 네 번째 파드가 왜 거부되었는지 이벤트에 나옵니다.', '편집기에서 `requests.cpu`를 800m으로 바꾸고 적용하세요: 네 번째 파드가 생성됩니다.'],
  },
  manifests: [manifest],
});
