import type { V1Service } from '../../../kube/generated/types.ts';
import { all, kept, object, paths, podsReady, serves } from '../../conditions.ts';
import { check, exercise } from '../compose.ts';
import { webServers } from '../manifests.ts';

const service = (more: string, port: string): string => `apiVersion: v1
kind: Service
metadata:
  name: site
spec:
${more}  selector: {app: site}
  ports:
  - port: 80
${port}`;

const passerBy = `apiVersion: v1
kind: Pod
metadata:
  name: passer-by
  labels: {app: passer-by}
spec:
  hostNetwork: true
  containers:
  - name: passer-by
    image: busybox:1.36
    command: ["sh", "-c", "sleep 1000000"]
    env:
    - name: NODE
      valueFrom: {fieldRef: {fieldPath: status.hostIP}}
    readinessProbe:
      exec: {command: ["sh", "-c", "wget -q -T 2 -O /dev/null http://$NODE:30080"]}
      periodSeconds: 3
      timeoutSeconds: 3
`;

/** A door to the street. */
export const nodePort = exercise({
  id: 'node-port',
  en: {
    title: 'A door to the street',
    about: 'The site is served inside the cluster only. Outside, people have been told port 30080 of any machine; the pod `passer-by` tries it.',
    goal: 'The Service `site` can be reached at port 30080 of every machine, and inside at its old address.',
    hints: [
      'What kind of Service is it now? `kubectl get service site`',
      'A Service of type `NodePort` opens the same port on every machine. Which one is picked by chance, unless `nodePort` says it.',
      'Change the manifest in the editor: `type: NodePort` beside the selector, and `nodePort: 30080` beside `port: 80`.',
    ],
    learnt: 'A NodePort is a cluster IP and a door on every machine besides; its number lies between 30000 and 32767, and is fixed only where you say it.',
  },
  ko: {
    title: '바깥으로 난 문',
    about: '사이트는 클러스터 안에서만 열립니다. 바깥에는 아무 머신의 30080번 포트라고 알려 두었고, `passer-by` 파드가 그 포트로 시도하고 있습니다.',
    goal: '서비스 `site`가 모든 머신의 30080번 포트로 열리고, 안에서는 원래 주소로도 계속 열려야 합니다.',
    hints: [
      '지금은 어떤 종류의 서비스인가요? `kubectl get service site`',
      '`NodePort` 유형의 서비스는 모든 머신에 같은 포트를 엽니다. `nodePort`를 적지 않으면 번호는 임의로 정해집니다.',
      '편집기의 매니페스트를 바꾸세요: 셀렉터 옆에 `type: NodePort`, `port: 80` 옆에 `nodePort: 30080`.',
    ],
    learnt: 'NodePort는 클러스터 IP에 더해 모든 머신에 난 문입니다. 번호는 30000에서 32767 사이이고, 직접 적을 때만 고정됩니다.',
  },
  manifests: [[webServers('site', { replicas: 2 }), passerBy, service('', '')].join('---\n')],
  editorText: service('', ''),
  checks: [
    check('The Service `site` is open at node port 30080', '서비스 `site`가 노드 포트 30080으로 열려 있다', object<V1Service>(paths.service('site'), ({ spec }) => spec?.ports?.some(({ port, nodePort: door }) => port === 80 && door === 30_080) ?? false)),
    check('It is the Service of the beginning, with two pods behind it', '처음 그대로의 서비스이고 뒤에 파드 두 개가 있다', all(kept(paths.service('site')), serves('site', 2))),
    check('The passer-by has had answers for ten seconds', 'passer-by가 10초 동안 답을 받았다', all(kept(paths.pod('passer-by')), podsReady(paths.pods('app=passer-by'), { count: 1, forSeconds: 10 }))),
  ],
  solution: [
    { en: 'Make it a NodePort and say which port.', ko: 'NodePort로 바꾸고 포트 번호를 적습니다.', yaml: service('  type: NodePort\n', '    nodePort: 30080\n') },
  ],
});
