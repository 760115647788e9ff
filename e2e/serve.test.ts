import { execFile, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { promisify } from 'node:util';
import workers from 'node:worker_threads';
import zlib from 'node:zlib';
import type * as ClientNode from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { driveHttp } from '../src/kubectl/drivers/http.ts';
import { runKubectl } from '../src/kubectl/index.ts';
import { usualMachines } from '../src/scenario/machines.ts';
import { startServer, type RunningServer } from '../src/server/server.ts';

/** The engine behind HTTP, as programs of others meet it: a real kubectl where there is one, and Kubernetes' own client library. */
const hasKubectl = spawnSync('kubectl', ['version', '--client'], { encoding: 'utf8' }).status === 0;
const run = promisify(execFile);
let server: RunningServer;

beforeAll(async () => {
  server = await startServer({ port: 0, adminPort: 0, seed: 1, speed: 1, machines: usualMachines, fakeKubelets: true });
});
afterAll(async () => { await server.close(); });

interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Runs kubectl. The server lives in this process, so nothing may wait synchronously. */
async function kubectl(args: readonly string[], stdin = ''): Promise<Answer> {
  const running = run('kubectl', ['--server', server.url, ...args], { encoding: 'utf8', timeout: 60_000 });
  running.child.stdin?.end(stdin);
  try {
    return { ...await running, code: 0 };
  } catch (error) {
    const { stdout = '', stderr = '', code = 1 } = error as Partial<Answer>;
    return { stdout, stderr, code };
  }
}

interface HttpAnswer {
  readonly code: number;
  readonly type: string;
  readonly text: string;
}

function http(method: string, path: string, { headers = {}, body = '' }: { headers?: Record<string, string>; body?: string } = {}): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const call = request(new URL(path, server.url), { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; });
      response.on('end', () => { resolve({ code: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', text }); });
    });
    call.on('error', reject);
    call.end(body);
  });
}

