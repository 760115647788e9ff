import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gallery } from '../lessons/gallery.ts';
import type { StateView, Stop } from '../protocol/changes.ts';
import type { Command, CommandOutput, KubectlContext, Presence } from '../protocol/messages.ts';
import type { Action, Scenario } from '../scenario/document.ts';
import { LookingPage, type Shown } from './testing/page.ts';
import { anyStory, type Story } from './testing/stories.ts';

const welcome = gallery[0].scenario;

/** Lists of whole objects that the inspector may ask for. */
const paths = ['/api/v1/pods', '/api/v1/nodes', '/api/v1/services', '/apis/apps/v1/replicasets', '/apis/discovery.k8s.io/v1/endpointslices', '/apis/coordination.k8s.io/v1/leases', '/api/v1/events'];

/** Who owned which field is not kept. */
function withoutManagers(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer, (key, value: unknown) => (key === 'managedFields' ? undefined : value)));
}

interface Moment {
  readonly shown: Shown;
  readonly objects: readonly unknown[];
  readonly hash: string;
}

/** As the watch cache has them: also while etcd has no leader. */
const objectsOf = (page: LookingPage): readonly unknown[] => paths.map((path) => withoutManagers(page.value({ type: 'get', path: `${path}?resourceVersion=0` })));

/** Plays a story live, and keeps what was seen at some moments of it (at rest, before anything else is done at that instant). */
function lived(story: Story, page: LookingPage, scenario: Scenario = welcome): Map<number, Moment> {
  const moments = new Map<number, Moment>();
  const keep = (): void => {
    const hash = page.value<string>({ type: 'state-hash' });
    const shown = page.shown();
    moments.set(shown.nowMs, { shown, objects: objectsOf(page), hash });
  };
  page.ask({ type: 'load', scenario });
  for (const { waitMs, action } of [...story, { waitMs: 40_000, action: undefined }]) {
    for (const part of [0.3, 0.7]) {
      if (waitMs > 0) page.ask({ type: 'advance', ms: waitMs * part });
      keep();
    }
    if (action === undefined) continue;
    moments.delete(page.shown().nowMs);
    page.ask({ type: 'act', action });
  }
  return moments;
}

