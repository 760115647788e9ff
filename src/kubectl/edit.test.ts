import { describe, expect, it } from 'vitest';
import { createStore } from '../engine/etcd/index.ts';
import { createApiServer } from '../engine/kube-apiserver/index.ts';
import { EventQueue, RandomStreams } from '../engine/sim/index.ts';
import { drive, runKubectl, splitLine } from './index.ts';

/** A prompt whose editor does one thing after the other with what it is shown. */
function prompt(...hands: readonly ((text: string) => string)[]) {
  const clock = new EventQueue(Date.UTC(2026, 0, 1));
  const api = createApiServer({ clock, store: createStore({ clock }), random: new RandomStreams(1).stream('kube-apiserver') });
  api.bootstrap();
  const shown: string[] = [];
  const left = [...hands];
  const user = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
  const edit = (text: string, _: string, done: (text: string) => void): void => {
    shown.push(text);
    const hand = left.shift();
    if (hand) clock.after(1000, () => { done(hand(text)); });
  };
  const type = (line: string, stdin = '') => {
    const said = { stdout: '', stderr: '', exitCode: undefined as number | undefined };
    const output = { stdout: (text: string) => { said.stdout += text; }, stderr: (text: string) => { said.stderr += text; } };
    drive(runKubectl(splitLine(line), { settings: { namespace: 'default', user: user.name, server: '', context: 'drydock' }, output, stdin }), { api, clock, user, cause: { action: 1 }, edit }, (exitCode) => { said.exitCode = exitCode; });
    clock.runUntil(clock.nowMs + 60_000);
    return said;
  };
  type('apply -f -', 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n');
  return { type, shown };
}

describe('kubectl edit', () => {
  it('saves what the person made of the text', () => {
    const { type, shown } = prompt((text) => text.replace('app: web', 'app: api'));
    expect(type('edit service web')).toEqual({ stdout: 'service/web edited\n', stderr: '', exitCode: 0 });
    expect(shown[0]).toMatch(/^# Please edit the object below\.[^]*\napiVersion: v1\nkind: Service\n/);
    expect(type('get service web -o jsonpath={.spec.selector.app}').stdout).toBe('api');
  });

  it.each([
    { why: 'nothing was changed', hand: (text: string) => text },
    { why: 'only a comment was', hand: (text: string) => `# hello\n${text}` },
    { why: 'the file is empty', hand: () => '' },
  ])('is cancelled where $why', ({ hand }) => {
    expect(prompt(hand).type('edit service web')).toEqual({ stdout: '', stderr: 'Edit cancelled, no changes made.\n', exitCode: 0 });
  });

  it('comes back with what the server would not take, and takes what was mended', () => {
    const { type, shown } = prompt((text) => text.replace('port: 80', 'port: 99999'), (text) => text.replace('port: 99999', 'port: 8080'));
    expect(type('edit service web')).toEqual({ stdout: 'service/web edited\n', stderr: 'error: services "web" is invalid\n', exitCode: 0 });
    expect(shown[1]).toMatch(/\n# services "web" was not valid:\n# \* spec\.ports\[0\]\.port: Invalid value: 99999: must be between 1 and 65535[^]*\n#\napiVersion: v1\n[^]*port: 99999/);
  });

  it('ends with an error where what was refused is given up', () => {
    const { type } = prompt((text) => text.replace('port: 80', 'port: 99999'), (text) => text);
    expect(type('edit service web')).toEqual({ stdout: '', stderr: 'error: services "web" is invalid\nerror: Edit cancelled, no valid changes were saved.\n', exitCode: 1 });
  });

  it('comes back with what cannot be read', () => {
    const { type, shown } = prompt((text) => `${text}\n  : {[`, () => '');
    expect(type('edit service web').exitCode).toBe(1);
    expect(shown[1]).toMatch(/# The edited file had a syntax error: /);
  });
});
