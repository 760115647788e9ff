import { withTo } from '../design/index.ts';
import type { Words } from '../session/preferences.ts';
import type { Shown, Step, StepName } from './select.ts';

interface ApiWords {
  readonly requests: string;
  readonly filter: string;
  readonly search: string;
  readonly shown: Readonly<Record<Shown, string>>;
  readonly show: string;
  readonly who: string;
  readonly anybody: string;
  readonly kind: string;
  readonly anyKind: string;
  readonly verb: string;
  readonly anyVerb: string;
  readonly background: string;
  readonly backgroundTip: string;
  readonly freeze: string;
  readonly unfreeze: string;
  readonly frozen: (later: number) => string;
  readonly count: (shown: number, all: number, more: number) => string;
  readonly none: string;
  readonly noMatch: string;
  readonly about: (name: string) => string;
  readonly everything: string;
  readonly close: string;
  readonly details: string;
  readonly view: string;
  readonly steps: string;
  readonly chain: string;
  readonly noAnswer: string;
  readonly dryRun: string;
  /** What a DELETE does: an object with a grace period gets two. */
  readonly deletion: Readonly<Record<'begins' | 'shortens' | 'ends', string>>;
  readonly fromLog: string;
  readonly because: string;
  readonly becauseOf: Readonly<Record<'you' | 'scenario' | 'time', string>>;
  readonly open: (object: string) => string;
  readonly step: Readonly<Record<StepName, string>>;
  readonly state: Readonly<Record<Step['state'], string>>;
  readonly noRule: string;
  readonly valid: string;
  readonly wrote: (revision: number) => string;
  readonly wroteNothing: string;
  readonly wroteDry: string;
  readonly woke: string;
  readonly answered: string;
  readonly more: (count: number) => string;
  readonly change: Readonly<Record<'added' | 'changed' | 'removed', string>>;
  readonly origin: {
    readonly apply: string;
    readonly fault: string;
    readonly other: string;
    readonly clock: string;
    readonly scenario: string;
    readonly forgotten: (revision: number) => string;
  };
  readonly written: Readonly<Record<'ADDED' | 'MODIFIED' | 'DELETED', string>>;
  readonly bound: string;
  readonly chainUnknown: string;
  readonly noChain: string;
  readonly moreHops: (count: number) => string;
}

