import { lesson } from '../compose.ts';

const manifest = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: leaky
spec:
  replicas: 1
  selector:
    matchLabels: {app: leaky}
  template:
    metadata:
      labels: {app: leaky}
    spec:
      containers:
      - name: leaky
        image: busybox:1.36
        command: ["sh", "-c", "echo taking on water; sleep 5; echo sinking; exit 1"]
`;

/** Restarts with back-off. */
export const crashLoop = lesson({
  id: 'crash-loop',
  en: {
    title: 'A container that keeps crashing',
    about: 'It ends with exit code 1 after a few seconds; the kubelet starts it again and waits longer each time.',
    steps: ['Select the pod: CrashLoopBackOff, with the last exit code.', 'Read its log: `kubectl logs -l app=leaky --previous`', 'Watch the pauses: 10 s, 20 s, 40 s … up to five minutes.', 'Mend it: make the command sleep for an hour, and apply.'],
  },
  ko: {
    title: '계속 비정상 종료되는 컨테이너',
    about: '몇 초 뒤 종료 코드 1로 끝납니다. kubelet이 다시 시작하고, 매번 더 오래 기다립니다.',
    steps: ['파드를 선택하세요: 마지막 종료 코드와 함께 CrashLoopBackOff가 보입니다.', '로그를 읽어 보세요: `kubectl logs -l app=leaky --previous`', '재시작 간격이 길어집니다: 10초, 20초, 40초 … 최대 5분.', '고치기: 명령을 `sleep 3600`으로 바꾸고 적용하세요.'],
  },
  manifests: [manifest],
  warmUpMs: 45_000,
});
