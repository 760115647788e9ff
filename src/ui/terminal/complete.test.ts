import { describe, expect, it } from 'vitest';
import { completedLine, placeOf } from './complete.ts';

describe('Tab', () => {
  it.each([
    { why: 'finishes a single candidate', line: 'kubectl ge', candidates: ['get'], result: 'kubectl get ' },
    { why: 'grows as far as all agree', line: 'kubectl get pod web-', candidates: ['web-a1', 'web-a2'], result: 'kubectl get pod web-a' },
    { why: 'leaves what nothing begins with', line: 'kubectl xyz', candidates: ['get'], result: 'kubectl xyz' },
    { why: 'waits for a value after an equals sign', line: 'kubectl get --output', candidates: ['--output='], result: 'kubectl get --output=' },
    { why: 'keeps what stands behind the cursor', line: 'kubectl ge pods', cursor: 10, candidates: ['get'], result: 'kubectl get  pods' },
    { why: 'works behind a pipe and on a further line', line: 'echo a |gr', candidates: ['grep'], result: 'echo a |grep ' },
  ])('$why', ({ line, cursor = line.length, candidates, result }) => {
    expect(completedLine(line, cursor, candidates).line).toBe(result);
  });

  const aliases = new Map([['k', 'kubectl'], ['kgp', 'kubectl get pods']]);
  it.each([
    { line: 'kub', place: { kind: 'command' } },
    { line: 'kubectl get pods | gre', place: { kind: 'command' } },
    { line: 'kubectl get po', place: { kind: 'kubectl', line: 'kubectl get po' } },
    { line: 'k get po', place: { kind: 'kubectl', line: 'kubectl get po' } },
    { line: 'kgp -n ', place: { kind: 'kubectl', line: 'kubectl get pods -n ' } },
    { line: 'echo "a | b" && kubectl logs ', place: { kind: 'kubectl', line: 'kubectl logs ' } },
    { line: 'POD=$(kubectl get po', place: { kind: 'kubectl', line: 'kubectl get po' } },
    { line: 'echo a\nkubectl d', place: { kind: 'kubectl', line: 'kubectl d' } },
    { line: 'watch -n 1 kubectl get ', place: { kind: 'kubectl', line: 'kubectl get ' } },
    { line: 'kubectl get -o name | xargs -n1 kubectl delete ', place: { kind: 'kubectl', line: 'kubectl delete ' } },
    { line: 'kubectl apply -f we', place: { kind: 'file' } },
    { line: 'cat we', place: { kind: 'file' } },
    { line: 'kubectl get pods > we', place: { kind: 'file' } },
  ])('knows what $line asks for', ({ line, place }) => {
    expect(placeOf(line, line.length, aliases)).toEqual(place);
  });
});
