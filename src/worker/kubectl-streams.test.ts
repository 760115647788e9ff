import { describe, expect, it } from 'vitest';
import type { CommandOutput, RequestReply } from '../protocol/messages.ts';
import type { RequestSpec } from '../scenario/document.ts';
import { usualMachines } from '../scenario/machines.ts';
import { Session } from './session.ts';

const web = `
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers:
  - {name: app, image: "nginx:1.25", ports: [{name: http, containerPort: 80}]}
  - {name: side, image: "busybox:1.36", command: [sleep, "100000"]}
---
apiVersion: v1
kind: Service
metadata: {name: front}
spec: {selector: {app: web}, ports: [{name: entry, port: 8080, targetPort: http}, {name: names, port: 53, protocol: UDP}]}
---
apiVersion: v1
kind: Pod
metadata: {name: lost}
spec: {nodeSelector: {no: such}, containers: [{name: app, image: "nginx:1.25"}]}
`;

/** A prompt of the page, with a pod of two containers, a service before it and a pod that fits nowhere. */
function prompt() {
  const session = new Session({ version: 1, seed: 1, start: '2026-01-01T00:00:00Z', nodes: usualMachines, manifests: [], load: [], warmUpMs: 0, actions: [], untilMs: 0 });
  session.replay();
  session.advanceTo(2000);
  const start = (line: string, files: Readonly<Record<string, string>> = {}) => {
    const state = { stdout: '', stderr: '', result: undefined as CommandOutput | undefined, number: 0 };
    state.number = session.act({ type: 'kubectl', line, files }, { output: (stream, text) => { state[stream] += text; }, done: (result) => { state.result = result; } });
    return state;
  };
  session.act({ type: 'apply', yaml: web }, { output: () => undefined, done: () => undefined });
  session.advanceTo(session.nowMs + 30_000);
  /** What somebody outside meets, once the answer is there. */
  const ask = (address: string, more: Partial<RequestSpec> = {}): RequestReply | undefined => {
    const url = new URL(`http://${address}`);
    let reply: RequestReply | undefined;
    const request = { host: url.hostname, port: Number(url.port || 80), path: url.pathname, method: 'GET', timeoutMs: 300_000, ...more };
    session.act({ type: 'request', request }, { output: () => undefined, done: (result) => { ({ reply } = result); } });
    session.advanceTo(session.nowMs + 200_000);
    return reply;
  };
  return { session, start, ask };
}

