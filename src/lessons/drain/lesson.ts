import { lesson, visitors } from '../compose.ts';

const manifest = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ferry
spec:
  replicas: 3
  selector:
    matchLabels: {app: ferry}
  template:
    metadata:
      labels: {app: ferry}
    spec:
      containers:
      - name: ferry
        image: nginx:1.27
        ports: [{containerPort: 80}]
        readinessProbe:
          httpGet: {path: /, port: 80}
          initialDelaySeconds: 5
---
apiVersion: v1
kind: Service
metadata:
  name: ferry
spec:
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

/** Emptying a machine, and a budget that forbids it. */
export const drain = lesson({
  id: 'drain',
  en: {
    title: 'Emptying a machine',
    about: 'A budget says that three pods must always be available, and there are three: nobody may be evicted.',
    steps: ['Type `kubectl drain node-1 --ignore-daemonsets`: it tries again and again. Stop it with Ctrl-C.', 'Set `minAvailable` to 2 in the editor and apply, then drain again.', 'Let the machine work again: `kubectl uncordon node-1`'],
  },
  ko: {
    title: '머신 비우기',
    about: 'PodDisruptionBudget은 파드 세 개가 항상 가용해야 한다고 정하고, 파드는 세 개뿐입니다. 그래서 어떤 파드도 축출할 수 없습니다.',
    steps: ['`kubectl drain node-1 --ignore-daemonsets`를 입력하세요: 축출을 계속 재시도합니다. Ctrl-C로 멈추세요.', '편집기에서 `minAvailable`을 2로 바꿔 적용하고 다시 드레인하세요.', '노드를 다시 스케줄링 대상으로 만드세요: `kubectl uncordon node-1`'],
  },
  manifests: [manifest],
  load: [visitors('ferry', 8)],
});
