import { lesson, visitors } from '../compose.ts';

const manifest = `apiVersion: v1
kind: Pod
metadata:
  name: forgetful
spec:
  containers:
  - name: app
    image: busybox:1.36
    command: ["sh", "-c", "touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600"]
    livenessProbe:
      exec: {command: ["cat", "/tmp/healthy"]}
      initialDelaySeconds: 5
      periodSeconds: 5
---
apiVersion: v1
kind: Pod
metadata:
  name: slow
  labels: {app: slow}
spec:
  containers:
  - name: app
    image: nginx:1.27
    ports: [{containerPort: 80}]
    readinessProbe:
      httpGet: {path: /, port: 80}
      initialDelaySeconds: 20
---
apiVersion: v1
kind: Service
metadata:
  name: slow
spec:
  type: NodePort
  selector: {app: slow}
  ports: [{port: 80}]
`;

/** Alive is not the same as ready. */
export const probes = lesson({
  id: 'probes',
  en: {
    title: 'Liveness and readiness',
    about: 'One pod stops answering its liveness probe after 30 seconds and is restarted; another is alive but takes 20 seconds to be ready.',
    steps: ['Select the pod “forgetful”: after three failed probes its container is killed and started again.', 'Select “slow”: Running at once, but no traffic until its readiness probe succeeds.', 'Open the event log and look for Unhealthy and Killing.'],
  },
  ko: {
    title: '활성 프로브와 준비성 프로브',
    about: '한 파드는 30초 뒤 활성 프로브에 답하지 않아 재시작되고, 다른 파드는 살아 있지만 준비까지 20초가 걸립니다.',
    steps: ['“forgetful” 파드를 선택하세요: 프로브가 세 번 실패하면 컨테이너가 종료되고 다시 시작됩니다.', '“slow”를 선택하세요: 바로 Running이지만 준비성 프로브가 성공할 때까지 트래픽이 오지 않습니다.', '이벤트 로그에서 Unhealthy와 Killing을 찾아보세요.'],
  },
  manifests: [manifest],
  load: [visitors('slow', 4)],
  warmUpMs: 5000,
});