describe('kubectl cp', () => {
  const { start } = prompt();
  it('takes a file into a container and out again', () => {
    expect(start('cp notes.txt default/web:/tmp/notes.txt -c side', { 'notes.txt': "it's here\n" }).result).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    expect(start('exec web -c side -- cat /tmp/notes.txt').stdout).toBe("it's here\n");
    expect(start('cp web:/tmp/notes.txt copy.txt -c side').result).toMatchObject({ exitCode: 0, files: { 'copy.txt': "it's here\n" } });
  });

  it('takes whole folders in and out', () => {
    expect(start('cp site web:/srv -c side', { 'site/index.html': 'hi\n', 'site/css/a.css': 'b {}\n', 'other.txt': '' }).result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(start('exec web -c side -- find /srv').stdout).toBe('/srv\n/srv/css\n/srv/css/a.css\n/srv/index.html\n');
    expect(start('cp web:/srv copy/ -c side').result).toMatchObject({ exitCode: 0, files: { 'copy/index.html': 'hi\n', 'copy/css/a.css': 'b {}\n' } });
  });

  it('puts a file into a folder under its own name', () => {
    start('cp notes.txt web:/tmp/ -c side', { 'notes.txt': 'in a folder' });
    expect(start('exec web -c side -- cat /tmp/notes.txt').stdout).toBe('in a folder');
  });

  it.each([
    ['cp a', 'error: source and destination are required\n'],
    ['cp a b', 'error: one of src or dest must be a remote file specification\n'],
    ['cp web:/a web:/b', 'error: one of src or dest must be a local file specification\n'],
    ['cp :/a b', 'error: filespec must match the canonical format: [[namespace/]pod:]file/path\n'],
    ['cp a/b/web:/a b', 'error: filespec must match the canonical format: [[namespace/]pod:]file/path\n'],
    ['cp web: b', 'error: filepath can not be empty\n'],
    ['cp nothing web:/tmp/x', "error: nothing doesn't exist in local filesystem\n"],
    ['cp ghost:/a b', 'Error from server (NotFound): pods "ghost" not found\n'],
    ['cp web:/etc/hostname . -c side', 'error: open .: is a directory\n'],
    ['cp web:/no/such b -c side', "cat: can't open '/no/such': No such file or directory\ncommand terminated with exit code 1\n"],
  ])('%s is refused', (line, words) => {
    expect(start(line).result).toMatchObject({ exitCode: 1, stderr: words });
  });
});

describe('kubectl port-forward', () => {
  it('leads requests to the pod until the pod is gone', () => {
    const { session, start, ask } = prompt();
    const forward = start('port-forward svc/front 9000:entry');
    expect(forward).toMatchObject({ stdout: 'Forwarding from 127.0.0.1:9000 -> 80\nForwarding from [::1]:9000 -> 80\n', result: undefined });
    expect(ask('localhost:9000')).toMatchObject({ ok: true, status: 200, body: expect.stringContaining('Welcome to nginx!') as string });
    expect(forward.stdout).toMatch(/\nHandling connection for 9000\n$/);
    session.advanceTo(session.nowMs + 3_600_000);
    expect(forward.result).toBeUndefined();
    start('delete pod web --now');
    session.advanceTo(session.nowMs + 60_000);
    expect(forward.result).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/error: lost connection to pod\n$/) as string });
    expect(ask('localhost:9000')).toMatchObject({ ok: false, reason: 'connection refused' });
  });

  it('tells why a connection could not be led on', () => {
    const { start, ask } = prompt();
    const forward = start('port-forward web 9000:81');
    expect(ask('127.0.0.1:9000')).toEqual({ ok: false, reason: 'empty', connected: true, latencyMs: 0 });
    expect(forward.stderr).toBe('error: an error occurred forwarding 9000 -> 81: dial tcp4 127.0.0.1:81: connect: connection refused\n');
  });

  it('gives a port back when it is broken off, and takes none twice', () => {
    const { session, start, ask } = prompt();
    const first = start('port-forward web 9000:80');
    expect(start('port-forward pod/web 9000:80').result).toMatchObject({
      exitCode: 1,
      stderr: 'Unable to listen on port 9000: Listeners failed to create with the following errors: [unable to create listener: Error listen tcp4 127.0.0.1:9000: bind: address already in use unable to create listener: Error listen tcp6 [::1]:9000: bind: address already in use]\nerror: unable to listen on any of the requested ports: [{9000 80}]\n',
    });
    session.interrupt(first.number);
    expect(ask('localhost:9000')).toMatchObject({ reason: 'connection refused' });
    start('port-forward web :80 --address 127.0.0.1');
    expect(ask('localhost:32768')).toMatchObject({ ok: true });
  });

  it('opens no more ports than a machine has, and gives them all back', () => {
    const { start } = prompt();
    const { result } = start(`port-forward web ${':80 '.repeat(30_000)}--address 127.0.0.1`);
    expect(result).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('Error listen tcp4 127.0.0.1:0: socket: too many open files]\n') as string });
    expect(result?.stdout.match(/^Forwarding from /gm)).toHaveLength(1024);
    expect(start('port-forward web :80').stdout).toMatch(/^Forwarding from 127\.0\.0\.1:\d+ -> 80\n/);
  });

  it('is part of a replay', () => {
    const { session, start, ask } = prompt();
    start('port-forward web 9000:80');
    ask('localhost:9000');
    const again = new Session(session.scenario());
    again.replay();
    expect(again.cluster.stateHash()).toBe(session.cluster.stateHash());
  });

  const { session, start } = prompt();
  it.each([
    ['web 8080:80', '8080 -> 80'], ['pod/web http', '80 -> 80'], ['web 9000:http', '9000 -> 80'], ['svc/front 8080', '8080 -> 80'], ['svc/front entry', '8080 -> 80'], ['svc/front 1:8080', '1 -> 80'], ['web 8080:80:9', '8080 -> 8080'],
  ])('%s leads from %s', (words, ports) => {
    const { stdout, number } = start(`port-forward ${words}`);
    session.interrupt(number);
    expect(stdout).toBe(`Forwarding from 127.0.0.1:${ports}\nForwarding from [::1]:${ports}\n`);
  });

  it.each([
    ['port-forward web', "error: TYPE/NAME and list of ports are required for port-forward\nSee 'kubectl port-forward -h' for help and examples\n"],
    ['port-forward pod/lost 80', 'error: unable to forward port because pod is not running. Current status=Pending\n'],
    ['port-forward web 80:0', 'error: remote port must be > 0\n'],
    ['port-forward web x:80', `error: error parsing local port 'x': strconv.ParseUint: parsing "x": invalid syntax\n`],
    ['port-forward web nothing', "error: Pod 'web' does not have a named port 'nothing'\n"],
    ['port-forward web 80 --address nowhere', 'error: nowhere is not a valid IP\n'],
    ['port-forward svc/front 81', 'error: Service front does not have a service port 81\n'],
    ['port-forward svc/front nothing', "error: Service 'front' does not have a named port 'nothing'\n"],
    ['port-forward svc/front 53', 'error: UDP protocol is not supported for 53\n'],
    ['port-forward ghost 80', 'Error from server (NotFound): pods "ghost" not found\n'],
    ['get --raw /api/v1/namespaces/default/pods/web:81/proxy/', 'Error from server (ServiceUnavailable): '],
  ])('%s is refused', (line, words) => {
    const { result } = start(line);
    expect(result?.stderr.slice(0, words.length)).toBe(words);
    expect(result?.exitCode).toBe(1);
  });
});

