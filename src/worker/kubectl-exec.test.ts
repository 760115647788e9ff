import { describe, expect, it } from 'vitest';
import { driveHttp } from '../kubectl/drivers/http.ts';
import { runKubectl, splitLine } from '../kubectl/index.ts';
import { usualMachines } from '../scenario/machines.ts';
import { startServer } from '../server/server.ts';
import { Session } from './session.ts';

const box = 'apiVersion: v1\nkind: Pod\nmetadata: {name: box}\nspec: {containers: [{name: app, image: "busybox:1.36", command: [sleep, "100000"]}]}\n';
const count = "exec box -- sh -c 'for i in 1 2 3; do echo $i; sleep 1; done; exit 4'";

/** A prompt before a pod: what was said, and when. */
function prompt() {
  const session = new Session({ version: 1, seed: 1, start: '2026-01-01T00:00:00Z', nodes: usualMachines, manifests: [box], load: [], warmUpMs: 20_000, actions: [], untilMs: 20_000 });
  session.replay();
  const start = (line: string, stdin?: string) => {
    const beganMs = session.nowMs;
    const said = { told: [] as (readonly [atMs: number, text: string])[], text: '', endedMs: undefined as number | undefined, exitCode: undefined as number | undefined, number: 0 };
    said.number = session.act({ type: 'kubectl', line: `kubectl ${line}`, ...(stdin === undefined ? {} : { stdin }) }, {
      output: (_, text) => { said.told.push([session.cluster.clock.nowMs - beganMs, text]); said.text += text; },
      done: ({ exitCode }) => { said.exitCode = exitCode; said.endedMs = session.cluster.clock.nowMs - beganMs; },
    });
    return said;
  };
  const wait = (ms: number): void => { session.advanceTo(session.nowMs + ms); };
  return { session, start, wait };
}

describe('kubectl exec without a terminal', () => {
  it('takes the time that the command takes', () => {
    const { start, wait } = prompt();
    const sleep = start('exec box -- sleep 5');
    wait(4999);
    expect(sleep.endedMs).toBeUndefined();
    wait(1);
    expect(sleep).toMatchObject({ endedMs: 5000, exitCode: 0, text: '' });
  });

  it('passes on what is written as it is written, and the exit code', () => {
    const { start, wait } = prompt();
    const said = start(count);
    wait(10_000);
    expect(said.told).toEqual([[0, '1\n'], [1000, '2\n'], [2000, '3\n'], [3000, 'command terminated with exit code 4\n']]);
    expect(said).toMatchObject({ endedMs: 3000, exitCode: 4 });
  });

  it('is refused by a webhook that is asked about connections and cannot be reached, as are attach and port-forward', () => {
    const { start } = prompt();
    const guarded = (webhooks: string): string => `apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: guard}\nwebhooks: [{name: guard.example.com, admissionReviewVersions: [v1], sideEffects: None, clientConfig: {service: {name: guard, namespace: default, path: /}}, rules: [{apiGroups: [""], apiVersions: [v1], operations: [${webhooks}], resources: ["pods/*"]}]}]\n`;
    const refused = 'Error from server (InternalError): Internal error occurred: failed calling webhook "guard.example.com": failed to call webhook: Post "https://guard.default.svc:443/?timeout=10s": service "guard" not found\n';
    expect(start('apply -f -', guarded('CREATE')).exitCode).toBe(0);
    expect(start('exec box -- echo hi').text).toBe('hi\n');
    expect(start('apply -f -', guarded('CONNECT')).exitCode).toBe(0);
    expect(start('exec box -- echo hi')).toMatchObject({ text: refused, exitCode: 1 });
    expect(start('attach box').text).toBe(`If you don't see a command prompt, try pressing enter.\n${refused}`);
    expect(start('port-forward box 8080:80').text).toBe(refused);
    expect(start('logs box').exitCode).toBe(0);
  });

  it('answers what takes no time at the same instant', () => {
    expect(prompt().start('exec box -- echo hi')).toMatchObject({ text: 'hi\n', endedMs: 0, exitCode: 0 });
    expect(prompt().start('exec -i box -- wc -l', 'a\nb\n')).toMatchObject({ text: '2\n', endedMs: 0 });
    expect(prompt().start('exec -i box -- sh', 'X=4\necho "x is $X"\n')).toMatchObject({ text: 'x is 4\n', endedMs: 0 });
    expect(prompt().start('exec box -- nonsense').text).toContain('exec: "nonsense": executable file not found in $PATH');
  });

  it('is ended by Ctrl-C, with what it runs', () => {
    const { session, start, wait } = prompt();
    const said = start("exec box -- sh -c 'while true; do date > /tmp/last; sleep 1; done'");
    wait(2500);
    session.interrupt(said.number);
    const last = start('exec box -- cat /tmp/last').text;
    wait(5000);
    expect(start('exec box -- cat /tmp/last').text).toBe(last);
    expect(said.endedMs).toBeUndefined();
  });

  it('is replayed as it was, an interruption and all', () => {
    const { session, start, wait } = prompt();
    start("exec box -- sh -c 'sleep 1; date > /tmp/a; sleep 1; date > /tmp/b'");
    wait(1500);
    const ended = start("exec box -- sh -c 'sleep 1; date > /tmp/c'");
    wait(300);
    session.interrupt(ended.number);
    wait(4000);
    const again = new Session(session.scenario());
    again.replay();
    expect(again.cluster.stateHash()).toBe(session.cluster.stateHash());
    const files = (of: Session): string => {
      let text = '';
      of.act({ type: 'kubectl', line: "kubectl exec box -- sh -c 'ls /tmp; cat /tmp/*'" }, { output: (_, said) => { text += said; }, done: () => undefined });
      return text;
    };
    expect(files(again)).toBe(files(session));
    expect(files(session)).toMatch(/^a\nb\n/);
  });
});

it('over HTTP, too: each line as it comes', async () => {
  const server = await startServer({ port: 0, adminPort: 0, seed: 1, speed: 50, machines: usualMachines, fakeKubelets: false });
  const type = async (line: string, stdin = '') => {
    const told: string[] = [];
    const program = runKubectl(splitLine(line), { settings: { namespace: 'default', user: 'ann', server: server.url, context: 'drydock' }, stdin, output: { stdout: (text) => { told.push(text); }, stderr: (text) => { told.push(text); } } });
    return { exitCode: await driveHttp(program, { server: server.url }), told };
  };
  try {
    await type('apply -f -', box);
    await type('wait --for=condition=Ready pod/box --timeout=10m');
    expect(await type(count)).toEqual({ exitCode: 4, told: ['1\n', '2\n', '3\n', 'command terminated with exit code 4\n'] });
    expect(await type('exec -i box -- wc -c', 'four')).toEqual({ exitCode: 0, told: ['4\n'] });
  } finally {
    await server.close();
  }
});
