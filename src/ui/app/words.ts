import type { Words } from '../session/preferences.ts';

export interface AppWords {
  readonly lead: string;
  readonly namespace: string;
  readonly allNamespaces: string;
  readonly lens: string;
  readonly cluster: string;
  readonly network: string;
  readonly workloads: string;
  readonly storage: string;
  readonly plane: string;
  readonly language: string;
  readonly toDark: string;
  readonly toLight: string;
  readonly shortcuts: string;
  readonly search: string;
  readonly searchPlaceholder: string;
  readonly nothingFound: string;
  readonly commands: string;
  readonly objects: Readonly<Record<'Node' | 'Pod' | 'Service' | 'Workload' | 'Storage', string>>;
  readonly stage: string;
  readonly inspector: string;
  readonly drawers: string;
  readonly closeDrawer: string;
  readonly resize: string;
  readonly show: (name: string) => string;
  readonly panels: string;
  readonly starting: string;
  /** No API server answers; with the machine that lost its power, '' where it is something else. */
  readonly silent: (machine: string) => string;
  readonly silentMeans: string;
  readonly powerOnNode: (name: string) => string;
  readonly loading: string;
  readonly nudge: string;
  readonly nudgeDone: string;
  readonly dismiss: string;
  readonly more: string;
  /** A title, where the person has added something to what it names. */
  readonly withMore: (title: string) => string;
  readonly openObject: (name: string) => string;
  /** The palette's command for what was left; `title` may be ''. */
  readonly goBackTo: (title: string) => string;
  readonly powerOff: string;
  readonly powerOn: string;
  readonly delete: string;
  readonly requests: string;
  /** Opens the scheduler's theatre, for a pod with a node and for one without. */
  readonly why: string;
  readonly whyNone: string;
  readonly nothingSelected: string;
  readonly typing: string;
  readonly credit: string;
  readonly link: Readonly<Record<'newer' | 'damaged' | 'invalid', string>>;
  readonly command: Readonly<Record<'play' | 'step' | 'next' | 'previous' | 'toNow' | 'goOn' | 'undo' | 'cluster' | 'network' | 'workloads' | 'storage' | 'plane' | 'palette' | 'help' | 'fit' | 'leave' | 'walk' | 'open' | 'faster' | 'slower' | 'strip' | 'stripSeconds' | 'stripMinute' | 'stripEnds', string>>;
  readonly said: {
    readonly nodeReady: (name: string) => string;
    readonly nodeNotReady: (name: string) => string;
    readonly nodeAdded: (name: string) => string;
    readonly nodeRemoved: (name: string) => string;
    readonly rolledOut: (kind: string, name: string) => string;
    readonly failing: (count: number) => string;
  };
}