describe('looking back', () => {
  it('shows what was seen live, whatever the order of looks, and comes back to now', () => {
    fc.assert(fc.property(anyStory, fc.array(fc.nat(), { minLength: 4, maxLength: 12 }), (story, picks) => {
      const page = new LookingPage();
      const moments = [...lived(story, page).values()];
      const now = moments.at(-1);
      for (const pick of picks) {
        const moment = moments[pick % moments.length];
        page.ask({ type: 'look-back', atMs: moment?.shown.nowMs ?? 0 });
        expect(page.shown()).toEqual(moment?.shown);
        expect(objectsOf(page)).toEqual(moment?.objects);
      }
      page.ask({ type: 'look-now' });
      expect(page.last?.past).toBeUndefined();
      expect(page.shown()).toEqual(now?.shown);
      expect(page.value({ type: 'state-hash' })).toBe(now?.hash);
    }), { numRuns: 4 });
  });

  it('goes on from a moment as the cluster was at it', () => {
    fc.assert(fc.property(anyStory, fc.nat(), (story, pick) => {
      const page = new LookingPage();
      const moments = [...lived(story, page).values()];
      const moment = moments[pick % moments.length];
      page.ask({ type: 'look-back', atMs: moment?.shown.nowMs ?? 0 });
      const scenario = page.value<Scenario>({ type: 'scenario' });
      page.ask({ type: 'load', scenario });
      expect(page.last).toMatchObject({ reset: true, nowMs: moment?.shown.nowMs });
      expect(page.value({ type: 'state-hash' })).toBe(moment?.hash);
    }), { numRuns: 3 });
  });

  it('takes going on back: the whole story leads to the cluster as it stood, with all that was done in it', () => {
    fc.assert(fc.property(anyStory, fc.nat(), (story, pick) => {
      const page = new LookingPage();
      const moments = [...lived(story, page).values()];
      const now = moments.at(-1);
      const { deeds } = page;
      page.ask({ type: 'look-back', atMs: moments[pick % moments.length]?.shown.nowMs ?? 0 });
      const whole = page.value<Scenario>({ type: 'scenario', isWhole: true });
      page.ask({ type: 'load', scenario: page.value<Scenario>({ type: 'scenario' }) });
      page.ask({ type: 'advance', ms: 5000 });
      page.ask({ type: 'load', scenario: whole });
      expect(page.last).toMatchObject({ reset: true, nowMs: now?.shown.nowMs });
      expect(page.value({ type: 'state-hash' })).toBe(now?.hash);
      expect(page.deeds).toEqual(deeds);
    }), { numRuns: 3 });
  });

  it('keeps a line broken off that was broken off while somebody looked back, whoever goes on and takes it back', () => {
    const page = new LookingPage();
    page.ask({ type: 'load', scenario: { ...welcome, load: [] } });
    const line = page.send({ type: 'act', action: { type: 'kubectl', line: 'kubectl port-forward service/web 8080:80' } });
    page.ask({ type: 'advance', ms: 5000 });
    page.ask({ type: 'look-back', atMs: 29_000 });
    page.ask({ type: 'interrupt', line });
    const whole = page.value<Scenario>({ type: 'scenario', isWhole: true });
    expect(page.value<Scenario>({ type: 'scenario' }).actions).toEqual([]);
    page.ask({ type: 'load', scenario: page.value<Scenario>({ type: 'scenario' }) });
    page.ask({ type: 'load', scenario: whole });
    expect(page.deeds.map(({ atMs, deed: { type } }) => ({ atMs, type }))).toEqual([{ atMs: 30_000, type: 'kubectl' }, { atMs: 35_000, type: 'interrupt' }]);
    expect(page.value<Scenario>({ type: 'scenario' })).toEqual(whole);
    const request = { host: 'localhost', port: 8080, method: 'GET', path: '/', timeoutMs: 1000 };
    const asked = page.send({ type: 'act', action: { type: 'request', request } });
    page.ask({ type: 'advance', ms: 2000 });
    expect(page.reply(asked)).toMatchObject({ ok: true, value: { reply: { ok: false, reason: 'connection refused' } } });
  });

  it('shows of what is too old only whole instants that were', () => {
    const page = new LookingPage({ writesMax: 400, outsideMax: 100_000 });
    page.ask({ type: 'load', scenario: welcome });
    page.ask({ type: 'advance', ms: 10_000 });
    // Every third of them whole: that is what costs.
    const instants = new Map([[page.last?.revision ?? 0, { atMs: page.shown().nowMs, whole: instantOf(page) as ReturnType<typeof instantOf> | undefined }]]);
    const lines = ['delete pods -l app=web --wait=false', 'set image deployment/web web=nginx:1.28', 'scale deployment web --replicas=3', 'scale deployment web --replicas=9', 'delete pods -l app=web --wait=false'];
    for (const line of lines) {
      page.ask({ type: 'act', action: { type: 'kubectl', line: `kubectl ${line}` } });
      for (const untilMs = page.shown().nowMs + 20_000; page.shown().nowMs < untilMs; page.ask({ type: 'step' })) {
        const revision = page.last?.revision ?? 0;
        if (!instants.has(revision)) instants.set(revision, { atMs: page.shown().nowMs, whole: instants.size % 3 === 0 ? instantOf(page) : undefined });
      }
    }
    let coarse = 0;
    let compared = 0;
    [...instants].forEach(([, { atMs }], index) => {
      page.ask({ type: 'look-back', atMs });
      const { past, revision = 0, nowMs = 0 } = page.last ?? {};
      const instant = instants.get(revision);
      if (!past || !instant) return;
      expect(instant.atMs).toBeLessThanOrEqual(nowMs);
      const latest = [...instants].findLast((other) => other[1].atMs <= nowMs)?.[0];
      if (past.isExact) expect(revision).toBe(latest);
      else if (revision !== latest) coarse++;
      if (index % 3 > 0 || !instant.whole) return;
      expect(instantOf(page)).toEqual({ ...instant.whole, atMs: nowMs });
      compared++;
    });
    expect(coarse).toBeGreaterThan(0);
    expect(compared).toBeGreaterThan(20);
  });

  it('refuses whatever would act, answers what only looks as of then, and plays on until now', () => {
    const page = new LookingPage();
    page.ask({ type: 'load', scenario: welcome });
    page.ask({ type: 'act', action: { type: 'kubectl', line: 'kubectl scale deployment web --replicas=2' } });
    page.ask({ type: 'advance', ms: 60_000 });
    const names = (): string => page.value<CommandOutput>({ type: 'act', action: { type: 'kubectl', line: 'kubectl get deployment web' } }).stdout;
    expect(names()).toContain('2/2');
    page.ask({ type: 'look-back', atMs: 29_500 });
    expect(page.last).toMatchObject({ nowMs: 29_500, past: { presentMs: 90_000, isExact: true } });
    expect(names()).toContain('6/6');
    const refused = { ok: false, past: 'act' };
    expect(page.ask({ type: 'act', action: { type: 'kubectl', line: 'kubectl delete pods --all' } })).toMatchObject(refused);
    expect(page.ask({ type: 'act', action: { type: 'fault', fault: { type: 'power-off', node: 'node-1' } } })).toMatchObject(refused);
    expect(page.ask({ type: 'act', action: { type: 'apply', yaml: 'a: 1' } })).toMatchObject(refused);
    expect(page.ask({ type: 'advance', ms: 1 })).toMatchObject(refused);
    expect(page.ask({ type: 'act', action: { type: 'kubectl', line: 'kubectl logs deployment/web' } })).toMatchObject({ ok: false, past: 'logs' });
    expect(page.ask({ type: 'act', action: { type: 'kubectl', line: 'kubectl get pods --watch' } })).toMatchObject({ ok: false, past: 'now' });
    expect(page.value({ type: 'get', path: '/api/v1/namespaces/default/pods/nobody' })).toMatchObject({ kind: 'Status', reason: 'NotFound' });
    page.ask({ type: 'play', speed: 60 });
    page.live(400);
    expect(page.last).toMatchObject({ speed: 60, past: { presentMs: 90_000 } });
    expect(page.shown().nowMs).toBeGreaterThan(45_000);
    page.live(1000);
    expect(page.last?.past).toBeUndefined();
    expect(page.shown().nowMs).toBeGreaterThan(90_000);
  });

  it('works in the namespace of then', () => {
    const page = new LookingPage();
    page.ask({ type: 'load', scenario: { ...welcome, load: [] } });
    const startMs = page.shown().nowMs;
    const say = (line: string): string => page.value<CommandOutput>({ type: 'act', action: { type: 'kubectl', line: `kubectl ${line}` } }).stdout;
    for (const namespace of ['default', 'kube-system', 'kube-public']) say(`create configmap in-${namespace} -n ${namespace}`);
    for (const namespace of ['kube-system', 'kube-public']) {
      page.ask({ type: 'advance', ms: 5000 });
      say(`config set-context --current --namespace=${namespace}`);
    }
    page.ask({ type: 'advance', ms: 5000 });
    const offered = (): readonly string[] => page.value({ type: 'complete', line: 'kubectl get configmap in-', cursor: 'kubectl get configmap in-'.length });
    const home = (): unknown => [page.value<KubectlContext>({ type: 'kubectl-context' }).namespace, say(`get serviceaccount default -o jsonpath={.metadata.namespace}`), offered().map((name) => name.replace('in-', '')).join()];
    const seen = [4999, 5000, 9999, 10_000].map((ms) => {
      page.ask({ type: 'look-back', atMs: startMs + ms });
      return home();
    });
    page.ask({ type: 'look-now' });
    expect([...seen, home()]).toEqual(['default', 'kube-system', 'kube-system', 'kube-public', 'kube-public'].map((name) => [name, name, name]));
  });

  it('tells what is not there yet from what is no more', () => {
    const page = new LookingPage();
    page.ask({ type: 'load', scenario: { ...welcome, load: [] } });
    const act = (line: string): void => {
      page.ask({ type: 'act', action: { type: 'kubectl', line: `kubectl ${line}` } });
      page.ask({ type: 'advance', ms: 5000 });
    };
    act('create configmap note --from-literal=a=b');
    const { metadata } = page.value<{ readonly metadata: { readonly uid: string } }>({ type: 'get', path: '/api/v1/namespaces/default/configmaps/note' });
    act('delete configmap note');
    act('create configmap note --from-literal=a=c');
    const presence = (): Presence => page.value<Presence>({ type: 'presence', uid: metadata.uid });
    expect(presence()).toBe('gone');
    const seen = [29_000, 30_000, 34_999, 35_000, 40_000].map((atMs) => {
      page.ask({ type: 'look-back', atMs });
      return presence();
    });
    expect(seen).toEqual(['unborn', 'there', 'there', 'gone', 'gone']);
    expect(page.value({ type: 'presence', uid: 'of-nobody' })).toBe('gone');
  });

  it('walks from change to change, back and forth', () => {
    const page = new LookingPage();
    page.ask({ type: 'load', scenario: { ...welcome, load: [] } });
    page.ask({ type: 'act', action: { type: 'kubectl', line: 'kubectl scale deployment web --replicas=7' } });
    page.ask({ type: 'advance', ms: 30_000 });
    const seventh = (): string => page.shown().events.map(({ reason, name }) => `${reason} ${name}`).join();
    const after = seventh();
    const times: number[] = [];
    for (let step = 0; step < 4; step++) {
      expect(page.value<Stop>({ type: 'previous-change' }).changes).not.toEqual([]);
      times.push(page.shown().nowMs);
    }
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(times[0]).toBeLessThan(60_000);
    for (const ms of [...times].reverse().slice(1)) {
      expect(page.value<Stop>({ type: 'next-change', withinMs: 0 }).changes).not.toEqual([]);
      expect(page.shown().nowMs).toBe(ms);
    }
    expect(page.value({ type: 'next-change', withinMs: 0 })).toEqual({ deeds: [], changes: [], more: 0 });
    expect(page.last?.past).toBeUndefined();
    expect(seventh()).toBe(after);
  });
});

