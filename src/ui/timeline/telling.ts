import type { Deed, StateChange, StateView, Stop } from '../../protocol/changes.ts';
import type { FaultSpec } from '../../scenario/document.ts';
import { kindNames, kindText, withTo } from '../design/index.ts';
import type { Words } from '../session/preferences.ts';

/** Sentences of what happened. Kubernetes' own words (states, kubectl's lines) stand as they are in every language. */
interface Telling {
  readonly deed: (deed: Deed) => string;
  readonly change: (change: StateChange) => string;
  readonly more: (count: number) => string;
}

/** `\u0003` as the keys that were pressed. */
const typedText = (text: string): string => text.replaceAll('\u0003', 'Ctrl C').replaceAll('\u0004', 'Ctrl D').trim();

const listed = (objects: readonly { readonly kind: string; readonly name: string }[], kinds: Readonly<Record<string, string>>): string =>
  objects.map(({ kind, name }) => `${kindText(kind, kinds)} ${name}`).join(', ');

/** Where both states of a pod name one machine, only the later one says it. */
const withoutNode = (before: StateView, after: StateView): StateView => (before.type === 'pod' && after.type === 'pod' && before.node === after.node ? { ...before, node: '' } : before);

function englishDeed(deed: Deed): string {
  switch (deed.type) {
    case 'apply': return deed.objects.length === 0 ? 'You applied a manifest' : `You applied ${listed(deed.objects, kindNames.en)}${deed.more > 0 ? ` and ${String(deed.more)} more` : ''}`;
    case 'kubectl': return `You ran ${deed.line}`;
    case 'edited': return `You saved ${deed.line}`;
    case 'typed': return `You typed “${typedText(deed.text)}” into ${deed.line}`;
    case 'interrupt': return `You stopped ${deed.line}`;
    case 'fault': return englishFault(deed.fault);
    case 'load': return deed.load.requestsPerSecond > 0 ? `You sent ${String(deed.load.requestsPerSecond)} requests a second to ${deed.load.target}` : `You stopped the load ${deed.load.name}`;
    case 'metric': return `You set the metric ${deed.metric.name}${deed.metric.value === undefined ? '' : ` to ${deed.metric.value}`}`;
    case 'request': return `You sent ${deed.method} ${deed.address}`;
    case 'configure-scheduler': return 'You gave the scheduler another configuration';
  }
}

function englishFault(fault: FaultSpec): string {
  switch (fault.type) {
    case 'power-off': return `You powered ${fault.node} off`;
    case 'power-on': return `You powered ${fault.node} on`;
    case 'shut-down': return `You told ${fault.node} to shut down`;
    case 'add-node': return `You added the machine ${fault.machine.name}`;
    case 'remove-node': return `You took the machine ${fault.node} away`;
    case 'lose-instance': return `You let the cloud lose ${fault.node}`;
    case 'resize-pool': return `You set the node pool ${fault.pool} to ${String(fault.size)}`;
    case 'kill-container': return `You killed the container ${fault.container} of ${fault.pod}`;
    case 'api-refusals': return fault.percent > 0 ? `You let the API server refuse ${String(fault.percent)} % of requests` : 'You let the API server take every request again';
    case 'etcd-leader-lost': return 'You took etcd’s leader away';
    case 'etcd-leader-elected': return 'You gave etcd a leader again';
    case 'partition': return fault.nodes.length > 0 ? `You cut ${fault.nodes.join(', ')} off from the other machines` : 'You mended the network';
    case 'heal': return 'You mended the network';
  }
}

function koreanDeed(deed: Deed): string {
  switch (deed.type) {
    case 'apply': return deed.objects.length === 0 ? '매니페스트를 적용했습니다' : `매니페스트를 적용했습니다: ${listed(deed.objects, kindNames.ko)}${deed.more > 0 ? ` 외 ${String(deed.more)}개` : ''}`;
    case 'kubectl': return `명령을 실행했습니다: ${deed.line}`;
    case 'edited': return `편집한 내용을 저장했습니다: ${deed.line}`;
    case 'typed': return `“${typedText(deed.text)}” 입력했습니다: ${deed.line}`;
    case 'interrupt': return `명령을 중단했습니다: ${deed.line}`;
    case 'fault': return koreanFault(deed.fault);
    case 'load': return deed.load.requestsPerSecond > 0 ? `초당 ${String(deed.load.requestsPerSecond)}건의 요청을 보내기 시작했습니다: ${deed.load.target}` : `요청 보내기를 멈췄습니다: ${deed.load.name}`;
    case 'metric': return deed.metric.value === undefined ? `메트릭을 추가했습니다: ${deed.metric.name}` : `메트릭 ${deed.metric.name}의 값을 ${withTo(deed.metric.value)} 바꿨습니다`;
    case 'request': return `요청을 보냈습니다: ${deed.method} ${deed.address}`;
    case 'configure-scheduler': return '스케줄러의 설정을 바꿨습니다';
  }
}

