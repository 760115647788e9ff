import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStore } from '../engine/etcd/index.ts';
import { createApiServer } from '../engine/kube-apiserver/index.ts';
import { EventQueue, RandomStreams } from '../engine/sim/index.ts';
import { usualMachines } from '../scenario/machines.ts';
import { startServer, type RunningServer } from '../server/server.ts';
import { driveHttp } from './drivers/http.ts';
import type { Settings } from './effects.ts';
import { drive, runKubectl, splitLine } from './index.ts';

const person = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
const settings: Settings = { namespace: 'default', user: person.name, server: 'https://10.0.0.1:6443', context: 'drydock' };

interface Answer { stdout: string; stderr: string }
type Type = (line: string, at?: Settings) => Promise<Answer>;

function run(line: string, at: Settings) {
  const answer: Answer = { stdout: '', stderr: '' };
  return { answer, program: runKubectl(splitLine(line), { settings: at, stdin: '', output: { stdout: (text) => { answer.stdout += text; }, stderr: (text) => { answer.stderr += text; } } }) };
}

/** A prompt inside the engine, as in the page. */
function inProcess(): Type {
  const clock = new EventQueue(Date.UTC(2026, 0, 1));
  const api = createApiServer({ clock, store: createStore({ clock }), random: new RandomStreams(1).stream('kube-apiserver') });
  api.bootstrap();
  return (line, at = settings) => {
    const { answer, program } = run(line, at);
    drive(program, { api, clock, user: person, cause: { action: 1 } }, () => undefined);
    return Promise.resolve(answer);
  };
}

let server: RunningServer;
beforeAll(async () => { server = await startServer({ port: 0, adminPort: 0, seed: 1, speed: 1, machines: usualMachines, fakeKubelets: true }); });
afterAll(async () => { await server.close(); });

const overHttp = (): Type => async (line, at = settings) => {
  const { answer, program } = run(line, at);
  await driveHttp(program, { server: server.url });
  return answer;
};

describe.each([['in process', inProcess], ['over HTTP', overHttp]])('whom requests are from, %s', (_where, prompt) => {
  it('the API server judges a token: whose it is, what they may do, and that it is nobody\'s', async () => {
    const type = prompt();
    await type('create serviceaccount robot');
    const token = (await type('create token robot')).stdout.trim();
    expect((await type(`auth whoami -o jsonpath={.status.userInfo.username} --token=${token}`)).stdout).toBe('system:serviceaccount:default:robot');
    expect((await type(`get secrets --token=${token}`)).stderr).toBe('Error from server (Forbidden): secrets is forbidden: User "system:serviceaccount:default:robot" cannot list resource "secrets" in API group "" in the namespace "default"\n');
    expect((await type('get secrets --token=made-up')).stderr).toBe('error: You must be logged in to the server (Unauthorized)\n');
  });

  it('a service account that may not act for somebody else is refused', async () => {
    const type = prompt();
    await type('create serviceaccount meek');
    const token = (await type('create token meek')).stdout.trim();
    expect((await type(`get nodes --as=ann --token=${token}`)).stderr).toContain('User "system:serviceaccount:default:meek" cannot impersonate-on:user-info:list resource "nodes"');
  });

  it('user, groups, uid and extras reach it', async () => {
    const type = prompt();
    const { stdout } = await type('auth whoami -o jsonpath={.status.userInfo} --as=ann --as-group=devs --as-group=ops --as-uid=7 --as-user-extra=team=a --as-user-extra=team=b --as-user-extra=bare');
    expect(JSON.parse(stdout)).toEqual({ username: 'ann', uid: '7', groups: ['devs', 'ops', 'system:authenticated'], extra: { bare: [''], team: ['a', 'b'] } });
    expect((await type('get pods --as-group=devs')).stderr).toBe('error: requesting uid, groups or user-extra for  without impersonating a user\n');
  });

  it("the token of the kubeconfig's user is shown, too", async () => {
    const type = prompt();
    await type('create serviceaccount clerk');
    const token = (await type('create token clerk')).stdout.trim();
    const config = { clusters: { drydock: { server: settings.server } }, users: { 'kubernetes-admin': {}, 'clerk': { token } }, contexts: { drydock: { cluster: 'drydock', user: 'kubernetes-admin' } }, current: 'drydock' };
    expect((await type('auth whoami -o jsonpath={.status.userInfo.username} --user=clerk', { ...settings, config })).stdout).toBe('system:serviceaccount:default:clerk');
    expect((await type('get pods --user=nobody', { ...settings, config })).stderr).toBe('error: auth info "nobody" does not exist\n');
  });
});
