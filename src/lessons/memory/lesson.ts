import { lesson } from '../compose.ts';

const manifest = `apiVersion: v1
kind: Pod
metadata:
  name: greedy
spec:
  containers:
  - name: stress
    image: polinux/stress
    command: ["stress"]
    args: ["--vm", "1", "--vm-bytes", "250M", "--vm-hang", "1"]
    resources:
      requests: {memory: 50Mi}
      limits: {memory: 200Mi}
---
apiVersion: v1
kind: Pod
metadata:
  name: modest
spec:
  containers:
  - name: stress
    image: polinux/stress
    command: ["stress"]
    args: ["--vm", "1", "--vm-bytes", "150M", "--vm-hang", "1"]
    resources:
      requests: {memory: 50Mi}
      limits: {memory: 200Mi}
`;

/** Over the limit and under it. */
export const memory = lesson({
  id: 'memory',
  en: {
    title: 'Memory that kills',
    about: 'A container takes more memory than its limit allows: the kernel kills it, again and again.',
    steps: ['Select “greedy”: OOMKilled, exit code 137.', 'Select “modest”: the same program within its limit.', 'Raise the limit to 300Mi and apply a new pod under another name.'],
  },
  ko: {
    title: '메모리 제한을 넘는 컨테이너',
    about: '컨테이너가 제한보다 많은 메모리를 쓰면 커널이 매번 강제 종료합니다.',
    steps: ['“greedy”를 선택하세요: OOMKilled, 종료 코드 137.', '“modest”를 선택하세요: 같은 프로그램이 제한 안에서 실행됩니다.', '제한을 300Mi로 올린 새 파드를 다른 이름으로 적용해 보세요.'],
  },
  manifests: [manifest],
  warmUpMs: 20_000,
});
