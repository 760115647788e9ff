import { describe, expect, it } from 'vitest';
import type { CommandOutput } from '../protocol/messages.ts';
import { usualMachines } from '../scenario/machines.ts';
import { Session } from './session.ts';

const pods = `
apiVersion: v1
kind: Pod
metadata: {name: box}
spec: {containers: [{name: app, image: "busybox:1.36", command: [sleep, "100000"]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: app, image: "nginx:1.25"}]}
`;

/** A terminal of the page before two pods. */
function terminal() {
  const session = new Session({ version: 1, seed: 1, start: '2026-01-01T00:00:00Z', nodes: usualMachines, manifests: [pods], load: [], warmUpMs: 30_000, actions: [], untilMs: 0 });
  session.replay(30_000);
  const start = (line: string, stdin?: string) => {
    const said = { text: '', result: undefined as CommandOutput | undefined, isTerminal: undefined as boolean | undefined };
    const sink = { output: (_: 'stdout' | 'stderr', text: string) => { said.text += text; }, done: (result: CommandOutput) => { said.result = result; }, type: (isTerminal: boolean) => { said.isTerminal = isTerminal; } };
    const number = session.act({ type: 'kubectl', line, ...(stdin === undefined ? { isTyped: true } : { stdin }) }, sink);
    session.settle();
    /** Types, and lets a while pass; what was said meanwhile. */
    const type = (text: string, waitMs = 100): string => {
      const before = said.text.length;
      session.typed(number, text);
      session.advanceTo(session.nowMs + waitMs);
      return said.text.slice(before);
    };
    return { said, number, type };
  };
  return { session, start };
}