describe('a request from outside', () => {
  const { session, start, ask } = prompt();
  start('expose pod web --name=open --type=NodePort --port=80 --overrides=\'{"spec":{"ports":[{"port":80,"nodePort":30123}]}}\'');
  session.advanceTo(session.nowMs + 5000);
  const node = start('get node node-2 -o jsonpath={.status.addresses[0].address}').stdout;
  const web = start('get pod web -o jsonpath={.status.podIP}').stdout;
  it.each([
    ['a node port answers on every machine', `${node}:30123`, { ok: true, status: 200 }],
    ['a port that is no service’s refuses', `${node}:30999`, { ok: false, reason: 'connection refused' }],
    ['addresses inside the cluster lead nowhere', `${web}:80`, { ok: false, reason: 'timeout', latencyMs: 130_000 }],
    ['a name of the cluster is no name outside', 'front.default.svc:8080', { ok: false, reason: 'no such host' }],
    ['nothing listens on this machine', 'localhost:8080', { ok: false, reason: 'connection refused', latencyMs: 0 }],
  ])('%s', (_, address, reply) => { expect(ask(address)).toMatchObject(reply); });

  it('is given up when its time is over', () => {
    expect(ask(`${web}:80`, { timeoutMs: 2000 })).toEqual({ ok: false, reason: 'timeout', connected: false, latencyMs: 2000 });
  });
});

describe('kubectl cluster-info dump', () => {
  const { start } = prompt();
  it('prints nodes, then what each namespace holds, then what its containers said', () => {
    const { stdout, result } = start('cluster-info dump --namespaces default');
    expect(result?.exitCode).toBe(0);
    expect(stdout.match(/^ {4}"kind": "\w+"/gm)?.map((line) => line.slice(13, -1))).toEqual(['NodeList', 'EventList', 'ReplicationControllerList', 'ServiceList', 'DaemonSetList', 'DeploymentList', 'ReplicaSetList', 'PodList']);
    expect(stdout).toMatch(/\n==== START logs for container app of pod default\/web ====\n[^=]*==== END logs for container app of pod default\/web ====\n==== START logs for container side of/);
    expect(stdout).not.toContain('managedFields');
  });

  it('writes a file of each part where a folder is named', () => {
    const { result } = start('cluster-info dump --namespaces default -o yaml --output-directory=all/');
    expect(result?.stdout).toBe('Cluster info dumped to all/\n');
    expect(Object.keys(result?.files ?? {})).toEqual(expect.arrayContaining(['all/nodes.yaml', 'all/default/events.yaml', 'all/default/pods.yaml', 'all/default/web/logs.txt']));
    expect(result?.files?.['all/nodes.yaml']).toMatch(/^apiVersion: v1\nitems:\n- apiVersion: v1\n {2}kind: Node\n/);
  });
});
