import { lesson } from '../compose.ts';

const change = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: plain
spec:
  replicas: 4
  selector:
    matchLabels: {app: plain}
  template:
    metadata:
      labels: {app: plain}
    spec:
      containers:
      - name: plain
        image: nginx:1.27
        resources:
          requests: {cpu: 200m}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: tolerant
spec:
  replicas: 3
  selector:
    matchLabels: {app: tolerant}
  template:
    metadata:
      labels: {app: tolerant}
    spec:
      nodeSelector: {disk: ssd}
      tolerations:
      - {key: dedicated, operator: Equal, value: ssd, effect: NoSchedule}
      containers:
      - name: tolerant
        image: nginx:1.27
        resources:
          requests: {cpu: 200m}
`;

/** A machine kept for those who tolerate it. */
export const taints = lesson({
  id: 'taints',
  en: {
    title: 'Taints and tolerations',
    about: 'node-3 is kept for pods that tolerate its taint.',
    steps: ['Apply: the plain pods avoid node-3, the tolerant ones may go there.', 'Type `kubectl taint node node-1 evacuate=now:NoExecute` and see what leaves at once.', 'Take it away: `kubectl taint node node-1 evacuate-`'],
  },
  ko: {
    title: '테인트와 톨러레이션',
    about: 'node-3은 자신의 테인트를 허용하는 톨러레이션이 있는 파드만 받습니다.',
    steps: ['적용하세요: 톨러레이션이 없는 파드는 node-3을 피하고, 있는 파드는 node-3에도 배치될 수 있습니다.', '`kubectl taint node node-1 evacuate=now:NoExecute`를 입력하고 어떤 파드가 곧바로 축출되는지 보세요.', '되돌리기: `kubectl taint node node-1 evacuate-`'],
  },
  manifests: [],
  editorText: change,
  actions: [{ atMs: 20_000, action: { type: 'kubectl', line: 'kubectl taint node node-3 dedicated=ssd:NoSchedule' } }],
});
