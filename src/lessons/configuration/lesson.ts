import { lesson } from '../compose.ts';

const manifest = `apiVersion: v1
kind: Pod
metadata:
  name: greeter
spec:
  containers:
  - name: app
    image: busybox:1.36
    command: ["sh", "-c", "echo $GREETING from $(hostname); sleep 3600"]
    env:
    - name: GREETING
      valueFrom:
        configMapKeyRef: {name: words, key: greeting}
`;

const change = `apiVersion: v1
kind: ConfigMap
metadata:
  name: words
data:
  greeting: Ahoy
`;

/** A pod that waits for its ConfigMap. */
export const configuration = lesson({
  id: 'configuration',
  en: {
    title: 'Configuration that is missing',
    about: 'The pod wants a ConfigMap that nobody has made yet.',
    steps: ['Select the pod: CreateContainerConfigError, and which name is missing.', 'Apply the ConfigMap in the editor: the pod starts by itself.', 'Read what it printed: `kubectl logs greeter`'],
  },
  ko: {
    title: '빠진 설정',
    about: '파드가 아직 없는 컨피그맵을 참조합니다.',
    steps: ['파드를 선택하세요: CreateContainerConfigError, 그리고 빠진 이름이 보입니다.', '편집기의 컨피그맵을 적용하세요: 파드가 저절로 시작됩니다.', '무엇을 출력했는지 읽어 보세요: `kubectl logs greeter`'],
  },
  manifests: [manifest],
  editorText: change,
});
