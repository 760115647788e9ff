import type { V1PersistentVolumeClaim, V1Pod } from '../../../kube/generated/types.ts';
import { object, paths, podsReady } from '../../conditions.ts';
import { check, exercise } from '../compose.ts';

const claimOf = (storageClass: string): string => `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: notes
spec:
  storageClassName: ${storageClass}
  accessModes: [ReadWriteOnce]
  resources:
    requests: {storage: 1Gi}
`;

const scribe = `apiVersion: v1
kind: Pod
metadata:
  name: scribe
  labels: {app: scribe}
spec:
  containers:
  - name: scribe
    image: busybox:1.36
    command: ["sh", "-c", "date >> /notes/log; sleep 1000000"]
    volumeMounts:
    - {name: notes, mountPath: /notes}
  volumes:
  - name: notes
    persistentVolumeClaim: {claimName: notes}
`;

const mounts = ({ spec }: V1Pod): boolean => spec?.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === 'notes') ?? false;

/** A class of disks that nobody offers. */
export const claim = exercise({
  id: 'claim',
  en: {
    title: 'A claim that stays pending',
    about: 'The scribe wants a disk for its notes. Its claim is Pending, and so is the pod.',
    goal: 'The claim `notes` is bound to a volume, and the scribe runs with it.',
    hints: [
      'What does the claim wait for? `kubectl describe pvc notes`',
      'Which classes of disks are there? `kubectl get storageclass`',
      'The class of a claim cannot be changed later. Nothing is on this one yet: delete it with `kubectl delete pvc notes`, and make it anew with a class that exists.',
    ],
    learnt: 'A claim names the class that is to make its volume; a class that does not exist is no error, the claim only waits, and the pod with it.',
  },
  ko: {
    title: 'Pending에 머무는 클레임',
    about: 'scribe는 노트를 적을 디스크가 필요합니다. 그런데 클레임이 Pending이고, 파드도 Pending입니다.',
    goal: '클레임 `notes`가 볼륨에 묶이고, scribe가 그 볼륨으로 실행되어야 합니다.',
    hints: [
      '클레임은 무엇을 기다리나요? `kubectl describe pvc notes`',
      '어떤 스토리지클래스가 있나요? `kubectl get storageclass`',
      '클레임의 클래스는 나중에 바꿀 수 없습니다. 아직 담긴 것이 없으니 `kubectl delete pvc notes`로 지우고, 있는 클래스로 다시 만드세요.',
    ],
    learnt: '퍼시스턴트볼륨클레임은 볼륨을 만들 클래스를 이름으로 지정합니다. 없는 클래스는 오류가 아니며, 클레임과 파드가 그저 기다릴 뿐입니다.',
  },
  lens: 'storage',
  manifests: [scribe, claimOf('fast')],
  checks: [
    check('The claim `notes` is bound to a volume', '클레임 `notes`가 볼륨에 묶였다', object<V1PersistentVolumeClaim>(paths.core('persistentvolumeclaims', 'notes'), ({ status, spec }) => status?.phase === 'Bound' && spec?.volumeName !== undefined)),
    check('The scribe has run with it for five seconds', 'scribe가 그 볼륨으로 5초 동안 실행되었다', podsReady(paths.pods('app=scribe'), { count: 1, forSeconds: 5, and: mounts })),
  ],
  solution: [
    { en: 'Remove the empty claim.', ko: '빈 클레임을 지웁니다.', line: 'kubectl delete pvc notes' },
    { en: 'Claim again, from a class that exists.', ko: '있는 클래스로 다시 요청합니다.', yaml: claimOf('standard') },
  ],
});
