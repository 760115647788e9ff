import type { Words } from '../session/preferences.ts';

export interface TimelineWords {
  readonly timeline: string;
  readonly play: string;
  readonly pause: string;
  readonly step: string;
  readonly next: string;
  readonly nothingNext: string;
  readonly speed: string;
  readonly paused: string;
  readonly elapsed: string;
  readonly wall: string;
  readonly strip: (events: number, warnings: number, span: string) => string;
  readonly more: (count: number) => string;
  readonly now: string;
  readonly events: string;
  readonly filter: string;
  readonly warningsOnly: string;
  readonly noEvents: string;
  readonly noMatch: string;
  readonly count: (count: number) => string;
  readonly shown: (shown: number, all: number) => string;
  readonly columns: { readonly time: string; readonly reason: string; readonly object: string; readonly message: string };
  readonly warning: string;
  readonly normal: string;
}

export const timelineWords: Words<TimelineWords> = {
  en: {
    timeline: 'Timeline',
    play: 'Play',
    pause: 'Pause',
    step: 'Step',
    next: 'Next change',
    nothingNext: 'Nothing changes within the next ten minutes.',
    speed: 'Speed',
    paused: 'paused',
    elapsed: 'Virtual time since the start',
    wall: 'Date in the cluster (UTC)',
    strip: (events, warnings, span) => `Events of the last ${span}: ${events}, of which ${warnings} are warnings`,
    more: (count) => `and ${count} more`,
    now: 'now',
    events: 'Event log',
    filter: 'Filter events',
    warningsOnly: 'Warnings',
    noEvents: 'No event has happened yet.',
    noMatch: 'No event matches.',
    count: (count) => `${count} times`,
    shown: (shown, all) => (shown === all ? `${all}` : `${shown} of ${all}`),
    columns: { time: 'Time', reason: 'Reason', object: 'Object', message: 'Message' },
    warning: 'Warning',
    normal: 'Normal',
  },
  ko: {
    timeline: '타임라인',
    play: '재생',
    pause: '일시정지',
    step: '한 단계',
    next: '다음 변화',
    nothingNext: '앞으로 10분 동안 변화가 없습니다.',
    speed: '속도',
    paused: '멈춤',
    elapsed: '시작 이후 가상 시간',
    wall: '클러스터의 날짜(UTC)',
    strip: (events, warnings, span) => `최근 ${span.replace('h', '시간').replace('m', '분')} 동안의 이벤트 ${events}개, 그중 경고 ${warnings}개`,
    more: (count) => `외 ${count}개`,
    now: '지금',
    events: '이벤트 로그',
    filter: '이벤트 필터',
    warningsOnly: '경고만',
    noEvents: '아직 이벤트가 없습니다.',
    noMatch: '일치하는 이벤트가 없습니다.',
    count: (count) => `${count}회`,
    shown: (shown, all) => (shown === all ? `${all}개` : `${all}개 중 ${shown}개`),
    columns: { time: '시각', reason: '이유', object: '오브젝트', message: '메시지' },
    warning: '경고',
    normal: '정상',
  },
};
