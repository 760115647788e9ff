import type { V1Service } from '../../../kube/generated/types.ts';
import { all, kept, object, paths, podsReady, rolledOut } from '../../conditions.ts';
import { check, exercise } from '../compose.ts';

const store = `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: store
spec:
  serviceName: store
  replicas: 2
  selector:
    matchLabels: {app: store}
  template:
    metadata:
      labels: {app: store}
    spec:
      containers:
      - name: store
        image: traefik/whoami:v1.11
        ports: [{containerPort: 80}]
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

const client = `apiVersion: v1
kind: Pod
metadata:
  name: client
  labels: {app: client}
spec:
  containers:
  - name: client
    image: busybox:1.36
    command: ["sh", "-c", "sleep 1000000"]
    readinessProbe:
      exec: {command: ["sh", "-c", "wget -q -T 2 -O - http://store-0.store | grep -q 'Hostname: store-0'"]}
      periodSeconds: 3
      timeoutSeconds: 3
`;

const service = (name: string): string => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  clusterIP: None
  selector: {app: store}
  ports: [{port: 80}]
`;

/** Pods with names that nobody can look up. */
export const stateful = exercise({
  id: 'stateful',
  en: {
    title: 'Pods that cannot be called by name',
    about: 'The store keeps its first copy in the pod `store-0`, and the client wants just that one, as `store-0.store`. No such name is known.',
    goal: 'The client reaches `store-0.store`, through a headless Service. The StatefulSet, with its pods and disks, stays as it is.',
    hints: [
      'Ask for the name: `kubectl exec client -- nslookup store-0.store`',
      'The names of the pods hang on the Service that the StatefulSet calls its `serviceName`: `kubectl get statefulset store -o jsonpath={.spec.serviceName}`. Which Services are there? `kubectl get services`',
      'The Service has the wrong name, and neither that nor `serviceName` can be changed. Make another one in the editor, called `store`, with `clusterIP: None`.',
    ],
    learnt: 'A StatefulSet gives its pods names, and DNS knows them only under the headless Service that it names; nobody checks that there is one.',
  },
  ko: {
    title: '이름으로 부를 수 없는 파드',
    about: '저장소의 원본은 `store-0` 파드에 있고, client는 바로 그 파드를 `store-0.store`로 부르려 합니다. 그런데 그런 이름이 없습니다.',
    goal: 'client가 헤드리스 서비스를 통해 `store-0.store`에 닿아야 합니다. 스테이트풀셋과 그 파드, 디스크는 그대로 두세요.',
    hints: [
      '그 이름을 물어보세요: `kubectl exec client -- nslookup store-0.store`',
      '파드의 이름은 스테이트풀셋이 `serviceName`으로 지정한 서비스에 달려 있습니다: `kubectl get statefulset store -o jsonpath={.spec.serviceName}`. 어떤 서비스가 있나요? `kubectl get services`',
      '서비스의 이름이 틀렸고, 그 이름도 `serviceName`도 바꿀 수 없습니다. 편집기에서 `clusterIP: None`인 서비스를 `store`라는 이름으로 하나 더 만드세요.',
    ],
    learnt: '스테이트풀셋은 파드에 이름을 주지만, DNS는 스테이트풀셋이 지정한 헤드리스 서비스 아래에서만 그 이름을 압니다. 그 서비스가 있는지는 아무도 확인하지 않습니다.',
  },
  manifests: [store, client, service('stores')],
  untilMs: 60_000,
  checks: [
    check('The client has reached `store-0.store` for ten seconds', 'client가 10초 동안 `store-0.store`에 닿았다', all(kept(paths.pod('client')), podsReady(paths.pods('app=client'), { count: 1, forSeconds: 10 }))),
    check('The Service `store` is headless', '서비스 `store`는 헤드리스이다', object<V1Service>(paths.service('store'), ({ spec }) => spec?.clusterIP === 'None')),
    check('The StatefulSet of the beginning has two pods ready', '처음 그대로의 스테이트풀셋에 준비된 파드 두 개가 있다', all(kept(paths.apps('statefulsets', 'store')), rolledOut(paths.apps('statefulsets', 'store'), 2))),
  ],
  solution: [
    { en: 'Make the headless Service that the StatefulSet names.', ko: '스테이트풀셋이 지정한 이름으로 헤드리스 서비스를 만듭니다.', yaml: service('store') },
  ],
});
