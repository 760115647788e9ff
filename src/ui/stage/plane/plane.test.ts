import { describe, expect, it } from 'vitest';
import type { TracedRequest } from '../../../protocol/requests.ts';
import { byUid, nodeCard, podCard } from '../layout/cards.fixture.ts';
import { nextPlane } from '../layout/plane.ts';
import { activityOf, askerOf, outcomeOf, programsOf, wokenOf } from './activity.ts';
import { apartOf, evenly, messageAt, messagesOf, newRequests, talkOf } from './messages.ts';
import { componentLabel, figuresOf, isCutOff, isTouched, kubeletState, memberLabel, sharedWords, troublesOf, whoIs } from './select.ts';
import type { EtcdMember, HeadSight, HeadsPicture } from '../../../protocol/members.ts';
import { componentState, leaderOf } from './state.ts';
import { planeWords } from './words.ts';

const request = (user: string, verb: string, change: Partial<TracedRequest> = {}): TracedRequest => ({
  id: 1, fromLog: false, atMs: 60_000, method: 'GET', path: '/api/v1/pods', verb, kind: 'Pod', namespace: '', name: '', subresource: '', uid: '', user, userAgent: '', code: 200, reason: '', message: '', dryRun: false,
  revision: 0, causeRevision: 0, causeAction: -1, woken: [], authorization: '', admission: [], audit: [], written: { changes: [], more: 0 }, ...change,
});
const account = (name: string): string => `system:serviceaccount:kube-system:${name}`;

it.each([
  ['kubernetes-admin', 'plane:person'], ['jane', 'plane:person'], ['system:node:node-1', 'node:node-1'], ['system:kube-scheduler', 'plane:scheduler'], ['system:kube-controller-manager', 'plane:manager'],
  [account('deployment-controller'), 'plane:controller/deployment-controller'], [account('kube-proxy'), 'plane:proxy'], ['system:kube-proxy', 'plane:proxy'], [account('route-controller'), 'plane:cloud'],
  [account('coredns'), 'plane:accounts'], ['system:serviceaccount:shop:deployment-controller', 'plane:accounts'],
])('%s stands at %s', (user, id) => {
  expect(askerOf(user)).toBe(id);
});

it.each([['kubelet/node-1', 'node:node-1'], ['kube-controller-manager', 'plane:manager'], ['coredns', 'plane:accounts'], ['kubectl', 'plane:person'], ['', '']])('the client %s that is woken stands at "%s"', (client, id) => {
  expect(wokenOf(client)).toBe(id);
});

it.each([[200, 'ok'], [201, 'ok'], [403, 'refused'], [409, 'refused'], [500, 'failed'], [0, 'failed']] as const)('an answer of %i is %s', (code, outcome) => {
  expect(outcomeOf({ code })).toBe(outcome);
});

