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
    steps: ['Watch the pods become more: kubectl get hpa counter says why.', 'Set maxReplicas to 3 in the editor and apply.', 'Type kubectl describe hpa counter and read its conditions.'],
  },
  ko: {
    title: '부하가 늘면 파드도 늘고',
    about: '방문마다 프로세서 시간이 듭니다. 오토스케일러는 파드가 요청량의 절반을 쓸 때까지, 많아야 여섯 개로 늘립니다.',
    steps: ['파드가 늘어나는 것을 보세요: kubectl get hpa counter 가 이유를 말해 줍니다.', '편집기에서 maxReplicas를 3으로 바꾸고 적용하세요.', 'kubectl describe hpa counter 를 입력하고 조건을 읽어 보세요.'],
  },
  manifests: [manifest],
  load: [visitors('counter', 8)],
});
