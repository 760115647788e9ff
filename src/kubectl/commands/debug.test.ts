import { describe, expect, it } from 'vitest';
import { createStore } from '../../engine/etcd/index.ts';
import { createApiServer } from '../../engine/kube-apiserver/index.ts';
import { EventQueue, RandomStreams } from '../../engine/sim/index.ts';
import { drive, runKubectl, splitLine } from '../index.ts';

const person = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
const settings = { namespace: 'default', user: person.name, server: 'https://10.0.0.1:6443', context: 'drydock' };
const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {initContainers: [{name: init, image: busybox}], containers: [{name: app, image: "nginx:1", env: [{name: A, value: b}, {name: "NODE", valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: solo, labels: {app: solo}}
spec: {nodeName: node-1, containers: [{name: app, image: "nginx:1", livenessProbe: {tcpSocket: {port: 80}}}, {name: side, image: busybox}]}
`;

/** A prompt in front of an API server without controllers. */
function prompt() {
  const clock = new EventQueue(Date.UTC(2026, 0, 1));
  const api = createApiServer({ clock, store: createStore({ clock }), random: new RandomStreams(1).stream('kube-apiserver') });
  api.bootstrap();
  const type = (line: string, stdin = '') => {
    const said = { stdout: '', stderr: '', exitCode: undefined as number | undefined };
    drive(runKubectl(splitLine(line), { settings, stdin, output: { stdout: (text) => { said.stdout += text; }, stderr: (text) => { said.stderr += text; } } }), { api, clock, user: person, cause: { action: 1 } }, (exitCode) => { said.exitCode = exitCode; });
    return said;
  };
  type('create serviceaccount default');
  expect(type('apply -f -', deployment)).toMatchObject({ stderr: '' });
  return type;
}

describe('kubectl debug', () => {
  it('--copy-to makes a copy without labels and probes, with a container to look from, and leaves the pod alone', () => {
    const type = prompt();
    expect(type('debug solo --copy-to=twin --image=busybox -c look -- sleep 1d').exitCode).toBe(0);
    const { metadata, spec } = JSON.parse(type('get pod twin -o json').stdout) as { metadata: { labels?: object }; spec: { nodeName?: string; shareProcessNamespace: boolean; containers: readonly { name: string; image: string; command?: readonly string[]; livenessProbe?: object }[] } };
    expect(metadata.labels).toBeUndefined();
    expect(spec.nodeName).toBeUndefined();
    expect(spec.shareProcessNamespace).toBe(true);
    expect(spec.containers.map(({ name, image, command, livenessProbe }) => ({ name, image, command, livenessProbe }))).toEqual([
      { name: 'app', image: 'nginx:1', command: undefined, livenessProbe: undefined }, { name: 'side', image: 'busybox', command: undefined, livenessProbe: undefined }, { name: 'look', image: 'busybox', command: ['sleep', '1d'], livenessProbe: undefined },
    ]);
    expect(type('get pod solo -o jsonpath={.spec.ephemeralContainers}').stdout).toBe('');
  });

  it('--copy-to with other images and another command, where the pod was, in its place', () => {
    const type = prompt();
    type('debug solo --copy-to=twin --set-image=*=busybox:2 -c app --same-node --keep-labels --replace -- date');
    expect(type('get pod twin -o jsonpath={.spec.nodeName}|{.metadata.labels}|{.spec.containers[*].image}|{.spec.containers[0].command}').stdout).toBe('node-1|{"app":"solo"}|busybox:2 busybox:2|["date"]');
    expect(type('get pod solo').stderr).toBe('Error from server (NotFound): pods "solo" not found\n');
  });

  it.each([
    ['debug solo --copy-to=twin', 'error: you must specify --image, --set-image or command arguments.\n'],
    ['debug solo --image=busybox --profile=foo', 'error: unknown profile: foo\n'],
    ['debug deploy/web --image=busybox', 'error: "apps/v1, Kind=Deployment" not supported by debug\n'],
  ])('refuses %s', (line, words) => { expect(prompt()(line)).toMatchObject({ stderr: words, exitCode: 1 }); });
});

describe('kubectl set', () => {
  it('env reaches init containers, and says what it cannot follow', () => {
    const type = prompt();
    expect(type('set env deploy/web --list --resolve')).toMatchObject({ stdout: '# Deployment web, container app\nA=b\n# NODE from field path spec.nodeName\n# Deployment web, container init\n', stderr: 'error retrieving reference for NODE: unsupported fieldPath: spec.nodeName\n' });
    type('set env deploy/web X=1');
    expect(type('get deploy web -o jsonpath={.spec.template.spec.initContainers[0].env}').stdout).toBe('[{"name":"X","value":"1"}]');
  });

  it('image changes what is there and complains of what is not', () => {
    const type = prompt();
    expect(type('set image deploy/web app=nginx:2 nope=x')).toEqual({ stdout: 'deployment.apps/web image updated\n', stderr: 'error: unable to find container named "nope"\n', exitCode: 1 });
    expect(type('get deploy web -o jsonpath={.spec.template.spec.containers[0].image}').stdout).toBe('nginx:2');
  });
});

it('what begins like JSON goes to the server as it is', () => {
  expect(prompt()(`patch deploy web -p '{"spec":'`).stderr).toBe('Error from server (BadRequest): error decoding patch: unexpected end of JSON input\n');
});

it('templates and paths see managed fields, which YAML hides', () => {
  const type = prompt();
  expect(type('get pod solo -o jsonpath={.metadata.managedFields[0].manager}').stdout).toBe('kubectl-client-side-apply');
  expect(type('get pod solo -o yaml').stdout).not.toContain('managedFields');
});
