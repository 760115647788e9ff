import type { PreemptionView, SuggestedStep } from '../../protocol/decisions.ts';
import type { Words } from '../session/preferences.ts';

export interface TheatreWords {
  readonly pod: string;
  readonly attempt: string;
  readonly attemptAt: (number: number, time: string) => string;
  readonly none: string;
  readonly unknown: string;
  readonly placed: (node: string) => string;
  readonly refused: string;
  readonly cycle: string;
  readonly filters: string;
  readonly scores: string;
  readonly before: string;
  readonly after: string;
  readonly allNodes: string;
  readonly choice: string;
  readonly moment: (number: number, count: number) => string;
  readonly start: (nodes: number) => string;
  readonly filtered: (plugin: string, asked: number, fallen: number) => string;
  readonly scored: (plugin: string, weight: number) => string;
  readonly only: (node: string) => string;
  readonly winner: (node: string, total: number) => string;
  readonly tie: (count: number, total: number, node: string) => string;
  readonly nothingLeft: string;
  readonly notLookedAt: (count: number) => string;
  readonly preempts: (node: string, victims: string) => string;
  readonly node: string;
  readonly fate: string;
  readonly total: string;
  readonly feasible: string;
  readonly chosen: string;
  readonly more: (count: number) => string;
  readonly suggestions: string;
  readonly suggestionsLead: string;
  readonly noSuggestions: string;
  readonly thinking: string;
  readonly fitsOn: (node: string) => string;
  readonly attemptIt: string;
  readonly byHand: string;
  readonly trying: string;
  readonly tried: string;
  readonly runs: (pod: string, node: string) => string;
  readonly passTime: string;
  readonly views: string;
  readonly whatIf: string;
  readonly whatIfLead: string;
  readonly whatIfUnknown: string;
  readonly against: string;
  readonly profile: string;
  readonly packing: string;
  readonly wouldPlace: (node: string) => string;
  readonly oneOf: (nodes: string) => string;
  readonly profiles: string;
  readonly profilesLead: string;
  readonly applyProfiles: string;
  readonly exampleProfiles: string;
  readonly revertProfiles: string;
  readonly configured: string;
  readonly preemption: string;
  readonly preemptionLead: (helpful: number, wanted: number) => string;
  readonly candidates: string;
  readonly victims: string;
  readonly budgetsBroken: string;
  readonly highestPriority: string;
  readonly prioritySum: string;
  readonly victimCount: string;
  readonly isProtected: string;
  readonly decidedBy: (node: string, rule: Rule) => string;
  readonly compared: string;
  readonly notHelpful: string;
  readonly noCandidates: (helpful: number) => string;
  readonly hopeless: (nodes: string) => string;
  readonly plainly: (reason: string) => string;
  readonly same: string;
  readonly step: (step: SuggestedStep) => string;
}

type Rule = NonNullable<PreemptionView['decidedBy']>;

const rulesEn: Readonly<Record<Rule, string>> = {
  'only one': 'it is the only node that would do', budgets: 'there the fewest disruption budgets are broken', 'highest priority': 'the most important pod that would have to leave is less important there',
  'sum of priorities': 'the pods that would have to leave are the least important taken together', 'number of pods': 'the fewest pods would have to leave', 'started last': 'the pods that would have to leave have run the shortest',
  'first found': 'the candidates cost the same, so the first one found is taken',
};

const rulesKo: Readonly<Record<Rule, string>> = {
  'only one': '가능한 노드가 하나뿐입니다', budgets: 'PodDisruptionBudget을 가장 적게 어깁니다', 'highest priority': '나가야 하는 파드 중 가장 중요한 파드의 우선순위가 가장 낮습니다',
  'sum of priorities': '나가야 하는 파드들의 우선순위 합이 가장 낮습니다', 'number of pods': '나가야 하는 파드가 가장 적습니다', 'started last': '나가야 하는 파드가 가장 최근에 시작되었습니다',
  'first found': '후보들의 희생이 같아서 먼저 찾은 노드를 고릅니다',
};

/** What the scheduler's own words about a node without a way out mean. */
function plainlyEn(reason: string): string {
  if (reason.startsWith('No preemption victims')) return 'no pod there has a lower priority than this one';
  if (reason.startsWith('Insufficient ')) return `even without the less important pods too little ${reason.slice('Insufficient '.length)} would be free`;
  if (reason === 'Too many pods') return 'even without the less important pods it would hold as many pods as it may';
  return 'this would not change if less important pods left';
}

