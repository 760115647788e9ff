import { lesson } from '../compose.ts';

const manifest = `apiVersion: v1
kind: Service
metadata:
  name: log
spec:
  clusterIP: None
  selector: {app: log}
  ports: [{port: 80}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: log
spec:
  serviceName: log
  replicas: 3
  selector:
    matchLabels: {app: log}
  template:
    metadata:
      labels: {app: log}
    spec:
      terminationGracePeriodSeconds: 5
      containers:
      - name: writer
        image: busybox:1.36
        command: ["sh", "-c", "echo $HOSTNAME began >> /data/log; cat /data/log; sleep 100000"]
        volumeMounts:
        - {name: data, mountPath: /data}
  volumeClaimTemplates:
  - metadata:
      name: data
    spec:
      accessModes: [ReadWriteOnce]
      resources:
        requests: {storage: 1Gi}
`;

/** Names and disks that outlive their pods. */
export const statefulSet = lesson({
  id: 'stateful-set',
  en: {
    title: 'Pods with names and disks',
    about: 'The pods of a StatefulSet are called log-0, log-1, log-2, and each keeps a disk of its own.',
    steps: ['Type `kubectl delete pod log-1`: it comes back under its name.', 'Type `kubectl logs log-1`: its disk remembers the life before.', 'Type `kubectl scale statefulset log --replicas=1`: the highest number goes first, the claims stay (`kubectl get pvc`).'],
  },
  ko: {
    title: '이름과 디스크가 있는 파드',
    about: '스테이트풀셋의 파드는 log-0, log-1, log-2라는 이름을 갖고, 각각 자신의 디스크를 유지합니다.',
    steps: ['`kubectl delete pod log-1`을 입력하세요: 같은 이름으로 돌아옵니다.', '`kubectl logs log-1`을 입력하세요: 디스크에 이전 실행의 기록이 남아 있습니다.', '`kubectl scale statefulset log --replicas=1`을 입력하세요: 번호가 큰 파드부터 삭제되고 퍼시스턴트볼륨클레임은 남습니다(`kubectl get pvc`).'],
  },
  manifests: [manifest],
  warmUpMs: 60_000,
});
