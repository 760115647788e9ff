import { lesson, visitors } from '../compose.ts';

const manifest = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  replicas: 4
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

const change = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  replicas: 4
  selector:
    matchLabels: {app: shop}
  template:
    metadata:
      labels: {app: shop}
    spec:
      containers:
      - name: shop
        image: nginx:1.99-does-not-exist
        ports: [{containerPort: 80}]
        readinessProbe:
          httpGet: {path: /, port: 80}
          initialDelaySeconds: 5
        resources:
          requests: {cpu: 200m, memory: 128Mi}
`;

/** An image that does not exist, and why nobody outside notices. */
export const brokenRollout = lesson({
  id: 'broken-rollout',
  en: {
    title: 'A rollout that gets stuck',
    about: 'The new image does not exist. The old pods keep serving: that is what a rolling update is for.',
    steps: ['Apply: the new pods cannot pull their image.', 'Select one: ErrImagePull, then ImagePullBackOff with longer and longer pauses.', 'See that the visitors notice nothing.', 'Undo: `kubectl rollout undo deployment/shop`'],
  },
  ko: {
    title: '멈춰 버린 롤아웃',
    about: '존재하지 않는 이미지로 업데이트합니다. 이전 파드가 계속 요청을 처리합니다. 롤링 업데이트가 필요한 이유입니다.',
    steps: ['적용하세요: 새 파드가 이미지를 풀(pull)하지 못합니다.', '하나를 선택해 보세요: ErrImagePull 다음에 ImagePullBackOff가 되고, 재시도 간격이 점점 길어집니다.', '방문자는 영향을 받지 않습니다.', '되돌리기: `kubectl rollout undo deployment/shop`'],
  },
  manifests: [manifest],
  editorText: change,
  load: [visitors('shop', 8)],
});
