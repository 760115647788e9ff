import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gallery } from '../lessons/gallery.ts';
import type * as t from '../kube/generated/types.ts';
import { isPodReady, isPodTerminal } from '../kube/pod-status.ts';
import { podRequests } from '../kube/pod-resources.ts';
import { quantityMilliValue, quantityValue } from '../kube/quantity.ts';
import type { Action, Scenario } from '../scenario/document.ts';
import { packScenario, unpackScenario } from '../scenario/link.ts';
import { Session } from './session.ts';
import { anyAction, anyStory, anyWait, machine, type Story } from './testing/stories.ts';

/** The scenario that the page opens on; one of its machines waits for its pods when it is shut down. */
const welcome: Scenario = { ...gallery[0].scenario, nodes: gallery[0].scenario.nodes.map((node) => (node.name === 'node-2' ? { ...node, shutdownGracePeriodSeconds: 20 } : node)) };
const silent = { output: () => undefined, done: () => undefined };

/** As the watch cache has them: also while etcd has no leader. */
function objects<T>(session: Session, path: string): readonly T[] {
  const answer = session.cluster.api.handle({ method: 'GET', path: `${path}${path.includes('?') ? '&' : '?'}resourceVersion=0`, user: { name: 'kubernetes-admin', groups: ['system:masters'] }, cause: { clock: true } });
  return (answer.body as { items: readonly T[] }).items;
}

const podsOf = (session: Session): readonly t.V1Pod[] => objects<t.V1Pod>(session, '/api/v1/pods');
/** Without those of kube-system. */
const ownPodsOf = (session: Session): readonly t.V1Pod[] => objects<t.V1Pod>(session, '/api/v1/namespaces/default/pods');

/** Watch, EndpointSlice controller, watch, kube-proxy: what a change of readiness takes to reach the rules at most while nothing is refused. */
const routeLagMs = 500;

function play(story: Story, cutMs?: number, restMs = 30_000, from = welcome): Session {
  const session = new Session(from);
  session.replay();
  for (const { waitMs, action } of story) {
    const untilMs = session.nowMs + waitMs;
    if (cutMs) while (session.nowMs + cutMs < untilMs) session.advanceTo(session.nowMs + cutMs);
    session.advanceTo(untilMs);
    session.act(action, silent);
  }
  session.advanceTo(session.nowMs + restMs);
  return session;
}