export const appWords: Words<AppWords> = {
  en: {
    lead: 'A Kubernetes cluster in dry dock',
    namespace: 'Namespace',
    allNamespaces: 'All namespaces',
    lens: 'Lens',
    cluster: 'Cluster',
    network: 'Network',
    workloads: 'Workloads',
    storage: 'Storage',
    plane: 'Control plane',
    language: '한국어',
    toDark: 'Dark theme',
    toLight: 'Light theme',
    shortcuts: 'Keyboard shortcuts',
    search: 'Find anything',
    searchPlaceholder: 'Find an object or a command…',
    nothingFound: 'Nothing found.',
    commands: 'Commands',
    objects: { Node: 'Nodes', Pod: 'Pods', Service: 'Services', Workload: 'Workloads', Storage: 'Storage' },
    stage: 'Stage',
    inspector: 'Inspector',
    drawers: 'Drawers',
    closeDrawer: 'Close drawer',
    resize: 'Resize',
    show: (name) => name,
    panels: 'Panels',
    starting: 'Starting the cluster…',
    silent: (machine) => `The API server does not answer${machine === '' ? '' : `: ${machine} has no power`}.`,
    silentMeans: 'Pods run on; nothing can be read or changed.',
    powerOnNode: (name) => `Power on ${name}`,
    loading: 'Loading…',
    nudge: 'Power off a node and watch what happens.',
    nudgeDone: 'Its pods fall silent. Watch the node turn NotReady.',
    dismiss: 'Dismiss',
    more: 'More',
    withMore: (title) => `${title}, with additions`,
    openObject: (name) => `Open ${name}`,
    goBackTo: (title) => (title === '' ? 'Go back to the cluster that you left' : `Go back to “${title}” as you left it`),
    powerOff: 'Power off',
    powerOn: 'Power on',
    delete: 'Delete',
    requests: 'Requests',
    why: 'Why this node?',
    whyNone: 'Why no node?',
    nothingSelected: 'Select something on the stage.',
    typing: 'They wait while you type.',
    credit: 'Drawn with React Flow. Kubernetes is a registered trademark of The Linux Foundation.',
    link: {
      newer: 'This link was made by a newer Drydock. The usual cluster is shown instead.',
      damaged: 'This link was cut short or changed on its way. The usual cluster is shown instead.',
      invalid: 'This link holds no scenario that can be shown. The usual cluster is shown instead.',
    },
    command: { play: 'Play or pause', step: 'Step', next: 'Go to the next change', previous: 'Go to the previous change', toNow: 'Back to now', goOn: 'Go on from the moment that is shown', undo: 'Take back “Go on from here”', cluster: 'Cluster lens', network: 'Network lens', workloads: 'Workloads lens', storage: 'Storage lens', plane: 'Control plane lens', palette: 'Find anything', help: 'Keyboard shortcuts', fit: 'Fit to view', leave: 'Close, or let go of what is selected', walk: 'Walk on the stage', open: 'Open what is focused', faster: 'Faster', slower: 'Slower', strip: 'On the strip: from change to change', stripSeconds: 'On the strip: ten seconds', stripMinute: 'On the strip: a minute', stripEnds: 'On the strip: its beginning, and now' },
    said: {
      nodeReady: (name) => `Node ${name} is Ready.`,
      nodeNotReady: (name) => `Node ${name} is NotReady.`,
      nodeAdded: (name) => `Node ${name} joined.`,
      nodeRemoved: (name) => `Node ${name} is gone.`,
      rolledOut: (kind, name) => `${kind} ${name} is rolled out.`,
      failing: (count) => (count === 1 ? '1 pod began to fail.' : `${count} pods began to fail.`),
    },
  },
  ko: {
    lead: '드라이 독에 오른 쿠버네티스 클러스터',
    namespace: '네임스페이스',
    allNamespaces: '모든 네임스페이스',
    lens: '보기',
    cluster: '클러스터',
    network: '네트워크',
    workloads: '워크로드',
    storage: '스토리지',
    plane: '컨트롤 플레인',
    language: 'English',
    toDark: '어두운 테마',
    toLight: '밝은 테마',
    shortcuts: '키보드 단축키',
    search: '찾기',
    searchPlaceholder: '오브젝트나 명령 찾기…',
    nothingFound: '결과가 없습니다.',
    commands: '명령',
    objects: { Node: '노드', Pod: '파드', Service: '서비스', Workload: '워크로드', Storage: '스토리지' },
    stage: '스테이지',
    inspector: '인스펙터',
    drawers: '서랍',
    closeDrawer: '서랍 닫기',
    resize: '크기 조절',
    show: (name) => name,
    panels: '패널',
    starting: '클러스터를 시작하는 중…',
    silent: (machine) => `API 서버가 응답하지 않습니다${machine === '' ? '' : `(${machine} 전원 꺼짐)`}.`,
    silentMeans: '파드는 계속 실행되지만 조회하거나 변경할 수 없습니다.',
    powerOnNode: (name) => `${name} 전원 켜기`,
    loading: '불러오는 중…',
    nudge: '노드의 전원을 끄면 어떻게 되는지 보세요.',
    nudgeDone: '파드가 응답을 멈춥니다. 노드가 NotReady가 되는 것을 지켜보세요.',
    dismiss: '닫기',
    more: '더 보기',
    withMore: (title) => `${title} (추가한 것 있음)`,
    openObject: (name) => `${name} 열기`,
    goBackTo: (title) => (title === '' ? '떠나온 클러스터로 돌아가기' : `떠나온 “${title}” 시나리오로 돌아가기`),
    powerOff: '전원 끄기',
    powerOn: '전원 켜기',
    delete: '삭제',
    requests: '요청',
    why: '왜 이 노드인가요?',
    whyNone: '왜 노드가 없나요?',
    nothingSelected: '스테이지에서 오브젝트를 선택하세요.',
    typing: '텍스트를 입력하는 동안에는 작동하지 않습니다.',
    credit: 'React Flow로 그렸습니다. Kubernetes는 The Linux Foundation의 등록 상표입니다.',
    link: {
      newer: '더 새로운 버전의 Drydock에서 만든 링크입니다. 기본 클러스터를 표시합니다.',
      damaged: '링크가 잘렸거나 변경되었습니다. 기본 클러스터를 표시합니다.',
      invalid: '링크에 표시할 수 있는 시나리오가 없습니다. 기본 클러스터를 표시합니다.',
    },
    command: { play: '재생 또는 일시정지', step: '한 단계', next: '다음 변화로 이동', previous: '이전 변화로 이동', toNow: '지금으로 돌아가기', goOn: '보고 있는 순간부터 이어 가기', undo: '“여기서부터 이어 가기” 실행 취소', cluster: '클러스터 보기', network: '네트워크 보기', workloads: '워크로드 보기', storage: '스토리지 보기', plane: '컨트롤 플레인 보기', palette: '찾기', help: '키보드 단축키', fit: '화면에 맞추기', leave: '닫기 또는 선택 해제', walk: '스테이지에서 이동', open: '초점이 있는 것 열기', faster: '더 빠르게', slower: '더 느리게', strip: '타임라인에서: 변화마다 이동', stripSeconds: '타임라인에서: 10초씩 이동', stripMinute: '타임라인에서: 1분씩 이동', stripEnds: '타임라인에서: 처음으로, 지금으로' },
    said: {
      nodeReady: (name) => `${name} 노드가 Ready 상태입니다.`,
      nodeNotReady: (name) => `${name} 노드가 NotReady 상태입니다.`,
      nodeAdded: (name) => `${name} 노드가 클러스터에 합류했습니다.`,
      nodeRemoved: (name) => `${name} 노드가 클러스터에서 빠졌습니다.`,
      rolledOut: (kind, name) => `${kind} ${name}의 롤아웃이 끝났습니다.`,
      failing: (count) => `파드 ${count}개에 오류가 발생했습니다.`,
    },
  },
};