describe('what the control plane did lately', () => {
  const activity = activityOf([
    request('kubernetes-admin', 'create', { atMs: 40_000 }),
    request(account('deployment-controller'), 'create', { woken: ['kube-controller-manager'], revision: 7 }),
    request(account('replicaset-controller'), 'create', { woken: ['kube-scheduler', 'kubelet/node-1'], revision: 8 }),
    request('system:kube-scheduler', 'create', { subresource: 'binding', code: 201 }),
    request('system:kube-scheduler', 'create', { subresource: 'binding', code: 409 }),
    request('system:node:node-1', 'get', { code: 0 }),
  ], 61_000);
  const figures = { activity, programs: { pods: new Map(), waiting: 2 }, revision: 8, stored: 30 };

  it('counts by who asked, for ten seconds, a manager with its controllers', () => {
    expect(activity.asked.get('plane:manager')).toEqual({ reads: 0, writes: 2, refused: 0, failed: 0 });
    expect(activity.asked.get('plane:controller/deployment-controller')?.writes).toBe(1);
    expect(activity.asked.get('plane:scheduler')).toEqual({ reads: 0, writes: 2, refused: 1, failed: 0 });
    expect(activity.asked.has('plane:person')).toBe(false);
    expect(activity.total).toEqual({ reads: 1, writes: 4, refused: 1, failed: 1 });
    expect(activity.placed).toBe(1);
  });

  it('leaves out what came after a moment that is looked back at', () => {
    expect(activityOf([request('system:kube-scheduler', 'list', { atMs: 50_000 }), request('system:kube-scheduler', 'create', { atMs: 55_000 })], 52_000).total).toEqual({ reads: 1, writes: 0, refused: 0, failed: 0 });
  });

  it('is said in figures and in words', () => {
    expect(figuresOf('plane:api', figures, planeWords.en)).toEqual(['0.5 requests/s', 'create 0.4/s · get 0.1/s']);
    expect(figuresOf('plane:etcd', figures, planeWords.en)).toEqual(['revision 8, 30 objects']);
    expect(figuresOf('plane:scheduler', figures, planeWords.ko)[0]).toBe('대기 중인 파드 2개, 최근 10초에 배치 1개');
    expect(figuresOf('plane:proxy', figures, planeWords.en)).toEqual(['asked nothing lately']);
    expect(troublesOf('plane:api', activity, planeWords.en)).toEqual(['0.1/s refused', '0.1/s failed']);
    expect(componentLabel('plane:scheduler', { word: 'down', health: 'bad', detail: 'Error' }, ['2 pods wait'], planeWords.en)).toBe('Component kube-scheduler, does not run: Error, 2 pods wait');
  });

  it('lights whom a component talks to', () => {
    expect(['plane:scheduler', 'node:node-1', 'plane:api', 'plane:proxy'].map((id) => isTouched(id, 'plane:controller/replicaset-controller', activity))).toEqual([true, true, true, false]);
    expect(isTouched('plane:api', '', activity)).toBe(false);
  });
});

describe('the state of a component', () => {
  const head = nodeCard('cp-1', { roles: ['control-plane'] });
  const static_ = (health: 'good' | 'bad') => [podCard('kube-scheduler-cp-1', 'cp-1', { namespace: 'kube-system', health, status: health === 'good' ? 'Running' : 'CrashLoopBackOff' })];
  const usual = { nodes: [head, nodeCard('node-1')], faults: [], isSilent: false, pods: [] };
  it.each([
    { why: 'nothing is wrong', id: 'plane:api', change: {}, word: 'runs' },
    { why: 'nobody answers', id: 'plane:api', change: { isSilent: true }, word: 'silent' },
    { why: 'its machine is off', id: 'plane:scheduler', change: { nodes: [{ ...head, powered: false }], isSilent: true }, word: 'off' },
    { why: 'etcd has no leader', id: 'plane:etcd', change: { faults: [{ type: 'etcd-leader-lost' }] }, word: 'leaderless' },
    { why: 'a share is refused', id: 'plane:api', change: { faults: [{ type: 'api-refusals', percent: 20 }] }, word: 'refusing' },
    { why: 'its pod runs', id: 'plane:scheduler', change: { pods: static_('good') }, word: 'runs' },
    { why: 'its pod does not', id: 'plane:scheduler', change: { pods: static_('bad') }, word: 'down' },
    { why: 'the person is no machine', id: 'plane:person', change: { isSilent: true }, word: 'runs' },
  ] as const)('is $word where $why', ({ id, change, word }) => {
    expect(componentState(id, { ...usual, ...change }).word).toBe(word);
  });

  it('of a kubelet is that of its machine', () => {
    expect(kubeletState(nodeCard('a', { powered: false }), planeWords.en)).toEqual({ health: 'bad', text: 'no power' });
    expect(kubeletState(nodeCard('a', { status: 'NotReady' }), planeWords.en).health).toBe('bad');
    expect(kubeletState(nodeCard('a', { status: 'Ready,SchedulingDisabled' }), planeWords.en).health).toBe('good');
  });
});

