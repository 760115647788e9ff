import { describe, expect, it } from 'vitest';
import { isDeed, isLookable, isReadOnly } from './read-only.ts';

/** `look`: not remembered. `asks`: remembered, but nothing that the person did. `deed`: it wrote, or could have. A `+`: answered in a look back. */
describe('a kubectl line', () => {
  it.each([
    { line: 'kubectl get pods -n wait', is: 'look +' },
    { line: 'get', is: 'look +' },
    { line: 'describe node node-1', is: 'look +' },
    { line: 'kubectl -n shop get pods', is: 'look +' },
    { line: 'kubectl --context drydock --namespace=shop get pods', is: 'look +' },
    { line: 'kubectl explain pods', is: 'look +' },
    { line: 'kubectl api-resources', is: 'look +' },
    { line: 'kubectl auth whoami', is: 'asks' },
    { line: 'kubectl config view', is: 'look +' },
    { line: 'kubectl config current-context', is: 'look +' },
    { line: 'kubectl config get-contexts', is: 'look +' },
    { line: 'kubectl create deployment web --image=nginx --dry-run=client -o yaml', is: 'look +' },
    { line: 'kubectl run web --image=nginx --dry-run=client', is: 'look +' },
    { line: 'kubectl apply -f web.yaml --dry-run=client', is: 'look +' },
    { line: 'kubectl gte pods', is: 'look +' },
    { line: 'kubectl delete pods --no-such-flag', is: 'look +' },
    { line: 'kubectl delete --help', is: 'look +' },
    { line: '', is: 'look +' },
    { line: 'kubectl get pods -w', is: 'look' },
    { line: 'kubectl get pods -Aw', is: 'look' },
    { line: 'kubectl get pods --watch=true', is: 'look' },
    { line: 'kubectl get pods --watch=false', is: 'look +' },
    { line: 'kubectl get pods --watch-only', is: 'look' },
    { line: 'k rollout status deployment/web', is: 'look' },
    { line: 'kubectl -n shop logs web', is: 'look' },
    { line: 'kubectl version', is: 'look' },
    { line: 'kubectl cluster-info', is: 'look' },
    { line: 'kubectl auth can-i delete pods', is: 'asks' },
    { line: 'kubectl diff -f -', is: 'asks' },
    { line: 'kubectl top pods', is: 'asks' },
    { line: 'kubectl top nodes', is: 'asks' },
    { line: 'kubectl create -f web.yaml --dry-run=server', is: 'asks' },
    { line: 'kubectl get --raw /api/v1/nodes', is: 'asks' },
    { line: 'kubectl edit deployment web', is: 'asks' },
    { line: 'kubectl get --raw /api/v1/namespaces/default/pods/web:80/proxy/', is: 'deed' },
    { line: 'kubectl -n events create configmap x', is: 'deed' },
    { line: 'kubectl --context get delete pod x', is: 'deed' },
    { line: 'kubectl apply -f web.yaml --dry-run=none', is: 'deed' },
    { line: 'kubectl rollout restart deployment/web', is: 'deed' },
    { line: 'kubectl config set-context --current --namespace x', is: 'deed' },
    { line: 'kubectl port-forward pod/web 8080:80', is: 'deed' },
    { line: 'kubectl exec web -- get --help', is: 'deed' },
  ])('$line is a $is', ({ line, is }) => {
    const action = { type: 'kubectl', line } as const;
    expect(`${isReadOnly(action) ? 'look' : isDeed(action) ? 'deed' : 'asks'}${isLookable(action) ? ' +' : ''}`).toBe(is);
  });
});
