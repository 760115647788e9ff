import { describe, expect, it } from 'vitest';
import { normalise, parseTranscript, replay, report, type CommandAnswer, type Replayed } from './transcripts.ts';

const transcript = `# A story.
$ kubectl apply -f - <<EOF
kind: Pod
EOF
| pod/web created
~ retry 2s
$ kubectl get pods
| NAME  READY  STATUS  RESTARTS  AGE
| web-<hash>-<rand>  1/1  Running  0  <age>
% wait 10s
~ sorted
$ kubectl delete a b
| b gone
| a gone
! Warning: both
? 1
`;

/** A cluster that answers from a list, and becomes ready with time. */
function fake(answers: Readonly<Record<string, (nowMs: number) => string>>, exitCode = 0): Replayed & { nowMs: number } {
  const cluster = {
    nowMs: 0,
    kubectl: (argv: readonly string[]) => {
      const [stdout = '', stderr = ''] = (answers[argv[0] ?? '']?.(cluster.nowMs) ?? '').split('|');
      const answer: CommandAnswer = { stdout, stderr, exitCode: argv[0] === 'delete' ? exitCode : 0 };
      return { answer, cancel: () => undefined };
    },
    advance: (ms: number) => { cluster.nowMs += ms; },
    node: () => undefined,
    addNode: () => undefined,
  };
  return cluster;
}

const table = (status: string): string => `NAME                   READY   STATUS    RESTARTS   AGE\nweb-6cf59bd4d9-p5c7m   1/1     ${status}   0          12s\n`;

describe('transcripts', () => {
  it('are read step by step', () => {
    expect(parseTranscript(transcript).map(({ command, stdin, sorted, retryMs, exitCode }) => ({ command, stdin, sorted, retryMs, exitCode }))).toEqual([
      { command: 'kubectl apply -f -', stdin: 'kind: Pod\n', sorted: false, retryMs: 0, exitCode: 0 },
      { command: 'kubectl get pods', stdin: '', sorted: false, retryMs: 2000, exitCode: 0 },
      { command: 'wait 10s', stdin: '', sorted: false, retryMs: 0, exitCode: 0 },
      { command: 'kubectl delete a b', stdin: '', sorted: true, retryMs: 0, exitCode: 1 },
    ]);
  });

  it('agree where the answers are the same but for what differs from run to run', () => {
    const cluster = fake({ apply: () => 'pod/web created\n', get: (nowMs) => table(nowMs < 1000 ? 'Pending' : 'Running'), delete: () => 'a gone\nb gone\n|Warning: both\n' }, 1);
    const results = replay(transcript, cluster, (line) => line.split(' '));
    expect(results.every(({ agrees }) => agrees)).toBe(true);
    expect(cluster.nowMs).toBeGreaterThan(11_000);
  });

  it('disagree, and say where', () => {
    const results = replay(transcript, fake({ apply: () => 'pod/web configured\n', get: () => table('Pending'), delete: () => '' }), (line) => line.split(' '));
    expect(results.map(({ agrees }) => agrees)).toEqual([false, false, true, false]);
    expect(report('story.kt', results)).toContain('story.kt:2: $ kubectl apply -f -\n  stdout:\n    - pod/web created\n    + pod/web configured');
  });

  it.each([
    ['uid: 0857da3b-c7ea-4747-b962-be69872aff25', 'uid: <uid>'],
    ['resourceVersion: "216"', 'resourceVersion: <rv>'],
    ['at 2026-01-01T09:00:00Z', 'at <time>'],
    ['10.244.1.3:80', '<ip>:80'],
    ['80:30712/TCP', '80:<nodeport>/TCP'],
    ['for 300s', 'for 300s'],
  ])('%s becomes %s', (text, shown) => {
    expect(normalise(text, '')).toBe(shown);
  });

  it('keep what their own commands say', () => {
    expect(normalise('10.96.77.77', 'clusterIP: 10.96.77.77')).toBe('10.96.77.77');
  });
});
