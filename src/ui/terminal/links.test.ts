import { expect, it } from 'vitest';
import { contextAfter, contextOf, linksIn } from './links.ts';

const known = new Map([
  ['web-7d9-x1', { kind: 'Pod', namespace: 'shop', name: 'web-7d9-x1' }],
  ['web-7d9', { kind: 'ReplicaSet', namespace: 'shop', name: 'web-7d9' }],
  ['node-2', { kind: 'Node', namespace: '', name: 'node-2' }],
]);

/** Every object that the output of a command names, as `Kind namespace/name`. */
function linksOf(command: string, output: string): readonly string[] {
  let context = contextOf(command);
  return output.split('\n').flatMap((line) => {
    context = contextAfter(context, line);
    return linksIn(line, context, known).map(({ kind, namespace, name, start, end }) => `${kind} ${namespace}/${name}${line.slice(start, end).endsWith(name) ? '' : ' (elsewhere)'}`);
  });
}

it.each([
  { why: 'a table of one kind', command: 'kubectl get po', output: 'NAME    READY   STATUS\nweb-1   1/1     Running', links: ['Pod default/web-1'] },
  { why: 'another namespace', command: 'kubectl get cm -n shop', output: 'NAME    DATA   AGE\nwords   1      5s', links: ['ConfigMap shop/words'] },
  { why: 'all namespaces', command: 'kubectl get deploy -A', output: 'NAMESPACE   NAME   READY\nshop        web    1/1', links: ['Deployment shop/web'] },
  { why: 'wide: the node too', command: 'k get pods -o wide', output: 'NAME    READY   NODE     NOMINATED NODE\nweb-1   1/1     node-2   <none>\nweb-2   0/1     <none>   <none>', links: ['Pod default/web-1', 'Node /node-2', 'Pod default/web-2'] },
  { why: 'several kinds', command: 'kubectl get pods,svc', output: 'NAME        READY\npod/web-1   1/1\n\nNAME          TYPE\nservice/web   NodePort', links: ['Pod default/web-1', 'Service default/web'] },
  { why: 'what was applied', command: 'kubectl apply -f x', output: 'deployment.apps/web configured\nnamespace/shop created', links: ['Deployment default/web', 'Namespace /shop'] },
  { why: 'events', command: 'kubectl get events', output: 'LAST SEEN   TYPE     REASON   OBJECT      MESSAGE\n5s          Normal   Pulled   pod/web-1   Container image "nginx:1.27"', links: ['Pod default/web-1'] },
  { why: 'what is described', command: 'kubectl describe deploy/web -n shop', output: 'Name:                   web\nLabels:                 app=web\nNewReplicaSet:   web-7d9 (3/3 replicas created)', links: ['Deployment shop/web', 'ReplicaSet shop/web-7d9'] },
  { why: 'an owner and a machine', command: 'kubectl describe pod web-7d9-x1 -n shop', output: 'Name:             web-7d9-x1\nNode:             node-2/192.168.0.12\nControlled By:  ReplicaSet/web-7d9', links: ['Pod shop/web-7d9-x1', 'Node /node-2', 'ReplicaSet shop/web-7d9'] },
  { why: 'an event of a description', command: 'kubectl describe pod x', output: '  Normal  Scheduled  5s   default-scheduler  Successfully assigned shop/web-7d9-x1 to node-2', links: ['Pod shop/web-7d9-x1', 'Node /node-2'] },
  { why: 'rows without their heading', command: 'kubectl get pods | grep web', output: 'web-7d9-x1   1/1   Running', links: ['Pod shop/web-7d9-x1'] },
  { why: 'no part of a longer name', command: 'kubectl get x', output: 'web-7d9-x12 node-22', links: [] },
  { why: 'no image, no path', command: 'kubectl describe pod web', output: 'Image: gcr.io/google_samples/x\nMounts: /var/run', links: [] },
  { why: 'no kind, no link', command: 'kubectl api-resources', output: 'NAME   SHORTNAMES\npods   po', links: [] },
])('links of $why', ({ command, output, links }) => {
  expect(linksOf(command, output)).toEqual(links);
});
