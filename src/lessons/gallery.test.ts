import { describe, expect, it } from 'vitest';
import type { CommandOutput } from '../protocol/messages.ts';
import type { RequestRecord } from '../engine/index.ts';
import type { FaultSpec } from '../scenario/document.ts';
import { Session } from '../worker/session.ts';
import { gallery } from './gallery.ts';
import type { Lesson } from './lesson.ts';

/** A lesson in the hands of somebody who does what it says. */
class Reader {
  readonly requests: RequestRecord[] = [];
  readonly #session: Session;
  readonly #lesson: Lesson;

  constructor(id: string) {
    const lesson = gallery.find((entry) => entry.id === id);
    if (!lesson) throw new Error(`no lesson ${id}`);
    this.#lesson = lesson;
    this.#session = new Session(lesson.scenario, { onRequest: (record) => { this.requests.push(record); } });
    this.#session.replay();
  }

  kubectl(line: string): string {
    return this.#do({ type: 'kubectl', line }).stdout;
  }

  applyEditor(change: (text: string) => string = (text) => text): CommandOutput {
    return this.#do({ type: 'apply', yaml: change(this.#lesson.editorText) });
  }

  inflict(fault: FaultSpec): void {
    this.#do({ type: 'fault', fault });
  }

  /** Types a line that goes on by itself, lets so many seconds pass, presses Ctrl-C, and answers with what it said. */
  typed(line: string, seconds: number): string {
    let said = '';
    const number = this.#session.act({ type: 'kubectl', line }, { output: (_stream, text) => { said += text; }, done: () => undefined });
    this.wait(seconds);
    this.#session.interrupt(number);
    return said;
  }

  members(): Session['cluster']['members'] {
    return this.#session.cluster.members;
  }

  /** The member that leads in the highest term; '' for nobody. */
  leader(): string {
    return [...this.members()].sort((a, b) => b.term - a.term).find(({ role }) => role === 'leader')?.name ?? '';
  }

  wait(seconds: number): this {
    this.#session.advanceTo(this.#session.nowMs + seconds * 1000);
    return this;
  }

  pods(selector = ''): string {
    return this.kubectl(`kubectl get pods${selector === '' ? '' : ` -l ${selector}`}`);
  }

  #do(action: Parameters<Session['act']>[0]): CommandOutput {
    let output: CommandOutput | undefined;
    this.#session.act(action, { output: () => undefined, done: (value) => { output = value; } });
    if (!output) throw new Error(`${JSON.stringify(action)} does not end at once`);
    return output;
  }
}

const count = (text: string, word: string | RegExp): number => text.split('\n').filter((line) => line.search(word) >= 0).length;

describe('every lesson', () => {
  it.each(gallery.map((lesson) => [lesson.id, lesson] as const))('%s: its text can be applied as it stands', (id, lesson) => {
    const reader = new Reader(id);
    expect(reader.applyEditor()).toMatchObject({ exitCode: 0, stderr: '' });
    expect(lesson.en.steps).toHaveLength(lesson.ko.steps.length);
  });

  it.each(gallery.map(({ id, en, ko }) => [id, en.steps, ko.steps] as const))('%s: commands stand between backquotes, the same in both languages', (_id, en, ko) => {
    const commandsIn = (steps: readonly string[]): readonly string[] => steps.flatMap((step) => step.split('`').filter((part, index) => index % 2 === 1 && part.startsWith('kubectl ')));
    const plainIn = (steps: readonly string[]): string => steps.flatMap((step) => step.split('`').filter((_part, index) => index % 2 === 0)).join('\n');
    expect(commandsIn(ko)).toEqual(commandsIn(en));
    expect(plainIn([...en, ...ko])).not.toMatch(/kubectl [a-z]/);
  });

  it('has an id of its own', () => {
    expect(new Set(gallery.map(({ id }) => id)).size).toBe(gallery.length);
  });
});

