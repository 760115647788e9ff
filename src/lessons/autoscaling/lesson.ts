import { lesson, visitors } from '../compose.ts';

const manifest = `apiVersion: apps/v1
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
        resources:
          requests: {cpu: 200m}
          limits: {cpu: 500m}
---
apiVersion: v1
kind: Service
metadata:
  name: counter
spec:
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
`;

/** More pods under load, fewer without. */
export const autoscaling = lesson({
  id: 'autoscaling',
  en: {
    title: 'More pods under load',
    about: 'Every visit costs processor time. The autoscaler adds pods until each uses half of what it requests, six at most.',
    steps: ['Watch the pods become more: `kubectl get hpa counter` says why.', 'Set `maxReplicas` to 3 in the editor and apply.', 'Type `kubectl describe hpa counter` and read its conditions.'],
  },
  ko: {
    title: '부하에 따라 늘어나는 파드',
    about: '방문자가 올 때마다 파드가 CPU 시간을 씁니다. 오토스케일러는 각 파드의 사용량이 요청량의 절반이 될 때까지 파드를 최대 여섯 개로 늘립니다.',
    steps: ['파드가 늘어나는 것을 보세요. 이유는 `kubectl get hpa counter`로 볼 수 있습니다.', '편집기에서 `maxReplicas`를 3으로 바꾸고 적용하세요.', '`kubectl describe hpa counter`를 입력하고 조건을 읽어 보세요.'],
  },
  manifests: [manifest],
  load: [visitors('counter', 8)],
});