describe('a session', () => {
  it('opens the first scenario of the gallery on six running pods', () => {
    const session = new Session(welcome);
    session.replay();
    const pods = ownPodsOf(session);
    expect(pods.map(isPodReady)).toEqual([true, true, true, true, true, true]);
    expect(new Set(pods.map((pod) => pod.spec?.nodeName))).toEqual(new Set(['node-1', 'node-2', 'node-3']));
  });

  it('is the same whenever it is run, whole or in pieces, and from its own link', () => {
    fc.assert(fc.property(anyStory, fc.integer({ min: 137, max: 9001 }), fc.constantFrom(0, 30_000), (story, cutMs, restMs) => {
      const once = play(story, undefined, restMs);
      const hash = once.cluster.stateHash();
      expect(play(story, cutMs, restMs).cluster.stateHash(), 'cut into steps').toBe(hash);
      const scenario = unpackScenario(packScenario(once.scenario())) as Scenario;
      const again = new Session(scenario);
      again.replay();
      expect(again.nowMs).toBe(once.nowMs);
      expect(again.cluster.stateHash(), 'replayed from a link').toBe(hash);
    }), { numRuns: 6 });
  });

  it('is the same in a cloud that loses and makes machines', () => {
    const cloud = { nodePools: [{ name: 'deck', size: 2, zones: ['a', 'b'], capacity: machine.capacity }] };
    const rented: Scenario = { ...welcome, nodes: welcome.nodes.slice(0, 2), cloud };
    const cloudAction: fc.Arbitrary<Action> = fc.oneof(
      anyAction,
      fc.constantFrom('node-1', 'deck-1', 'deck-2', 'deck-3').map((node): Action => ({ type: 'fault', fault: { type: 'lose-instance', node } })),
      fc.nat(4).map((size): Action => ({ type: 'fault', fault: { type: 'resize-pool', pool: 'deck', size } })),
      fc.constant<Action>({ type: 'kubectl', line: 'kubectl patch service web -p {"spec":{"type":"LoadBalancer"}}' }),
    );
    fc.assert(fc.property(fc.array(fc.record({ waitMs: anyWait, action: cloudAction }), { maxLength: 8 }), fc.integer({ min: 137, max: 9001 }), (story, cutMs) => {
      const once = play(story, undefined, 90_000, rented);
      expect(play(story, cutMs, 90_000, rented).cluster.stateHash(), 'cut into steps').toBe(once.cluster.stateHash());
      const again = new Session(unpackScenario(packScenario(once.scenario())) as Scenario);
      again.replay();
      expect(again.cluster.stateHash(), 'replayed from a link').toBe(once.cluster.stateHash());
    }), { numRuns: 2 });
  });

  it('remembers where kubectl works, in a replay too', () => {
    const session = new Session(welcome);
    session.replay();
    session.act({ type: 'kubectl', line: 'kubectl config set-context --current --namespace kube-system' }, silent);
    const answers: string[] = [];
    session.act({ type: 'kubectl', line: 'kubectl create configmap here' }, { ...silent, done: ({ stdout, stderr }) => { answers.push(stdout + stderr); } });
    expect(answers).toEqual(['configmap/here created\n']);
    const again = new Session(session.scenario());
    again.replay();
    expect(objects<t.V1ConfigMap>(again, '/api/v1/namespaces/kube-system/configmaps').map(({ metadata }) => metadata?.name)).toContain('here');
  });

  it('replays what a pipe, a heredoc and a file gave to kubectl, and what was edited', () => {
    const session = new Session(welcome);
    session.replay();
    const said: string[] = [];
    const shown: string[] = [];
    const sink = { output: (_: string, text: string) => { said.push(text); }, edit: (text: string) => { shown.push(text); }, done: () => undefined };
    const map = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {a: "1"}\n`;
    session.act({ type: 'kubectl', line: 'kubectl apply -f -', stdin: map('piped') }, sink);
    session.act({ type: 'kubectl', line: 'kubectl apply -f ./filed.yaml', files: { 'filed.yaml': map('filed') } }, sink);
    session.act({ type: 'kubectl', line: 'kubectl apply -f missing.yaml', files: {} }, sink);
    const [kept, left] = ['kubectl edit configmap piped', 'kubectl edit configmap filed'].map((line) => session.act({ type: 'kubectl', line }, sink));
    session.advanceTo(session.nowMs + 7000);
    session.edited(kept ?? 0, (shown[0] ?? '').replace('a: "1"', 'a: "2"'));
    session.edited(kept ?? 0, 'it has ended, so nothing is remembered');
    session.interrupt(left ?? 0);
    expect(said).toEqual(['configmap/piped created\n', 'configmap/filed created\n', 'error: the path "missing.yaml" does not exist\n', 'configmap/piped edited\n']);
    session.advanceTo(session.nowMs + 1000);
    const scenario = unpackScenario(packScenario(session.scenario())) as Scenario;
    expect(scenario.actions.map(({ action }) => action.type)).toEqual(['kubectl', 'kubectl', 'kubectl', 'kubectl', 'kubectl', 'edited', 'interrupt']);
    const again = new Session(scenario);
    again.replay();
    expect(again.cluster.stateHash()).toBe(session.cluster.stateHash());
    const done = (of: Session): readonly boolean[] => scenario.actions.map((_, number) => of.isDeed(number));
    expect(done(session), 'what came to nothing is nothing that was done: a missing file, two edits that only opened, one that was broken off').toEqual([true, true, false, false, false, true, false]);
    expect(done(again)).toEqual(done(session));
    const data = objects<t.V1ConfigMap>(again, '/api/v1/namespaces/default/configmaps').filter(({ metadata }) => /ed$/.test(metadata?.name ?? ''));
    expect(data.map((entry) => `${entry.metadata?.name ?? ''} ${entry.data?.['a'] ?? ''}`)).toEqual(['filed 1', 'piped 2']);
  });

  it('lets no look decide what an action does: a type that only a look found is asked for by the action, as in a replay', () => {
    const type = `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: widgets.lab.example.com}\nspec:\n  group: lab.example.com\n  scope: Namespaced\n  names: {plural: widgets, singular: widget, kind: Widget}\n  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]\n`;
    const kubectl = (line: string, stdin = ''): Action => ({ type: 'kubectl', line, stdin });
    const said: string[] = [];
    const say = (session: Session, action: Action): void => {
      session.act(action, { output: (_, text) => { said.push(text); }, done: () => undefined });
      session.advanceTo(session.nowMs + 2000);
    };
    const session = new Session(welcome);
    session.replay();
    for (const action of [kubectl('kubectl apply -f -', type), kubectl('kubectl get widgets'), kubectl('kubectl delete crd widgets.lab.example.com')]) say(session, action);
    said.length = 0;
    say(session, kubectl('kubectl get widgets'));
    say(session, kubectl('kubectl delete widgets --all'));
    expect(said.join('')).toBe('Error from server (NotFound): Unable to list "lab.example.com/v1, Resource=widgets": the server could not find the requested resource (get widgets.lab.example.com)\nerror: the server doesn\'t have a resource type "widgets"\n');
  });

  it('is the same whether somebody only looks or not, and remembers of that what asks other components', () => {
    const looks = ['-n kube-system get pods', 'config view', 'create deployment seen --image=nginx --dry-run=client -o yaml', 'apply -f - --dry-run=client', 'gte pods', 'get pods -Aw'];
    const asks = ['top nodes', 'auth can-i delete pods', 'diff -f -'];
    const hashes = [[], looks].map((lines) => {
      const session = new Session(welcome);
      session.replay();
      for (const line of lines) expect(session.act({ type: 'kubectl', line, stdin: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: seen}\n' }, silent)).toBeLessThan(0);
      session.advanceTo(session.nowMs + 20_000);
      return session.cluster.stateHash();
    });
    expect(hashes[1]).toBe(hashes[0]);
    const session = new Session(welcome);
    session.replay();
    for (const line of asks) session.act({ type: 'kubectl', line, stdin: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: seen}\n' }, silent);
    session.advanceTo(session.nowMs + 20_000);
    const again = new Session(session.scenario());
    again.replay();
    expect(again.actions).toHaveLength(asks.length);
    expect(again.cluster.stateHash()).toBe(session.cluster.stateHash());
  });

  it('keeps what a scenario remembers, also a line that only looks: others name it by its number', () => {
    const actions = [{ type: 'kubectl', line: 'kubectl get pods -w' }, { type: 'interrupt', action: 0 }] as const;
    const scenario: Scenario = { ...welcome, actions: actions.map((action) => ({ atMs: welcome.warmUpMs, action })) };
    const session = new Session(scenario);
    session.replay();
    expect(session.scenario().actions).toEqual(scenario.actions);
  });

  it('is another one with another seed', () => {
    const hashes = [1, 2].map((seed) => {
      const session = new Session({ ...welcome, seed });
      session.replay();
      return session.cluster.stateHash();
    });
    expect(hashes[0]).not.toBe(hashes[1]);
  });

  it('keeps what must always hold, after every event', () => {
    fc.assert(fc.property(anyStory, (story) => {
      const readyUntilMs = new Map<string, number>();
      let isRefusing = false;
      let routed = 0;
      const session: Session = new Session(welcome, {
        onRequest: ({ serviceUid, podUid }) => {
          if (serviceUid === '' || podUid === '' || isRefusing) return;
          routed++;
          expect(session.nowMs - (readyUntilMs.get(podUid) ?? -Infinity), 'a request goes only where a pod is ready, or was until its change got through').toBeLessThan(routeLagMs);
        },
      });
      const nodeOfPod = new Map<string, string>();
      let checked = 0;
      session.cluster.store.watch('/registry/pods/', session.cluster.store.compactedRevision, ({ value, previous, type }) => {
        const uid = value.metadata?.uid ?? '';
        if (type !== 'DELETED' && isPodReady(value as t.V1Pod)) readyUntilMs.set(uid, Infinity);
        else if (previous && isPodReady(previous as t.V1Pod)) readyUntilMs.set(uid, session.nowMs);
      });
      session.cluster.store.watch('/registry/', session.cluster.store.compactedRevision, ({ value, type }) => {
        if (value.kind !== 'Pod' || type === 'DELETED') return;
        const pod = value as t.V1Pod;
        const uid = pod.metadata?.uid ?? '';
        const node = pod.spec?.nodeName;
        if (node === undefined) return;
        expect(nodeOfPod.get(uid) ?? node, 'a pod stays on its node').toBe(node);
        nodeOfPod.set(uid, node);
        checked++;
      });
      session.replay();
      for (const { waitMs, action } of story) {
        runWatched(session, session.nowMs + waitMs);
        if (action.type === 'fault' && (action.fault.type === 'api-refusals' || action.fault.type === 'etcd-leader-lost' || action.fault.type === 'partition')) isRefusing = true;
        session.act(action, silent);
      }
      runWatched(session, session.nowMs + 30_000);
      expect(checked).toBeGreaterThan(0);
      expect(routed).toBeGreaterThan(0);
    }), { numRuns: 4 });
  });

  it('converges once nothing is broken any more', () => {
    fc.assert(fc.property(anyStory, fc.integer({ min: 1, max: 8 }), (story, replicas) => {
      const session = play(story);
      const mend: Action[] = [
        ...['node-1', 'node-2', 'node-3'].map((node): Action => ({ type: 'fault', fault: { type: 'power-on', node } })),
        ...['node-1', 'node-2', 'node-3'].map((node): Action => ({ type: 'kubectl', line: `kubectl uncordon ${node}` })),
        { type: 'fault', fault: { type: 'api-refusals', percent: 0 } },
        { type: 'fault', fault: { type: 'etcd-leader-elected' } },
        { type: 'fault', fault: { type: 'heal' } },
        { type: 'kubectl', line: 'kubectl set image deployment/web web=nginx:1.27' },
        { type: 'kubectl', line: `kubectl scale deployment web --replicas=${String(replicas)}` },
      ];
      for (const action of mend) session.act(action, silent);
      session.advanceTo(session.nowMs + 900_000);
      const pods = ownPodsOf(session);
      expect(pods.filter(isPodReady)).toHaveLength(replicas);
      // What a shutdown has ended stays as it is told, as in Kubernetes.
      expect(pods.filter(({ status }) => status?.phase !== 'Failed')).toHaveLength(replicas);
      const [slice] = objects<t.V1EndpointSlice>(session, '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector=kubernetes.io%2Fservice-name%3Dweb');
      expect((slice?.endpoints ?? []).filter(({ conditions }) => conditions?.ready === true)).toHaveLength(replicas);
    }), { numRuns: 4 });
  });
});

/** Event by event, looking at everything that must hold at every instant. */
function runWatched(session: Session, untilMs: number): void {
  const { clock } = session.cluster;
  let revision = 0;
  for (let due = clock.nextDueMs(); due !== undefined && due <= untilMs; due = clock.nextDueMs()) {
    clock.runUntil(due);
    if (session.cluster.store.revision === revision) continue;
    revision = session.cluster.store.revision;
    checkCapacity(session);
    checkRouting(session);
  }
  session.advanceTo(untilMs);
}

/** The requests of the pods bound to a node never exceed what it can give. */
function checkCapacity(session: Session): void {
  const used = new Map<string, { cpu: number; memory: number; pods: number }>();
  for (const pod of podsOf(session)) {
    const node = pod.spec?.nodeName;
    if (node === undefined || isPodTerminal(pod)) continue;
    const sum = used.get(node) ?? { cpu: 0, memory: 0, pods: 0 };
    const { cpuMilli, memoryBytes } = podRequests(pod);
    used.set(node, { cpu: sum.cpu + cpuMilli, memory: sum.memory + memoryBytes, pods: sum.pods + 1 });
  }
  for (const node of objects<t.V1Node>(session, '/api/v1/nodes')) {
    const sum = used.get(node.metadata?.name ?? '');
    if (!sum || !node.status?.allocatable) continue;
    expect(sum.cpu).toBeLessThanOrEqual(quantityMilliValue(node.status.allocatable['cpu']));
    expect(sum.memory).toBeLessThanOrEqual(quantityValue(node.status.allocatable['memory']));
    expect(sum.pods).toBeLessThanOrEqual(quantityValue(node.status.allocatable['pods']));
  }
}

/** An endpoint marked ready in a slice was ready when the slice was written, or its change is still on its way (one watch and one sync). */
function checkRouting(session: Session): void {
  const { store, clock } = session.cluster;
  const pods = new Map(podsOf(session).map((pod) => [pod.metadata?.uid ?? '', pod]));
  for (const slice of objects<t.V1EndpointSlice>(session, '/apis/discovery.k8s.io/v1/endpointslices')) {
    for (const { conditions, targetRef } of slice.endpoints ?? []) {
      const pod = pods.get(targetRef?.uid ?? '');
      if (conditions?.ready !== true || !pod || isPodReady(pod)) continue;
      const changedAtMs = store.at(Number(pod.metadata?.resourceVersion))?.timeMs ?? 0;
      expect(clock.nowMs - changedAtMs, `${pod.metadata?.name ?? ''} is not ready, yet gets traffic`).toBeLessThan(5000);
    }
  }
}

describe('a machine of the control plane', () => {
  it('takes the API server along, and nothing brings that back but itself', () => {
    const session = new Session(welcome);
    session.replay();
    const code = (): number => session.cluster.api.handle({ method: 'GET', path: '/api/v1/nodes', user: { name: 'kubernetes-admin', groups: ['system:masters'] }, cause: { clock: true } }).code;
    session.act({ type: 'fault', fault: { type: 'power-off', node: 'cp-1' } }, silent);
    expect(code()).toBe(0);
    session.act({ type: 'fault', fault: { type: 'power-on', node: 'cp-1' } }, silent);
    expect(code(), 'its program starts like any other').toBe(0);
    session.advanceTo(session.nowMs + 5000);
    expect(code()).toBe(200);
    let said = '';
    session.act({ type: 'fault', fault: { type: 'remove-node', node: 'cp-1' } }, { ...silent, done: ({ stdout }) => { said = stdout; } });
    expect(said).toContain('with it the API server');
    session.act({ type: 'kubectl', line: 'kubectl get pods' }, { ...silent, done: ({ stderr }) => { said = stderr; } });
    expect(said).toMatch(/^The connection to the server [\d.]+:6443 was refused - did you specify the right host or port\?\n$/);
    session.act({ type: 'fault', fault: { type: 'power-off', node: 'node-3' } }, silent);
    expect(code()).toBe(0);
  });
});
