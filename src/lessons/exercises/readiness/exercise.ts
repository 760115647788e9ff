import type { V1Deployment } from '../../../kube/generated/types.ts';
import { all, object, paths, podsReady, rolledOut, serves } from '../../conditions.ts';
import { check, exercise } from '../compose.ts';
import { webServers } from '../manifests.ts';

const site = (path: string): string => webServers('site', { replicas: 2, more: `        readinessProbe:\n          httpGet: {path: ${path}, port: 80}\n          periodSeconds: 5\n` });
const service = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: site\nspec:\n  selector: {app: site}\n  ports: [{port: 80}]\n';

/** A probe that asks for a page that is not there. */
export const readiness = exercise({
  id: 'readiness',
  en: {
    title: 'Running, but never ready',
    about: 'The web servers of the site run without a single restart. Still they are never ready, and their Service leads nowhere.',
    goal: 'Both pods get ready, and a readiness probe still asks them over HTTP.',
    hints: [
      'What does the kubelet say about the probe? `kubectl describe pods -l app=site`',
      'Status 404: the web server answers, but the page that the probe asks for does not exist. Which one does?',
      'Let the probe ask for `/`. The manifest is in the editor.',
    ],
    learnt: 'Running means that the program lives, ready that its readiness probe succeeds; only ready pods get requests, so a wrong probe takes a healthy program off the net.',
  },
  ko: {
    title: 'Running이지만 준비되지 않는 파드',
    about: '사이트의 웹 서버는 한 번도 재시작하지 않고 실행 중입니다. 그런데도 준비 상태가 되지 않아 서비스가 아무 데로도 이어지지 않습니다.',
    goal: '파드 두 개가 준비되어야 합니다. 준비성 프로브는 계속 HTTP로 확인해야 합니다.',
    hints: [
      'kubelet은 프로브에 대해 뭐라고 하나요? `kubectl describe pods -l app=site`',
      '상태 코드 404: 웹 서버는 답하지만 프로브가 찾는 페이지가 없습니다. 있는 페이지는 무엇일까요?',
      '프로브가 `/`를 요청하게 하세요. 매니페스트는 편집기에 있습니다.',
    ],
    learnt: 'Running은 프로그램이 살아 있다는 뜻이고, 준비 상태는 준비성 프로브가 성공한다는 뜻입니다. 준비된 파드만 요청을 받으므로, 잘못된 프로브는 멀쩡한 프로그램을 끊어 놓습니다.',
  },
  manifests: [service, site('/healthz')],
  checks: [
    check('Both pods have been ready for ten seconds', '파드 두 개가 10초 동안 준비 상태를 유지했다', all(rolledOut(paths.deployment('site'), 2), podsReady(paths.pods('app=site'), { count: 2, forSeconds: 10 }))),
    check('A readiness probe asks them over HTTP', '준비성 프로브가 HTTP로 확인한다', object<V1Deployment>(paths.deployment('site'), ({ spec }) => spec?.template.spec?.containers[0]?.readinessProbe?.httpGet !== undefined)),
    check('The Service `site` leads to both', '서비스 `site`가 둘 모두에 이어진다', serves('site', 2)),
  ],
  solution: [
    { en: 'Ask for a page that exists.', ko: '있는 페이지를 요청하게 합니다.', yaml: site('/') },
  ],
});
