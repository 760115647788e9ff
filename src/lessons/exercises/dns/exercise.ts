import type { V1Deployment } from '../../../kube/generated/types.ts';
import { all, kept, paths, podsReady, rolledOut, serves } from '../../conditions.ts';
import { check, exercise } from '../compose.ts';

const database = `apiVersion: v1
kind: Namespace
metadata:
  name: data
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: store
  namespace: data
spec:
  selector:
    matchLabels: {app: store}
  template:
    metadata:
      labels: {app: store}
    spec:
      containers:
      - name: store
        image: traefik/whoami:v1.11
---
apiVersion: v1
kind: Service
metadata:
  name: store
  namespace: data
spec:
  selector: {app: store}
  ports: [{port: 80}]
`;

const shop = (host: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  replicas: 2
  selector:
    matchLabels: {app: shop}
  template:
    metadata:
      labels: {app: shop}
    spec:
      containers:
      - name: shop
        image: busybox:1.36
        command: ["sh", "-c", "sleep 1000000"]
        env:
        - {name: STORE, value: ${host}}
        readinessProbe:
          exec: {command: ["sh", "-c", "wget -q -T 2 -O - http://$STORE | grep -q 'Hostname: store-'"]}
          periodSeconds: 3
          timeoutSeconds: 3
`;

/** A name that means nothing here. */
export const dns = exercise({
  id: 'dns',
  en: {
    title: 'A name in another namespace',
    about: 'The shop is ready once it reaches its store, which it calls `store`. The store runs well, in the namespace `data`; the shop runs in `default`.',
    goal: 'Both pods of the shop reach the store. Neither moves to another namespace.',
    hints: [
      'Ask for the name where the shop stands: `kubectl exec deployment/shop -- nslookup store`',
      'A short name is looked up in the own namespace first. How does the full name of a Service go on?',
      '`store.data` is enough, `store.data.svc.cluster.local` is the whole of it. The shop reads the name from the variable `STORE`.',
    ],
    learnt: 'The short name of a Service holds in its own namespace; from elsewhere it is SERVICE.NAMESPACE.',
  },
  ko: {
    title: '다른 네임스페이스의 이름',
    about: '상점은 `store`라고 부르는 저장소에 닿아야 준비됩니다. 저장소는 `data` 네임스페이스에서 잘 돌고 있고, 상점은 `default`에 있습니다.',
    goal: '상점의 파드 두 개가 모두 저장소에 닿아야 합니다. 어느 쪽도 다른 네임스페이스로 옮기지 마세요.',
    hints: [
      '상점이 있는 곳에서 그 이름을 물어보세요: `kubectl exec deployment/shop -- nslookup store`',
      '짧은 이름은 먼저 자기 네임스페이스에서 찾습니다. 서비스의 전체 이름은 어떻게 이어지나요?',
      '`store.data`면 충분하고, 전체 이름은 `store.data.svc.cluster.local`입니다. 상점은 환경 변수 `STORE`에서 이름을 읽습니다.',
    ],
    learnt: '서비스의 짧은 이름은 같은 네임스페이스에서만 통합니다. 다른 곳에서는 서비스.네임스페이스로 부릅니다.',
  },
  manifests: [database, shop('store')],
  checks: [
    check('Both pods of the shop have reached the store for ten seconds', '상점의 파드 두 개가 10초 동안 저장소에 닿았다', podsReady(paths.pods('app=shop'), { count: 2, forSeconds: 10 })),
    check('Its rollout is through', '상점의 롤아웃이 끝났다', all(rolledOut(paths.deployment('shop'), 2), kept(paths.deployment('shop')))),
    check('The store still runs in `data`', '저장소는 여전히 `data`에서 실행된다', all(kept<V1Deployment>(paths.deployment('store', 'data')), serves('store', 1, 'data'))),
  ],
  solution: [
    { en: 'Call the store by the name that holds everywhere.', ko: '어디서나 통하는 이름으로 저장소를 부릅니다.', line: 'kubectl set env deployment/shop STORE=store.data' },
  ],
});
