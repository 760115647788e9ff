import { request } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AuthenticationV1TokenRequest, V1SelfSubjectReview, V1Status } from '../kube/generated/types.ts';
import { usualMachines } from '../scenario/machines.ts';
import { startServer, type RunningServer } from './server.ts';

let server: RunningServer;
beforeAll(async () => { server = await startServer({ port: 0, adminPort: 0, seed: 1, speed: 1, machines: usualMachines, fakeKubelets: true }); });
afterAll(async () => { await server.close(); });

function ask<T>(method: string, path: string, headers: Record<string, string | string[]> = {}, body?: object): Promise<{ readonly code: number; readonly body: T }> {
  return new Promise((resolve, reject) => {
    const call = request(new URL(path, server.url), { method, headers: { accept: 'application/json', 'content-type': 'application/json', ...headers } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; });
      response.on('end', () => { resolve({ code: response.statusCode ?? 0, body: JSON.parse(text) as T }); });
    });
    call.on('error', reject);
    call.end(body && JSON.stringify(body));
  });
}

const whoami = async (headers: Record<string, string | string[]>): Promise<unknown> => {
  const { code, body } = await ask<V1SelfSubjectReview & V1Status>('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', headers, {});
  return code === 201 ? (body.status as unknown as V1SelfSubjectReview['status'])?.userInfo : body;
};

const unauthorized = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: 'Unauthorized', reason: 'Unauthorized', code: 401 };

it('takes whoever says nothing for the administrator, and refuses what is nobody\'s token', async () => {
  expect(await whoami({})).toMatchObject({ username: 'kubernetes-admin' });
  expect(await whoami({ authorization: 'Bearer made-up' })).toEqual(unauthorized);
});

it('knows a service account by its token, until the account is gone', async () => {
  const accounts = '/api/v1/namespaces/kube-public/serviceaccounts';
  await ask('POST', accounts, {}, { metadata: { name: 'robot' } });
  const { body } = await ask<AuthenticationV1TokenRequest>('POST', `${accounts}/robot/token`, {}, { spec: {} });
  const headers = { authorization: `Bearer ${body.status?.token ?? ''}` };
  expect(await whoami(headers)).toMatchObject({ username: 'system:serviceaccount:kube-public:robot', groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-public', 'system:authenticated'] });
  expect((await ask<V1Status>('GET', '/api/v1/nodes', headers)).body.message).toBe('nodes is forbidden: User "system:serviceaccount:kube-public:robot" cannot list resource "nodes" in API group "" at the cluster scope');
  expect((await ask<V1Status>('GET', '/api/v1/nodes', { ...headers, 'impersonate-user': 'ann' })).body.message).toBe('nodes is forbidden: User "system:serviceaccount:kube-public:robot" cannot impersonate-on:user-info:list resource "nodes" in API group "" at the cluster scope');
  await ask('DELETE', `${accounts}/robot`);
  expect(await whoami(headers)).toEqual(unauthorized);
});

it('reads every header of an impersonation', async () => {
  expect(await whoami({ 'impersonate-user': 'ann', 'impersonate-group': ['devs', 'a, b'], 'impersonate-uid': '7', 'impersonate-extra-example.com%2Fscopes': ['x', 'y'] }))
    .toEqual({ username: 'ann', uid: '7', groups: ['devs', 'a, b', 'system:authenticated'], extra: { 'example.com/scopes': ['x', 'y'] } });
  expect(await whoami({ 'impersonate-group': 'devs' })).toMatchObject({ code: 400, message: 'requested &user.DefaultInfo{Name:"", UID:"", Groups:[]string{"devs"}, Extra:map[string][]string(nil)} without impersonating a user name' });
});