describe('what the lessons promise comes true', () => {
  it('welcome: six pods are served, nine after the change', () => {
    const reader = new Reader('welcome');
    expect(count(reader.pods(), /1\/1 +Running/)).toBe(6);
    expect(reader.kubectl('kubectl get events -A --field-selector type=Warning'), 'a page that opens calmly').toBe('');
    reader.requests.length = 0;
    reader.applyEditor((text) => text.replace('replicas: 6', 'replicas: 9'));
    expect(count(reader.wait(20).pods(), /1\/1 +Running/)).toBe(9);
    expect(reader.requests.every(({ ok }) => ok)).toBe(true);
  });

  it('guestbook: applied, six pods come up and visitors get answers', () => {
    const reader = new Reader('guestbook');
    expect(reader.applyEditor().stdout).toContain('deployment.apps/redis-leader created\n');
    expect(count(reader.wait(60).pods(), /1\/1 +Running/)).toBe(6);
    reader.requests.length = 0;
    reader.wait(10);
    expect(reader.requests.length).toBeGreaterThan(40);
    expect(reader.requests.every(({ ok }) => ok)).toBe(true);
  });

  it('rolling-update: never fewer than six ready, never more than ten, and all changed in the end', () => {
    const reader = new Reader('rolling-update');
    reader.applyEditor((text) => text.replace('nginx:1.27', 'nginx:1.28'));
    for (let second = 0; second < 90; second++) {
      const pods = reader.wait(1).pods();
      expect(count(pods, /1\/1 +Running/)).toBeGreaterThanOrEqual(6);
      expect(count(pods, /(Running|Pending|ContainerCreating)/)).toBeLessThanOrEqual(10);
    }
    expect(reader.kubectl('kubectl get deployment shop -o jsonpath={.status.updatedReplicas}/{.status.readyReplicas}')).toBe('8/8');
    expect(reader.kubectl('kubectl rollout undo deployment/shop')).toBe('deployment.apps/shop rolled back\n');
  });

  it('broken-rollout: the new pods cannot pull, the visitors notice nothing', () => {
    const reader = new Reader('broken-rollout');
    reader.applyEditor();
    const seen = new Set<string>();
    for (let second = 0; second < 60; second++) for (const word of /ErrImagePull|ImagePullBackOff/.exec(reader.wait(1).pods()) ?? []) seen.add(word);
    expect(seen).toEqual(new Set(['ErrImagePull', 'ImagePullBackOff']));
    reader.requests.length = 0;
    reader.wait(10);
    expect(reader.requests.length).toBeGreaterThan(50);
    expect(reader.requests.every(({ ok }) => ok)).toBe(true);
    reader.kubectl('kubectl rollout undo deployment/shop');
    expect(count(reader.wait(60).pods(), /1\/1 +Running/)).toBe(4);
  });

  it('self-healing: a deleted pod is replaced, a lost node is noticed after 50 s and its pods after 300 s more', () => {
    const reader = new Reader('self-healing');
    const [first = ''] = reader.kubectl('kubectl get pods -o name').split('\n');
    reader.kubectl(`kubectl delete ${first} --wait=false`);
    expect(count(reader.wait(40).pods(), /1\/1 +Running/)).toBe(4);
    reader.inflict({ type: 'power-off', node: 'node-2' });
    expect(reader.wait(60).kubectl('kubectl get node node-2')).toContain('NotReady');
    reader.wait(330);
    expect(reader.kubectl('kubectl get rs hull -o jsonpath={.status.readyReplicas}')).toBe('4');
  });

  it('crash-loop: CrashLoopBackOff, a log of the life before, and it can be mended', () => {
    const reader = new Reader('crash-loop');
    expect(reader.wait(5).pods()).toMatch(/CrashLoopBackOff|Error|Running/);
    const seen = Array.from({ length: 30 }, () => reader.wait(2).pods()).join('');
    expect(seen).toContain('CrashLoopBackOff');
    expect(reader.kubectl('kubectl logs -l app=leaky --previous')).toContain('sinking');
    reader.applyEditor((text) => text.replace('sleep 5; echo sinking; exit 1', 'sleep 3600'));
    expect(reader.wait(60).pods()).toMatch(/1\/1 +Running +0/);
  });

  it('probes: one is killed by its liveness probe, the other waits for its readiness', () => {
    const reader = new Reader('probes');
    expect(reader.pods('app=slow')).toMatch(/0\/1 +Running/);
    expect(reader.wait(40).pods('app=slow')).toMatch(/1\/1 +Running/);
    reader.wait(60);
    expect(reader.kubectl('kubectl get pod forgetful -o jsonpath={.status.containerStatuses[0].restartCount}')).toBe('1');
    expect(reader.kubectl('kubectl get events')).toMatch(/Unhealthy[^]*Liveness probe failed/);
    expect(reader.kubectl('kubectl get events')).toContain('Killing');
  });

  it('unschedulable: one of four finds no room, and the scheduler says why', () => {
    const reader = new Reader('unschedulable');
    expect(count(reader.pods(), 'Pending')).toBe(1);
    expect(reader.kubectl('kubectl get events')).toMatch(/0\/4 nodes are available: .*3 Insufficient cpu/);
    reader.applyEditor((text) => text.replace('cpu: "3"', 'cpu: "1"'));
    expect(count(reader.wait(120).pods(), /1\/1 +Running/)).toBe(4);
  });

  it('taints: plain pods avoid node-3, tolerant ones go there, and NoExecute drives out at once', () => {
    const reader = new Reader('taints');
    reader.applyEditor();
    reader.wait(30);
    const nodes = (app: string): readonly string[] => reader.kubectl(`kubectl get pods -l app=${app} -o jsonpath={.items[*].spec.nodeName}`).split(' ');
    expect(nodes('plain')).not.toContain('node-3');
    expect(new Set(nodes('tolerant'))).toEqual(new Set(['node-3']));
    reader.kubectl('kubectl taint node node-1 evacuate=now:NoExecute');
    reader.wait(45);
    expect(new Set(nodes('plain'))).toEqual(new Set(['node-2']));
    expect(reader.kubectl('kubectl taint node node-1 evacuate-')).toBe('node/node-1 untainted\n');
  });

  it('configuration: waits for its ConfigMap and starts by itself when it is there', () => {
    const reader = new Reader('configuration');
    expect(reader.pods()).toContain('CreateContainerConfigError');
    reader.applyEditor();
    expect(reader.wait(30).pods()).toMatch(/1\/1 +Running/);
    expect(reader.kubectl('kubectl logs greeter')).toBe('Ahoy from greeter\n');
  });

  it('storage: one claim has a disk, one gets it with a pod, one never; the disk grows, and is kept', () => {
    const reader = new Reader('storage');
    const claims = (): string => reader.kubectl('kubectl get pvc -o jsonpath={range.items[*]}{.metadata.name}={.status.phase}/{.status.capacity.storage};{end}');
    expect(claims()).toBe('later=Pending/;lost=Pending/;notes=Bound/1Gi;');
    reader.applyEditor();
    expect(reader.wait(30).pods()).toMatch(/late-scribe +1\/1 +Running/);
    expect(claims()).toBe('later=Bound/1Gi;lost=Pending/;notes=Bound/1Gi;');
    reader.kubectl('kubectl patch pvc notes -p \'{"spec":{"resources":{"requests":{"storage":"3Gi"}}}}\'');
    reader.wait(60);
    expect(claims()).toContain('notes=Bound/3Gi');
    reader.kubectl('kubectl delete pod scribe --wait=false');
    reader.kubectl('kubectl delete pvc notes --wait=false');
    reader.wait(30);
    expect(reader.kubectl('kubectl get pv -o jsonpath={.items[*].status.phase}').split(' ').sort()).toEqual(['Available', 'Bound', 'Released']);
  });

  it('canary: about one request in five reaches it', () => {
    const reader = new Reader('canary');
    const canary = reader.kubectl('kubectl get pods -l track=canary -o jsonpath={.items[0].metadata.uid}');
    reader.requests.length = 0;
    reader.wait(60);
    const share = reader.requests.filter(({ podUid }) => podUid === canary).length / reader.requests.length;
    expect(reader.requests.length).toBeGreaterThan(700);
    expect(share).toBeGreaterThan(0.14);
    expect(share).toBeLessThan(0.26);
  });

  it('memory: the greedy one is killed for its memory, the modest one is not', () => {
    const reader = new Reader('memory');
    const seen = Array.from({ length: 30 }, () => reader.wait(1).pods()).join('');
    expect(seen).toMatch(/greedy .*OOMKilled/);
    expect(reader.kubectl('kubectl get pod greedy -o jsonpath={.status.containerStatuses[0].lastState.terminated.exitCode}')).toBe('137');
    expect(reader.pods()).toMatch(/modest +1\/1 +Running +0/);
    const [document = ''] = gallery.find(({ id }) => id === 'memory')?.editorText.split('---\n') ?? [];
    reader.applyEditor(() => document.replace('greedy', 'fed').replace('limits: {memory: 200Mi}', 'limits: {memory: 300Mi}'));
    expect(reader.wait(30).pods()).toMatch(/fed +1\/1 +Running +0/);
  });

  it('names: the client finds the backend by its name, until the name is gone', () => {
    const reader = new Reader('names');
    reader.wait(10);
    const last = (): string => reader.wait(5).kubectl('kubectl logs client --tail=1').trim();
    expect(last()).toBe('ok');
    reader.kubectl('kubectl delete service backend');
    expect(last()).toBe('failed');
    reader.applyEditor();
    reader.wait(5);
    expect(last()).toBe('ok');
    reader.kubectl('kubectl scale deployment backend --replicas=0');
    expect(last()).toBe('failed');
  });

  it('cloud: an address after a while, a lost machine is noticed and replaced', () => {
    const reader = new Reader('cloud');
    reader.wait(20);
    expect(count(reader.pods(), /1\/1 +Running/)).toBe(6);
    reader.applyEditor();
    expect(reader.kubectl('kubectl get service ferry')).toContain('<pending>');
    expect(reader.wait(5).kubectl('kubectl get service ferry')).toContain('203.0.113.1');
    reader.inflict({ type: 'lose-instance', node: 'deck-2' });
    expect(reader.wait(25).kubectl('kubectl get nodes')).toMatch(/deck-2[^]*deck-4/);
    expect(reader.wait(40).kubectl('kubectl get nodes')).not.toContain('deck-2');
    expect(reader.kubectl('kubectl get events -A')).toContain('Deleting node deck-2 because it does not exist in the cloud provider');
    expect(count(reader.wait(90).pods(), /1\/1 +Running/)).toBe(6);
    reader.inflict({ type: 'resize-pool', pool: 'deck', size: 2 });
    expect(count(reader.wait(180).kubectl('kubectl get nodes'), /deck-\d +Ready/)).toBe(2);
    expect(count(reader.pods(), /1\/1 +Running/)).toBe(6);
  });

  it('stateful-set: a pod comes back with its name and its disk; the highest number goes first, and claims stay', () => {
    const reader = new Reader('stateful-set');
    expect(reader.pods()).toMatch(/log-0 +1\/1 +Running[^]*log-1 +1\/1 +Running[^]*log-2 +1\/1 +Running/);
    reader.typed('kubectl delete pod log-1', 30);
    expect(reader.pods()).toMatch(/log-1 +1\/1 +Running/);
    expect(reader.kubectl('kubectl logs log-1')).toBe('log-1 began\nlog-1 began\n');
    reader.kubectl('kubectl scale statefulset log --replicas=1');
    expect(reader.wait(7).pods()).not.toContain('log-2');
    expect(reader.wait(30).kubectl('kubectl get pods -o name')).toBe('pod/log-0\n');
    expect(count(reader.kubectl('kubectl get pvc'), /data-log-\d +Bound/)).toBe(3);
  });

  it('jobs: two at a time until six have succeeded; the bell rings every minute and is remembered twice', () => {
    const reader = new Reader('jobs');
    let most = 0;
    for (let second = 0; second < 60; second++) most = Math.max(most, count(reader.wait(1).pods('job-name=parcels'), /Running|ContainerCreating|Pending/));
    expect(most).toBe(2);
    expect(reader.kubectl('kubectl get job parcels')).toMatch(/Complete +6\/6/);
    reader.wait(180);
    expect(count(reader.kubectl('kubectl get jobs'), /^bell-\d+ +Complete +1\/1/)).toBe(2);
    expect(reader.kubectl('kubectl create job now --from=cronjob/bell')).toBe('job.batch/now created\n');
    expect(reader.wait(20).kubectl('kubectl logs job/now')).toBe('ding\n');
  });

  it('autoscaling: up to six pods under load, no more than the editor allows', () => {
    const reader = new Reader('autoscaling');
    reader.wait(180);
    expect(reader.kubectl('kubectl get deployment counter -o jsonpath={.status.readyReplicas}')).toBe('6');
    expect(reader.kubectl('kubectl describe hpa counter')).toContain('ScalingLimited');
    reader.applyEditor((text) => text.replace('maxReplicas: 6', 'maxReplicas: 3'));
    expect(reader.wait(60).kubectl('kubectl get deployment counter -o jsonpath={.status.readyReplicas}')).toBe('3');
  });

  it('request-rate: four pods for thirty-six requests a second, two where each may take twice as many', () => {
    const reader = new Reader('request-rate');
    const ready = (): string => reader.kubectl('kubectl get deployment till -o jsonpath={.status.readyReplicas}');
    reader.wait(150);
    expect(ready()).toBe('4');
    expect(reader.kubectl('kubectl get hpa till')).toMatch(/\/10 /);
    expect(reader.kubectl('kubectl get --raw /apis/custom.metrics.k8s.io/v1beta2/namespaces/default/pods/*/requests-per-second')).toContain('"kind":"MetricValueList"');
    reader.applyEditor((text) => text.replace("averageValue: '10'", "averageValue: '20'"));
    reader.wait(420);
    expect(ready()).toBe('2');
  });

  it('drain: the budget forbids it, until it allows for one pod less', () => {
    const reader = new Reader('drain');
    const onFirst = (): number => count(reader.kubectl('kubectl get pods -l app=ferry -o wide'), / node-1 /);
    expect(onFirst()).toBe(1);
    expect(reader.typed('kubectl drain node-1 --ignore-daemonsets', 30)).toContain("Cannot evict pod as it would violate the pod's disruption budget.");
    expect(onFirst()).toBe(1);
    reader.applyEditor((text) => text.replace('minAvailable: 3', 'minAvailable: 2'));
    reader.wait(2).requests.length = 0;
    expect(reader.typed('kubectl drain node-1 --ignore-daemonsets', 30)).toContain('node/node-1 drained');
    expect(onFirst()).toBe(0);
    expect(reader.requests.every(({ ok }) => ok)).toBe(true);
    expect(reader.kubectl('kubectl uncordon node-1')).toBe('node/node-1 uncordoned\n');
  });

  it('quota: three pods fit, the fourth is refused, and comes with a larger share', () => {
    const reader = new Reader('quota');
    const running = (): number => count(reader.kubectl('kubectl get pods -n team'), /1\/1 +Running/);
    expect(running()).toBe(3);
    expect(reader.kubectl('kubectl describe quota -n team')).toMatch(/requests.cpu +600m +600m/);
    expect(reader.kubectl('kubectl get events -n team')).toMatch(/FailedCreate +replicaset\/booth-.*exceeded quota: share/);
    reader.applyEditor((text) => text.replace('requests.cpu: 600m', 'requests.cpu: 800m'));
    expect(reader.wait(120) && running()).toBe(4);
  });

  it('kube-system: static pods come back, names need coredns, kubectl needs cp-1, and all of it recovers', () => {
    const reader = new Reader('kube-system');
    const last = (): string => reader.kubectl('kubectl logs asker --tail=1').trim();
    expect(last()).toBe('found');
    reader.kubectl('kubectl delete pod kube-scheduler-cp-1 -n kube-system --wait=false');
    expect(reader.wait(1).kubectl('kubectl get pods -n kube-system')).toMatch(/kube-scheduler-cp-1 +1\/1 +Running +0 +\ds/);
    reader.kubectl('kubectl scale deployment coredns -n kube-system --replicas=0');
    expect(reader.wait(30) && last()).toBe('lost');
    reader.kubectl('kubectl scale deployment coredns -n kube-system --replicas=2');
    expect(reader.wait(30) && last()).toBe('found');
    reader.inflict({ type: 'power-off', node: 'cp-1' });
    expect(reader.wait(5).pods()).toBe('');
    reader.inflict({ type: 'power-on', node: 'cp-1' });
    expect(reader.wait(60).kubectl('kubectl get nodes')).toMatch(/cp-1 +Ready/);
    expect(reader.wait(15) && last()).toBe('found');
  });

  it('three-control-planes: a leader is lost, then the majority; both come back; a cut has one side that goes on', () => {
    const reader = new Reader('three-control-planes');
    const leader = (): string => reader.leader();
    const write = (name: string): string => reader.typed(`kubectl create configmap ${name}`, 8);
    expect([reader.leader(), write('a')]).toEqual(['cp-1', 'configmap/a created\n']);
    reader.inflict({ type: 'power-off', node: 'cp-1' });
    reader.wait(25);
    const second = leader();
    expect(second).toMatch(/^cp-[23]$/);
    expect(reader.kubectl('kubectl get lease kube-scheduler -n kube-system -o jsonpath={.spec.holderIdentity}')).toMatch(/^cp-[23]_/);
    reader.inflict({ type: 'power-off', node: second });
    reader.wait(5);
    expect([leader(), write('b')]).toEqual(['', 'error: failed to create configmap: etcdserver: request timed out\n']);
    for (const node of ['cp-1', second]) reader.inflict({ type: 'power-on', node });
    reader.wait(90);
    expect(write('c')).toBe('configmap/c created\n');
    expect(reader.kubectl('kubectl get deployment web -o jsonpath={.status.readyReplicas}')).toBe('3');
    const third = leader();
    reader.inflict({ type: 'partition', nodes: [third] });
    reader.wait(10);
    expect([leader() !== third, write('d')]).toEqual([true, 'configmap/d created\n']);
    reader.inflict({ type: 'heal' });
    reader.wait(30);
    expect(new Set(reader.members().map(({ term, commit }) => `${String(term)} ${String(commit)}`)).size).toBe(1);
  });

  it('fleet: three hundred pods on thirty machines', () => {
    const reader = new Reader('fleet');
    expect(reader.kubectl('kubectl get deployment crew -o jsonpath={.status.readyReplicas}')).toBe('300');
    expect(count(reader.kubectl('kubectl get nodes'), /Ready/)).toBe(30);
  });
});
