import { lesson, visitors } from '../compose.ts';

const manifest = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: stable
spec:
  replicas: 4
  selector:
    matchLabels: {app: site, track: stable}
  template:
    metadata:
      labels: {app: site, track: stable}
    spec:
      containers:
      - name: site
        image: nginx:1.27
        ports: [{containerPort: 80}]
        resources:
          requests: {cpu: 200m, memory: 128Mi}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: canary
spec:
  replicas: 1
  selector:
    matchLabels: {app: site, track: canary}
  template:
    metadata:
      labels: {app: site, track: canary}
    spec:
      containers:
      - name: site
        image: nginx:1.28
        ports: [{containerPort: 80}]
        resources:
          requests: {cpu: 200m, memory: 128Mi}
---
apiVersion: v1
kind: Service
metadata:
  name: site
spec:
  type: NodePort
  selector: {app: site}
  ports: [{port: 80}]
`;

/** Two Deployments, one Service. */
export const canary = lesson({
  id: 'canary',
  lens: 'network',
  en: {
    title: 'A canary',
    about: 'One pod of the new version among four of the old, behind one Service.',
    steps: ['Network lens: about one request in five reaches the canary.', 'Scale the canary to 4 and the old version to 1.', 'Delete the old Deployment when you trust the new one.'],
  },
  ko: {
    title: '카나리',
    about: '한 서비스 뒤에 이전 버전 파드 네 개와 새 버전 파드 하나가 있습니다.',
    steps: ['네트워크 보기에서 요청 다섯 개 중 하나쯤이 카나리로 갑니다.', '카나리를 4개로, 이전 버전을 1개로 스케일해 보세요.', '새 버전이 괜찮다면 이전 디플로이먼트를 삭제하세요.'],
  },
  manifests: [manifest],
  load: [visitors('site', 15)],
});
