import type { V1Deployment, V2HorizontalPodAutoscaler } from '../../../kube/generated/types.ts';
import { visitors } from '../../compose.ts';
import { all, object, paths } from '../../conditions.ts';
import { check, exercise } from '../compose.ts';

const counter = `apiVersion: v1
kind: Service
metadata:
  name: counter
spec:
  type: NodePort
  selector: {app: counter}
  ports: [{port: 80}]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: counter
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: counter}
  minReplicas: 1
  maxReplicas: 6
  metrics:
  - type: Resource
    resource:
      name: cpu
      target: {type: Utilization, averageUtilization: 50}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: counter
spec:
  selector:
    matchLabels: {app: counter}
  template:
    metadata:
      labels: {app: counter}
    spec:
      containers:
      - name: counter
        image: registry.k8s.io/hpa-example
        ports: [{containerPort: 80}]
`;

const path = '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers/counter';
const reckons = ({ status }: V2HorizontalPodAutoscaler): boolean => status?.conditions?.some(({ type, status: value }) => type === 'ScalingActive' && value === 'True') ?? false;
const targets = ({ spec }: V2HorizontalPodAutoscaler): boolean => spec?.scaleTargetRef.name === 'counter' && spec.maxReplicas <= 6 && (spec.metrics?.some(({ resource }) => resource?.name === 'cpu' && resource.target.type === 'Utilization') ?? false);

/** Half of nothing. */
export const autoscaler = exercise({
  id: 'autoscaler',
  en: {
    title: 'An autoscaler that does nothing',
    about: 'Visitors keep the one pod of the counter busy. An autoscaler is to add pods until each uses half of what it requests; it adds none.',
    goal: 'The autoscaler knows how much is used, and has made at least three pods.',
    hints: [
      'What does the autoscaler read? `kubectl get hpa counter`, and what does it complain of? `kubectl describe hpa counter`',
      'A utilisation is a part of something. What does the counter request? `kubectl describe deployment counter`',
      'Let it request a fifth of a processor: `kubectl set resources deployment counter --requests=cpu=AMOUNT`. The next measurements take half a minute.',
    ],
    learnt: 'Utilisation is usage divided by request: without a request there is nothing to divide by, and the autoscaler stands still.',
  },
  ko: {
    title: '아무것도 하지 않는 오토스케일러',
    about: '방문자 때문에 counter의 파드 하나가 쉴 틈이 없습니다. 오토스케일러는 각 파드의 사용량이 요청량의 절반이 될 때까지 파드를 늘려야 하는데, 하나도 늘리지 않습니다.',
    goal: '오토스케일러가 사용률을 알고, 파드를 세 개 이상으로 늘려야 합니다.',
    hints: [
      '오토스케일러는 무엇을 읽고 있나요? `kubectl get hpa counter`, 무엇이 문제라고 하나요? `kubectl describe hpa counter`',
      '사용률은 무언가에 대한 비율입니다. counter는 얼마를 요청하나요? `kubectl describe deployment counter`',
      'CPU 5분의 1개를 요청하게 하세요: `kubectl set resources deployment counter --requests=cpu=AMOUNT`. 다음 측정까지 30초쯤 걸립니다.',
    ],
    learnt: '사용률은 사용량을 요청량으로 나눈 값입니다. 요청량이 없으면 나눌 것이 없어서 오토스케일러는 움직이지 않습니다.',
  },
  manifests: [counter],
  load: [visitors('counter', 8)],
  untilMs: 120_000,
  checks: [
    check('The autoscaler knows how much is used', '오토스케일러가 사용률을 안다', object<V2HorizontalPodAutoscaler>(path, reckons)),
    check('At least three pods are ready', '파드가 세 개 이상 준비되었다', object<V1Deployment>(paths.deployment('counter'), ({ status }) => (status?.readyReplicas ?? 0) >= 3)),
    check('It still goes by utilisation, up to six pods', '여전히 사용률을 기준으로 여섯 개까지 늘린다', all(object<V2HorizontalPodAutoscaler>(path, targets))),
  ],
  solution: [
    { en: 'Say what a pod requests, so that there is something to be half of.', ko: '절반을 계산할 수 있도록 파드의 요청량을 정합니다.', line: 'kubectl set resources deployment counter --requests=cpu=200m' },
  ],
});
