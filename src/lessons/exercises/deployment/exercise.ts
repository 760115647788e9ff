import { all, podsReady, object, paths, rolledOut } from '../../conditions.ts';
import type { V1Deployment } from '../../../kube/generated/types.ts';
import { check, exercise } from '../compose.ts';

const manifest = (label: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: ${label}
    spec:
      containers:
      - name: web
        image: nginx:1.27
`;

const isControlled = ({ metadata }: { readonly metadata?: { readonly ownerReferences?: readonly { readonly kind: string }[] | undefined } | undefined }): boolean => metadata?.ownerReferences?.[0]?.kind === 'ReplicaSet';

/** The first thing that the API server refuses. */
export const deployment = exercise({
  id: 'deployment',
  en: {
    title: 'A Deployment that is refused',
    about: 'Somebody has written a Deployment for three web servers, and the API server does not take it. The manifest is in the editor.',
    goal: 'A Deployment `web` keeps three pods with the label `app=web` running.',
    hints: [
      'Press “Apply” and read what the API server answers: it names the field.',
      'A Deployment counts the pods that its `selector` matches, and makes them from its `template`.',
      'Whatever `selector.matchLabels` asks for has to stand in `template.metadata.labels`, too.',
    ],
    learnt: 'A Deployment has to recognise the pods it makes: its selector must match the labels of its own template.',
  },
  ko: {
    title: '거부되는 디플로이먼트',
    about: '누군가 웹 서버 세 개를 위한 디플로이먼트를 작성했지만 API 서버가 받아 주지 않습니다. 매니페스트는 편집기에 있습니다.',
    goal: '디플로이먼트 `web`이 `app=web` 레이블이 있는 파드 세 개를 계속 실행해야 합니다.',
    hints: [
      '“적용”을 누르고 API 서버의 답을 읽어 보세요. 어느 필드인지 알려 줍니다.',
      '디플로이먼트는 `selector`에 맞는 파드를 세고, `template`으로 파드를 만듭니다.',
      '`selector.matchLabels`가 요구하는 것은 `template.metadata.labels`에도 있어야 합니다.',
    ],
    learnt: '디플로이먼트는 자신이 만든 파드를 알아볼 수 있어야 합니다. 셀렉터는 자기 템플릿의 레이블과 일치해야 합니다.',
  },
  manifests: [],
  editorText: manifest('website'),
  checks: [
    check('There is a Deployment `web` of three replicas', '레플리카가 세 개인 디플로이먼트 `web`이 있다', object<V1Deployment>(paths.deployment('web'), ({ spec }) => (spec?.replicas ?? 1) === 3)),
    check('All three are ready', '세 개 모두 준비되었다', rolledOut(paths.deployment('web'), 3)),
    check('They carry `app=web` and are kept by a ReplicaSet', '파드에 `app=web`이 있고 레플리카셋이 관리한다', all(podsReady(paths.pods('app=web'), { count: 3, forSeconds: 0, and: isControlled }))),
  ],
  solution: [
    { en: 'Let the template carry the label that the selector asks for, and apply it.', ko: '셀렉터가 요구하는 레이블을 템플릿에 넣고 적용합니다.', yaml: manifest('web') },
  ],
});
