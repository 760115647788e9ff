import type { V1Deployment, V1Secret } from '../../../kube/generated/types.ts';
import { all, object, paths, podsReady, rolledOut } from '../../conditions.ts';
import { check, exercise } from '../compose.ts';
import { webServers } from '../manifests.ts';

/** `harbour`, as a Secret stores it. */
const harbour = 'aGFyYm91cg==';

const secret = `apiVersion: v1
kind: Secret
metadata:
  name: store
stringData:
  user: shop
  pasword: harbour
`;

const env = `        env:
        - name: PASSWORD
          valueFrom:
            secretKeyRef: {name: store, key: password}
`;

const readsKey = ({ spec }: V1Deployment): boolean => spec?.template.spec?.containers.some((container) => container.env?.some(({ name, valueFrom }) =>
  name === 'PASSWORD' && valueFrom?.secretKeyRef?.name === 'store' && valueFrom.secretKeyRef.key === 'password') ?? false) ?? false;

/** A key that is not in the Secret. */
export const secretKey = exercise({
  id: 'secret-key',
  en: {
    title: 'A key that is missing',
    about: 'The shop takes its password from the Secret `store`. Its pods have a node and an image, and their containers do not start.',
    goal: 'Both pods of the shop run, with the password from the key `password` of the Secret. The password itself is `harbour`.',
    hints: [
      'What do the pods wait for? `kubectl get pods`, and more of it: `kubectl describe pods -l app=shop`',
      'Which keys does the Secret have? `kubectl describe secret store`',
      'The key is misspelt. Values under `stringData` are added in plain text and stored in base64: `kubectl patch secret store -p \'{"stringData":{"KEY":"VALUE"}}\'`',
    ],
    learnt: 'A container whose Secret or ConfigMap lacks a key waits with CreateContainerConfigError, and starts by itself as soon as the key is there.',
  },
  ko: {
    title: '없는 키',
    about: '상점은 시크릿 `store`에서 비밀번호를 읽습니다. 파드에 노드도 이미지도 있지만 컨테이너가 시작되지 않습니다.',
    goal: '상점의 파드 두 개가 시크릿의 `password` 키에 있는 비밀번호로 실행되어야 합니다. 비밀번호는 `harbour`입니다.',
    hints: [
      '파드는 무엇을 기다리나요? `kubectl get pods`, 더 자세히는 `kubectl describe pods -l app=shop`',
      '시크릿에는 어떤 키가 있나요? `kubectl describe secret store`',
      '키에 오타가 있습니다. `stringData`의 값은 그대로 적으면 base64로 저장됩니다: `kubectl patch secret store -p \'{"stringData":{"KEY":"VALUE"}}\'`',
    ],
    learnt: '시크릿이나 컨피그맵에 키가 없는 컨테이너는 CreateContainerConfigError로 기다리고, 키가 생기면 스스로 시작합니다.',
  },
  manifests: [secret, webServers('shop', { replicas: 2, more: env })],
  checks: [
    check('The Secret `store` holds the password under `password`', '시크릿 `store`의 `password` 키에 비밀번호가 있다', object<V1Secret>(paths.core('secrets', 'store'), ({ data }) => data?.['password'] === harbour)),
    check('The shop takes `PASSWORD` from that key', '상점은 그 키에서 `PASSWORD`를 읽는다', object<V1Deployment>(paths.deployment('shop'), readsKey)),
    check('Both pods have been ready for ten seconds', '파드 두 개가 10초 동안 준비 상태를 유지했다', all(rolledOut(paths.deployment('shop'), 2), podsReady(paths.pods('app=shop'), { count: 2, forSeconds: 10 }))),
  ],
  solution: [
    { en: 'Add the key that the containers ask for.', ko: '컨테이너가 찾는 키를 추가합니다.', line: 'kubectl patch secret store -p \'{"stringData":{"password":"harbour"}}\'' },
  ],
});