describe('members of etcd', () => {
  const member = (name: string, change: Partial<EtcdMember> = {}): EtcdMember => ({ name, role: 'follower', term: 3, lastIndex: 40, commit: 40, leader: 'b', pending: 0, side: 0, ...change });
  const cut = [member('a', { role: 'leader', term: 2, lastIndex: 42, pending: 2, side: 1 }), member('b', { role: 'leader' }), member('c')];

  const several = (members: readonly EtcdMember[]): HeadsPicture => ({ members, heads: [], scheduler: '', manager: '' });

  it('have one leader that counts: the one with a majority on its side', () => {
    expect(leaderOf(cut)?.name).toBe('b');
    expect(leaderOf([member('a', { role: 'leader' }), member('b', { role: 'down' }), member('c', { role: 'down' })])).toBeUndefined();
    expect(componentState('plane:etcd', { nodes: [], faults: [], isSilent: false, pods: [], several: several([member('a'), member('b'), member('c')]) }).word).toBe('leaderless');
    expect(componentState('plane:etcd', { nodes: [], faults: [], isSilent: false, pods: [], several: several(cut) }).word).toBe('runs');
  });

  it('are told in words: part, term, log, and what is not agreed upon', () => {
    expect(cut.map((one) => memberLabel(one, isCutOff(one, cut), planeWords.en))).toEqual(['Member a, leader, cut off, term 2, log 40/42, 2 not agreed upon', 'Member b, leader, term 3, log 40/40', 'Member c, follower, term 3, log 40/40']);
    expect(memberLabel(cut[2] as EtcdMember, false, planeWords.ko)).toBe('멤버 c, 팔로워, 텀 3, 로그 40/40');
  });

  it('send one another dots: votes have a shape of their own, and so has what is lost', () => {
    const plane = nextPlane(undefined, { nodes: byUid(nodeCard('a')), hasCloud: false, members: cut, aspect: 1.5 });
    const said = { id: 1, atMs: 0, from: 'b', to: 'c', type: 'append', isLost: false };
    expect(talkOf(plane, [said, { ...said, type: 'pre-vote' }, { ...said, to: 'a', isLost: true }, { ...said, to: 'gone' }], 1, 0).map(({ shape }) => shape)).toEqual(['ok', 'vote', 'failed']);
  });
});

describe('what runs on each of several machines', () => {
  const head = (name: string, change: Partial<HeadSight> = {}): HeadSight => ({ name, api: 'answers', runsScheduler: true, runsManager: true, ...change });
  const off: Partial<HeadSight> = { api: 'down', runsScheduler: false, runsManager: false };
  const told = (heads: readonly HeadSight[], dark: readonly string[] = []) => {
    const several = { members: [], heads, scheduler: 'a', manager: 'a' };
    const nodes = byUid(...heads.map(({ name }) => nodeCard(name, { roles: ['control-plane'], powered: !dark.includes(name) })));
    return ['plane:api', 'plane:scheduler'].map((id) => {
      const { word, health, detail } = componentState(id, { nodes: nodes.values(), faults: [], isSilent: false, pods: [], several });
      return [`${word} ${health} ${detail}`.trim(), sharedWords(id, several, nodes.values(), planeWords.en)];
    });
  };

  it.each([
    { why: 'all is well', heads: [head('a'), head('b'), head('c')], dark: [], api: ['runs good', ''], scheduler: ['runs good', 'a holds the Lease'] },
    { why: 'who holds the Lease has no power', heads: [head('a', off), head('b'), head('c')], dark: ['a'], api: ['some busy 2/3', 'b, c answer · a is down'], scheduler: ['some busy 2/3', 'a holds the Lease, but has no power'] },
    { why: 'two are off and the third is no majority', heads: [head('a', off), head('b', off), head('c', { api: 'refuses' })], dark: ['a', 'b'], api: ['some busy 1/3', 'c refuses · a, b are down'], scheduler: ['some busy 1/3', 'a holds the Lease, but has no power'] },
    { why: 'who holds the Lease is cut off', heads: [head('a', { api: 'refuses' }), head('b'), head('c')], dark: [], api: ['some busy 3/3', 'a refuses · b, c answer'], scheduler: ['some busy 3/3', 'a holds the Lease, but cannot renew it'] },
    { why: 'no scheduler runs', heads: ['a', 'b', 'c'].map((name) => head(name, { runsScheduler: false })), dark: [], api: ['runs good', ''], scheduler: ['some bad 0/3', 'a holds the Lease, but does not run'] },
  ])('is said where $why', ({ heads, dark, api, scheduler }) => {
    expect(told(heads, dark)).toEqual([api, scheduler]);
  });

  it('is read in words', () => {
    expect([planeWords.en.state.some('1/3'), planeWords.ko.state.some('1/3'), planeWords.ko.servers('refuses', ['a', 'b'])]).toEqual(['1 of 3 running', '1/3 실행 중', 'a, b 거부']);
  });
});

