import { visitors } from '../../compose.ts';
import { kept, paths, podsReady, rolledOut, serves } from '../../conditions.ts';
import { check, exercise } from '../compose.ts';
import { webServers } from '../manifests.ts';

const shop = `${webServers('shop', { replicas: 4, more: '        readinessProbe:\n          httpGet: {path: /, port: 80}\n' })}---
apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  type: NodePort
  selector: {app: shop}
  ports: [{port: 80}]
`;

/** An image that nobody can pull. */
export const rollback = exercise({
  id: 'rollback',
  en: {
    title: 'A rollout that does not end',
    about: 'A new version of the shop was rolled out a minute ago. It never gets ready; the old pods still carry the visitors.',
    goal: 'All four pods of the shop are of one version that works, and the visitors notice nothing.',
    hints: [
      'What do the new pods wait for? `kubectl get pods`',
      'Why can the image not be pulled? `kubectl describe pods -l app=shop`',
      'The Deployment remembers the versions before: `kubectl rollout history deployment/shop`',
    ],
    learnt: 'A rollout that fails stops by itself before it harms anybody, and a Deployment remembers its old versions: going back is one command.',
  },
  ko: {
    title: '끝나지 않는 롤아웃',
    about: '1분 전에 상점의 새 버전을 배포했습니다. 새 파드는 준비되지 않고, 아직은 이전 파드가 방문자를 맡고 있습니다.',
    goal: '상점의 파드 네 개가 모두 제대로 동작하는 한 버전이어야 합니다. 방문자는 아무것도 느끼지 못해야 합니다.',
    hints: [
      '새 파드는 무엇을 기다리고 있나요? `kubectl get pods`',
      '왜 이미지를 가져오지 못할까요? `kubectl describe pods -l app=shop`',
      '디플로이먼트는 이전 버전들을 기억합니다: `kubectl rollout history deployment/shop`',
    ],
    learnt: '실패한 롤아웃은 피해를 주기 전에 스스로 멈추고, 디플로이먼트는 이전 버전을 기억하므로 명령 하나로 되돌릴 수 있습니다.',
  },
  manifests: [shop],
  load: [visitors('shop', 5)],
  warmUpMs: 30_000,
  actions: [{ atMs: 30_000, action: { type: 'kubectl', line: 'kubectl set image deployment/shop shop=nginx:1.28-does-not-exist' } }],
  untilMs: 90_000,
  checks: [
    check('All four pods are of the newest revision and ready', '파드 네 개가 모두 최신 리비전이고 준비되었다', rolledOut(paths.deployment('shop'), 4)),
    check('They have been ready for ten seconds', '10초 동안 준비 상태를 유지했다', podsReady(paths.pods('app=shop'), { count: 4, forSeconds: 10 })),
    check('The Deployment is the one from the beginning', '디플로이먼트는 처음의 그것이다', kept(paths.deployment('shop'))),
    check('The Service leads to four ready pods', '서비스가 준비된 파드 네 개로 이어진다', serves('shop', 4)),
  ],
  solution: [
    { en: 'Go back to the revision before.', ko: '이전 리비전으로 되돌립니다.', line: 'kubectl rollout undo deployment/shop' },
  ],
});
