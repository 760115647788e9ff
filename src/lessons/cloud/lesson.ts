import { controlPlaneMachine } from '../../scenario/machines.ts';
import { lesson, visitors } from '../compose.ts';

const app = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ferry
spec:
  replicas: 6
  selector:
    matchLabels: {app: ferry}
  template:
    metadata:
      labels: {app: ferry}
    spec:
      containers:
      - name: web
        image: nginx:1.27
        ports: [{containerPort: 80}]
        resources:
          requests: {cpu: 400m, memory: 256Mi}
`;

const balancer = `apiVersion: v1
kind: Service
metadata:
  name: ferry
spec:
  type: LoadBalancer
  selector: {app: ferry}
  ports: [{port: 80}]
`;

/** What a cloud adds to a cluster, and what happens when it takes a machine away. */
export const cloud = lesson({
  id: 'cloud',
  en: {
    title: 'In the cloud',
    about: 'The workers are rented: a cloud makes load balancers, keeps a pool of three machines, and sometimes loses one.',
    steps: [
      'Apply the Service in the editor: its address is pending, and there after three seconds.',
      'Open Faults and lose a random instance: its Node stays behind, NotReady after 50 seconds.',
      'The cloud controller asks the cloud, finds no such machine and deletes the Node; its pods are replaced.',
      'Meanwhile the pool starts another machine. Look for the taint it joins with: `kubectl describe node`.',
      'Give the pool another size, one more or one fewer.',
    ],
  },
  ko: {
    title: '클라우드에서',
    about: '워커 노드는 클라우드에서 빌린 머신입니다. 클라우드는 로드 밸런서를 만들고, 머신 세 대의 풀을 유지하며, 때로는 한 대가 사라집니다.',
    steps: [
      '편집기의 서비스를 적용하세요: 주소가 pending이다가 3초 뒤에 생깁니다.',
      '장애 패널에서 임의의 인스턴스를 없애세요: 노드 오브젝트는 남고, 50초 뒤 NotReady가 됩니다.',
      '클라우드 컨트롤러가 클라우드에 그런 머신이 없음을 확인하고 노드를 삭제하며, 파드는 교체됩니다.',
      '그동안 풀은 새 머신을 시작합니다. 합류할 때의 테인트를 `kubectl describe node`로 찾아보세요.',
      '풀의 크기를 하나 늘리거나 줄여 보세요.',
    ],
  },
  machines: [controlPlaneMachine],
  cloud: { nodePools: [{ name: 'deck', size: 3, zones: ['zone-a', 'zone-b', 'zone-c'], capacity: controlPlaneMachine.capacity }] },
  manifests: [app],
  editorText: balancer,
  load: [visitors('ferry', 6)],
});
