import type { Words } from '../session/preferences.ts';

export interface TimelineWords {
  readonly timeline: string;
  readonly play: string;
  readonly pause: string;
  readonly step: string;
  readonly next: string;
  /** While the next change is looked for, and the button that gives it up. */
  readonly searching: string;
  readonly giveUp: string;
  /** What was searched through for nothing, and the way back to where it began. */
  readonly nothingNext: (from: string, to: string) => string;
  readonly backTo: (time: string) => string;
  readonly previous: string;
  readonly nothingBefore: string;
  readonly backNow: string;
  /** What the strip's place says: a time, and what happened last. */
  readonly at: (time: string, what: string) => string;
  readonly past: string;
  readonly look: (time: string) => string;
  readonly coarse: string;
  readonly goOn: string;
  readonly goOnHint: string;
  readonly toNow: string;
  /** Said after going on: from where, and how much time came after it. */
  readonly wentOn: (time: string, lost: string) => string;
  readonly undo: string;
  readonly undoHint: string;
  /** Closes the offer. */
  readonly keep: string;
  readonly undone: (time: string) => string;
  /** On a phone, where the strip is open and it is now. */
  readonly dragHint: string;
  readonly replaying: (time: string) => string;
  readonly whole: string;
  readonly recent: string;
  readonly showStrip: string;
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
    searching: 'Letting time pass until something changes…',
    giveUp: 'Stop here',
    nothingNext: (from, to) => `Nothing changed from ${from} to ${to}; that time has passed.`,
    backTo: (time) => `Back to ${time}`,
    previous: 'Previous change',
    nothingBefore: 'Nothing changed before this. Here the record begins.',
    backNow: 'Nothing changed after that. This is now.',
    at: (time, what) => (what === '' ? time : `${time}, last: ${what}`),
    past: 'past',
    look: (time) => `You are looking at ${time}.`,
    coarse: 'So far back, neighbouring changes are shown together.',
    goOn: 'Go on from here',
    goOnHint: 'Brings the cluster itself to this moment. What happened after it is given up.',
    toNow: 'Back to now',
    wentOn: (time, lost) => `Goes on from ${time}. The ${lost} that came after it are given up.`,
    undo: 'Undo',
    undoHint: 'Brings back what came after this moment.',
    keep: 'Close',
    undone: (time) => `Everything is as it was at ${time}.`,
    dragHint: 'Drag the strip to look back.',
    replaying: (time) => `Replaying up to ${time}…`,
    whole: 'Show the whole time',
    recent: 'Show what is recent',
    showStrip: 'Look back',
    speed: 'Speed',
    paused: 'paused',
    elapsed: 'Virtual time since the start',
    wall: 'Date in the cluster (UTC)',
    strip: (events, warnings, span) => `Events of the last ${span}: ${events}, of which ${warnings} ${warnings === 1 ? 'is a warning' : 'are warnings'}`,
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
    searching: '무언가 바뀔 때까지 시간을 보내는 중…',
    giveUp: '여기서 멈추기',
    nothingNext: (from, to) => `${from}부터 ${to}까지 시간이 흘렀지만 아무 변화도 없었습니다.`,
    backTo: (time) => `${time} 시점 보기`,
    previous: '이전 변화',
    nothingBefore: '이전에는 변화가 없었습니다. 기록이 여기서 시작합니다.',
    backNow: '그 뒤로는 변화가 없었습니다. 지금입니다.',
    at: (time, what) => (what === '' ? time : `${time}, 마지막: ${what}`),
    past: '과거',
    look: (time) => `${time} 시점을 보고 있습니다.`,
    coarse: '이렇게 오래된 기록은 이웃한 변화를 묶어서 보여 줍니다.',
    goOn: '여기서부터 이어 가기',
    goOnHint: '클러스터를 이 순간으로 되돌립니다. 그 뒤에 일어난 일은 사라집니다.',
    toNow: '지금으로 돌아가기',
    wentOn: (time, lost) => `${time}부터 이어 갑니다. 그 뒤 ${lost} 동안 일어난 일은 사라졌습니다.`,
    undo: '실행 취소',
    undoHint: '이 순간 뒤에 일어난 일을 되살립니다.',
    keep: '닫기',
    undone: (time) => `모두 ${time} 시점 그대로 되돌렸습니다.`,
    dragHint: '타임라인을 끌어 지난 순간을 보세요.',
    replaying: (time) => `${time}까지 다시 실행하는 중…`,
    whole: '전체 시간 보기',
    recent: '최근만 보기',
    showStrip: '되돌아보기',
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
