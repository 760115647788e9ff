import { lesson } from '../compose.ts';

const writer = (name: string, claim: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
spec:
  terminationGracePeriodSeconds: 2
  containers:
  - name: writer
    image: busybox:1.36
    command: ["sh", "-c", "date >> /data/log; sleep 100000"]
    volumeMounts:
    - {name: data, mountPath: /data}
  volumes:
  - name: data
    persistentVolumeClaim: {claimName: ${claim}}
`;

const claim = (name: string, storageClass: string): string => `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: ${name}
spec:
  storageClassName: ${storageClass}
  accessModes: [ReadWriteOnce]
  resources:
    requests: {storage: 1Gi}
`;

const manifest = `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: kept
provisioner: disk.drydock.dev
reclaimPolicy: Retain
volumeBindingMode: Immediate
allowVolumeExpansion: true
---
${claim('notes', 'kept')}---
${claim('later', 'standard')}---
${claim('lost', 'nowhere')}---
apiVersion: v1
kind: PersistentVolume
metadata:
  name: spare
spec:
  storageClassName: by-hand
  capacity: {storage: 5Gi}
  accessModes: [ReadWriteOnce]
  persistentVolumeReclaimPolicy: Retain
  hostPath: {path: /srv/spare}
---
${writer('scribe', 'notes')}`;

const grow = 'kubectl patch pvc notes -p \'{"spec":{"resources":{"requests":{"storage":"3Gi"}}}}\'';

/** Pod → claim → volume → class, each in one of its states. */
export const storage = lesson({
  id: 'storage',
  lens: 'storage',
  en: {
    title: 'Disks: claims, volumes, classes',
    about: 'A pod mounts a claim, the claim has a volume, and a class made that. One claim waits for a pod, one for a class that does not exist.',
    steps: [
      'In the Storage lens (key 4) follow “scribe” to its claim, its volume and the class.',
      'Select “later”, then “lost”: why each of them is Pending.',
      'Apply the pod in the editor: now that “later” is needed, its volume is made and attached.',
      `Let a disk grow: \`${grow}\``,
      'Type `kubectl delete pod scribe`, then `kubectl delete pvc notes`: the volume is Released but kept, as its class says.',
    ],
  },
  ko: {
    title: '디스크: 클레임, 볼륨, 클래스',
    about: '파드는 클레임을 마운트하고, 클레임에는 볼륨이 묶이며, 볼륨은 클래스가 만듭니다. 한 클레임은 파드를, 다른 클레임은 없는 클래스를 기다립니다.',
    steps: [
      '스토리지 보기(4 키)에서 “scribe”의 클레임, 볼륨, 클래스를 따라가 보세요.',
      '“later”와 “lost”를 차례로 선택하세요: 왜 Pending인지 각각 나옵니다.',
      '편집기의 파드를 적용하세요: 이제 “later”가 필요해져서 볼륨이 만들어지고 노드에 연결됩니다.',
      `디스크 늘리기: \`${grow}\``,
      '`kubectl delete pod scribe`를 입력한 다음 `kubectl delete pvc notes`를 입력하세요: 볼륨은 Released가 되지만, 클래스에 정해진 대로 남습니다.',
    ],
  },
  manifests: [manifest],
  editorText: writer('late-scribe', 'later'),
  warmUpMs: 30_000,
});
