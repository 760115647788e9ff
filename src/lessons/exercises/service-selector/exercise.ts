import type { V1Deployment, V1Service } from '../../../kube/generated/types.ts';
import { all, kept, object, paths, podsReady, serves } from '../../conditions.ts';
import { check, exercise } from '../compose.ts';
import { customer, webServers } from '../manifests.ts';

const service = (selector: string): string => `apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  selector: ${selector}
  ports: [{port: 80}]
`;

/** A Service with nobody behind it. */
export const serviceSelector = exercise({
  id: 'service-selector',
  en: {
    title: 'A Service with nobody behind it',
    about: 'Three pods of the shop run and are ready. Still the pod `customer`, which asks `http://shop` every three seconds, gets no answer.',
    goal: 'The Service `shop` leads to the three pods. The pods stay as they are.',
    hints: [
      'Whom does the Service lead to? `kubectl get endpointslices -l kubernetes.io/service-name=shop`',
      'Compare the selector of the Service with the labels of the pods: `kubectl get service shop -o wide` and `kubectl get pods --show-labels`',
      'A pod must carry every label of the selector. The Service asks for one with a value that no pod has.',
    ],
    learnt: 'A Service finds its pods by its selector alone; where that matches nobody there is no error, only a Service without endpoints.',
  },
  ko: {
    title: '뒤에 아무도 없는 서비스',
    about: '상점의 파드 세 개는 준비되어 있습니다. 그런데도 3초마다 `http://shop`에 요청하는 `customer` 파드는 답을 받지 못합니다.',
    goal: '서비스 `shop`이 파드 세 개로 이어져야 합니다. 파드는 그대로 두세요.',
    hints: [
      '서비스는 어디로 이어지나요? `kubectl get endpointslices -l kubernetes.io/service-name=shop`',
      '서비스의 셀렉터와 파드의 레이블을 비교해 보세요: `kubectl get service shop -o wide`, 그리고 `kubectl get pods --show-labels`',
      '파드에는 셀렉터의 레이블이 모두 있어야 합니다. 서비스가 찾는 레이블 하나는 어떤 파드에도 없는 값입니다.',
    ],
    learnt: '서비스는 오직 셀렉터로 파드를 찾습니다. 아무것도 일치하지 않으면 오류 없이 엔드포인트가 없는 서비스가 될 뿐입니다.',
  },
  manifests: [[webServers('shop', { labels: '{app: shop, tier: web}' }), customer('customer', 'http://shop'), service('{app: shop, tier: front}')].join('---\n')],
  editorText: service('{app: shop, tier: front}'),
  checks: [
    check('Three pods stand behind the Service `shop`', '서비스 `shop` 뒤에 파드 세 개가 있다', all(object<V1Service>(paths.service('shop'), ({ spec }) => spec?.selector?.['app'] === 'shop'), serves('shop', 3))),
    check('The customer has had answers for ten seconds', 'customer가 10초 동안 답을 받았다', all(kept(paths.pod('customer')), podsReady(paths.pods('app=customer'), { count: 1, forSeconds: 10 }))),
    check('The Deployment is as it was', '디플로이먼트는 처음 그대로이다', kept<V1Deployment>(paths.deployment('shop'), ({ metadata }) => metadata?.generation === 1)),
  ],
  solution: [
    { en: 'Ask for the label that the pods have.', ko: '파드에 있는 레이블로 찾게 합니다.', line: 'kubectl set selector service shop app=shop,tier=web' },
  ],
});