/** A claim that waits for a pod, then gets a volume, and loses it. */
const disk = 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: disk}\nspec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: user}\nspec: {volumes: [{name: d, persistentVolumeClaim: {claimName: disk}}], containers: [{name: app, image: nginx, volumeMounts: [{name: d, mountPath: /d}]}]}\n';

describe('the stops of a look back', () => {
  it('are what the person did, too, each at its own time and both ways', () => {
    const page = new LookingPage();
    page.ask({ type: 'load', scenario: { ...welcome, load: [] } });
    const startMs = page.shown().nowMs;
    const act = (action: Action): void => {
      page.ask({ type: 'act', action });
      page.ask({ type: 'advance', ms: 1234 });
    };
    act({ type: 'fault', fault: { type: 'power-off', node: 'node-1' } });
    act({ type: 'kubectl', line: 'get pods' });
    act({ type: 'kubectl', line: 'label node node-2 disk=fast' });
    act({ type: 'fault', fault: { type: 'api-refusals', percent: 10 } });
    act({ type: 'apply', yaml: disk });
    act({ type: 'kubectl', line: 'top nodes' });
    page.ask({ type: 'advance', ms: 60_000 });
    const deeds = [
      { atMs: startMs, deed: { type: 'fault', fault: { type: 'power-off', node: 'node-1' } } },
      { atMs: startMs + 2468, deed: { type: 'kubectl', line: 'kubectl label node node-2 disk=fast' } },
      { atMs: startMs + 3702, deed: { type: 'fault', fault: { type: 'api-refusals', percent: 10 } } },
      { atMs: startMs + 4936, deed: { type: 'apply', objects: [{ kind: 'PersistentVolumeClaim', name: 'disk' }, { kind: 'Pod', name: 'user' }], more: 0 } },
    ];
    expect(page.deeds).toEqual(deeds.map((deed, number) => ({ number, ...deed })));
    const walk = (command: Command): readonly unknown[] => {
      const met: unknown[] = [];
      for (let stop = page.value<Stop>(command); stop.deeds.length + stop.changes.length > 0; stop = page.value<Stop>(command)) {
        for (const deed of stop.deeds) met.push({ atMs: page.shown().nowMs, deed });
      }
      return met;
    };
    expect(walk({ type: 'previous-change' })).toEqual([...deeds].reverse());
    expect(page.shown().nowMs).toBe(1000);
    expect(walk({ type: 'next-change', withinMs: 0 })).toEqual(deeds);
    expect(page.last?.past).toBeUndefined();
  });

  it.each<{ why: string; action: Action; deed: boolean }>([
    { why: 'an apply that is refused whole', action: { type: 'apply', yaml: 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: i, resources: {requests: {cpu: lots}}}]}\n' }, deed: false },
    { why: 'an apply of which a part is refused', action: { type: 'apply', yaml: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: good}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: Bad_Name}\n' }, deed: true },
    { why: 'an apply that changes nothing', action: { type: 'apply', yaml: gallery[0].editorText }, deed: true },
    { why: 'a line that the API server refuses', action: { type: 'kubectl', line: 'kubectl delete pod no-such-pod' }, deed: false },
    { why: 'a machine that is not there', action: { type: 'fault', fault: { type: 'power-off', node: 'node-9' } }, deed: false },
    { why: 'a machine that loses its power', action: { type: 'fault', fault: { type: 'power-off', node: 'node-1' } }, deed: true },
  ])('are nothing that came to nothing ($deed): $why', ({ action, deed }) => {
    const page = new LookingPage();
    page.ask({ type: 'load', scenario: { ...welcome, load: [] } });
    page.ask({ type: 'act', action });
    expect(page.deeds).toHaveLength(deed ? 1 : 0);
    expect(page.value<Scenario>({ type: 'scenario' }).actions, 'a replay does it all').toHaveLength(1);
    page.ask({ type: 'advance', ms: 1000 });
    expect(page.value<Stop>({ type: 'previous-change' }).deeds).toHaveLength(deed ? 1 : 0);
  });

  it('are the phases of claims and volumes', () => {
    const page = new LookingPage();
    page.ask({ type: 'load', scenario: { ...welcome, load: [] } });
    page.ask({ type: 'act', action: { type: 'apply', yaml: disk } });
    page.ask({ type: 'advance', ms: 60_000 });
    page.ask({ type: 'look-back', atMs: 29_999 });
    const met = new Set<string>();
    for (let stop = page.value<Stop>({ type: 'next-change', withinMs: 0 }); page.last?.past; stop = page.value<Stop>({ type: 'next-change', withinMs: 0 })) {
      for (const { kind, before, after } of stop.changes) if (kind.startsWith('Persistent')) met.add(`${kind} ${wordOf(before)} ${wordOf(after)}`);
    }
    expect([...met]).toEqual(expect.arrayContaining(['PersistentVolumeClaim - Pending', 'PersistentVolumeClaim Pending Bound', 'PersistentVolume - Pending', 'PersistentVolume Pending Bound']));
  });
});

const wordOf = (state: StateView | undefined): string => (state?.type === 'word' ? state.word : '-');

const measured: ReadonlySet<string> = new Set(['cpuUsedMilli', 'memoryUsedBytes', 'requestsPerSecond', 'failuresPerSecond']);

/** Objects and cards as they stand, but for what is measured. */
function instantOf(page: LookingPage): { readonly atMs: number; readonly objects: readonly unknown[]; readonly cards: unknown } {
  const cards: unknown = JSON.parse(JSON.stringify(page.shown().cards, (key, value: unknown) => (measured.has(key) ? undefined : value)));
  return { atMs: page.shown().nowMs, objects: objectsOf(page), cards };
}
