import { lesson, visitors } from '../compose.ts';

const manifest = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: till
spec:
  selector:
    matchLabels: {app: till}
  template:
    metadata:
      labels: {app: till}
    spec:
      containers:
      - name: till
        image: nginx:1.27
        ports: [{containerPort: 80}]
---
apiVersion: v1
kind: Service
metadata:
  name: till
spec:
  selector: {app: till}
  ports: [{port: 80}]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: till
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: till}
  minReplicas: 1
  maxReplicas: 8
  metrics:
  - type: Pods
    pods:
      metric: {name: requests-per-second}
      target: {type: AverageValue, averageValue: '10'}
`;

/** Pods by what visitors do, not by what the processor does. */
export const requestRate = lesson({
  id: 'request-rate',
  en: {
    title: 'A pod for every ten requests',
    about: 'Thirty-six requests a second come to the till. A metrics adapter counts them, and the autoscaler allows ten for each pod: four pods.',
    steps: ['Watch four pods come: `kubectl get hpa till` shows the rate of each pod.', 'Read what the adapter says: `kubectl get --raw /apis/custom.metrics.k8s.io/v1beta2/namespaces/default/pods/*/requests-per-second`', "Set `averageValue` to '20' in the editor and apply: after five quiet minutes two pods are left."],
  },
  ko: {
    title: '요청 열 개마다 파드 하나',
    about: '서비스 till에 초당 요청 36개가 들어옵니다. 메트릭 어댑터가 요청을 세고, 오토스케일러는 파드당 10개를 넘지 않도록 파드를 네 개로 맞춥니다.',
    steps: ['파드 네 개가 생기는 것을 보세요: `kubectl get hpa till`이 파드마다의 요청 수를 보여 줍니다.', '어댑터의 응답을 확인하세요: `kubectl get --raw /apis/custom.metrics.k8s.io/v1beta2/namespaces/default/pods/*/requests-per-second`', "편집기에서 `averageValue`를 '20'으로 바꾸고 적용하세요. 안정화 시간 5분이 지나면 파드 두 개가 남습니다."],
  },
  manifests: [manifest],
  load: [visitors('till', 36)],
  metrics: [{ name: 'requests-per-second', namespace: 'default', of: 'pods' }],
});
