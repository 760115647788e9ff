import { describe, expect, it } from 'vitest';
import { usualMachines } from '../scenario/machines.ts';
import { startServer } from '../server/server.ts';
import { driveHttp } from '../kubectl/drivers/http.ts';
import { runKubectl, splitLine } from '../kubectl/index.ts';
import { Session } from './session.ts';

const web = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {nodeName: node-1, containers: [{name: app, image: "nginx:1.25"}]}\n';
const refused = 'The connection to the server 192.168.0.10:6443 was refused - did you specify the right host or port?\n';
const dial = 'dial tcp 192.168.0.10:6443: connect: connection refused';

/** A prompt of the page; the machine of its control plane can lose its power. */
function prompt() {
  const session = new Session({ version: 1, seed: 1, start: '2026-01-01T00:00:00Z', nodes: usualMachines, kubeadm: true, manifests: [web], load: [], warmUpMs: 20_000, actions: [], untilMs: 20_000 });
  session.replay();
  const power = (type: 'power-off' | 'power-on'): void => { session.act({ type: 'fault', fault: { type, node: 'cp-1' } }, { output: () => undefined, done: () => undefined }); };
  const type = (line: string) => {
    const state = { stdout: '', stderr: '', exitCode: undefined as number | undefined };
    session.act({ type: 'kubectl', line: `kubectl ${line}`, files: { 'x.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n' } }, { output: (stream, text) => { state[stream] += text; }, done: ({ exitCode }) => { state.exitCode = exitCode; } });
    session.advanceTo(session.nowMs + 100);
    return state;
  };
  return { session, power, type };
}

describe('kubectl, when the machine of the control plane has no power', () => {
  const { session, power, type } = prompt();
  power('power-off');

  it.each([
    'get pods', 'get pods -w', 'get foo', 'get all', 'get --raw /healthz', 'describe pod web', 'delete pod web', 'logs web', 'exec web -- ls', 'attach web', 'top node', 'explain pods', 'rollout status deploy/web', 'scale deploy web --replicas=3',
    'wait --for=condition=Ready pod/web', 'auth can-i get pods', 'auth whoami', 'drain node-1', 'cordon node-1', 'events', 'port-forward web 80', 'cp x.yaml web:/x', 'run x --image=y', 'label pod web a=b', 'edit pod web', 'set image pod/web app=x',
    'patch pod web -p {}', 'taint node node-1 a=b:NoSchedule', 'expose pod web --port=80', 'cluster-info',
  ])('%s says that the connection was refused', (line) => { expect(type(line)).toEqual({ stdout: '', stderr: refused, exitCode: 1 }); });

  it.each([
    ['get deploy,svc', { stdout: '', stderr: refused + refused, exitCode: 1 }],
    ['version', { stdout: 'Client Version: v1.36.3\nKustomize Version: v5.8.1\n', stderr: refused, exitCode: 1 }],
    ['api-resources', { stdout: 'NAME   SHORTNAMES   APIVERSION   NAMESPACED   KIND\n', stderr: refused, exitCode: 1 }],
    ['diff -f x.yaml', { stdout: '', stderr: refused, exitCode: 2 }],
    ['create configmap x', { stdout: '', stderr: `error: failed to create configmap: Post "https://192.168.0.10:6443/api/v1/namespaces/default/configmaps?fieldManager=kubectl-create&fieldValidation=Strict": ${dial}\n`, exitCode: 1 }],
    ['delete -f x.yaml', { stdout: '', stderr: `error: error when deleting "x.yaml": Delete "https://192.168.0.10:6443/api/v1/namespaces/default/configmaps/c": ${dial}\n`, exitCode: 1 }],
    ['apply -f x.yaml', { stdout: '', stderr: `error: error validating "x.yaml": error validating data: failed to download openapi: Get "https://192.168.0.10:6443/openapi/v2?timeout=32s": ${dial}; if you choose to ignore these errors, turn validation off with --validate=false\n`, exitCode: 1 }],
  ])('%s says so in its own way', (line, answer) => { expect(type(line)).toEqual(answer); });

  it('nothing is marked in a manifest that nobody has read', () => {
    const marked: unknown[] = [];
    session.act({ type: 'apply', yaml: web }, { output: () => undefined, done: ({ exitCode, problems }) => { marked.push(exitCode, ...problems); } });
    session.advanceTo(session.nowMs + 100);
    expect(marked).toEqual([1]);
  });

  it('what asks no server goes on, and all is well once the power is back', () => {
    expect(type('config current-context')).toEqual({ stdout: 'drydock\n', stderr: '', exitCode: 0 });
    power('power-on');
    session.advanceTo(session.nowMs + 60_000);
    expect(type('get pod web -o name')).toEqual({ stdout: 'pod/web\n', stderr: '', exitCode: 0 });
  });
});

it('over HTTP a port where nobody listens, and a host that nobody knows', async () => {
  const server = await startServer({ port: 0, adminPort: 0, seed: 1, speed: 1, machines: usualMachines, fakeKubelets: true });
  await server.close();
  const type = async (url: string) => {
    const state = { stdout: '', stderr: '', exitCode: 0 };
    const program = runKubectl(splitLine('get pods'), { settings: { namespace: 'default', user: 'ann', server: url, context: 'drydock' }, stdin: '', output: { stdout: (text) => { state.stdout += text; }, stderr: (text) => { state.stderr += text; } } });
    state.exitCode = await driveHttp(program, { server: url });
    return state;
  };
  expect(await type(server.url)).toEqual({ stdout: '', stderr: `The connection to the server ${new URL(server.url).host} was refused - did you specify the right host or port?\n`, exitCode: 1 });
  expect(await type('http://nowhere.invalid:80')).toEqual({ stdout: '', stderr: 'Unable to connect to the server: dial tcp: lookup nowhere.invalid: no such host\n', exitCode: 1 });
});
