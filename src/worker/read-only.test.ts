import { describe, expect, it } from 'vitest';
import { isReadOnly } from './read-only.ts';

describe('a kubectl line', () => {
  it.each([
    { line: 'kubectl get pods -n wait', looks: true },
    { line: 'k rollout status deployment/web', looks: true },
    { line: 'describe node node-1', looks: true },
    { line: 'kubectl -n events create configmap x', looks: false },
    { line: 'kubectl --context get delete pod x', looks: false },
    { line: 'kubectl diff -f -', looks: false },
    { line: 'kubectl top pods', looks: false },
    { line: 'kubectl rollout restart deployment/web', looks: false },
    { line: 'kubectl config set-context --current --namespace x', looks: false },
    { line: 'kubectl get --raw /api/v1/namespaces/default/pods/web:80/proxy/', looks: false },
    { line: 'kubectl port-forward pod/web 8080:80', looks: false },
    { line: 'get', looks: true },
    { line: '', looks: false },
  ])('$line looks only: $looks', ({ line, looks }) => {
    expect(isReadOnly({ type: 'kubectl', line })).toBe(looks);
  });
});
