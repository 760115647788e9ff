import { lesson, visitors } from '../compose.ts';

const manifest = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: crew
spec:
  replicas: 300
  strategy:
    rollingUpdate: {maxSurge: 20, maxUnavailable: 20}
  selector:
    matchLabels: {app: crew}
  template:
    metadata:
      labels: {app: crew}
    spec:
      containers:
      - name: crew
        image: nginx:1.27
        ports: [{containerPort: 80}]
        resources:
          requests: {cpu: 200m, memory: 256Mi}
---
apiVersion: v1
kind: Service
metadata:
  name: crew
spec:
  type: NodePort
  selector: {app: crew}
  ports: [{port: 80}]
`;

/** Thirty machines, three hundred pods. */
export const fleet = lesson({
  id: 'fleet',
  en: {
    title: 'A fleet',
    about: 'Thirty machines and three hundred pods. The picture still tells you what is wrong.',
    steps: ['Power off a machine and find its pods.', 'Change the image and watch three hundred pods change over.', 'Use Ctrl/⌘ K to find any object.'],
  },
  ko: {
    title: '노드 서른 대',
    about: '머신 서른 대와 파드 삼백 개. 그래도 무엇이 잘못되었는지 한눈에 보입니다.',
    steps: ['머신 하나의 전원을 끄고 그 파드를 찾아보세요.', '이미지를 바꾸고 파드 삼백 개가 교체되는 것을 지켜보세요.', 'Ctrl/⌘ K로 어떤 오브젝트든 찾을 수 있습니다.'],
  },
  manifests: [manifest],
  machines: Array.from({ length: 30 }, (_, index) => ({
    name: `node-${String(index + 1)}`,
    labels: { 'topology.kubernetes.io/zone': `zone-${'abc'.charAt(index % 3)}`, 'topology.kubernetes.io/region': 'r1' },
    capacity: { cpu: '4', memory: '8Gi', pods: '110', 'ephemeral-storage': '100Gi' },
  })),
  load: [visitors('crew', 30)],
  warmUpMs: 40_000,
});