const web = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: app, image: "nginx:1.25"}]}
`;

describe.skipIf(!hasKubectl)('a real kubectl', () => {
  it('sees the nodes as a table', async () => {
    const { stdout } = await kubectl(['get', 'nodes', '-L', 'topology.kubernetes.io/zone']);
    expect(stdout.split('\n').map((line) => line.trim().split(/ {2,}/))).toEqual([
      ['NAME', 'STATUS', 'ROLES', 'AGE', 'VERSION', 'ZONE'],
      ['cp-1', 'Ready', 'control-plane', expect.any(String), 'v1.36.3'],
      ...['a', 'b', 'c'].map((zone, index) => [`node-${String(index + 1)}`, 'Ready', '<none>', expect.any(String), 'v1.36.3', `zone-${zone}`]),
      [''],
    ]);
  }, 60_000);

  it('applies, waits, scales, and finds what it asked for', async () => {
    expect(await kubectl(['apply', '-f', '-'], web)).toMatchObject({ stdout: 'deployment.apps/web created\n', stderr: '', code: 0 });
    expect(await kubectl(['wait', '--for=condition=Available', 'deployment/web', '--timeout=30s'])).toMatchObject({ stdout: 'deployment.apps/web condition met\n', code: 0 });
    expect(await kubectl(['apply', '-f', '-'], web)).toMatchObject({ stdout: 'deployment.apps/web unchanged\n' });
    expect(await kubectl(['scale', 'deployment/web', '--replicas=3'])).toMatchObject({ stdout: 'deployment.apps/web scaled\n' });
    expect(await kubectl(['rollout', 'status', 'deployment/web', '--timeout=30s'])).toMatchObject({ code: 0, stdout: expect.stringContaining('successfully rolled out') as string });
    const { stdout } = await kubectl(['get', 'deployment', 'web', '-o', 'yaml']);
    expect(stdout).toMatch(/^apiVersion: apps\/v1\nkind: Deployment\n/);
    expect(stdout).toContain('  replicas: 3\n');
    expect(stdout).not.toContain('managedFields');
  }, 120_000);

  it('creates with its typed clients, which speak protobuf', async () => {
    expect(await kubectl(['create', 'quota', 'small', '--hard=cpu=1,pods=9'])).toMatchObject({ stdout: 'resourcequota/small created\n', stderr: '' });
    expect(await kubectl(['get', 'quota', 'small', '-o', 'jsonpath={.spec.hard}'])).toMatchObject({ stdout: '{"cpu":"1","pods":"9"}' });
    expect(await kubectl(['auth', 'can-i', 'delete', 'pods', '--as=somebody'])).toMatchObject({ stdout: 'no\n', code: 1 });
    await kubectl(['delete', 'quota', 'small']);
  }, 60_000);

  it('is refused in Kubernetes\' words', async () => {
    expect(await kubectl(['get', 'pod', 'nobody'])).toMatchObject({ stderr: 'Error from server (NotFound): pods "nobody" not found\n', code: 1 });
    const list = 'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: odd}, dota: {}}\n';
    expect(await kubectl(['create', '-f', '-'], list)).toMatchObject({ stderr: expect.stringContaining('unknown field "dota"') as string, code: 1 });
  }, 60_000);

  it('explains, and deletes', async () => {
    expect((await kubectl(['explain', 'deployment.spec.replicas'])).stdout).toContain('Number of desired pods.');
    expect(await kubectl(['delete', 'deployment', 'web', '--cascade=foreground', '--timeout=30s'])).toMatchObject({ stdout: expect.stringMatching(/^deployment\.apps "web" deleted/) as string, code: 0 });
    expect(await kubectl(['get', 'pods'])).toMatchObject({ stderr: 'No resources found in default namespace.\n', code: 0 });
  }, 60_000);
});

function withResolvers(): { promise: Promise<unknown>; resolve: (value: unknown) => void; reject: (reason: unknown) => void } {
  let settle: { resolve: (value: unknown) => void; reject: (reason: unknown) => void } | undefined;
  const promise = new Promise<unknown>((resolve, reject) => { settle = { resolve, reject }; });
  if (!settle) throw new Error('a promise runs its executor at once');
  return { promise, ...settle };
}

/** The library's HTTP client is written for Node 22; what it misses in Node 20 is lent to it here. */
async function clientLibrary(): Promise<typeof ClientNode> {
  if (!('createZstdDecompress' in zlib)) Object.assign(zlib, { createZstdDecompress: zlib.createBrotliDecompress });
  if (!('markAsUncloneable' in workers)) Object.assign(workers, { markAsUncloneable: () => undefined });
  if (!('withResolvers' in Promise)) Object.assign(Promise, { withResolvers });
  return await import('@kubernetes/client-node');
}

describe("Kubernetes' client library", async () => {
  const { CoreV1Api, KubeConfig, Watch } = await clientLibrary();

  function config(): ClientNode.KubeConfig {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromOptions({
      clusters: [{ name: 'drydock', server: server.url, skipTLSVerify: true }], users: [{ name: 'me' }],
      contexts: [{ name: 'drydock', cluster: 'drydock', user: 'me' }], currentContext: 'drydock',
    });
    return kubeConfig;
  }

  it('lists', async () => {
    const { items } = await config().makeApiClient(CoreV1Api).listNode();
    expect(items.map(({ metadata }) => metadata?.name)).toEqual(['cp-1', 'node-1', 'node-2', 'node-3']);
  });

  it('watches a pod from its creation to its end', async () => {
    const core = config().makeApiClient(CoreV1Api);
    const seen: string[] = [];
    const watching = await new Watch(config()).watch('/api/v1/namespaces/default/pods', { fieldSelector: 'metadata.name=short' }, (type: string, pod: ClientNode.V1Pod) => {
      const state = `${type} ${pod.status?.phase ?? ''}`;
      if (seen.at(-1) !== state) seen.push(state);
    }, () => undefined);
    await core.createNamespacedPod({ namespace: 'default', body: { metadata: { name: 'short' }, spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox:1.36', command: ['sleep', '1'] }] } } });
    await expect.poll(() => seen.at(-1), { timeout: 15_000 }).toBe('MODIFIED Succeeded');
    await core.deleteNamespacedPod({ namespace: 'default', name: 'short' });
    await expect.poll(() => seen.at(-1), { timeout: 15_000 }).toMatch(/^DELETED/);
    watching.abort();
    expect(seen.slice(0, -1)).toEqual(['ADDED Pending', 'MODIFIED Pending', 'MODIFIED Running', 'MODIFIED Succeeded']);
  }, 40_000);
});

/** What came on a stream so far. */
function listener(): { readonly stream: Writable; text: string } {
  const heard = { text: '', stream: new Writable({ write: (chunk: Buffer, _, done) => { heard.text += chunk.toString('utf8'); done(); } }) };
  return heard;
}

describe('port-forward', async () => {
  const { KubeConfig, PortForward } = await clientLibrary();
  let lively: RunningServer;

  beforeAll(async () => {
    lively = await startServer({ port: 0, adminPort: 0, seed: 1, speed: 1, machines: usualMachines, fakeKubelets: false });
    const body = JSON.stringify({ metadata: { name: 'web' }, spec: { containers: [{ name: 'app', image: 'nginx:1.25', ports: [{ containerPort: 80 }] }] } });
    await http('POST', `${lively.url}/api/v1/namespaces/default/pods`, { headers: { 'content-type': 'application/json' }, body });
    await vi.waitFor(async () => {
      const pod = JSON.parse((await http('GET', `${lively.url}/api/v1/namespaces/default/pods/web`)).text) as ClientNode.V1Pod;
      expect(pod.status?.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('True');
    }, { timeout: 20_000, interval: 100 });
  }, 30_000);
  afterAll(async () => { await lively.close(); });

  async function forwarded(port: number): Promise<{ readonly said: { text: string }; readonly failed: { text: string }; readonly input: PassThrough }> {
    const config = new KubeConfig();
    config.loadFromOptions({ clusters: [{ name: 'c', server: lively.url, skipTLSVerify: true }], users: [{ name: 'me' }], contexts: [{ name: 'c', cluster: 'c', user: 'me' }], currentContext: 'c' });
    const [said, failed, input] = [listener(), listener(), new PassThrough()];
    await new PortForward(config).portForward('default', 'web', [port], said.stream, failed.stream, input);
    return { said, failed, input };
  }

  it('carries HTTP of the client library to the program and its answers back', async () => {
    const { said, failed, input } = await forwarded(80);
    input.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET /nothing HT');
    await expect.poll(() => said.text, { timeout: 20_000 }).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n[^]*Welcome to nginx!/);
    input.write('TP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    await expect.poll(() => said.text.match(/HTTP\/1\.1 \d+/g), { timeout: 20_000 }).toHaveLength(2);
    expect(failed.text).toBe('');
  }, 20_000);

  it('says on the error channel that nobody listens', async () => {
    const { said, failed, input } = await forwarded(81);
    input.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await expect.poll(() => failed.text, { timeout: 20_000 }).toMatch(/error forwarding port 81 to pod .*connect: connection refused/);
    expect(said.text).toBe('');
  }, 20_000);

  it.skipIf(!hasKubectl)('stands while a real kubectl runs', async () => {
    const running = spawn('kubectl', ['--server', lively.url, 'port-forward', 'pod/web', ':80'], { stdio: 'pipe' });
    const said = { text: '', problems: '' };
    running.stdout.on('data', (chunk: Buffer) => { said.text += chunk.toString('utf8'); });
    running.stderr.on('data', (chunk: Buffer) => { said.problems += chunk.toString('utf8'); });
    try {
      await expect.poll(() => said.text + said.problems, { timeout: 15_000 }).toMatch(/Forwarding from 127\.0\.0\.1:\d+ -> 80/);
      const local = /127\.0\.0\.1:(\d+)/.exec(said.text)?.[1] ?? '';
      for (let round = 0; round < 3; round++) expect(await http('GET', `http://127.0.0.1:${local}/`)).toMatchObject({ code: 200, text: expect.stringContaining('Welcome to nginx!') as string });
      expect(said.problems).toBe('');
    } finally {
      running.kill('SIGINT');
    }
  }, 40_000);

  it("stands while Drydock's own kubectl runs, on a port of this machine", async () => {
    const said = { stdout: '', stderr: '' };
    const output = { stdout: (text: string) => { said.stdout += text; }, stderr: (text: string) => { said.stderr += text; } };
    const settings = { namespace: 'default', user: 'kubernetes-admin', server: lively.url, context: 'drydock' };
    const running = driveHttp(runKubectl(['port-forward', 'web', ':80', '--address', '127.0.0.1'], { settings, output, stdin: '' }), { server: lively.url });
    await expect.poll(() => said.stdout, { timeout: 20_000 }).toMatch(/^Forwarding from 127\.0\.0\.1:\d+ -> 80\n$/);
    const local = /127\.0\.0\.1:(\d+)/.exec(said.stdout)?.[1] ?? '';
    expect(await http('GET', `http://127.0.0.1:${local}/`)).toMatchObject({ code: 200, text: expect.stringContaining('Welcome to nginx!') as string });
    expect(said.stdout).toContain(`Handling connection for ${local}\n`);
    await http('DELETE', `${lively.url}/api/v1/namespaces/default/pods/web?gracePeriodSeconds=0`);
    expect(await running).toBe(1);
    expect(said.stderr).toBe('error: lost connection to pod\n');
    await expect(http('GET', `http://127.0.0.1:${local}/`)).rejects.toThrow(/ECONNREFUSED|socket hang up/);
  }, 30_000);
});