export const apiWords: Words<ApiWords> = {
  en: {
    requests: 'Requests to the API server', filter: 'Filter requests', search: 'path, name, reason…',
    shown: { writes: 'Writes', errors: 'Errors', all: 'All' }, show: 'Which requests', who: 'Who', anybody: 'Anybody', kind: 'Kind', anyKind: 'Any kind', verb: 'Verb', anyVerb: 'Any verb',
    background: 'Leases, Events', backgroundTip: 'Also leases, Events and what nodes report by the clock',
    freeze: 'Hold the list still', unfreeze: 'Let the list go on', frozen: (later) => `held, ${String(later)} since`,
    count: (shown, all, more) => `${String(shown)} of ${String(all)}${more > 0 ? `, ${String(more)} more not kept` : ''}`,
    none: 'No request has been made yet.', noMatch: 'No request matches.', about: (name) => `What wrote ${name}`, everything: 'Show the requests of everything', close: 'Close the request', details: 'Request',
    view: 'View of the request', steps: 'Steps', chain: 'Causes', noAnswer: 'no answer', dryRun: 'dry run',
    deletion: { begins: 'marked: it ends first', shortens: 'no more grace', ends: 'removed from etcd' },
    fromLog: 'Nobody looked when this was made: only what etcd keeps of it is known.',
    because: 'because of', becauseOf: { you: 'because you asked for it', scenario: 'because the scenario begins with it', time: 'because time passed' }, open: (object) => `Open ${object}`,
    step: { authentication: 'Authentication', authorization: 'Authorization', decoding: 'Decoding', admission: 'Admission', validation: 'Validation', etcd: 'etcd', answer: 'Answer', watches: 'Watches' },
    state: { passed: 'passed', changed: 'changed', refused: 'refused' },
    noRule: 'allowed without a rule: a group or component that may do everything', valid: 'valid',
    wrote: (revision) => `written as revision ${String(revision)}`, wroteNothing: 'nothing to write: it was so already', wroteDry: 'not written: a dry run', woke: 'woke', answered: 'answered from what is there',
    more: (count) => `and ${String(count)} more`, change: { added: 'added', changed: 'changed', removed: 'removed' },
    origin: { apply: 'You applied a manifest', fault: 'You broke or mended something', other: 'You did something', clock: 'Time passed', scenario: 'The scenario begins with this', forgotten: (revision) => `Revision ${String(revision)}, which etcd no longer keeps` },
    written: { ADDED: 'created', MODIFIED: 'changed', DELETED: 'deleted' }, bound: 'bound',
    chainUnknown: 'etcd no longer keeps this write.', noChain: 'It wrote nothing, so nothing came of it.', moreHops: (count) => `and ${String(count)} more writes`,
  },
  ko: {
    requests: 'API 서버로 보낸 요청', filter: '요청 필터', search: '경로, 이름, 이유…',
    shown: { writes: '쓰기', errors: '오류', all: '전체' }, show: '보여줄 요청', who: '보낸 쪽', anybody: '모두', kind: '종류', anyKind: '모든 종류', verb: '동사', anyVerb: '모든 동사',
    background: '리스, 이벤트', backgroundTip: '리스, 이벤트와 노드의 정기 보고도 표시',
    freeze: '목록 멈추기', unfreeze: '목록 이어 보기', frozen: (later) => `멈춤, 이후 ${String(later)}건`,
    count: (shown, all, more) => `${String(all)}건 중 ${String(shown)}건${more > 0 ? `, 보관하지 않은 ${String(more)}건` : ''}`,
    none: '아직 요청이 없습니다.', noMatch: '일치하는 요청이 없습니다.', about: (name) => `${name}의 쓰기`, everything: '모든 요청 보기', close: '요청 닫기', details: '요청',
    view: '요청 보기 방식', steps: '단계', chain: '원인', noAnswer: '응답 없음', dryRun: '드라이 런',
    deletion: { begins: '삭제 표시: 먼저 종료됨', shortens: '유예 기간 0으로', ends: 'etcd에서 제거됨' },
    fromLog: '보고 있지 않을 때 온 요청입니다. etcd에 남은 것만 알 수 있습니다.',
    because: '원인:', becauseOf: { you: '내가 요청했기 때문', scenario: '시나리오가 이것으로 시작하기 때문', time: '시간이 지났기 때문' }, open: (object) => `${object} 열기`,
    step: { authentication: '인증', authorization: '인가', decoding: '해석', admission: '어드미션', validation: '검증', etcd: 'etcd', answer: '응답', watches: '워치' },
    state: { passed: '통과', changed: '변경', refused: '거부' },
    noRule: '규칙 없이 허용됨: 모든 권한이 있는 그룹 또는 컴포넌트', valid: '올바름',
    wrote: (revision) => `리비전 ${withTo(String(revision))} 기록됨`, wroteNothing: '이미 그 상태라서 기록하지 않음', wroteDry: '드라이 런이라서 기록하지 않음', woke: '깨운 클라이언트', answered: '저장된 내용으로 응답',
    more: (count) => `외 ${String(count)}개`, change: { added: '추가', changed: '변경', removed: '제거' },
    origin: { apply: '내가 매니페스트를 적용함', fault: '내가 장애를 일으키거나 복구함', other: '내가 한 일', clock: '시간이 지남', scenario: '시나리오가 이것으로 시작함', forgotten: (revision) => `etcd가 더 이상 보관하지 않는 리비전 ${String(revision)}` },
    written: { ADDED: '생성', MODIFIED: '변경', DELETED: '삭제' }, bound: '바인딩',
    chainUnknown: 'etcd가 이 쓰기를 더 이상 보관하지 않습니다.', noChain: '기록한 것이 없으므로 이어진 일도 없습니다.', moreHops: (count) => `외 쓰기 ${String(count)}건`,
  },
};