function plainlyKo(reason: string): string {
  if (reason.startsWith('No preemption victims')) return '이 파드보다 우선순위가 낮은 파드가 없습니다';
  if (reason.startsWith('Insufficient ')) return `덜 중요한 파드가 모두 나가도 ${reason.slice('Insufficient '.length)} 여유가 모자랍니다`;
  if (reason === 'Too many pods') return '덜 중요한 파드가 모두 나가도 파드 수 한도에 걸립니다';
  return '덜 중요한 파드가 나가도 달라지지 않습니다';
}

const list = (items: readonly (string | number)[]): string => items.join(', ');

function english(step: SuggestedStep): string {
  switch (step.kind) {
    case 'lower-request': return `Ask for ${step.to} ${step.resource} instead of ${step.from}${step.container === '' ? '' : ` (container ${step.container})`}`;
    case 'tolerate': return `Tolerate ${list(step.taints)}`;
    case 'drop-selector': return `Drop the node selector ${list(step.keys)}`;
    case 'relax-affinity': return `Drop the node affinity on ${list(step.keys)}`;
    case 'raise-skew': return `Let ${step.topologyKey} be skewed by ${String(step.to)} instead of ${String(step.from)}`;
    case 'soften-spread': return `Make spreading over ${step.topologyKey} a wish (ScheduleAnyway)`;
    case 'drop-pod-affinity': return step.side === 'podAffinity' ? `Drop the pod affinity within ${step.topologyKey}` : `Drop the pod anti-affinity within ${step.topologyKey}`;
    case 'drop-host-ports': return `Do without host port ${list(step.ports)}`;
    case 'uncordon': return `Uncordon ${step.node}`;
    case 'remove-taints': return `Take ${list(step.taints)} off ${step.node}`;
    case 'repair-node': return `Bring ${step.node} back`;
    case 'label-node': return `Label ${step.node} ${list(step.labels)}`;
    case 'raise-pods': return `Let ${step.node} have ${String(step.to)} pods instead of ${String(step.from)} (maxPods of its kubelet)`;
    case 'remove-pods': return `${step.frees.length > 0 ? `Free ${list(step.frees)} on ${step.node}: remove` : `Remove from ${step.node}`} ${list(step.pods)}`;
    case 'add-node': return `Add a machine like ${step.like}`;
  }
}

function korean(step: SuggestedStep): string {
  switch (step.kind) {
    case 'lower-request': return `${step.resource} 요청 낮추기: ${step.from} → ${step.to}${step.container === '' ? '' : ` (컨테이너 ${step.container})`}`;
    case 'tolerate': return `${list(step.taints)} 톨러레이션 추가`;
    case 'drop-selector': return `노드 셀렉터 ${list(step.keys)} 빼기`;
    case 'relax-affinity': return `노드 어피니티에서 ${list(step.keys)} 조건 빼기`;
    case 'raise-skew': return `${step.topologyKey}의 maxSkew 올리기: ${String(step.from)} → ${String(step.to)}`;
    case 'soften-spread': return `${step.topologyKey} 분산을 선호로 바꾸기 (ScheduleAnyway)`;
    case 'drop-pod-affinity': return step.side === 'podAffinity' ? `${step.topologyKey} 파드 어피니티 빼기` : `${step.topologyKey} 파드 안티-어피니티 빼기`;
    case 'drop-host-ports': return `호스트 포트 ${list(step.ports)} 없이 실행하기`;
    case 'uncordon': return `${step.node} 스케줄링 다시 허용 (uncordon)`;
    case 'remove-taints': return `${step.node}에서 ${list(step.taints)} 테인트 제거`;
    case 'repair-node': return `${step.node} 되살리기`;
    case 'label-node': return `${step.node}에 ${list(step.labels)} 레이블 붙이기`;
    case 'raise-pods': return `${step.node}의 파드 한도 올리기: ${String(step.from)} → ${String(step.to)} (kubelet의 maxPods)`;
    case 'remove-pods': return `${step.node}에서 ${step.frees.length > 0 ? `${list(step.frees)} 비우기: ` : ''}${list(step.pods)} 제거`;
    case 'add-node': return `${step.like} 같은 머신 추가`;
  }
}

