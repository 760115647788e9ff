import type { Health } from '../../protocol/cards.ts';
import { noPodsWords, type NoPodsWords } from '../design/index.ts';
import type { Words } from '../session/preferences.ts';

export interface StageWords {
  readonly stage: string;
  readonly objects: string;
  readonly howToWalk: string;
  readonly node: (name: string) => string;
  readonly pod: (name: string) => string;
  readonly service: (name: string) => string;
  readonly health: Readonly<Record<Health, string>>;
  readonly ready: (ready: number, all: number) => string;
  readonly restarts: (count: number) => string;
  readonly onNode: (name: string) => string;
  readonly noNode: string;
  readonly cpu: string;
  readonly memory: string;
  readonly controlPlane: string;
  readonly worker: string;
  readonly zone: (zone: string) => string;
  readonly powerSwitch: (name: string) => string;
  readonly noPower: string;
  readonly cordoned: string;
  readonly podCount: (count: number) => string;
  readonly pending: string;
  readonly pendingNone: string;
  /** The lane of pods whose machine is gone. */
  readonly goneMachine: string;
  readonly goneDetail: string;
  readonly goneTip: string;
  readonly waiting: string;
  readonly outside: string;
  readonly outsideDetail: string;
  readonly readyOf: (ready: number, all: number) => string;
  readonly noPods: string;
  /** What is behind a service where it is no pods: the API server, or addresses. */
  readonly apiServerOn: (machines: string) => string;
  readonly noPodsBecause: NoPodsWords;
  readonly perSecond: (rate: string) => string;
  readonly failing: (rate: string) => string;
  /** All of a machine's meter in words. */
  readonly meter: (asked: string, used: string, all: string) => string;
  readonly empty: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly fit: string;
  readonly legend: string;
  readonly asked: (cpu: string, memory: string) => string;
  readonly actions: {
    readonly open: string;
    readonly powerOff: string;
    readonly powerOn: string;
    /** Heading of the commands that are typed into the terminal. */
    readonly typed: string;
  };
}

export const stageWords: Words<StageWords> = {
  en: {
    stage: 'Stage',
    objects: 'Objects of the cluster',
    howToWalk: 'Arrow keys walk, Enter opens, Escape leaves.',
    node: (name) => `Node ${name}`,
    pod: (name) => `Pod ${name}`,
    service: (name) => `Service ${name}`,
    health: { good: 'as wanted', busy: 'on its way', bad: 'failing', done: 'completed', going: 'terminating' },
    ready: (ready, all) => `${ready} of ${all} ready`,
    restarts: (count) => (count === 1 ? '1 restart' : `${count} restarts`),
    onNode: (name) => `on ${name}`,
    noNode: 'on no node',
    cpu: 'cpu',
    memory: 'memory',
    controlPlane: 'control plane',
    worker: 'worker',
    zone: (zone) => (/zone/i.test(zone) ? zone : `zone ${zone}`),
    powerSwitch: (name) => `${name} power`,
    noPower: 'no power',
    cordoned: 'cordoned',
    podCount: (count) => (count === 1 ? '1 pod' : `${count} pods`),
    pending: 'Pending',
    pendingNone: 'no pod waits for a node',
    goneMachine: 'On a machine that is gone',
    goneDetail: 'what the API still says about them',
    goneTip: 'Their Node has been deleted, so nobody reports on them any more.\nThe pod garbage collector deletes them after a while.',
    waiting: 'waits for a node',
    outside: 'Outside',
    outsideDetail: 'users',
    readyOf: (ready, all) => `${ready}/${all} ready`,
    noPods: 'no pods behind it',
    apiServerOn: (machines) => (machines === '' ? 'the API server' : `the API server on ${machines}`),
    noPodsBecause: noPodsWords.en,
    perSecond: (rate) => `${rate}/s`,
    failing: (rate) => `${rate}/s fail`,
    meter: (asked, used, all) => `${asked} requested of ${all}\n${used} used`,
    empty: 'No machine is on the stage yet.',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    fit: 'Fit to view',
    legend: 'States',
    asked: (cpu, memory) => `requests ${cpu}, ${memory}`,
    actions: { open: 'Open', powerOff: 'Power off', powerOn: 'Power on', typed: 'Type into the terminal: kubectl …' },
  },
  ko: {
    stage: '스테이지',
    objects: '클러스터의 오브젝트',
    howToWalk: '화살표 키로 이동하고, Enter로 열고, Esc로 나갑니다.',
    node: (name) => `노드 ${name}`,
    pod: (name) => `파드 ${name}`,
    service: (name) => `서비스 ${name}`,
    health: { good: '정상', busy: '진행 중', bad: '실패', done: '완료됨', going: '종료 중' },
    ready: (ready, all) => `${all}개 중 ${ready}개 준비됨`,
    restarts: (count) => `재시작 ${count}회`,
    onNode: (name) => `${name}에서 실행`,
    noNode: '노드 없음',
    cpu: 'CPU',
    memory: '메모리',
    controlPlane: '컨트롤 플레인',
    worker: '워커',
    zone: (zone) => (/zone/i.test(zone) ? zone : `영역 ${zone}`),
    powerSwitch: (name) => `${name} 전원`,
    noPower: '전원 꺼짐',
    cordoned: '스케줄링 제외됨',
    podCount: (count) => `파드 ${count}개`,
    pending: '대기 중(Pending)',
    pendingNone: '노드를 기다리는 파드가 없습니다',
    goneMachine: '사라진 머신의 파드',
    goneDetail: 'API에 남아 있는 상태',
    goneTip: '노드가 삭제되어 아무도 상태를 보고하지 않습니다.\n파드 가비지 컬렉터가 잠시 후 파드를 삭제합니다.',
    waiting: '노드를 기다리는 중',
    outside: '외부',
    outsideDetail: '사용자',
    readyOf: (ready, all) => `${ready}/${all} 준비됨`,
    noPods: '연결된 파드 없음',
    apiServerOn: (machines) => (machines === '' ? 'API 서버' : `${machines}의 API 서버`),
    noPodsBecause: noPodsWords.ko,
    perSecond: (rate) => `초당 ${rate}`,
    failing: (rate) => `초당 ${rate} 실패`,
    meter: (asked, used, all) => `${all} 중 ${asked} 요청됨\n${used} 사용 중`,
    empty: '아직 머신이 없습니다.',
    zoomIn: '확대',
    zoomOut: '축소',
    fit: '화면에 맞추기',
    legend: '상태',
    asked: (cpu, memory) => `요청 ${cpu}, ${memory}`,
    actions: { open: '열기', powerOff: '전원 끄기', powerOn: '전원 켜기', typed: '터미널에 입력: kubectl …' },
  },
};