it('finds static pods by their machine, and the pods that wait', () => {
  const { pods, waiting } = programsOf([
    podCard('etcd-cp-1', 'cp-1', { namespace: 'kube-system' }), podCard('etcd-backup', 'cp-1', { namespace: 'kube-system' }), podCard('etcd-cp-1', 'cp-1'), podCard('late', '', { health: 'busy' }), podCard('gone', '', { health: 'going' }),
  ]);
  expect([...pods].map(([id, own]) => [id, own.length])).toEqual([['plane:etcd', 1]]);
  expect(waiting).toBe(1);
});

describe('messages', () => {
  const plane = nextPlane(undefined, { nodes: byUid(nodeCard('node-1')), hasCloud: false, members: [], aspect: 1.5 });
  const written = request(account('deployment-controller'), 'create', { revision: 7, woken: ['kubelet/node-1', 'kube-scheduler', 'kube-scheduler'] });

  it('go to the API server, on to etcd where something was written, then to each that was woken, once', () => {
    const sent = messagesOf(plane, [written], 1, 1000);
    expect(sent.map(({ shape, startMs }) => `${shape} ${String(startMs)}`)).toEqual(['ok 1000', 'ok 1700', 'woken 2400', 'woken 2400']);
    expect(messageAt(sent[0] ?? { startMs: 0, durationMs: 0, from: { x: 0, y: 0 }, to: { x: 0, y: 0 }, shape: 'ok' }, 1700)).toEqual(sent[0]?.to);
  });

  it('keep apart where many go straight down in one line, and are all drawn elsewhere', () => {
    const writes = Array.from({ length: 50 }, (_, index) => request('system:kube-scheduler', 'create', { atMs: 60_000 + index }));
    const narrow = nextPlane(undefined, { nodes: byUid(nodeCard('node-1')), hasCloud: false, members: [], aspect: 0.6 });
    const [across, upright] = [messagesOf(plane, writes, 1, 0), messagesOf(narrow, writes, 1, 0)];
    expect([across.length, apartOf([], across).length]).toEqual([50, 50]);
    const few = apartOf([], upright);
    expect(few.length).toBeLessThan(upright.length / 5);
    expect(apartOf(few, upright)).toEqual([]);
  });

  it('end at the API server where they are refused or only read, and come from nobody who is not there', () => {
    expect(messagesOf(plane, [request('system:kube-scheduler', 'create', { code: 403 })], 1, 0).map(({ shape }) => shape)).toEqual(['refused']);
    expect(messagesOf(plane, [request('system:node:gone', 'get')], 1, 0)).toEqual([]);
  });

  it('are drawn of an even sample, and never of what only etcd remembers', () => {
    expect(evenly([1, 2, 3, 4, 5], 3)).toEqual([1, 3, 5]);
    const [old, fresh] = [request('a', 'get', { fromLog: true }), request('a', 'get')];
    expect(newRequests(undefined, [old, fresh])).toEqual([fresh]);
    expect(newRequests(fresh, [old, fresh])).toEqual([]);
  });
});

it.each([['node:node-1', 'kubelet/node-1'], ['plane:controller/job-controller', 'job-controller'], ['plane:scheduler', 'kube-scheduler'], ['plane:api', ''], ['plane:accounts', undefined]])('the drawer calls %s "%s"', (id, who) => {
  expect(whoIs(id)).toBe(who);
});
