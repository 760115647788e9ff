import { describe, expect, it } from 'vitest';
import type { Deed, StateChange } from '../../protocol/changes.ts';
import { isNothing, stopText, tellings } from './telling.ts';

const pod = (status: string, ready: number, node = ''): StateChange['after'] => ({ type: 'pod', status, ready, containers: 1, node });

const deeds: readonly (readonly [Deed, string, string])[] = [
  [{ type: 'fault', fault: { type: 'power-off', node: 'node-1' } }, 'You powered node-1 off', '노드 node-1의 전원을 껐습니다'],
  [{ type: 'fault', fault: { type: 'resize-pool', pool: 'workers', size: 3 } }, 'You set the node pool workers to 3', '노드 풀 workers의 크기를 3으로 바꿨습니다'],
  [{ type: 'fault', fault: { type: 'api-refusals', percent: 0 } }, 'You let the API server take every request again', 'API 서버가 요청을 다시 모두 받게 했습니다'],
  [{ type: 'kubectl', line: 'kubectl scale deployment web --replicas=2' }, 'You ran kubectl scale deployment web --replicas=2', '명령을 실행했습니다: kubectl scale deployment web --replicas=2'],
  [{ type: 'apply', objects: [{ kind: 'Deployment', name: 'web' }], more: 2 }, 'You applied Deployment web and 2 more', '매니페스트를 적용했습니다: 디플로이먼트 web 외 2개'],
  [{ type: 'apply', objects: [], more: 0 }, 'You applied a manifest', '매니페스트를 적용했습니다'],
  [{ type: 'typed', line: 'kubectl exec -it web -- sh', text: '\u0003' }, 'You typed “Ctrl C” into kubectl exec -it web -- sh', '“Ctrl C” 입력했습니다: kubectl exec -it web -- sh'],
  [{ type: 'edited', line: 'kubectl edit deployment web' }, 'You saved kubectl edit deployment web', '편집한 내용을 저장했습니다: kubectl edit deployment web'],
];

it.each(deeds)('tells of %j in both languages', (deed, en, ko) => {
  expect(tellings.en.deed(deed)).toBe(en);
  expect(tellings.ko.deed(deed)).toBe(ko);
});

const changes: readonly (readonly [StateChange, string, string])[] = [
  [{ kind: 'Node', name: 'node-1', before: { type: 'word', word: 'Ready' }, after: { type: 'word', word: 'NotReady' } }, 'Node node-1: Ready → NotReady', '노드 node-1: Ready → NotReady'],
  [{ kind: 'Pod', name: 'web-1', before: undefined, after: pod('Pending', 0) }, 'Pod web-1 is new: Pending 0/1', '파드 web-1: 없음 → Pending 0/1'],
  [{ kind: 'Pod', name: 'web-1', before: pod('Pending', 0, 'node-2'), after: pod('Running', 1, 'node-2') }, 'Pod web-1: Pending 0/1 → Running 1/1 on node-2', '파드 web-1: Pending 0/1 → Running 1/1 (node-2)'],
  [{ kind: 'Pod', name: 'web-1', before: pod('Terminating', 0, 'node-2'), after: undefined }, 'Pod web-1 is gone', '파드 web-1: Terminating 0/1 (node-2) → 없음'],
  [{ kind: 'Service', name: 'web', before: { type: 'endpoints', ready: 3, notReady: 0 }, after: { type: 'endpoints', ready: 2, notReady: 1 } }, 'Service web: 3 ready, 0 not → 2 ready, 1 not', '서비스 web: 준비됨 3개, 준비 안 됨 0개 → 준비됨 2개, 준비 안 됨 1개'],
  [{ kind: 'PersistentVolumeClaim', name: 'data', before: { type: 'word', word: 'Pending' }, after: { type: 'word', word: 'Bound' } }, 'PersistentVolumeClaim data: Pending → Bound', '퍼시스턴트볼륨클레임 data: Pending → Bound'],
];

it.each(changes)('tells of %j in both languages', (change, en, ko) => {
  expect(tellings.en.change(change)).toBe(en);
  expect(tellings.ko.change(change)).toBe(ko);
});

describe('a stop', () => {
  const stop = { deeds: deeds.slice(0, 1).map(([deed]) => deed), changes: changes.slice(0, 1).map(([change]) => change), more: 2 };

  it('is told with what the person did first, and how much more there is', () => {
    expect(stopText(stop, tellings.en)).toBe('You powered node-1 off. Node node-1: Ready → NotReady; and 2 more');
    expect(stopText({ ...stop, changes: [], more: 0 }, tellings.ko)).toBe('노드 node-1의 전원을 껐습니다.');
  });

  it('is none where nothing happened', () => {
    expect([isNothing(stop), isNothing({ deeds: [], changes: [], more: 0 })]).toEqual([false, true]);
  });
});
