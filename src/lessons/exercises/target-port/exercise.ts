import type { V1Service } from '../../../kube/generated/types.ts';
import { all, kept, object, paths, podsReady, serves } from '../../conditions.ts';
import { check, exercise } from '../compose.ts';
import { customer, webServers } from '../manifests.ts';

const service = (targetPort: number): string => `apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  selector: {app: shop}
  ports:
  - port: 80
    targetPort: ${String(targetPort)}
`;

/** The right pods, the wrong door. */
export const targetPort = exercise({
  id: 'target-port',
  en: {
    title: 'The right pods, the wrong port',
    about: 'This Service has three ready pods behind it, and yet whoever asks it is refused a connection.',
    goal: 'The customer gets the page of the shop at `http://shop`, port 80.',
    hints: [
      'What port do requests arrive at in the pods? `kubectl describe service shop`',
      'Where does the web server listen? `kubectl logs deployment/shop` does not say, but `kubectl exec customer -- wget -qO- http://POD-IP:PORT` finds out. The image is nginx.',
      'Writing another `containerPort` changes nothing: it only tells, it does not open a port. `targetPort` of the Service is what leads there.',
    ],
    learnt: '`port` is where a Service is asked, `targetPort` where the program in the pod really listens, and nobody checks that somebody does.',
  },
  ko: {
    title: '파드는 맞는데 포트가 틀린 서비스',
    about: '이 서비스 뒤에는 준비된 파드가 세 개 있지만, 요청하면 연결이 거부됩니다.',
    goal: 'customer가 `http://shop`의 80번 포트에서 상점 페이지를 받아야 합니다.',
    hints: [
      '요청은 파드의 어느 포트로 들어가나요? `kubectl describe service shop`',
      '웹 서버는 어디에서 듣고 있나요? `kubectl logs deployment/shop`에는 나오지 않지만 `kubectl exec customer -- wget -qO- http://POD-IP:PORT`로 알아낼 수 있습니다. 이미지는 nginx입니다.',
      '`containerPort`를 다르게 적어도 달라지는 것은 없습니다. 알려 줄 뿐 포트를 열지는 않습니다. 길을 정하는 것은 서비스의 `targetPort`입니다.',
    ],
    learnt: '`port`는 서비스가 요청을 받는 포트, `targetPort`는 파드의 프로그램이 실제로 듣는 포트이며, 정말 듣고 있는지는 아무도 확인하지 않습니다.',
  },
  manifests: [[webServers('shop'), customer('customer', 'http://shop'), service(8080)].join('---\n')],
  editorText: service(8080),
  checks: [
    check('The Service `shop` takes requests at port 80', '서비스 `shop`이 80번 포트로 요청을 받는다', object<V1Service>(paths.service('shop'), ({ spec }) => spec?.ports?.some(({ port }) => port === 80) ?? false)),
    check('Three pods stand behind it', '그 뒤에 파드 세 개가 있다', serves('shop', 3)),
    check('The customer has had answers for ten seconds', 'customer가 10초 동안 답을 받았다', all(kept(paths.pod('customer')), podsReady(paths.pods('app=customer'), { count: 1, forSeconds: 10 }))),
  ],
  solution: [
    { en: 'Lead the requests to port 80 of the pods.', ko: '요청을 파드의 80번 포트로 보냅니다.', yaml: service(80) },
  ],
});
