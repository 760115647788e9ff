import { describe, expect, it } from 'vitest';
import { commandLines } from './command-lines.ts';

const linesOf = (object: { kind: string; namespace: string; name: string }, facts = {}): readonly string[] => commandLines(object, { namespace: 'default', ...facts }).map(({ line }) => line.replace('kubectl ', ''));

describe('the commands that act on an object', () => {
  it.each([
    { object: { kind: 'Pod', namespace: 'default', name: 'web-1' }, has: ['describe pod web-1', 'get pod web-1 -o yaml', 'logs -f web-1', 'exec web-1 -- ls /', 'top pod web-1', 'delete pod web-1'], not: /scale|cordon|rollout/ },
    { object: { kind: 'Pod', namespace: 'shop', name: 'web-1' }, has: ['describe pod web-1 -n shop', 'get pod web-1 -n shop -o yaml', 'logs -f web-1 -n shop'], not: /scale|cordon/ },
    { object: { kind: 'Node', namespace: '', name: 'node-1' }, has: ['cordon node-1', 'drain node-1 --ignore-daemonsets --delete-emptydir-data', 'taint node node-1 KEY=VALUE:NoSchedule', 'top node node-1', 'delete node node-1'], not: /-n |uncordon|logs/ },
    { object: { kind: 'Node', namespace: '', name: 'node-1' }, facts: { isCordoned: true }, has: ['uncordon node-1'], not: /^cordon/ },
    { object: { kind: 'Deployment', namespace: 'default', name: 'web' }, facts: { workload: { desired: 3 } }, has: ['scale deployment web --replicas=4', 'rollout restart deployment/web', 'rollout undo deployment/web', 'rollout pause deployment/web'], not: /cordon|resume/ },
    { object: { kind: 'Deployment', namespace: 'default', name: 'web' }, facts: { workload: { desired: 3, rollout: { paused: true } } }, has: ['rollout resume deployment/web'], not: /rollout pause/ },
    { object: { kind: 'DaemonSet', namespace: 'default', name: 'agent' }, has: ['rollout restart daemonset/agent'], not: /scale/ },
    { object: { kind: 'Service', namespace: 'default', name: 'web' }, has: ['get endpointslices -l kubernetes.io/service-name=web', 'describe service web'], not: /scale|rollout|logs/ },
  ])('$object.kind $object.name: $facts', ({ object, facts, has, not }) => {
    const lines = linesOf(object, facts);
    expect(lines).toEqual(expect.arrayContaining(has));
    expect(lines.filter((line) => not.test(line))).toEqual([]);
  });
});
