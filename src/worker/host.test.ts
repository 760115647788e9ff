import { describe, expect, it } from 'vitest';
import { gallery } from '../lessons/gallery.ts';
import type { Command, CrashMessage, Frame, Reply, WorkerMessage } from '../protocol/messages.ts';
import { PodTable } from '../protocol/pod-table.ts';
import { EngineHost } from './host.ts';

/** A host on a wall clock of the test's own. */
class Page {
  readonly messages: WorkerMessage[] = [];
  readonly host: EngineHost;
  wallMs = 0;
  #nextId = 1;

  constructor() {
    this.host = new EngineHost((message) => this.messages.push(message), () => this.wallMs);
  }

  send(command: Command): Reply | undefined {
    const id = this.#nextId++;
    this.host.receive({ id, command });
    return this.answer(id);
  }

  get lastId(): number {
    return this.#nextId - 1;
  }

  answer(id: number): Reply | undefined {
    return this.messages.find((message): message is Reply => message.type === 'reply' && message.id === id);
  }

  /** Lets the wall's time go by in ticks. */
  live(ms: number): void {
    for (let passed = 0; passed < ms; passed += 16) {
      this.wallMs += 16;
      this.host.tick();
    }
  }

  frames(): readonly Frame[] {
    return this.messages.filter((message): message is Frame => message.type === 'frame');
  }

  /** The pods as a page knows them after all frames. */
  pods(): PodTable {
    return this.frames().reduce((table, frame) => (frame.reset ? PodTable.empty() : table).after(frame.pods), PodTable.empty());
  }

  crash(): CrashMessage | undefined {
    return this.messages.find((message): message is CrashMessage => message.type === 'crash');
  }
}

function opened(): Page {
  const page = new Page();
  page.send({ type: 'load', scenario: gallery[0].scenario });
  return page;
}

