import type { Words } from '../session/preferences.ts';

export interface ChaosWords {
  readonly faults: string;
  readonly lead: string;
  readonly powerOffRandom: string;
  readonly powerOffDetail: string;
  readonly shutDownRandom: string;
  readonly shutDownDetail: string;
  readonly loseRandom: string;
  readonly loseDetail: string;
  readonly poolName: (pool: string) => string;
  readonly poolDetail: string;
  readonly fewer: string;
  readonly more: string;
  readonly killRandom: string;
  readonly killDetail: string;
  readonly addNode: string;
  readonly addDetail: string;
  readonly refusals: string;
  readonly refusalsDetail: string;
  readonly none: string;
  readonly leader: string;
  readonly leaderDetail: string;
  readonly leaderThere: string;
  readonly leaderlessText: string;
  readonly cut: string;
  readonly cutDetail: string;
  readonly cutNow: string;
  readonly cutMembers: string;
  readonly cutFind: string;
  /** Machines that fit, and are not shown. */
  readonly cutMore: (machines: number) => string;
  readonly cutText: (nodes: string) => string;
  readonly broken: string;
  readonly nothingBroken: string;
  readonly mend: string;
  readonly offText: (node: string) => string;
  readonly lostText: (node: string) => string;
  readonly refusalsText: (percent: number) => string;
  readonly didPowerOff: (node: string) => string;
  readonly didShutDown: (node: string) => string;
  readonly didShutDownAtOnce: (node: string) => string;
  readonly didLose: (node: string) => string;
  readonly didKill: (pod: string) => string;
  readonly didAdd: (node: string) => string;
  readonly noCandidate: string;
}

export const chaosWords: Words<ChaosWords> = {
  en: {
    faults: 'Faults',
    lead: 'Break something and watch how the cluster takes it.',
    powerOffRandom: 'Power off a random node',
    powerOffDetail: 'Its pods fall silent; the control plane notices after 50 seconds.',
    shutDownRandom: 'Shut down a random node',
    shutDownDetail: 'With a grace period for that its pods end first; without one it goes at once.',
    loseRandom: 'Lose a random instance',
    loseDetail: 'The cloud takes the machine away; once it is not ready, its node is deleted.',
    poolName: (pool) => `Node pool ${pool}`,
    poolDetail: 'The cloud keeps so many machines.',
    fewer: 'One fewer',
    more: 'One more',
    killRandom: 'Kill a random container',
    killDetail: 'It ends with exit code 137; its kubelet starts it again.',
    addNode: 'Add a node',
    addDetail: 'An empty machine joins and takes what waits.',
    refusals: 'API server refuses',
    refusalsDetail: 'That share of all requests to the API server fails.',
    none: 'None',
    leader: 'Leader of etcd',
    leaderDetail: 'Without one nothing is written, and controllers lose their leases.',
    leaderThere: 'Elected',
    leaderlessText: 'etcd has no leader: nothing can be written',
    cut: 'Cut the network',
    cutDetail: 'The chosen machines and the others no longer reach one another’s API server, etcd and kubelets.',
    cutNow: 'Cut',
    cutMembers: 'Machines to cut off',
    cutFind: 'Find by name',
    cutMore: (machines) => `and ${machines} more: find them by name`,
    cutText: (nodes) => `${nodes} cut off from the other machines`,
    broken: 'Broken now',
    nothingBroken: 'Nothing is broken.',
    mend: 'Mend',
    offText: (node) => `${node} has no power`,
    lostText: (node) => `The cloud has lost ${node}; its node stands until that is noticed`,
    refusalsText: (percent) => `The API server refuses ${percent} % of requests`,
    didPowerOff: (node) => `Power is off at ${node}.`,
    didShutDown: (node) => `${node} is shutting down: its pods end first.`,
    didShutDownAtOnce: (node) => `${node} is off: it has no grace period, so its pods were not ended first.`,
    didLose: (node) => `The cloud has lost ${node}.`,
    didKill: (pod) => `A container of ${pod} was killed.`,
    didAdd: (node) => `${node} joins the cluster.`,
    noCandidate: 'There is nothing left to break that way.',
  },
  ko: {
    faults: '장애',
    lead: '장애를 일으키고 클러스터가 어떻게 대응하는지 보세요.',
    powerOffRandom: '임의의 노드 전원 끄기',
    powerOffDetail: '그 노드의 파드가 응답을 멈추고, 컨트롤 플레인은 50초 뒤에 알아챕니다.',
    shutDownRandom: '임의의 노드 종료하기',
    shutDownDetail: '종료 유예 기간이 있는 머신은 파드를 먼저 끝냅니다. 없으면 전원이 끊긴 것처럼 바로 꺼집니다.',
    loseRandom: '임의의 인스턴스 없애기',
    loseDetail: '클라우드에서 머신이 사라집니다. NotReady가 되면 노드가 삭제됩니다.',
    poolName: (pool) => `노드 풀 ${pool}`,
    poolDetail: '클라우드가 머신 수를 이만큼 유지합니다.',
    fewer: '하나 줄이기',
    more: '하나 늘리기',
    killRandom: '임의의 컨테이너 강제 종료',
    killDetail: '종료 코드 137로 끝나고, kubelet이 다시 시작합니다.',
    addNode: '노드 추가',
    addDetail: '빈 머신이 클러스터에 합류하여 대기 중인 파드를 받습니다.',
    refusals: 'API 서버의 요청 거부',
    refusalsDetail: 'API 서버로 가는 요청 가운데 이 비율이 실패합니다.',
    none: '없음',
    leader: 'etcd 리더',
    leaderDetail: '리더가 없으면 아무것도 기록되지 않습니다. 요청은 시간 초과되고 컨트롤러는 리스를 잃습니다.',
    leaderThere: '선출됨',
    leaderlessText: 'etcd에 리더가 없어 아무것도 기록할 수 없습니다',
    cut: '네트워크 끊기',
    cutDetail: '고른 머신과 나머지 머신은 서로의 API 서버, etcd, kubelet에 닿지 못합니다.',
    cutNow: '끊기',
    cutMembers: '끊을 머신',
    cutFind: '이름으로 찾기',
    cutMore: (machines) => `외 ${machines}대: 이름으로 찾으세요`,
    cutText: (nodes) => `다른 머신과 네트워크가 끊겨 있습니다: ${nodes}`,
    broken: '현재 장애',
    nothingBroken: '장애가 없습니다.',
    mend: '복구',
    offText: (node) => `${node}의 전원이 꺼져 있습니다`,
    lostText: (node) => `클라우드에서 ${node} 인스턴스가 사라졌습니다. 클러스터가 알아챌 때까지 노드 오브젝트는 남아 있습니다`,
    refusalsText: (percent) => `API 서버가 요청의 ${percent}%를 거부합니다`,
    didPowerOff: (node) => `${node}의 전원을 껐습니다.`,
    didShutDown: (node) => `${node} 노드를 종료합니다. 파드를 먼저 끝냅니다.`,
    didShutDownAtOnce: (node) => `${node} 노드가 꺼졌습니다. 종료 유예 기간이 없어 파드를 먼저 끝내지 않았습니다.`,
    didLose: (node) => `클라우드에서 ${node} 인스턴스가 사라졌습니다.`,
    didKill: (pod) => `${pod}의 컨테이너를 강제 종료했습니다.`,
    didAdd: (node) => `${node} 노드가 클러스터에 합류합니다.`,
    noCandidate: '그런 장애를 일으킬 대상이 더 없습니다.',
  },
};
