import { describe, expect, it } from 'vitest';
import { createStore } from '../../engine/etcd/index.ts';
import { createApiServer } from '../../engine/kube-apiserver/index.ts';
import { EventQueue, RandomStreams } from '../../engine/sim/index.ts';
import { drive, runKubectl, splitLine } from '../index.ts';

const person = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
const settings = { namespace: 'default', user: person.name, server: 'https://10.0.0.1:6443', context: 'drydock' };
const refusal = (code: number, reason: string, message: string) => ({ code, body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message } });
const broken = refusal(500, 'InternalError', 'Internal error occurred: etcd is away');
const forbidden = refusal(403, 'Forbidden', 'pods is forbidden: no');

type Spoil = (asked: string) => ReturnType<typeof refusal> | undefined;

/** A node with pods that take their time to go, in front of an API server that answers some requests with what is given. */
function node(...names: readonly string[]) {
  const clock = new EventQueue(Date.UTC(2026, 0, 1));
  const whole = createApiServer({ clock, store: createStore({ clock }), random: new RandomStreams(1).stream('kube-apiserver') });
  whole.bootstrap();
  const at = { spoil: (() => undefined) as Spoil };
  const api: typeof whole = { ...whole, handle: (request) => at.spoil(`${request.method} ${request.path}`) ?? whole.handle(request) };
  const start = (line: string, stdin = '') => {
    const said = { stdout: '', stderr: '', exitCode: undefined as number | undefined };
    const output = { stdout: (text: string) => { said.stdout += text; }, stderr: (text: string) => { said.stderr += text; } };
    drive(runKubectl(splitLine(line), { settings, output, stdin }), { api, clock, user: person, cause: { action: 1 } }, (exitCode) => { said.exitCode = exitCode; });
    return said;
  };
  const type = (line: string, stdin = '') => { expect(start(line, stdin).exitCode).toBe(0); };
  type('create serviceaccount default');
  type('apply -f -', 'apiVersion: v1\nkind: Node\nmetadata: {name: n1}\n');
  const pod = (name: string, namespace = 'default') => { type('apply -f -', `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {nodeName: n1, terminationGracePeriodSeconds: 30, containers: [{name: c, image: i}]}\n`); };
  const running = (name: string, namespace = 'default') => { type(`patch pod ${name} -n ${namespace} --subresource=status -p '{"status":{"phase":"Running"}}'`); };
  for (const name of names) { pod(name); running(name); }
  return { at, clock, start, type, pod, running, pass: (seconds: number) => { clock.runUntil(clock.nowMs + seconds * 1000); } };
}

describe('a pod that is waited for', () => {
  it.each([
    { why: 'its server is broken', answer: broken, message: 'Internal error occurred: etcd is away' },
    { why: 'it may not be read', answer: forbidden, message: 'pods is forbidden: no' },
  ])('is not gone where $why', ({ answer, message }) => {
    const { at, start, pass } = node('slow');
    at.spoil = (asked) => (asked === 'GET /api/v1/namespaces/default/pods/slow' ? answer : undefined);
    const said = start('drain n1 --force');
    pass(3);
    expect(said.stdout).toBe('node/n1 cordoned\nevicting pod default/slow\n');
    expect(said.stderr).toContain(`error: unable to drain node "n1" due to error: error when waiting for pod "slow" in namespace "default" to terminate: ${message}, continuing command...\n`);
    expect(said.exitCode).toBe(1);
  });

  it('is not gone either where it is deleted without an eviction', () => {
    const { at, start, pass } = node('slow');
    at.spoil = (asked) => (asked === 'GET /api/v1/namespaces/default/pods/slow' ? broken : undefined);
    const said = start('drain n1 --force --disable-eviction');
    pass(3);
    expect(said.stdout).toBe('node/n1 cordoned\n');
    expect(said.stderr).toContain('error: unable to drain node "n1" due to error: Internal error occurred: etcd is away, continuing command...\n');
  });

  it('is gone where another one has its name, or none has', () => {
    const { start, type, pod, pass } = node('a', 'b');
    const said = start('drain n1 --force');
    pass(2);
    for (const name of ['a', 'b']) type(`delete pod ${name} --force --grace-period=0 --wait=false`);
    pod('a');
    pass(2);
    expect(said.stdout).toBe('node/n1 cordoned\nevicting pod default/a\nevicting pod default/b\npod/a evicted\npod/b evicted\nnode/n1 drained\n');
    expect(said.exitCode).toBe(0);
  });

  it('is not waited for in a dry run of the server', () => {
    const { start, pass } = node('slow');
    const said = start('drain n1 --force --disable-eviction --dry-run=server');
    pass(3);
    expect(said.exitCode).toBe(0);
  });
});

describe('in a namespace that goes', () => {
  /** The namespace is on its way out, and nobody has told its pods yet. */
  function going() {
    const world = node();
    world.type('create namespace going');
    world.type('create serviceaccount default -n going');
    world.pod('p', 'going');
    world.running('p', 'going');
    world.type('delete namespace going --wait=false');
    return world;
  }

  it('an eviction is tried until the pod is told to go; then it is waited for', () => {
    const { start, type, pass } = going();
    const said = start('drain n1 --force');
    pass(1);
    const told = said.stderr;
    expect(told).toMatch(/^error when evicting pod "p" from terminating namespace "going" \(will retry after 5s\): .* is forbidden: unable to create new content in namespace going because it is being terminated$/m);
    type('delete pod p -n going --wait=false');
    pass(10);
    expect(said).toMatchObject({ stderr: told, exitCode: undefined });
    type('delete pod p -n going --force --grace-period=0 --wait=false');
    pass(2);
    expect(said.stdout).toBe('node/n1 cordoned\nevicting pod going/p\nevicting pod going/p\npod/p evicted\nnode/n1 drained\n');
    expect(said.exitCode).toBe(0);
  });
});

describe('what is left when a drain fails', () => {
  const first = 'error when evicting pods/"slow" -n "default": pods is forbidden: no';

  it('may not be told either; the first problem stays the one that is returned', () => {
    const { at, start } = node('slow');
    let listed = 0;
    at.spoil = (asked) => (asked.startsWith('POST') ? forbidden : asked.startsWith('GET /api/v1/pods?') && listed++ > 0 ? broken : undefined);
    const said = start('drain n1 --force');
    expect(said.stderr).toBe([
      'Warning: deleting Pods that declare no controller: default/slow\n',
      'Following errors occurred while getting the list of pods to delete:\nInternal error occurred: etcd is away',
      `error: unable to drain node "n1" due to error: ${first}, continuing command...\n`,
      `There are pending nodes to be drained:\n n1\n${first}\n`,
    ].join(''));
  });
});
