import { lesson } from '../compose.ts';

const manifest = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: heavy
spec:
  replicas: 4
  selector:
    matchLabels: {app: heavy}
  template:
    metadata:
      labels: {app: heavy}
    spec:
      containers:
      - name: heavy
        image: nginx:1.27
        resources:
          requests: {cpu: "3", memory: 1Gi}
`;

/** Requests, room, and the words of the scheduler. */
export const unschedulable = lesson({
  id: 'unschedulable',
  en: {
    title: 'Pods that fit nowhere',
    about: 'Each machine has 4 cpu. These pods ask for 3 each; the fourth one finds no room.',
    steps: ['Select the pending pod: the scheduler says why, node by node.', 'Ask for less cpu, or add a machine, and see it move.', 'Set the request to 64 cpu: no machine will ever do.'],
  },
  ko: {
    title: '배치할 노드가 없는 파드',
    about: '머신마다 cpu가 4개입니다. 이 파드는 3개씩 요청하므로 네 번째 파드는 배치할 노드가 없습니다.',
    steps: ['Pending 파드를 선택하세요: 노드별로 스케줄러가 거른 이유가 보입니다.', 'cpu 요청을 줄이거나 노드를 추가하고 파드가 배치되는 것을 보세요.', '요청을 64 cpu로 해 보세요: 어떤 노드에도 배치할 수 없습니다.'],
  },
  manifests: [manifest],
});
