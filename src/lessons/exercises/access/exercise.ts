import { all, may, mayNot } from '../../conditions.ts';
import { check, exercise } from '../compose.ts';

const binding = (namespace: string): string => `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: reporter
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: pod-reader
subjects:
- kind: ServiceAccount
  name: reporter
  namespace: ${namespace}
`;

const accounts = `apiVersion: v1
kind: ServiceAccount
metadata:
  name: reporter
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: pod-reader
rules:
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch]
`;

const reporter = 'default/reporter';
const pods = { resource: 'pods', namespace: 'default' };

/** A right that went to somebody else. */
export const access = exercise({
  id: 'access',
  en: {
    title: 'A right that went to somebody else',
    about: 'The service account `reporter` of the namespace `default` is to list the pods there. A role and a binding have been made, and yet it is refused.',
    goal: 'The reporter may read the pods of `default`, and nothing more than that.',
    hints: [
      'Ask in its name: `kubectl auth can-i list pods --as=system:serviceaccount:default:reporter`',
      'What does the role allow, and to whom? `kubectl describe role pod-reader` and `kubectl describe rolebinding reporter`',
      'A service account is one of a namespace, and the binding names another one’s. Correct `subjects` in the editor; to give the reporter more than its role would be the wrong way.',
    ],
    learnt: 'A role says what may be done, a binding says who may; a service account is named with its namespace, and a binding to somebody who does not exist is no error.',
  },
  ko: {
    title: '다른 사람에게 간 권한',
    about: '네임스페이스 `default`의 서비스어카운트 `reporter`는 그곳의 파드를 나열할 수 있어야 합니다. 롤과 바인딩을 만들었는데도 거부됩니다.',
    goal: 'reporter가 `default`의 파드를 읽을 수 있어야 하고, 그 이상은 할 수 없어야 합니다.',
    hints: [
      'reporter의 이름으로 물어보세요: `kubectl auth can-i list pods --as=system:serviceaccount:default:reporter`',
      '롤은 무엇을, 누구에게 허용하나요? `kubectl describe role pod-reader`, 그리고 `kubectl describe rolebinding reporter`',
      '서비스어카운트는 네임스페이스에 속하는데, 바인딩은 다른 네임스페이스의 것을 가리킵니다. 편집기에서 `subjects`를 고치세요. 롤보다 큰 권한을 주는 것은 옳은 길이 아닙니다.',
    ],
    learnt: '롤은 무엇을 할 수 있는지, 바인딩은 누가 할 수 있는지를 말합니다. 서비스어카운트는 네임스페이스와 함께 적으며, 없는 대상을 적은 바인딩도 오류가 아닙니다.',
  },
  manifests: [accounts, binding('kube-system')],
  checks: [
    check('The reporter may list and read pods', 'reporter가 파드를 나열하고 읽을 수 있다', all(may(reporter, { ...pods, verb: 'list' }), may(reporter, { ...pods, verb: 'get' }))),
    check('It may not delete or create any', '파드를 삭제하거나 만들 수는 없다', all(mayNot(reporter, { ...pods, verb: 'delete' }), mayNot(reporter, { ...pods, verb: 'create' }))),
    check('It may not read Secrets', '시크릿은 읽을 수 없다', mayNot(reporter, { resource: 'secrets', namespace: 'default', verb: 'get' })),
    check('It may not look into other namespaces', '다른 네임스페이스는 볼 수 없다', mayNot(reporter, { resource: 'pods', namespace: 'kube-system', verb: 'list' })),
  ],
  solution: [
    { en: 'Bind the role to the reporter of `default`.', ko: '`default`의 reporter에 롤을 묶습니다.', yaml: binding('default') },
  ],
});