function koreanFault(fault: FaultSpec): string {
  switch (fault.type) {
    case 'power-off': return `노드 ${fault.node}의 전원을 껐습니다`;
    case 'power-on': return `노드 ${fault.node}의 전원을 켰습니다`;
    case 'shut-down': return `노드 ${fault.node}의 종료를 시작했습니다`;
    case 'add-node': return `머신을 추가했습니다: ${fault.machine.name}`;
    case 'remove-node': return `머신을 없앴습니다: ${fault.node}`;
    case 'lose-instance': return `클라우드에서 인스턴스를 없앴습니다: ${fault.node}`;
    case 'resize-pool': return `노드 풀 ${fault.pool}의 크기를 ${withTo(String(fault.size))} 바꿨습니다`;
    case 'kill-container': return `파드 ${fault.pod}의 컨테이너를 강제 종료했습니다: ${fault.container}`;
    case 'api-refusals': return fault.percent > 0 ? `API 서버가 요청의 ${String(fault.percent)}%를 거부하게 했습니다` : 'API 서버가 요청을 다시 모두 받게 했습니다';
    case 'etcd-leader-lost': return 'etcd의 리더를 없앴습니다';
    case 'etcd-leader-elected': return 'etcd의 리더를 다시 선출했습니다';
    case 'partition': return fault.nodes.length > 0 ? `다른 머신과의 네트워크를 끊었습니다: ${fault.nodes.join(', ')}` : '네트워크를 복구했습니다';
    case 'heal': return '네트워크를 복구했습니다';
  }
}

function englishState(state: StateView): string {
  if (state.type === 'word') return state.word;
  if (state.type === 'endpoints') return `${String(state.ready)} ready, ${String(state.notReady)} not`;
  return `${state.status} ${String(state.ready)}/${String(state.containers)}${state.node === '' ? '' : ` on ${state.node}`}`;
}

function koreanState(state: StateView): string {
  if (state.type === 'word') return state.word;
  if (state.type === 'endpoints') return `준비됨 ${String(state.ready)}개, 준비 안 됨 ${String(state.notReady)}개`;
  return `${state.status} ${String(state.ready)}/${String(state.containers)}${state.node === '' ? '' : ` (${state.node})`}`;
}

function englishChange({ kind, name, before, after }: StateChange): string {
  const object = `${kind} ${name}`;
  if (!after) return `${object} is gone`;
  return before ? `${object}: ${englishState(withoutNode(before, after))} → ${englishState(after)}` : `${object} is new: ${englishState(after)}`;
}

function koreanChange({ kind, name, before, after }: StateChange): string {
  const [from, to] = [before && after ? withoutNode(before, after) : before, after];
  return `${kindText(kind, kindNames.ko)} ${name}: ${from ? koreanState(from) : '없음'} → ${to ? koreanState(to) : '없음'}`;
}

export const tellings: Words<Telling> = {
  en: { deed: englishDeed, change: englishChange, more: (count) => `and ${String(count)} more` },
  ko: { deed: koreanDeed, change: koreanChange, more: (count) => `그 밖에 ${String(count)}건` },
};

export const isNothing = ({ deeds, changes }: Stop): boolean => deeds.length + changes.length === 0;

/** What happened at a stop, what the person did first; '' for nothing. */
export function stopText({ deeds, changes, more }: Stop, { deed, change, more: andMore }: Telling): string {
  const told = [...deeds.map((each) => `${deed(each)}.`), [...changes.map(change), ...(more > 0 ? [andMore(more)] : [])].join('; ')];
  return told.filter((text) => text !== '').join(' ');
}
