import { expect, it } from 'vitest';
import type { V1Secret, V1SelfSubjectReview } from '../../../kube/generated/types.ts';
import { secrets, serviceAccounts } from '../../../kube/kinds.ts';
import { Client } from '../../client/index.ts';
import { administrator, Cluster } from '../../index.ts';

it('a Secret for the token of an account gets one that speaks for it, and goes with it', () => {
  const cluster = new Cluster({ seed: 1, startEpochMs: 1_767_258_000_000, machines: [], fakeKubelets: true });
  const client = new Client({ api: cluster.api, clock: cluster.clock, user: administrator, name: 'story' });
  const namespace = 'default';
  const run = (): void => { cluster.clock.runUntil(cluster.clock.nowMs + 5000); };
  const find = (name: string): V1Secret | undefined => { const found = client.get(secrets, namespace, name); return found.ok ? found.value : undefined; };
  const whoami = (token: string): unknown => {
    const { body } = cluster.api.handle({ method: 'POST', path: '/apis/authentication.k8s.io/v1/selfsubjectreviews', body: {}, token, user: administrator, cause: { clock: true } });
    return (body as V1SelfSubjectReview).status?.userInfo?.username ?? (body as { readonly message?: string }).message;
  };
  run();
  client.create(serviceAccounts, { metadata: { name: 'robot', namespace } });
  const make = (name: string, account: string): unknown => client.create(secrets, { metadata: { name, namespace, annotations: { 'kubernetes.io/service-account.name': account } }, type: 'kubernetes.io/service-account-token' });
  make('token', 'robot');
  make('nobody', 'nobody');
  run();
  const made = find('token');
  expect(Object.keys(made?.data ?? {})).toEqual(['ca.crt', 'namespace', 'token']);
  expect(made?.metadata?.annotations?.['kubernetes.io/service-account.uid']).toMatch(/^[\da-f-]{36}$/);
  expect(find('nobody')).toBeUndefined();
  const token = atob(made?.data?.['token'] ?? '');
  expect(whoami(token)).toBe('system:serviceaccount:default:robot');
  client.delete(serviceAccounts, namespace, 'robot');
  run();
  expect(find('token')).toBeUndefined();
  expect(whoami(token)).toBe('Unauthorized');
});
