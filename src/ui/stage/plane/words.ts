import type { Words } from '../../session/preferences.ts';
import type { EtcdMember, HeadSight } from '../../../protocol/members.ts';
import type { LeaseTrouble } from './select.ts';
import type { ComponentState } from './state.ts';

export interface PlaneWords {
  readonly component: (name: string) => string;
  readonly controller: (name: string) => string;
  readonly kubelet: (node: string) => string;
  /** Names of what has none of its own in Kubernetes. */
  readonly names: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<ComponentState['word'], (detail: string) => string>>;
  readonly of: Readonly<Record<'silent' | 'notReady', string>>;
  readonly requests: (rate: string) => string;
  readonly writes: (rate: string) => string;
  readonly verb: (verb: string, rate: string) => string;
  readonly refused: (rate: string) => string;
  readonly failed: (rate: string) => string;
  readonly quiet: string;
  readonly stored: (revision: number, objects: number) => string;
  readonly queue: (waiting: number, placed: number) => string;
  /** What a member of etcd is, what it knows, and what stands in its log and nowhere agreed upon. */
  readonly member: (name: string) => string;
  readonly role: Readonly<Record<EtcdMember['role'], string>>;
  readonly term: (term: number) => string;
  readonly log: (commit: number, last: number) => string;
  readonly pending: (count: number) => string;
  readonly apart: string;
  readonly lease: (node: string, trouble: LeaseTrouble) => string;
  /** API servers that do the same. */
  readonly servers: (state: HeadSight['api'], names: readonly string[]) => string;
  readonly controllers: string;
  readonly person: string;
  readonly accounts: string;
  readonly kubelets: (count: number) => string;
  readonly legend: Readonly<Record<'ok' | 'refused' | 'failed' | 'woken' | 'vote', string>>;
  readonly legendName: string;
  readonly window: string;
}

export const planeWords: Words<PlaneWords> = {
  en: {
    component: (name) => `Component ${name}`, controller: (name) => `Controller ${name}`, kubelet: (node) => `Kubelet of ${node}`,
    names: { api: 'API server', etcd: 'etcd', scheduler: 'kube-scheduler', manager: 'kube-controller-manager', cloud: 'cloud-controller-manager', proxy: 'kube-proxy', accounts: 'Pods', person: 'You' },
    state: {
      runs: () => 'running', silent: () => 'does not answer', refusing: (percent) => `fails ${percent} % on purpose`, leaderless: () => 'no leader: nothing is written',
      off: () => 'its machine has no power', down: (status) => (status === '' ? 'does not run' : `does not run: ${status}`), some: (count) => `${count.replace('/', ' of ')} running`,
    },
    of: { silent: 'no power', notReady: 'NotReady' },
    requests: (rate) => `${rate} requests/s`, writes: (rate) => `${rate} writes/s`, verb: (verb, rate) => `${verb} ${rate}/s`, refused: (rate) => `${rate}/s refused`, failed: (rate) => `${rate}/s failed`,
    quiet: 'asked nothing lately',
    stored: (revision, objects) => `revision ${String(revision)}${objects > 0 ? `, ${String(objects)} objects` : ''}`,
    queue: (waiting, placed) => `${waiting === 1 ? '1 pod waits' : `${String(waiting)} pods wait`}, ${String(placed)} placed in 10 s`,
    member: (name) => `Member ${name}`, role: { leader: 'leader', follower: 'follower', candidate: 'candidate', 'pre-candidate': 'asks for votes', down: 'down' },
    term: (term) => `term ${String(term)}`, log: (commit, last) => `log ${String(commit)}/${String(last)}`, pending: (count) => `${String(count)} not agreed upon`, apart: 'cut off',
    lease: (node, trouble) => (node === '' ? 'nobody holds the Lease' : `${node} holds the Lease${{ none: '', off: ', but has no power', down: ', but does not run', refused: ', but cannot renew it' }[trouble]}`),
    servers: (state, names) => `${names.join(', ')} ${names.length === 1 ? { answers: 'answers', refuses: 'refuses', down: 'is down' }[state] : { answers: 'answer', refuses: 'refuse', down: 'are down' }[state]}`,
    controllers: 'Controllers', person: 'kubectl and this page', accounts: 'by their accounts', kubelets: (count) => `Kubelets of ${count === 1 ? '1 machine' : `${String(count)} machines`}`,
    legend: { ok: 'answered', refused: 'refused', failed: 'failed', woken: 'woken by a watch', vote: 'vote' }, legendName: 'What travels', window: 'Rates are those of the last 10 seconds of the cluster’s time.',
  },
  ko: {
    component: (name) => `컴포넌트 ${name}`, controller: (name) => `컨트롤러 ${name}`, kubelet: (node) => `${node}의 kubelet`,
    names: { api: 'API 서버', etcd: 'etcd', scheduler: 'kube-scheduler', manager: 'kube-controller-manager', cloud: 'cloud-controller-manager', proxy: 'kube-proxy', accounts: '파드', person: '나' },
    state: {
      runs: () => '실행 중', silent: () => '응답 없음', refusing: (percent) => `요청 ${percent}%를 일부러 실패시킴`, leaderless: () => '리더 없음: 아무것도 기록되지 않음',
      off: () => '머신 전원이 꺼짐', down: (status) => (status === '' ? '실행되지 않음' : `실행되지 않음: ${status}`), some: (count) => `${count} 실행 중`,
    },
    of: { silent: '전원 꺼짐', notReady: 'NotReady' },
    requests: (rate) => `요청 초당 ${rate}건`, writes: (rate) => `쓰기 초당 ${rate}건`, verb: (verb, rate) => `${verb} ${rate}/s`, refused: (rate) => `거부 초당 ${rate}건`, failed: (rate) => `실패 초당 ${rate}건`,
    quiet: '최근 요청 없음',
    stored: (revision, objects) => `리비전 ${String(revision)}${objects > 0 ? `, 오브젝트 ${String(objects)}개` : ''}`,
    queue: (waiting, placed) => `대기 중인 파드 ${String(waiting)}개, 최근 10초에 배치 ${String(placed)}개`,
    member: (name) => `멤버 ${name}`, role: { leader: '리더', follower: '팔로워', candidate: '후보', 'pre-candidate': '투표 요청 중', down: '꺼짐' },
    term: (term) => `텀 ${String(term)}`, log: (commit, last) => `로그 ${String(commit)}/${String(last)}`, pending: (count) => `합의 안 된 항목 ${String(count)}개`, apart: '끊김',
    lease: (node, trouble) => (node === '' ? '리스를 가진 쪽 없음' : `리스 보유: ${node}${{ none: '', off: '(전원 꺼짐)', down: '(실행되지 않음)', refused: '(갱신하지 못함)' }[trouble]}`),
    servers: (state, names) => `${names.join(', ')} ${{ answers: '응답', refuses: '거부', down: '꺼짐' }[state]}`,
    controllers: '컨트롤러', person: 'kubectl과 이 페이지', accounts: '서비스어카운트로', kubelets: (count) => `머신 ${String(count)}대의 kubelet`,
    legend: { ok: '응답함', refused: '거부됨', failed: '실패함', woken: '워치로 깨움', vote: '투표' }, legendName: '오가는 것', window: '비율은 클러스터 시간으로 최근 10초의 값입니다.',
  },
};
