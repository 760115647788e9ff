import { expect, it } from 'vitest';
import { gallery } from '../lessons/gallery.ts';
import type { CommandOutput } from '../protocol/messages.ts';
import type { FaultSpec } from '../scenario/document.ts';
import { koreanRefusal } from './fault-words.ts';
import { Session } from './session.ts';
import { machine } from './testing/stories.ts';

const own = { ...gallery[0].scenario, manifests: [], load: [], warmUpMs: 2000, untilMs: 2000 };
const rented = { ...own, cloud: { nodePools: [{ ...machine, name: 'deck', size: 1 }] } };
const node = 'node-9';

it.each<{ readonly cloud: boolean; readonly fault: FaultSpec; readonly en: string; readonly ko: string }>([
  { cloud: false, fault: { type: 'power-on', node }, en: 'there is no machine named node-9', ko: '이름이 node-9인 머신이 없습니다' },
  { cloud: false, fault: { type: 'power-off', node }, en: 'there is no machine named node-9', ko: '이름이 node-9인 머신이 없습니다' },
  { cloud: false, fault: { type: 'shut-down', node }, en: 'there is no machine named node-9', ko: '이름이 node-9인 머신이 없습니다' },
  { cloud: false, fault: { type: 'remove-node', node }, en: 'there is no machine named node-9', ko: '이름이 node-9인 머신이 없습니다' },
  { cloud: false, fault: { type: 'lose-instance', node }, en: 'the scenario has no cloud', ko: '이 시나리오에는 클라우드가 없습니다' },
  { cloud: true, fault: { type: 'lose-instance', node }, en: 'there is no machine named node-9', ko: '이름이 node-9인 머신이 없습니다' },
  { cloud: false, fault: { type: 'resize-pool', pool: 'hold', size: 2 }, en: 'the scenario has no cloud', ko: '이 시나리오에는 클라우드가 없습니다' },
  { cloud: true, fault: { type: 'resize-pool', pool: 'hold', size: 2 }, en: 'there is no node pool named hold', ko: '이름이 hold인 노드 풀이 없습니다' },
  { cloud: false, fault: { type: 'add-node', machine: { ...machine, name: 'node-1' } }, en: 'there is a machine named node-1 already', ko: '이름이 node-1인 머신이 이미 있습니다' },
  { cloud: false, fault: { type: 'partition', nodes: ['node-1', node] }, en: 'there is no machine named node-9', ko: '그런 이름의 머신이 없습니다' },
  { cloud: false, fault: { type: 'kill-container', namespace: 'a', pod: 'b', container: 'c', exitCode: 1 }, en: 'no container c of pod a/b runs', ko: '실행 중인 컨테이너가 아닙니다: 파드 a/b의 c' },
])('a $fault.type that cannot be is refused in both languages: $en', ({ cloud, fault, en, ko }) => {
  const session = new Session(cloud ? rented : own);
  session.replay();
  let output: CommandOutput | undefined;
  session.act({ type: 'fault', fault }, { output: () => undefined, done: (done) => { output = done; } });
  expect(output).toMatchObject({ exitCode: 1, stderr: `${en}\n`, said: { en, ko } });
});

it('says in both languages what a removed machine takes along', () => {
  const session = new Session(own);
  session.replay();
  let output: CommandOutput | undefined;
  session.act({ type: 'fault', fault: { type: 'remove-node', node: 'node-1' } }, { output: () => undefined, done: (done) => { output = done; } });
  const en = 'machine node-1 is gone and its Node deleted; its pods stay in the API until the pod garbage collector deletes them';
  expect(output).toMatchObject({ exitCode: 0, stdout: `${en}\n`, said: { en, ko: expect.stringContaining('node-1 머신이 사라지고') as string } });
});

it('falls back to English where nobody has put a refusal into Korean', () => {
  expect(koreanRefusal({ type: 'etcd-leader-elected' }, false)).toBeUndefined();
});