export const theatreWords: Words<TheatreWords> = {
  en: {
    pod: 'Pod', attempt: 'Attempt', attemptAt: (number, time) => `Attempt ${String(number)}, at ${time}`,
    none: 'The scheduler has not decided about any pod yet.',
    unknown: 'Nothing is remembered of how this pod was placed: it was long ago, or the scheduler never saw it.',
    placed: (node) => `Placed on ${node}`, refused: 'Fits nowhere', cycle: 'Scheduling cycle', filters: 'Filters', scores: 'Scores', before: 'Previous step', after: 'Next step',
    allNodes: 'All nodes', choice: 'Choice', moment: (number, count) => `Step ${String(number)} of ${String(count)}`,
    start: (nodes) => `${String(nodes)} nodes to choose from.`,
    filtered: (plugin, asked, fallen) => (fallen === 0 ? `${plugin} objects to none of the ${String(asked)} nodes that came to it.` : `${plugin} refuses ${String(fallen)} of the ${String(asked)} nodes that came to it.`),
    scored: (plugin, weight) => `${plugin} gives each node 0 to 100 points, which count ${weight === 1 ? 'once' : `${String(weight)} times`}.`,
    only: (node) => `Only ${node} is left, so nothing is scored.`,
    winner: (node, total) => `${node} has the most points: ${String(total)}.`,
    tie: (count, total, node) => `${String(count)} nodes tie at ${String(total)} points; the lot fell on ${node}.`,
    nothingLeft: 'No node is left.', notLookedAt: (count) => `${String(count)} more nodes: not told of one by one.`,
    preempts: (node, victims) => `To make room on ${node}, these have to go: ${victims}.`,
    node: 'Node', fate: 'Verdict', total: 'Total', feasible: 'feasible', chosen: 'chosen', more: (count) => `and ${String(count)} more`,
    suggestions: 'What would help', suggestionsLead: 'Smallest change first, what cannot be done from here last. Each has been tried against every filter.', noSuggestions: 'No single change that can be named here would help.',
    thinking: 'Thinking…', fitsOn: (node) => `then it fits ${node}`, attemptIt: 'Try it', byHand: 'Not from here', trying: 'Waiting for the scheduler…', tried: 'Done. The scheduler decides again as time goes on.',
    runs: (pod, node) => `${pod} was placed on ${node}.`, passTime: 'Let 5 s pass', step: english,
    views: 'Views', whatIf: 'What if', whatIfLead: 'A profile is a set of scheduling rules with their weights. This is how two of them would decide about this pod now, as if it were new.', whatIfUnknown: 'The scheduler would not try this pod now, or it is gone.',
    against: 'against', profile: 'Profile', packing: 'a profile that packs nodes full', wouldPlace: (node) => `Would go to ${node}`, oneOf: (nodes) => `One of ${nodes}`,
    profiles: 'Profiles', profilesLead: 'The KubeSchedulerConfiguration that the scheduler runs with. Applying it starts the scheduler anew; it becomes part of the link. A pod chooses its profile with spec.schedulerName.',
    applyProfiles: 'Apply configuration', exampleProfiles: 'Example: a second profile', revertProfiles: 'Back to what is applied', configured: 'The scheduler runs with the new configuration.',
    preemption: 'Could less important pods make room?',
    preemptionLead: (helpful, wanted) => `Yes: it has a higher priority than other pods, and ${helpful === 1 ? 'on 1 node' : `on ${String(helpful)} nodes`} it might help if those left. For each node the scheduler imagines all of them gone, then lets every one stay that still fits beside this pod. Those that are left over would have to leave.${wanted < helpful ? ` It stops after ${String(wanted)} nodes that would do.` : ''}`,
    notHelpful: 'No. What keeps the pod out would be the same on every node if pods left: a taint or a label, say, or a node that is too small even when empty.',
    noCandidates: (helpful) => `No. Only pods with a lower priority can be made to leave, and ${helpful === 1 ? 'the one node where that might help has' : `the ${String(helpful)} nodes where that might help have`} too few of them.`,
    compared: 'The candidates are compared column by column, from left to right; lower is better.',
    candidates: 'Candidates', victims: 'Would have to leave (priority)', budgetsBroken: 'Budgets broken', highestPriority: 'Highest priority', prioritySum: 'Sum of priorities', victimCount: 'Pods', isProtected: 'protected by a budget',
    decidedBy: (node, rule) => `${node} is chosen: ${rulesEn[rule]}.`, hopeless: (nodes) => `Not on ${nodes}:`, plainly: plainlyEn, same: 'Both profiles decide the same here.',
  },
  ko: {
    pod: '파드', attempt: '시도', attemptAt: (number, time) => `${String(number)}번째 시도, ${time}`,
    none: '스케줄러가 아직 결정한 파드가 없습니다.',
    unknown: '이 파드가 어떻게 배치되었는지 기억하지 못합니다. 오래전 일이거나 스케줄러가 본 적이 없는 파드입니다.',
    placed: (node) => `${node}에 배치됨`, refused: '들어갈 곳 없음', cycle: '스케줄링 사이클', filters: '필터', scores: '점수', before: '이전 단계', after: '다음 단계',
    allNodes: '모든 노드', choice: '선택', moment: (number, count) => `${String(count)}단계 중 ${String(number)}단계`,
    start: (nodes) => `후보 노드 ${String(nodes)}개.`,
    filtered: (plugin, asked, fallen) => (fallen === 0 ? `${plugin}: 노드 ${String(asked)}개 모두 통과.` : `${plugin}: 노드 ${String(asked)}개 중 ${String(fallen)}개 탈락.`),
    scored: (plugin, weight) => `${plugin}: 노드마다 0~100점, 가중치 ${String(weight)}.`,
    only: (node) => `${node}만 남아서 점수를 매기지 않습니다.`,
    winner: (node, total) => `${node} 노드의 점수가 ${String(total)}점으로 가장 높습니다.`,
    tie: (count, total, node) => `노드 ${String(count)}개가 ${String(total)}점으로 동점입니다. 제비뽑기로 ${node} 노드가 뽑혔습니다.`,
    nothingLeft: '남은 노드가 없습니다.', notLookedAt: (count) => `그 밖의 노드 ${String(count)}개는 하나하나 보여 주지 않습니다.`,
    preempts: (node, victims) => `${node}에 자리를 만들기 위해 나가야 하는 파드: ${victims}.`,
    node: '노드', fate: '판정', total: '합계', feasible: '가능', chosen: '선택됨', more: (count) => `그 밖에 ${String(count)}개`,
    suggestions: '무엇을 바꾸면 될까요', suggestionsLead: '작은 변경부터, 여기서 할 수 없는 것은 마지막에. 모두 모든 필터로 확인한 것입니다.', noSuggestions: '여기서 이름 붙일 수 있는 변경 하나로는 해결되지 않습니다.',
    thinking: '생각하는 중…', fitsOn: (node) => `→ ${node}에 배치 가능`, attemptIt: '해 보기', byHand: '여기서는 할 수 없음', trying: '스케줄러를 기다리는 중…', tried: '적용했습니다. 시간이 흐르면 스케줄러가 다시 결정합니다.',
    runs: (pod, node) => `${pod} 파드가 ${node}에 배치되었습니다.`, passTime: '5초 보내기', step: korean,
    views: '보기', whatIf: '가정해 보기', whatIfLead: '프로파일은 스케줄링 규칙과 가중치의 묶음입니다. 이 파드가 지금 새로 왔다면 두 프로파일이 어떻게 결정할지 비교합니다.', whatIfUnknown: '스케줄러가 지금 이 파드를 시도하지 않거나 파드가 없습니다.',
    against: '대', profile: '프로파일', packing: '노드를 가득 채우는 프로파일', wouldPlace: (node) => `${node}에 배치`, oneOf: (nodes) => `다음 중 하나: ${nodes}`,
    profiles: '프로파일', profilesLead: '스케줄러가 쓰는 KubeSchedulerConfiguration입니다. 적용하면 스케줄러가 새로 시작되고 공유 링크에 포함됩니다. 파드는 spec.schedulerName으로 프로파일을 고릅니다.',
    applyProfiles: '설정 적용', exampleProfiles: '예시: 두 번째 프로파일', revertProfiles: '적용된 설정으로 되돌리기', configured: '스케줄러가 새 설정으로 실행됩니다.',
    preemption: '덜 중요한 파드가 자리를 내줄 수 있을까요?',
    preemptionLead: (helpful, wanted) => `네. 이 파드는 다른 파드보다 우선순위가 높고, 그런 파드가 나가면 도움이 될 만한 노드가 ${String(helpful)}개 있습니다. 스케줄러는 노드마다 덜 중요한 파드가 모두 나갔다고 가정한 다음, 이 파드 옆에 함께 들어갈 수 있는 파드는 그대로 둡니다. 그래도 남는 파드가 나가야 할 파드입니다.${wanted < helpful ? ` 가능한 노드를 ${String(wanted)}개 찾으면 멈춥니다.` : ''}`,
    notHelpful: '아니요. 어느 노드든 파드가 나간다고 달라지지 않는 문제가 있습니다. 예를 들어 테인트나 레이블이 맞지 않거나, 비어 있어도 너무 작습니다.',
    noCandidates: (helpful) => `아니요. 우선순위가 더 낮은 파드만 나가게 할 수 있는데, 도움이 될 만한 노드 ${String(helpful)}개에는 그런 파드가 충분하지 않습니다.`,
    compared: '후보는 왼쪽 열부터 차례로 비교하며, 낮을수록 좋습니다.',
    candidates: '후보', victims: '나가야 할 파드 (우선순위)', budgetsBroken: '어기는 중단 예산', highestPriority: '가장 높은 우선순위', prioritySum: '우선순위 합', victimCount: '파드 수', isProtected: '중단 예산으로 보호됨',
    decidedBy: (node, rule) => `${node} 선택: ${rulesKo[rule]}.`, hopeless: (nodes) => `안 되는 노드 ${nodes}:`, plainly: plainlyKo, same: '여기서는 두 프로파일의 결정이 같습니다.',
  },
};
