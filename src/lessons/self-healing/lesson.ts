import { lesson, visitors } from '../compose.ts';

const manifest = `apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: hull
spec:
  replicas: 4
  selector:
    matchLabels: {app: hull}
  template:
    metadata:
      labels: {app: hull}
    spec:
      containers:
      - name: app
        image: nginx:1.27
        ports: [{containerPort: 80}]
        resources:
          requests: {cpu: 300m, memory: 256Mi}
---
apiVersion: v1
kind: Service
metadata:
  name: hull
spec:
  type: NodePort
  selector: {app: hull}
  ports: [{port: 80}]
`;

/** Pods that come back. */
export const selfHealing = lesson({
  id: 'self-healing',
  en: {
    title: 'Self-healing',
    about: 'A ReplicaSet wants four pods. Whatever you take away, it puts back.',
    steps: ['Delete a pod on the stage: a new one appears at once.', 'Power off node-2: after 50 seconds it is NotReady, 300 seconds later its pods are replaced.', 'Speed time up to see it sooner.', 'Power it on again: the node comes back, the pods stay where they are.'],
  },
  ko: {
    title: '자가 치유',
    about: '레플리카셋이 파드 네 개를 원합니다. 무엇을 없애든 다시 채웁니다.',
    steps: ['스테이지에서 파드를 삭제하세요: 곧바로 새 파드가 나타납니다.', 'node-2의 전원을 끄세요: 50초 뒤 NotReady가 되고, 300초 뒤 파드가 교체됩니다.', '시간을 빠르게 돌려 보세요.', '전원을 다시 켜면 노드는 돌아오고, 파드는 옮겨 간 자리에 남습니다.'],
  },
  manifests: [manifest],
  load: [visitors('hull', 6)],
});
