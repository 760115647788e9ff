import { describe, expect, it } from 'vitest';
import { freshServer, pod, pods } from '../testing/fresh-server.ts';
import type { RequestTrace } from './request-trace.ts';

function listening() {
  const world = freshServer();
  const traces: RequestTrace[] = [];
  world.server.listen((trace) => { traces.push(trace); });
  const last = (): RequestTrace => {
    const trace = traces.at(-1);
    if (!trace) throw new Error('nothing was traced');
    return trace;
  };
  return { ...world, traces, last };
}

describe('a traced request', () => {
  it('says what each admission plugin made of a pod', () => {
    const { ask, last } = listening();
    ask('POST', pods, pod('web'));
    const { admission } = last().details();
    const account = admission.find(({ plugin }) => plugin === 'ServiceAccount');
    expect(account?.refused).toBe(false);
    expect(account?.changes.map(({ path }) => path)).toEqual(expect.arrayContaining([expect.stringMatching(/^spec\.volumes/), expect.stringMatching(/^spec\.containers\[app\]\.volumeMounts/)]));
    expect(last()).toMatchObject({ verb: 'create', kind: 'Pod', namespace: 'default', name: 'web', code: 201, reason: '', cause: { action: 1 } });
  });

  it('has the revision, the real name and the uid of what was written', () => {
    const { ask, last, store } = listening();
    ask('POST', pods, pod('', {}, { name: undefined, generateName: 'web-' }));
    expect(last().revision).toBe(store.revision);
    expect(last().name).toMatch(/^web-\w{5}$/);
    expect(last().uid).toBe(store.at(store.revision)?.value.metadata?.uid);
  });

  it('says what a change changed in etcd', () => {
    const { ask, last } = listening();
    ask('POST', pods, pod('web'));
    ask('PATCH', `${pods}/web`, { metadata: { labels: { app: 'web' } } }, { contentType: 'application/merge-patch+json' });
    expect(last().details().written.changes).toMatchObject([{ path: 'metadata.labels.app', change: 'added', value: 'web' }]);
  });

  it.each([
    { why: 'validation', path: pods, body: pod('Not_A_Name'), code: 422, reason: 'Invalid', by: undefined },
    { why: 'an admission plugin', path: '/api/v1/namespaces/nowhere/pods', body: pod('web'), code: 404, reason: 'NotFound', by: 'NamespaceLifecycle' },
  ])('says that $why refused it', ({ path, body, code, reason, by }) => {
    const { ask, last } = listening();
    ask('POST', path, body);
    expect(last()).toMatchObject({ code, reason, revision: 0 });
    expect(last().details().admission.find(({ refused }) => refused)?.plugin).toBe(by);
  });

  it('is told of where RBAC ended it', () => {
    const { ask, last } = listening();
    ask('POST', pods, pod('web'), { user: { name: 'mallory', groups: [] } });
    expect(last()).toMatchObject({ user: 'mallory', kind: 'Pod', verb: 'create', code: 403, reason: 'Forbidden', revision: 0 });
  });

  it('names the clients whose watches were woken, each once', () => {
    const { ask, last, server } = listening();
    for (const [userAgent, query] of [['a', ''], ['a', '?labelSelector=app'], ['b', '?labelSelector=nobody']] as const) {
      server.watch({ method: 'GET', path: `${pods}${query}`, user: { name: 'x', groups: ['system:masters'] }, userAgent, cause: { clock: true } }, () => undefined);
    }
    ask('POST', pods, pod('web', {}, { labels: { app: 'web' } }));
    expect(last().woken).toEqual(['a']);
  });

  it('names them also where a write was made while another was being told', () => {
    const { ask, server, traces } = listening();
    server.watch({ method: 'GET', path: pods, user: { name: 'x', groups: ['system:masters'] }, userAgent: 'a', cause: { clock: true } }, ({ object }) => {
      if (object.metadata?.name === 'first') ask('POST', pods, pod('second'));
    });
    ask('POST', pods, pod('first'));
    expect(traces.filter(({ verb }) => verb === 'create').map(({ name, woken }) => `${name} ${woken.join()}`)).toEqual(['second a', 'first a']);
  });

  it('is no more once nobody listens', () => {
    const { ask, server, traces } = listening();
    server.listen(undefined);
    ask('POST', pods, pod('web'));
    expect(traces).toEqual([]);
  });
});
