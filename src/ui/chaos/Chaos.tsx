import { Ban, Cloud, CloudOff, DatabaseZap, Minus, MonitorDown, PlugZap, Plus, Power, Server, Skull, Unplug } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { FaultSpec } from '../../scenario/document.ts';
import { Button, classes, HealthMark, locked, Segmented, showOutcome, useNotices } from '../design/index.ts';
import { act, get } from '../session/link.ts';
import { useRefusal } from '../session/past-words.ts';
import { useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { brokenNow, canCut, choiceMax, choicesOf, cutOff, killCandidates, loseCandidates, mendOf, nextMachine, powerOffCandidates } from './select.ts';
import { chaosWords, type ChaosWords } from './words.ts';

const refusalSteps = [0, 10, 30, 60] as const;

/** Breaks something on purpose, and mends it. What is picked at random here is recorded by name, so a replay breaks the same. */
export function Chaos() {
  const words = useWords(chaosWords);
  const cloud = useSession((state) => state.cloud);
  return (
    <div className="dd-scrolls flex min-h-0 flex-1 flex-wrap content-start gap-x-10 gap-y-5 overflow-auto px-4 pt-1 pb-4">
      <div className="grid min-w-72 flex-[5] grid-cols-[repeat(auto-fill,minmax(min(14.25rem,100%),1fr))] content-start items-start gap-x-4">
        <p className="col-span-full pb-1 text-muted sm:hidden">{words.lead}</p>
        <Fault icon={Power} name={words.powerOffRandom} detail={words.powerOffDetail} run={() => powerOffRandom(words)} />
        <Fault icon={MonitorDown} name={words.shutDownRandom} detail={words.shutDownDetail} run={() => shutDownRandom(words)} />
        <Fault icon={Skull} name={words.killRandom} detail={words.killDetail} run={() => killRandom(words)} />
        {cloud && <Fault icon={CloudOff} name={words.loseRandom} detail={words.loseDetail} run={() => loseRandom(words)} />}
        {cloud?.nodePools.map((pool) => <Pool key={pool.name} {...pool} words={words} />)}
        <Fault icon={Server} name={words.addNode} detail={words.addDetail} run={() => addNode(words)} />
        <Refusals words={words} />
        <Leaderless words={words} />
        <Cut words={words} />
      </div>
      <Broken words={words} />
    </div>
  );
}

interface FaultProps {
  readonly icon: LucideIcon;
  readonly name: string;
  readonly detail: string;
  readonly run: () => Promise<void>;
}

function Fault({ icon: Icon, name, detail, run }: FaultProps) {
  const refusal = useRefusal();
  const start = () => { run().catch((error: unknown) => { useNotices.getState().show(error instanceof Error ? error.message : String(error), 'bad'); }); };
  return (
    <button type="button" onClick={start} {...locked(refusal)} className="flex w-full items-center gap-3 rounded-lg px-2 py-1.5 text-left hover:bg-sunken/60 aria-disabled:cursor-not-allowed aria-disabled:bg-transparent aria-disabled:text-faint">
      <Icon aria-hidden size={16} strokeWidth={1.8} className="shrink-0 text-muted" />
      <span>
        <span className="block font-medium">{name}</span>
        <span className="block text-xs text-muted">{detail}</span>
      </span>
    </button>
  );
}

interface SettingProps {
  readonly icon: LucideIcon;
  readonly name: string;
  readonly detail: string;
  /** It has much to choose from, and takes two places where there are several beside one another. */
  readonly isWide?: boolean;
  readonly children: ReactNode;
}

/** A fault that holds until it is taken back: its control stands beside its words, or below them where there is no room. */
function Setting({ icon: Icon, name, detail, isWide = false, children }: SettingProps) {
  return (
    <div className={classes('flex items-start gap-3 px-2 py-1.5', isWide && 'min-[900px]:col-span-2')}>
      <Icon aria-hidden size={16} strokeWidth={1.8} className="mt-2 shrink-0 text-muted" />
      <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-1.5">
        <span className={classes('flex-1', isWide ? 'min-w-full' : 'min-w-40')}>
          <span className="block font-medium">{name}</span>
          <span className="block text-xs text-muted">{detail}</span>
        </span>
        {children}
      </div>
    </div>
  );
}

/** The size of a node pool of the cloud: machines come and go until there are so many. */
function Pool({ name, size, words }: { readonly name: string; readonly size: number; readonly words: ChaosWords }) {
  const no = locked(useRefusal());
  const resize = (to: number) => { inject({ type: 'resize-pool', pool: name, size: to }); };
  return (
    <div role="group" aria-label={words.poolName(name)} className="flex flex-wrap items-center gap-3 px-2 py-1.5">
      <Cloud aria-hidden size={16} strokeWidth={1.8} className="shrink-0 text-muted" />
      <span className="min-w-40 flex-1">
        <span className="block font-medium">{words.poolName(name)}</span>
        <span className="block text-xs text-muted">{words.poolDetail}</span>
      </span>
      <Button size="small" icon={Minus} aria-label={words.fewer} disabled={size === 0} onClick={() => { resize(size - 1); }} {...no} />
      <span className="w-5 text-center tabular-nums">{size}</span>
      <Button size="small" icon={Plus} aria-label={words.more} onClick={() => { resize(size + 1); }} {...no} />
    </div>
  );
}

function Refusals({ words }: { readonly words: ChaosWords }) {
  const percent = useSession((state) => state.faults.findLast((fault) => fault.type === 'api-refusals')?.percent ?? 0);
  const refusal = useRefusal();
  const options = refusalSteps.map((value) => ({ value: String(value), label: value === 0 ? words.none : `${value} %` }));
  return (
    <Setting icon={Ban} name={words.refusals} detail={words.refusalsDetail}>
      <Segmented name={words.refusals} refusal={refusal} options={options} value={String(percent)} onChange={(value) => { inject({ type: 'api-refusals', percent: Number(value) }); }} />
    </Setting>
  );
}

/** Whether etcd's members have a leader. */
function Leaderless({ words }: { readonly words: ChaosWords }) {
  const refusal = useRefusal();
  const isLost = useSession((state) => state.faults.some((fault) => fault.type === 'etcd-leader-lost'));
  const options = [{ value: 'elected', label: words.leaderThere }, { value: 'lost', label: words.none }] as const;
  return (
    <Setting icon={DatabaseZap} name={words.leader} detail={words.leaderDetail}>
      <Segmented name={words.leader} refusal={refusal} options={options} value={isLost ? 'lost' : 'elected'} onChange={(value) => { inject({ type: value === 'lost' ? 'etcd-leader-lost' : 'etcd-leader-elected' }); }} />
    </Setting>
  );
}

/** A network that is cut: the chosen machines on one side, the rest on the other. */
function Cut({ words }: { readonly words: ChaosWords }) {
  const no = locked(useRefusal());
  const nodes = useSession((state) => state.nodes);
  const isCut = useSession((state) => cutOff(state.faults).length > 0);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [text, setText] = useState('');
  const names = [...nodes.values()].map(({ name }) => name);
  const { shown, more } = choicesOf(names, chosen, text);
  const choose = (name: string) => { setChosen(chosen.has(name) ? new Set([...chosen].filter((other) => other !== name)) : new Set([...chosen, name])); };
  return (
    <Setting icon={Unplug} name={words.cut} detail={words.cutDetail} isWide>
      {names.length > choiceMax && <input type="search" aria-label={words.cutFind} placeholder={words.cutFind} value={text} onChange={(event) => { setText(event.target.value); }} className="w-40 rounded-md bg-sunken px-2 py-1 text-xs placeholder:text-faint" />}
      <div role="group" aria-label={words.cutMembers} className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {shown.map((name) => (
          <label key={name} className="flex items-center gap-1.5 text-xs"><input type="checkbox" checked={chosen.has(name)} onChange={() => { choose(name); }} className="accent-accent" />{name}</label>
        ))}
        {more > 0 && <span className="text-xs text-muted">{words.cutMore(more)}</span>}
      </div>
      <Button size="small" disabled={!canCut(chosen, new Map([...nodes.values()].map((node) => [node.name, node])))} onClick={() => { inject({ type: 'partition', nodes: shown.filter((name) => chosen.has(name)) }); }} {...no}>{words.cutNow}</Button>
      {isCut && <Button size="small" icon={PlugZap} onClick={() => { inject({ type: 'heal' }); }} {...no}>{words.mend}</Button>}
    </Setting>
  );
}

function Broken({ words }: { readonly words: ChaosWords }) {
  const nodes = useSession((state) => state.nodes);
  const faults = useSession((state) => state.faults);
  const broken = brokenNow(nodes.values(), faults);
  return (
    <div className="min-w-44 flex-1">
      <h3 className="pb-2 text-muted">{words.broken}</h3>
      {broken.length === 0 && <p className="flex items-center gap-2"><HealthMark health="good" />{words.nothingBroken}</p>}
      <ul>
        {broken.map((fault) => (
          <li key={textOf(fault, words)} className="flex h-9 items-center gap-2">
            <HealthMark health="bad" />
            <span className="flex-1">{textOf(fault, words)}</span>
            <Mend mend={mendOf(fault)} words={words} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Mend({ mend, words }: { readonly mend: FaultSpec | undefined; readonly words: ChaosWords }) {
  const refusal = useRefusal();
  if (!mend) return undefined;
  return <Button size="small" icon={PlugZap} onClick={() => { inject(mend); }} {...locked(refusal)}>{words.mend}</Button>;
}

function textOf(fault: FaultSpec, words: ChaosWords): string {
  if (fault.type === 'power-off') return words.offText(fault.node);
  if (fault.type === 'lose-instance') return words.lostText(fault.node);
  if (fault.type === 'etcd-leader-lost') return words.leaderlessText;
  if (fault.type === 'partition') return words.cutText(fault.nodes.join(', '));
  return fault.type === 'api-refusals' ? words.refusalsText(fault.percent) : fault.type;
}

const pick = <Item,>(items: readonly Item[]): Item | undefined => items[Math.floor(Math.random() * items.length)];
const inject = (fault: FaultSpec): void => { showOutcome(act({ type: 'fault', fault }).answer); };

/** Breaks something, and says that it is done, or why it could not be. */
async function breakNow(fault: FaultSpec, done: () => string): Promise<void> {
  const { answer } = act({ type: 'fault', fault });
  const { exitCode } = await answer;
  if (exitCode === 0) useNotices.getState().show(done());
  else showOutcome(answer);
}

async function powerOffRandom(words: ChaosWords): Promise<void> {
  const node = pick(powerOffCandidates(useSession.getState().nodes.values()));
  if (node) await breakNow({ type: 'power-off', node: node.name }, () => words.didPowerOff(node.name));
  else useNotices.getState().show(words.noCandidate);
}

async function shutDownRandom(words: ChaosWords): Promise<void> {
  const node = pick(powerOffCandidates(useSession.getState().nodes.values()));
  if (!node) { useNotices.getState().show(words.noCandidate); return; }
  const isStillOn = (): boolean => [...useSession.getState().nodes.values()].some(({ name, powered }) => name === node.name && powered);
  await breakNow({ type: 'shut-down', node: node.name }, () => (isStillOn() ? words.didShutDown(node.name) : words.didShutDownAtOnce(node.name)));
}

async function loseRandom(words: ChaosWords): Promise<void> {
  const { nodes, cloud } = useSession.getState();
  const node = pick(loseCandidates(nodes.values(), cloud !== undefined));
  if (node) await breakNow({ type: 'lose-instance', node: node.name }, () => words.didLose(node.name));
  else useNotices.getState().show(words.noCandidate);
}

async function killRandom(words: ChaosWords): Promise<void> {
  const { pods, nodes } = useSession.getState();
  const pod = pick(killCandidates(pods.values(), nodes.values()));
  if (!pod) { useNotices.getState().show(words.noCandidate); return; }
  const container = await firstContainer(pod.namespace, pod.name);
  await breakNow({ type: 'kill-container', namespace: pod.namespace, pod: pod.name, container, exitCode: 137 }, () => words.didKill(pod.name));
}

async function firstContainer(namespace: string, name: string): Promise<string> {
  const pod = (await get(`/api/v1/namespaces/${namespace}/pods/${name}?resourceVersion=0`)) as { readonly spec?: { readonly containers?: readonly { readonly name: string }[] } };
  return pod.spec?.containers?.[0]?.name ?? '';
}

async function addNode(words: ChaosWords): Promise<void> {
  const machine = nextMachine([...useSession.getState().nodes.values()]);
  await breakNow({ type: 'add-node', machine }, () => words.didAdd(machine.name));
}