describe('the host of the engine', () => {
  it('answers a load with one whole picture', () => {
    const [frame] = opened().frames();
    expect(frame).toMatchObject({ reset: true, speed: 0, nowMs: 30_000 });
    expect(frame?.nodes.changed.map(({ name }) => name)).toEqual(['cp-1', 'node-1', 'node-2', 'node-3']);
    expect(frame?.pods.rows).toHaveLength(16);
    expect(frame?.services.changed.find(({ name }) => name === 'web')?.readyPods).toHaveLength(6);
  });

  it('tells the time ten times a second where nothing else happens, and everything else at once', () => {
    const page = new Page();
    page.send({ type: 'load', scenario: { ...gallery[0].scenario, load: [] } });
    page.send({ type: 'play', speed: 1 });
    const before = page.frames().length;
    page.live(4000);
    const after = page.frames().slice(before);
    const says = ({ nodes, pods, services, workloads, extras, events, requests }: Frame): boolean =>
      events.length + requests.length > 0 || pods.rows.length + pods.usedRows.length > 0 || [nodes, services, workloads, extras].some(({ changed, removed }) => changed.length + removed.length > 0);
    expect(after.length).toBeGreaterThanOrEqual(4000 / 112);
    expect(after.filter((frame) => !says(frame)).length).toBeLessThanOrEqual(41);
  });

  it('lets virtual time follow the wall, times the speed, and shows only what changed', () => {
    const page = opened();
    page.send({ type: 'play', speed: 10 });
    const before = page.frames().length;
    page.live(1600);
    const after = page.frames().slice(before);
    expect(after.at(-1)?.nowMs).toBeCloseTo(30_000 + 16_000, -2);
    expect(after.some(({ reset }) => reset)).toBe(false);
    expect(after.reduce((sum, { nodes }) => sum + nodes.changed.length, 0)).toBeLessThan(40);
  });

  it('stays silent while time stands still', () => {
    const page = opened();
    page.send({ type: 'pause' });
    const before = page.messages.length;
    page.live(1000);
    expect(page.messages).toHaveLength(before);
  });

  it('shows the effect before it gives the answer', () => {
    const page = opened();
    page.send({ type: 'act', action: { type: 'kubectl', line: 'kubectl delete pod -l app=web --wait=false' } });
    const kinds = page.messages.map(({ type }) => type);
    expect(kinds.lastIndexOf('frame')).toBeLessThan(kinds.lastIndexOf('reply'));
    expect([...page.pods().values()].filter(({ health }) => health === 'going')).toHaveLength(6);
  });

  it('goes to the next change of state, and says what it was', () => {
    const page = opened();
    page.send({ type: 'act', action: { type: 'kubectl', line: 'kubectl scale deployment web --replicas=7' } });
    const answer = page.send({ type: 'next-change', withinMs: 60_000 });
    expect(answer).toMatchObject({ ok: true });
    expect(answer).toMatchObject({ value: { deeds: [], changes: [{ kind: 'Pod', name: expect.stringMatching(/^web-/) as string, before: undefined, after: { type: 'pod', status: 'Pending' } }] } });
    expect(page.frames().at(-1)?.nowMs).toBeLessThan(31_000);
  });

  it('lets time be seen to pass while it looks for the next change, until enough has passed or somebody does something else', () => {
    const page = opened();
    const search = (): number => {
      page.messages.length = 0;
      page.send({ type: 'next-change', withinMs: 360_000 });
      const id = page.lastId;
      page.live(160);
      expect(page.answer(id), 'it goes on').toBeUndefined();
      return id;
    };
    const first = search();
    page.send({ type: 'complete', line: 'kubectl get po', cursor: 14 });
    page.live(2000);
    expect(page.answer(first)).toMatchObject({ ok: true, value: { deeds: [], changes: [], more: 0 } });
    const times = page.frames().map(({ nowMs }) => nowMs);
    expect(times).toHaveLength(60);
    expect([times[0], times.at(-1)]).toEqual([36_000, 390_000]);

    const second = search();
    page.send({ type: 'pause' });
    expect(page.answer(second)).toMatchObject({ ok: true, value: { changes: [] } });
    page.live(500);
    expect(page.frames().at(-1)?.nowMs).toBeLessThan(390_000 + 360_000);
  });

  const readings: readonly { readonly what: string; readonly command: Command }[] = [
    { what: 'the story that is kept', command: { type: 'scenario', isWhole: true } },
    { what: 'the story that is shared', command: { type: 'scenario' } },
    { what: 'the hash of the state', command: { type: 'state-hash' } },
    { what: 'whether somebody may do something', command: { type: 'access', question: { serviceAccount: 'default/default', attributes: { verb: 'get', resource: 'pods' } } } },
    { what: 'a line that only looks', command: { type: 'act', action: { type: 'kubectl', line: 'kubectl get pods' } } },
    { what: 'an object', command: { type: 'get', path: '/api/v1/nodes/node-1' } },
  ];

  it.each(readings)('goes on looking for the next change while the page reads $what', ({ command }) => {
    const [page, undisturbed] = [opened(), opened()];
    for (const one of [page, undisturbed]) one.send({ type: 'next-change', withinMs: 360_000 });
    const search = page.lastId;
    for (const one of [page, undisturbed]) one.live(160);
    expect(page.send(command), 'it is answered').toMatchObject({ ok: true });
    expect(page.answer(search), 'the search goes on').toBeUndefined();
    for (const one of [page, undisturbed]) one.live(2000);
    expect(page.answer(search)).toEqual(undisturbed.answer(search));
    expect(page.frames().at(-1)?.nowMs).toBe(390_000);
  });

  it('leaves no trace where the page asks who may do what, whatever webhooks want to hear of it', () => {
    const guard = 'apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: guard}\nwebhooks: [{name: guard.example.com, admissionReviewVersions: [v1], sideEffects: None, clientConfig: {url: "https://hooks.example.com/"}, rules: [{apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["*"]}]}]\n';
    const page = opened();
    page.send({ type: 'act', action: { type: 'apply', yaml: guard } });
    const before = page.send({ type: 'state-hash' });
    expect(page.send({ type: 'access', question: { serviceAccount: 'default/default', attributes: { verb: 'get', resource: 'pods' } } })).toMatchObject({ ok: true, value: { kind: 'SubjectAccessReview', status: { allowed: false } } });
    expect((page.send({ type: 'state-hash' }) as { value?: unknown }).value).toEqual((before as { value?: unknown }).value);
  });

  it('hears of a line that waits and ends while it looks for the next change, and looks on', () => {
    const page = opened();
    page.send({ type: 'act', action: { type: 'kubectl', line: 'kubectl wait --for=condition=Nope pod --all --timeout=30s' } });
    const line = page.lastId;
    page.send({ type: 'next-change', withinMs: 360_000 });
    const search = page.lastId;
    for (let part = 0; part < 20 && !page.answer(line); part++) page.live(16);
    page.send({ type: 'scenario', isWhole: true });
    expect(page.answer(line)).toMatchObject({ value: { exitCode: 1 } });
    expect(page.answer(search)).toBeUndefined();
  });

  it('interrupts a line that waits', () => {
    const page = opened();
    page.send({ type: 'act', action: { type: 'kubectl', line: 'kubectl get pods --watch' } });
    expect(page.messages.some((message) => message.type === 'output' && message.text.includes('web-'))).toBe(true);
    expect(page.messages.some((message) => message.type === 'reply' && message.id === 2)).toBe(false);
    const linesOfWatch = (): number => page.messages.filter((message) => message.type === 'output' && message.id === 2).length;
    const deleteAll: Command = { type: 'act', action: { type: 'kubectl', line: 'kubectl delete pod -l app=web --wait=false' } };
    const first = linesOfWatch();
    page.send(deleteAll);
    page.send({ type: 'advance', ms: 60_000 });
    const watched = linesOfWatch();
    expect(watched).toBeGreaterThan(first);
    page.send({ type: 'interrupt', line: 2 });
    page.send(deleteAll);
    page.send({ type: 'advance', ms: 60_000 });
    expect(linesOfWatch()).toBe(watched);
  });

  it('reports a broken invariant with all that is needed to go on from the last good moment', () => {
    const page = opened();
    page.send({ type: 'act', action: { type: 'fault', fault: { type: 'power-off', node: 'node-1' } } });
    page.send({ type: 'advance', ms: 5000 });
    page.send({ type: 'crash' });
    const crash = page.crash();
    expect(crash).toMatchObject({ message: 'an invariant was broken on purpose', seed: 1, nowMs: 35_000, lastAction: { type: 'fault' } });
    expect(page.send({ type: 'state-hash' })).toMatchObject({ ok: false });
    if (!crash) return;
    page.send({ type: 'load', scenario: crash.scenario });
    expect(page.frames().at(-1)).toMatchObject({ reset: true, nowMs: 35_000 });
    expect(page.frames().at(-1)?.nodes.changed.find(({ name }) => name === 'node-1')?.powered).toBe(false);
  });

  it('says why something can not be done', () => {
    const page = opened();
    expect(page.send({ type: 'act', action: { type: 'fault', fault: { type: 'power-off', node: 'node-9' } } })).toMatchObject({ ok: true, value: { exitCode: 1, stderr: 'there is no machine named node-9\n' } });
    expect(new Page().send({ type: 'pause' })).toMatchObject({ ok: false, message: 'nothing has been loaded' });
  });
});