describe('kubectl exec -it', () => {
  it('keeps folder and variables from line to line, until exit', () => {
    const { start } = terminal();
    const { said, type } = start('exec -it box -- sh');
    expect(said).toMatchObject({ text: '/ # ', isTerminal: true });
    expect(type('cd /tmp\n')).toBe('cd /tmp\n/tmp # ');
    expect(type('X=1; echo $X > f\n')).toBe('X=1; echo $X > f\n/tmp # ');
    expect(type('cat f; echo "[$X]"; pwd\n')).toBe('cat f; echo "[$X]"; pwd\n1\n[1]\n/tmp\n/tmp # ');
    expect(type('nonsense\n')).toBe('nonsense\nsh: nonsense: not found\n/tmp # ');
    expect(type('for i in 1 2\n')).toBe('for i in 1 2\n> ');
    expect(type('do echo $i; done\n')).toBe('do echo $i; done\n1\n2\n/tmp # ');
    expect(type('echo )\n')).toMatch(/syntax error.*\n\/tmp # $/);
    expect(type('exit 3\n')).toBe('exit 3\ncommand terminated with exit code 3\n');
    expect(said.result?.exitCode).toBe(3);
  });

  it.each([['sh', 'web', '# ', '\n'], ['bash', 'web', 'root@web:/# ', 'exit\n']])('%s of %s asks as it does there, and ends at Ctrl-D', (shell, pod, prompt, end) => {
    const { said, type } = terminal().start(`exec -it ${pod} -- ${shell}`);
    expect(said.text).toBe(prompt);
    expect(type('\x04')).toBe(end);
    expect(said.result?.exitCode).toBe(0);
  });

  it('Ctrl-C ends what runs, and not the shell', () => {
    const { said, type } = terminal().start('exec -it box -- sh');
    expect(type('while true; do date; sleep 1; done\n', 1500).match(/UTC/g)).toHaveLength(2);
    expect(type('\x03')).toBe('^C\n/ # ');
    expect(type('sleep 100\n', 5000)).toBe('sleep 100\n');
    expect(type('\x03')).toBe('^C\n/ # ');
    expect(type('echo $?\n')).toBe('echo $?\n130\n/ # ');
    expect(type('half a li\x03')).toBe('half a li^C\n/ # ');
    expect(said.result).toBeUndefined();
  });

  it('lets programs read what is typed', () => {
    const { type } = terminal().start('exec -it box -- sh');
    expect(type('cat > /tmp/f\n')).toBe('cat > /tmp/f\n');
    type('a\n');
    expect(type('b\n\x04')).toBe('b\n/ # ');
    expect(type('wc -l /tmp/f; read name; echo "hi $name"\n')).toMatch(/^wc .*\n\s*2 \/tmp\/f\n$/);
    expect(type('you\n')).toBe('you\nhi you\n/ # ');
    type('grep x\n');
    type('ax\nb\n');
    expect(type('\x04')).toBe('ax\n/ # ');
    expect(type('sh\n')).toBe('sh\n/ # ');
    expect(type('Y=2\n')).toBe('Y=2\n/ # ');
    expect(type('exit\n')).toBe('exit\n/ # ');
    expect(type('echo "[$Y]"\n')).toBe('echo "[$Y]"\n[]\n/ # ');
  });

  it('a command that is no shell ends at Ctrl-C, and one that is not there is refused', () => {
    const { start } = terminal();
    const { said, type } = start('exec -it box -- sleep 1000');
    expect(type('\x03')).toBe('^Ccommand terminated with exit code 130\n');
    expect(said.result?.exitCode).toBe(130);
    expect(start('exec -it box -- nothing').said.text).toContain('executable file not found in $PATH');
  });

  it('ends with its container', () => {
    const { session, start } = terminal();
    const { said } = start('exec -it box -- sh');
    start('delete pod box --now', '');
    session.advanceTo(session.nowMs + 60_000);
    expect(said.result?.exitCode).toBe(137);
  });

  it('without -t nothing is shown but the answers; with a pipe it is no terminal', () => {
    const { start } = terminal();
    const { said, type } = start('exec -i box -- sh');
    expect(said.isTerminal).toBe(false);
    expect(type('cd /tmp; pwd\n')).toBe('/tmp\n');
    type('\x04');
    expect(said.result?.exitCode).toBe(0);
    expect(start('exec -it box -- cat', 'hello\n').said.text).toBe('Unable to use a TTY - input is not a terminal or the right kind of file\nhello\n');
  });

  it('is replayed by a link', () => {
    const { session, start } = terminal();
    const { type } = start('exec -it box -- sh');
    type('echo 1 > /tmp/f; sleep 3\n', 5000);
    type('while true; do sleep 1; done\n', 2500);
    type('\x03');
    const scenario = session.scenario();
    const again = new Session(scenario);
    again.replay();
    expect(again.cluster.stateHash()).toBe(session.cluster.stateHash());
    let text = '';
    again.act({ type: 'kubectl', line: 'exec box -- cat /tmp/f' }, { output: (_, part) => { text += part; }, done: () => undefined });
    expect(text).toBe('1\n');
  });
});

describe('kubectl run -it and attach -it', () => {
  it('types into the first process, and takes the pod away', () => {
    const { session, start } = terminal();
    const { said, type } = start('run -it --rm tool --image=busybox --restart=Never -- sh');
    session.advanceTo(session.nowMs + 20_000);
    expect(said.text).toBe("If you don't see a command prompt, try pressing enter.\n/ # ");
    expect(type('hostname\n')).toBe('hostname\ntool\n/ # ');
    expect(type('exit\n', 60_000)).toBe('exit\npod "tool" deleted from default namespace\n');
    expect(said.result?.exitCode).toBe(0);
  });

  it('says how to come back where the container runs again', () => {
    const { session, start } = terminal();
    const { said, type } = start('run -it tool --image=busybox');
    session.advanceTo(session.nowMs + 20_000);
    type('echo hi\n');
    type('\x04', 1000);
    expect(said.text).toMatch(/\/ # echo hi\nhi\n\/ # \nSession ended, resume using 'kubectl attach tool -c tool -i -t' command when the pod is running\n$/);
    session.advanceTo(session.nowMs + 5000);
    const second = start('attach -it tool');
    expect(second.said.text).toBe("If you don't see a command prompt, try pressing enter.\n/ # ");
    expect(second.type('uname\n')).toMatch(/^uname\nLinux\n\/ # $/);
  });
});
