import { lesson, visitors } from '../compose.ts';

const manifest = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  replicas: 8
  strategy:
    rollingUpdate: {maxSurge: 2, maxUnavailable: 2}
  selector:
    matchLabels: {app: shop}
  template:
    metadata:
      labels: {app: shop}
    spec:
      containers:
      - name: shop
        image: nginx:1.27
        ports: [{containerPort: 80}]
        readinessProbe:
          httpGet: {path: /, port: 80}
          initialDelaySeconds: 5
        resources:
          requests: {cpu: 200m, memory: 128Mi}
---
apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  type: NodePort
  selector: {app: shop}
  ports: [{port: 80}]
`;

/** Surge and unavailability, watched pod by pod. */
export const rollingUpdate = lesson({
  id: 'rolling-update',
  en: {
    title: 'A rolling update',
    about: 'Eight pods are replaced one or two at a time, while visitors keep coming.',
    steps: ['Change `nginx:1.27` to `nginx:1.28` and apply.', 'Watch: never fewer than six ready (`maxUnavailable` 2), never more than ten (`maxSurge` 2).', 'Type `kubectl rollout undo deployment/shop` to go back.', 'Set `maxUnavailable` to 0 and do it again: slower, but no gap.'],
  },
  ko: {
    title: '롤링 업데이트',
    about: '방문자가 계속 들어오는 동안 파드 여덟 개가 한두 개씩 교체됩니다.',
    steps: ['`nginx:1.27`을 `nginx:1.28`로 바꿔 적용하세요.', '지켜보세요: 준비된 파드는 여섯 개 아래로 내려가지 않고(`maxUnavailable` 2) 열 개를 넘지 않습니다(`maxSurge` 2).', '`kubectl rollout undo deployment/shop`으로 되돌려 보세요.', '`maxUnavailable`을 0으로 두고 다시 해 보세요. 느리지만 빈틈이 없습니다.'],
  },
  manifests: [manifest],
  load: [visitors('shop', 12)],
});
