import { kindNames, withTo } from '../design/index.ts';
import type { Words } from '../session/preferences.ts';

export interface WorkloadWords {
  readonly kinds: Readonly<Record<string, string>>;
  readonly barePods: string;
  readonly wanted: string;
  readonly updated: string;
  readonly ready: string;
  readonly available: string;
  readonly active: string;
  readonly succeeded: string;
  readonly failed: string;
  readonly schedule: string;
  readonly suspended: string;
  readonly paused: string;
  readonly readyOf: (ready: number, all: number) => string;
  readonly doneOf: (done: number, all: number) => string;
  readonly countOf: (word: string, count: number) => string;
  readonly revision: (revision: string) => string;
  readonly older: string;
  readonly newer: string;
  readonly segment: (revision: string, count: number, available: number) => string;
  readonly rollout: (name: string) => string;
  readonly bounds: (availableMin: number, totalMax: number) => string;
  readonly boundsTip: (unavailable: number, surge: number) => string;
  readonly strategies: Readonly<Record<string, string>>;
  readonly undo: string;
  readonly undoTo: (name: string, revision: string) => string;
  readonly moreRevisions: (count: number) => string;
  readonly scaleUp: string;
  readonly scaleDown: string;
  readonly pause: string;
  readonly resume: string;
  readonly restart: string;
  readonly named: (action: string, name: string) => string;
  readonly noMetrics: string;
  readonly within: string;
  readonly formulaTip: string;
  readonly autoscaler: (name: string, formula: string, min: number, max: number) => string;
  readonly healthy: (healthy: number, min: number) => string;
  readonly mayGo: (count: number) => string;
  readonly quota: (name: string, resource: string, used: string, hard: string) => string;
  readonly namespace: (name: string) => string;
  readonly nothing: string;
}

export const workloadWords: Words<WorkloadWords> = {
  en: {
    kinds: kindNames.en,
    barePods: 'Pods of no workload',
    wanted: 'wanted',
    updated: 'updated',
    ready: 'ready',
    available: 'available',
    active: 'active',
    succeeded: 'succeeded',
    failed: 'failed',
    schedule: 'schedule',
    suspended: 'suspended',
    paused: 'paused',
    readyOf: (ready, all) => `${ready} of ${all} ready`,
    doneOf: (done, all) => `${done} of ${all} succeeded`,
    countOf: (word, count) => `${count} ${word}`,
    revision: (revision) => `revision ${revision}`,
    older: 'old',
    newer: 'new',
    segment: (revision, count, available) => `${revision}: ${count}, ${available} available`,
    rollout: (name) => `Rollout of ${name}`,
    bounds: (availableMin, totalMax) => `≥ ${availableMin} available · ≤ ${totalMax} pods`,
    boundsTip: (unavailable, surge) => `maxUnavailable ${unavailable}, maxSurge ${surge}`,
    strategies: { Recreate: 'Recreate: old pods go first', OnDelete: 'OnDelete: updates a pod when it is deleted' },
    undo: 'Undo',
    undoTo: (name, revision) => `Undo ${name} to revision ${revision}`,
    moreRevisions: (count) => (count === 1 ? '1 older revision' : `${count} older revisions`),
    scaleUp: 'Add a pod',
    scaleDown: 'Take a pod away',
    pause: 'Pause rollout',
    resume: 'Resume rollout',
    restart: 'Restart rollout',
    named: (action, name) => `${action}: ${name}`,
    noMetrics: 'no metrics yet',
    within: 'within 10%',
    formulaTip: 'desired = ⌈current × metric ÷ target⌉',
    autoscaler: (name, formula, min, max) => `HorizontalPodAutoscaler ${name}, ${formula}, from ${min} to ${max}`,
    healthy: (healthy, min) => `${healthy} healthy, ${min} needed`,
    mayGo: (count) => (count === 0 ? 'none may be evicted' : `${count} may be evicted`),
    quota: (name, resource, used, hard) => `ResourceQuota ${name}, ${resource}: ${used} of ${hard}`,
    namespace: (name) => `namespace ${name}`,
    nothing: 'No workloads yet.',
  },
  ko: {
    kinds: kindNames.ko,
    barePods: '워크로드가 없는 파드',
    wanted: '목표',
    updated: '업데이트됨',
    ready: '준비됨',
    available: '가용',
    active: '실행 중',
    succeeded: '성공',
    failed: '실패',
    schedule: '스케줄',
    suspended: '중지됨',
    paused: '일시 중지됨',
    readyOf: (ready, all) => `${all}개 중 ${ready}개 준비됨`,
    doneOf: (done, all) => `${all}개 중 ${done}개 성공`,
    countOf: (word, count) => `${word} ${count}개`,
    revision: (revision) => `리비전 ${revision}`,
    older: '이전',
    newer: '새 버전',
    segment: (revision, count, available) => `${revision}: ${count}개, 가용 ${available}개`,
    rollout: (name) => `${name} 롤아웃`,
    bounds: (availableMin, totalMax) => `가용 ≥ ${availableMin} · 파드 ≤ ${totalMax}`,
    boundsTip: (unavailable, surge) => `maxUnavailable ${unavailable}, maxSurge ${surge}`,
    strategies: { Recreate: 'Recreate: 이전 파드가 먼저 사라집니다', OnDelete: 'OnDelete: 파드를 삭제할 때 업데이트합니다' },
    undo: '되돌리기',
    undoTo: (name, revision) => `${name}: 리비전 ${withTo(revision)} 되돌리기`,
    moreRevisions: (count) => `더 오래된 리비전 ${count}개`,
    scaleUp: '파드 늘리기',
    scaleDown: '파드 줄이기',
    pause: '롤아웃 일시 중지',
    resume: '롤아웃 재개',
    restart: '롤아웃 재시작',
    named: (action, name) => `${name}: ${action}`,
    noMetrics: '아직 메트릭이 없음',
    within: '10% 이내',
    formulaTip: '목표 = ⌈현재 수 × 메트릭 ÷ 목표값⌉',
    autoscaler: (name, formula, min, max) => `HorizontalPodAutoscaler ${name}, ${formula}, ${min}개에서 ${max}개까지`,
    healthy: (healthy, min) => `정상 ${healthy}개, 최소 ${min}개`,
    mayGo: (count) => (count === 0 ? '축출 불가' : `${count}개 축출 가능`),
    quota: (name, resource, used, hard) => `ResourceQuota ${name}, ${resource}: ${hard} 중 ${used}`,
    namespace: (name) => `네임스페이스 ${name}`,
    nothing: '아직 워크로드가 없습니다.',
  },
};
