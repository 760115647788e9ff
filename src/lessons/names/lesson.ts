import { lesson } from '../compose.ts';

const manifest = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: backend
spec:
  replicas: 3
  selector:
    matchLabels: {app: backend}
  template:
    metadata:
      labels: {app: backend}
    spec:
      containers:
      - name: backend
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
  name: backend
spec:
  type: ClusterIP
  selector: {app: backend}
  ports: [{port: 80}]
---
apiVersion: v1
kind: Pod
metadata:
  name: client
spec:
  containers:
  - name: client
    image: busybox:1.36
    command: ["sh", "-c", "while true; do wget -qO- http://backend/ >/dev/null && echo ok || echo failed; sleep 1; done"]
`;

/** DNS, a Service and a client that asks. */
export const names = lesson({
  id: 'names',
  lens: 'network',
  en: {
    title: 'Services have names',
    about: 'A client pod asks for “backend” by name once a second; DNS and the Service find a pod for it.',
    steps: ['Read what it gets: `kubectl logs -f client`', 'Delete the Service: the name is gone. Apply it again.', 'Scale the backend to 0: the name is there, but nobody answers.'],
  },
  ko: {
    title: '서비스에는 이름이 있다',
    about: '클라이언트 파드가 1초마다 “backend”라는 이름으로 요청합니다. DNS와 서비스가 파드를 찾아 줍니다.',
    steps: ['어떤 응답을 받는지 확인하세요: `kubectl logs -f client`', '서비스를 삭제하면 이름이 사라집니다. 다시 적용해 보세요.', 'backend를 0개로 줄이면 이름은 있지만 응답하는 파드가 없습니다.'],
  },
  manifests: [manifest],
});
