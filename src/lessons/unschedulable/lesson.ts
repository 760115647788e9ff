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
    title: '들어갈 곳 없는 파드',
    about: '머신마다 cpu가 4개입니다. 이 파드는 3개씩 요청하므로 네 번째는 자리가 없습니다.',
    steps: ['Pending 파드를 선택하세요: 스케줄러가 노드마다 이유를 말해 줍니다.', 'cpu를 적게 요청하거나 머신을 더해 보세요.', '요청을 64 cpu로 해 보세요: 어떤 머신도 감당할 수 없습니다.'],
  },
  manifests: [manifest],
});