describe('the HTTP door', () => {
  it.each([
    { what: 'indented JSON for curl', path: '/api/v1/namespaces/default', headers: { 'user-agent': 'curl/8.5.0' }, code: 200, type: 'application/json', starts: '{\n  "kind": "Namespace",\n  "apiVersion": "v1",' },
    { what: 'compact JSON for programs', path: '/api/v1/namespaces/default', headers: {}, code: 200, type: 'application/json', starts: '{"kind":"Namespace","apiVersion":"v1",' },
    { what: 'YAML', path: '/api/v1/namespaces/default', headers: { accept: 'application/yaml' }, code: 200, type: 'application/yaml', starts: 'apiVersion: v1\nkind: Namespace\n' },
    { what: 'a table', path: '/api/v1/nodes', headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' }, code: 200, type: 'application/json', starts: '{"kind":"Table","apiVersion":"meta.k8s.io/v1",' },
    { what: 'a refusal of HTML', path: '/api/v1/nodes', headers: { accept: 'text/html' }, code: 406, type: 'application/json', starts: '{"kind":"Status",' },
    { what: 'health in words', path: '/readyz', headers: {}, code: 200, type: 'text/plain; charset=utf-8', starts: 'ok' },
    { what: 'not found', path: '/apis/nothing.example/v1', headers: {}, code: 404, type: 'text/plain; charset=utf-8', starts: '404 page not found' },
  ])('answers with $what', async ({ path, headers, code, type, starts }) => {
    const answer = await http('GET', path, { headers });
    expect(answer).toMatchObject({ code, type });
    expect(answer.text.slice(0, starts.length)).toBe(starts);
  });

  it.each([
    { what: 'a patch of no known kind', method: 'PATCH', path: '/api/v1/namespaces/default', type: 'text/plain', code: 415, message: 'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml' },
    { what: 'a body in no known encoding', method: 'POST', path: '/api/v1/namespaces', type: 'text/plain', code: 415, message: 'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf' },
  ])('refuses $what', async ({ method, path, type, code, message }) => {
    const answer = await http(method, path, { headers: { 'content-type': type }, body: '{}' });
    expect(answer.code).toBe(code);
    expect(JSON.parse(answer.text)).toMatchObject({ kind: 'Status', status: 'Failure', reason: 'UnsupportedMediaType', message });
  });
});

describe.skipIf(!hasKubectl)('containers, through a real kubectl', () => {
  let lively: RunningServer;
  const onLively = async (...args: readonly string[]): Promise<Answer> => await kubectl(['--server', lively.url, ...args]);

  beforeAll(async () => {
    lively = await startServer({ port: 0, adminPort: 0, seed: 1, speed: 1, machines: usualMachines, fakeKubelets: false });
    await onLively('run', 'x', '--image=busybox:1.36', '--', 'sh', '-c', 'while true; do echo tick; sleep 1; done');
    await onLively('wait', '--for=condition=Ready', 'pod/x', '--timeout=30s');
  }, 60_000);
  afterAll(async () => { await lively.close(); });

  it('exec gives output, errors and the exit code', async () => {
    expect(await onLively('exec', 'x', '--', 'sh', '-c', 'echo out; echo err >&2; exit 3')).toEqual({ stdout: 'out\n', stderr: 'err\ncommand terminated with exit code 3\n', code: 3 });
  }, 30_000);

  it('exec -i reads standard input to its end', async () => {
    expect(await kubectl(['--server', lively.url, 'exec', '-i', 'x', '--', 'cat'], 'from here\n')).toMatchObject({ stdout: 'from here\n', code: 0 });
  }, 30_000);

  it('a shell runs line after line of what comes', async () => {
    expect(await kubectl(['--server', lively.url, 'exec', '-i', 'x', '--', 'sh'], 'cd /tmp\npwd\nX=5; sleep 1\necho $X\nexit 4\n')).toMatchObject({ stdout: '/tmp\n5\n', code: 4 });
  }, 30_000);

  it('cp takes folders into a container and out again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cp-'));
    mkdirSync(join(folder, 'site/css'), { recursive: true });
    writeFileSync(join(folder, 'site/index.html'), '안녕\n');
    writeFileSync(join(folder, 'site/css/a.css'), 'b {}\n');
    expect(await onLively('cp', join(folder, 'site'), 'x:/srv')).toMatchObject({ code: 0 });
    expect(await onLively('exec', 'x', '--', 'cat', '/srv/css/a.css')).toEqual({ stdout: 'b {}\n', stderr: '', code: 0 });
    expect(await onLively('cp', 'x:/srv', join(folder, 'back'))).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, 'back/index.html'), 'utf8')).toBe('안녕\n');
    rmSync(folder, { recursive: true });
  }, 30_000);

  it('exec is refused in the words of the API server', async () => {
    expect(await onLively('exec', 'x', '-c', 'nope', '--', 'ls')).toMatchObject({ stderr: 'Error from server (BadRequest): container nope is not valid for pod x\n', code: 1 });
    expect((await onLively('exec', 'x', '--as=jane', '--', 'ls')).stderr).toContain('User "jane" cannot get resource "pods"');
  }, 30_000);

  it('attach shows what a container writes until it ends', async () => {
    expect(await onLively('run', 'y', '--image=busybox:1.36', '--restart=Never', '-i', '--', 'sh', '-c', 'sleep 2; echo done')).toMatchObject({ stdout: expect.stringContaining('done\n') as string, code: 0 });
  }, 30_000);
});

it('is asked by Drydock’s own kubectl on a command line, which explains with Kubernetes’ sentences', async () => {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', 'src/kubectl/main.ts', '--server', server.url, 'explain', 'pod.spec.nodeName'], { encoding: 'utf8', timeout: 60_000 });
  expect(stdout).toMatch(/^KIND: +Pod\nVERSION: +v1\n\nFIELD: nodeName <string>\n/);
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain('NodeName indicates in which node this pod is scheduled.');
  expect(stdout).not.toContain('<empty>');
}, 90_000);
