import { lesson } from '../compose.ts';

const manifest = `apiVersion: v1
kind: Pod
metadata:
  name: asker
spec:
  terminationGracePeriodSeconds: 1
  containers:
  - name: asker
    image: busybox:1.36
    command: ["sh", "-c", "while true; do nslookup kubernetes > /dev/null && echo found || echo lost; sleep 2; done"]
`;

/** What the cluster itself is made of. */
export const kubeSystem = lesson({
  id: 'kube-system',
  en: {
    title: 'The cluster in itself',
    about: 'The cluster runs in pods of its own, in the namespace kube-system. What they do stops when they stop.',
    steps: [
      'Type `kubectl delete pod kube-scheduler-cp-1 -n kube-system`: a static pod is back at once, for only its mirror pod was deleted.',
      'Type `kubectl scale deployment coredns -n kube-system --replicas=0`, wait half a minute, then `kubectl logs asker --tail=1`: nobody finds a name any more.',
      'Type `kubectl scale deployment coredns -n kube-system --replicas=2` and ask again.',
      'Power off cp-1: the programs go on, but nothing answers kubectl. Power it on and wait.',
    ],
  },
  ko: {
    title: '클러스터 안의 클러스터',
    about: '클러스터 자체도 네임스페이스 kube-system의 파드로 실행됩니다. 그 파드가 멈추면 그 기능도 멈춥니다.',
    steps: [
      '`kubectl delete pod kube-scheduler-cp-1 -n kube-system`을 입력하세요: 스태틱 파드는 곧바로 돌아옵니다. 삭제된 것은 API 서버의 미러 파드뿐입니다.',
      '`kubectl scale deployment coredns -n kube-system --replicas=0`을 입력하고 30초 뒤 `kubectl logs asker --tail=1`을 입력하세요: 이제 이름이 해석되지 않습니다.',
      '`kubectl scale deployment coredns -n kube-system --replicas=2`를 입력하고 로그를 다시 확인하세요.',
      'cp-1의 전원을 끄세요: 프로그램은 계속 실행되지만 kubectl에는 응답이 없습니다. 전원을 켜고 기다리세요.',
    ],
  },
  manifests: [manifest],
  warmUpMs: 15_000,
});
