import { describe, expect, it } from 'vitest';
import type { CommandOutput } from '../protocol/messages.ts';
import type { Action, Scenario } from '../scenario/document.ts';
import { reviewAccess } from '../worker/access.ts';
import { pageAgent } from '../worker/traces.ts';
import { Session } from '../worker/session.ts';
import { administrator } from '../engine/index.ts';
import { judge, questionKey, questionsOf, readAnswer, type Question } from './check.ts';
import type { Exercise, ExerciseText } from './exercise.ts';
import { exercises, exerciseGroups } from './exercises.ts';
import { gallery } from './gallery.ts';

/** An exercise in the hands of somebody, and what the page would say of its checks. */
class Learner {
  readonly #exercise: Exercise;
  readonly #session: Session;

  constructor(exercise: Exercise, scenario: Scenario = exercise.scenario) {
    this.#exercise = exercise;
    this.#session = new Session(scenario);
    this.#session.replay();
  }

  /** Whether each of the checks holds now. */
  get marks(): readonly boolean[] {
    const answers = new Map(questionsOf(this.#exercise.checks).map((question) => [questionKey(question), this.#answer(question)]));
    return judge(this.#exercise.checks, answers, this.#session.startEpochMs + this.#session.nowMs);
  }

  get isSolved(): boolean {
    return this.marks.every(Boolean);
  }

  get story(): Scenario {
    return this.#session.scenario();
  }

  get stateHash(): string {
    this.#session.settle();
    return this.#session.cluster.stateHash();
  }

  /** A kubectl line, or a manifest. What goes on by itself is broken off after five minutes. */
  do(deed: string): CommandOutput | undefined {
    return this.#act(deed.startsWith('kubectl ') ? { type: 'kubectl', line: deed } : { type: 'apply', yaml: deed });
  }

  wait(seconds: number): this {
    this.#session.advanceTo(this.#session.nowMs + seconds * 1000);
    return this;
  }

  /** Whether everything holds at some moment of so many seconds; it is looked at every other one. */
  isSolvedWithin(seconds: number): boolean {
    for (let second = 0; second <= seconds; second += 2) {
      if (this.isSolved) return true;
      this.wait(2);
    }
    return false;
  }

  #act(action: Action): CommandOutput | undefined {
    let output: CommandOutput | undefined;
    const number = this.#session.act(action, { output: () => undefined, done: (value) => { output = value; } });
    for (let second = 0; !output && second < 300; second++) this.wait(1);
    if (!output) this.#session.interrupt(number);
    return output;
  }

  #answer(question: Question): unknown {
    const { api } = this.#session.cluster;
    const answer = readAnswer('get' in question ? api.handle({ method: 'GET', path: question.get, user: administrator, userAgent: pageAgent, cause: { clock: true } }).body : reviewAccess(api, question.may));
    if (answer === 'unclear') throw new Error(`no answer to ${questionKey(question)}`);
    return answer.object;
  }
}

/** Virtual seconds in which a solution has to show. */
const withinSeconds = 240;
/** How long it has to hold after that. */
const holdsSeconds = 300;
/** How long somebody may think before the first deed. */
const idleSeconds = 180;

interface Attempt {
  readonly exercise: string;
  readonly why: string;
  readonly deeds: readonly string[];
}

/** What people try first, and what looks like cheating. None of it may pass. */
const attempts: readonly Attempt[] = [
  { exercise: 'pod-labels', why: 'every pod gets the label', deeds: ['kubectl label pods --all tier=front --overwrite'] },
  { exercise: 'pod-labels', why: 'the pod is made anew', deeds: ['kubectl delete pod front-2 --wait=false', 'kubectl run front-2 --image=nginx:1.27 --labels=app=shop,tier=front'] },
  { exercise: 'deployment', why: 'it is applied as it stands', deeds: ['EDITOR'] },
  { exercise: 'deployment', why: 'bare pods instead', deeds: ['kubectl run web-1 --image=nginx:1.27 --labels=app=web', 'kubectl run web-2 --image=nginx:1.27 --labels=app=web', 'kubectl run web-3 --image=nginx:1.27 --labels=app=web'] },
  { exercise: 'rollback', why: 'the rollout is tried again', deeds: ['kubectl rollout restart deployment/shop'] },
  { exercise: 'rollback', why: 'more replicas', deeds: ['kubectl scale deployment shop --replicas=8'] },
  { exercise: 'rollback', why: 'the Deployment is made anew', deeds: ['kubectl delete deployment shop', 'kubectl create deployment shop --image=nginx:1.27 --replicas=4'] },
  { exercise: 'service-selector', why: 'the pods are restarted', deeds: ['kubectl rollout restart deployment/shop'] },
  { exercise: 'service-selector', why: 'the pods get the label instead', deeds: ['kubectl label pods -l app=shop tier=front --overwrite', 'kubectl patch deployment shop -p \'{"spec":{"template":{"metadata":{"labels":{"tier":"front"}}}}}\''] },
  { exercise: 'target-port', why: 'the container says another port', deeds: ['kubectl patch deployment shop --type=json -p \'[{"op":"replace","path":"/spec/template/spec/containers/0/ports/0/containerPort","value":8080}]\''] },
  { exercise: 'target-port', why: 'the Service takes the other port, too', deeds: ['kubectl patch service shop --type=json -p \'[{"op":"replace","path":"/spec/ports/0/port","value":8080}]\''] },
  { exercise: 'node-port', why: 'the port is left to chance', deeds: ['kubectl patch service site -p \'{"spec":{"type":"NodePort"}}\''] },
  { exercise: 'dns', why: 'a restart', deeds: ['kubectl rollout restart deployment/shop'] },
  { exercise: 'dns', why: 'the namespace is written the wrong way round', deeds: ['kubectl set env deployment/shop STORE=data.store'] },
  { exercise: 'secret-key', why: 'a restart', deeds: ['kubectl rollout restart deployment/shop'] },
  { exercise: 'secret-key', why: 'the password stands in the Deployment', deeds: ['kubectl set env deployment/shop PASSWORD-', 'kubectl set env deployment/shop PASSWORD=harbour'] },
  { exercise: 'readiness', why: 'a restart', deeds: ['kubectl rollout restart deployment/site'] },
  { exercise: 'readiness', why: 'the probe is taken out', deeds: ['kubectl patch deployment site --type=json -p \'[{"op":"remove","path":"/spec/template/spec/containers/0/readinessProbe"}]\''] },
  { exercise: 'liveness', why: 'the probe waits a little longer', deeds: ['kubectl patch deployment engine --type=json -p \'[{"op":"replace","path":"/spec/template/spec/containers/0/livenessProbe/initialDelaySeconds","value":20}]\''] },
  { exercise: 'liveness', why: 'the probe is taken out', deeds: ['kubectl patch deployment engine --type=json -p \'[{"op":"remove","path":"/spec/template/spec/containers/0/livenessProbe"}]\''] },
  { exercise: 'memory-limit', why: 'a little more is not enough', deeds: ['kubectl set resources deployment report --limits=memory=240Mi'] },
  { exercise: 'memory-limit', why: 'there is no limit any more', deeds: ['kubectl patch deployment report --type=json -p \'[{"op":"remove","path":"/spec/template/spec/containers/0/resources/limits"}]\''] },
  { exercise: 'cpu-request', why: 'fewer pods', deeds: ['kubectl scale deployment counter --replicas=1'] },
  { exercise: 'cpu-request', why: 'four processors, which no machine has free', deeds: ['kubectl set resources deployment counter --requests=cpu=4'] },
  { exercise: 'toleration', why: 'the taint is taken off', deeds: ['kubectl taint node node-3 dedicated-'] },
  { exercise: 'toleration', why: 'the reports go elsewhere', deeds: ['kubectl patch deployment reports --type=json -p \'[{"op":"remove","path":"/spec/template/spec/nodeSelector"}]\''] },
  { exercise: 'node-affinity', why: 'the rule is taken out', deeds: ['kubectl patch deployment cache --type=json -p \'[{"op":"remove","path":"/spec/template/spec/affinity"}]\''] },
  { exercise: 'budget', why: 'the machine only takes no new pods', deeds: ['kubectl cordon node-2'] },
  { exercise: 'budget', why: 'the drain goes on trying', deeds: ['kubectl drain node-2 --ignore-daemonsets --timeout=60s'] },
  { exercise: 'budget', why: 'the budget is deleted', deeds: ['kubectl delete poddisruptionbudget ferry', 'kubectl drain node-2 --ignore-daemonsets'] },
  { exercise: 'quota-requests', why: 'each asks for too much', deeds: ['kubectl set resources deployment booth -n team --requests=cpu=300m'] },
  { exercise: 'quota-requests', why: 'a first guess was too much, and its pod holds what the right one needs', deeds: ['kubectl set resources deployment booth -n team --requests=cpu=400m', 'WAIT', 'kubectl set resources deployment booth -n team --requests=cpu=200m'] },
  { exercise: 'quota-requests', why: 'the quota is deleted', deeds: ['kubectl delete quota share -n team'] },
  { exercise: 'claim', why: 'the class cannot be changed', deeds: ['kubectl patch pvc notes -p \'{"spec":{"storageClassName":"standard"}}\''] },
  { exercise: 'stateful', why: 'the StatefulSet cannot name another Service', deeds: ['kubectl patch statefulset store -p \'{"spec":{"serviceName":"stores"}}\''] },
  { exercise: 'stateful', why: 'the Service has an address', deeds: ['kubectl expose statefulset store --port=80'] },
  { exercise: 'stateful', why: 'the pods are restarted', deeds: ['kubectl rollout restart statefulset/store'] },
  { exercise: 'daemon', why: 'the taint is taken off', deeds: ['kubectl taint node cp-1 node-role.kubernetes.io/control-plane-'] },
  { exercise: 'cron-job', why: 'it is started by hand', deeds: ['kubectl create job now --from=cronjob/backup'] },
  { exercise: 'autoscaler', why: 'pods are added by hand', deeds: ['kubectl scale deployment counter --replicas=4'] },
  { exercise: 'access', why: 'it may do everything', deeds: ['kubectl create clusterrolebinding reporter --clusterrole=cluster-admin --serviceaccount=default:reporter'] },
  { exercise: 'access', why: 'it may read everything', deeds: ['kubectl create clusterrolebinding reporter --clusterrole=view --serviceaccount=default:reporter'] },
  { exercise: 'network-policy', why: 'the policy is deleted', deeds: ['kubectl delete networkpolicy api-closed'] },
  { exercise: 'network-policy', why: 'everybody is let in', deeds: ['kubectl patch networkpolicy api-closed -p \'{"spec":{"ingress":[{}]}}\''] },
];

/** How the checks stand when an exercise opens, in their order: what its story says is broken is broken (-), and what is to be kept is there (+). */
const beginnings: Readonly<Record<string, string>> = {
  'pod-labels': '-++', deployment: '---', rollback: '--+-', 'service-selector': '--+', 'target-port': '++-', 'node-port': '-+-', dns: '--+', 'secret-key': '-+-', readiness: '-+-', liveness: '-++', 'memory-limit': '-++', 'cpu-request': '--', toleration: '-++', 'node-affinity': '-+', budget: '--++', 'quota-requests': '-+', claim: '--', stateful: '--+', daemon: '-+', 'cron-job': '-+-', autoscaler: '--+', access: '-+++', 'network-policy': '-++',
};

/** Ways that lead astray first, and out of it again as a hint says: they solve it, too. */
const detours: readonly Attempt[] = [
  { exercise: 'quota-requests', why: 'the first guess was too much, and everything begins from no pod again', deeds: ['kubectl set resources deployment booth -n team --requests=cpu=400m', 'WAIT', 'kubectl set resources deployment booth -n team --requests=cpu=200m', 'WAIT', 'kubectl scale deployment booth -n team --replicas=0', 'WAIT', 'kubectl scale deployment booth -n team --replicas=3'] },
];
const waitSeconds = 60;

const named = exercises.map((exercise) => [exercise.id, exercise] as const);
const deedOf = (step: Exercise['solution'][number]): string => ('line' in step ? step.line : step.yaml);

describe('every exercise', () => {
  it.each(named)('%s: two to five checks, and every text in both languages', (_id, { en, ko, checks, solution }) => {
    expect(checks.length).toBeGreaterThanOrEqual(2);
    expect(checks.length).toBeLessThanOrEqual(5);
    expect(en.hints.length).toBeGreaterThan(0);
    expect(ko.hints).toHaveLength(en.hints.length);
    const texts = ({ title, about, goal, hints, learnt }: ExerciseText): readonly string[] => [title, about, goal, learnt, ...hints];
    const [english, korean] = [[...texts(en), ...checks.map((check) => check.en), ...solution.map((step) => step.en)], [...texts(ko), ...checks.map((check) => check.ko), ...solution.map((step) => step.ko)]];
    for (const text of english) expect(text).toMatch(/^[^\uac00-\ud7a3]{8,}$/);
    for (const text of korean) expect(text).toMatch(/[\uac00-\ud7a3]/);
    for (const text of [...english, ...korean]) {
      expect(text.split('`').length % 2, text).toBe(1);
      expect(text.split('`').filter((_part, index) => index % 2 === 0).join(''), 'commands stand between backquotes').not.toMatch(/kubectl [a-z]/);
    }
    const commandsIn = (all: readonly string[]): readonly string[] => all.flatMap((text) => text.split('`').filter((part, index) => index % 2 === 1 && part.startsWith('kubectl ')));
    expect(commandsIn(ko.hints)).toEqual(commandsIn(en.hints));
  });

  it('has an id and a title of its own, that no lesson has', () => {
    const all = [...exercises, ...gallery];
    for (const own of [all.map(({ id }) => id), all.map(({ en }) => en.title), all.map(({ ko }) => ko.title)]) expect(new Set(own).size).toBe(all.length);
    for (const { en, ko } of exerciseGroups) expect([en, ko].every((title) => title !== '')).toBe(true);
  });

  it.each(named)('%s: is unsolved when it opens and stays so, and no check flickers', (_id, exercise) => {
    const learner = new Learner(exercise);
    const first = learner.marks;
    expect(first.map((isMet) => (isMet ? '+' : '-')).join('')).toBe(beginnings[exercise.id]);
    expect(first).toContain(false);
    for (let second = 0; second < idleSeconds; second += 4) expect(learner.wait(4).marks).toEqual(first);
  });

  it.each(named)('%s: its solution solves it, for good, and replays to the same', (_id, exercise) => {
    const learner = new Learner(exercise);
    for (const step of exercise.solution) expect(learner.do(deedOf(step))).toMatchObject({ exitCode: 0 });
    expect(learner.isSolvedWithin(withinSeconds)).toBe(true);
    for (let second = 0; second < holdsSeconds; second += 5) expect(learner.wait(5).marks).toEqual(exercise.checks.map(() => true));
    const again = new Learner(exercise, learner.story);
    expect(again.stateHash).toBe(learner.stateHash);
    expect(again.marks).toEqual(learner.marks);
  });

  it.each(attempts.map((attempt) => [attempt.exercise, attempt.why, attempt] as const))('%s is not solved where %s', (id, _why, { deeds }) => {
    const exercise = exercises.find((entry) => entry.id === id);
    if (!exercise) throw new Error(`no exercise ${id}`);
    const learner = new Learner(exercise);
    for (const deed of deeds) if (deed === 'WAIT') learner.wait(waitSeconds); else learner.do(deed === 'EDITOR' ? exercise.editorText : deed);
    expect(learner.isSolvedWithin(idleSeconds)).toBe(false);
  });

  it.each(detours.map((detour) => [detour.exercise, detour.why, detour] as const))('%s is solved although %s, and not before the last deed', (id, _why, { deeds }) => {
    const exercise = exercises.find((entry) => entry.id === id);
    if (!exercise) throw new Error(`no exercise ${id}`);
    const learner = new Learner(exercise);
    for (const deed of deeds) {
      expect(learner.isSolved).toBe(false);
      if (deed === 'WAIT') learner.wait(waitSeconds);
      else expect(learner.do(deed)).toMatchObject({ exitCode: 0 });
    }
    expect(learner.isSolvedWithin(withinSeconds)).toBe(true);
  });

  it('has an attempt that fails', () => {
    expect(new Set(attempts.map(({ exercise }) => exercise))).toEqual(new Set(exercises.map(({ id }) => id)));
  });
});
