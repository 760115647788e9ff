import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { administrator, Cluster, type Machine } from '../src/engine/index.ts';
import { docs } from '../src/kube/generated/docs.ts';
import { describeWith, drive, runKubectl, splitLine, type DiscoveryCache } from '../src/kubectl/index.ts';
import { usualMachines } from '../src/scenario/machines.ts';
import { replay, report, type CommandAnswer, type Replayed, type StepResult } from './tools/transcripts.ts';

describeWith(docs);

/**
 * Sessions recorded from Kubernetes 1.36.3 with kubectl 1.36, replayed through Drydock's own kubectl against the engine. The
 * agreement of each area is held by a ratchet: `RATCHET=write npx vitest run e2e/fidelity.test.ts` raises it.
 */
const folder = new URL('./fixtures/fidelity/', import.meta.url);
const ratchetFile = new URL('agreement.json', folder);
const transcripts = readdirSync(folder).filter((name) => name.endsWith('.kt')).sort();

interface Agreement {
  readonly commands: number;
  readonly of: number;
  readonly transcripts: number;
}

function freshCluster(): Replayed {
  const cluster = new Cluster({ seed: 1, startEpochMs: 1_767_258_000_000, machines: usualMachines, fakeKubelets: true });
  cluster.clock.runUntil(5000);
  const cache: DiscoveryCache = { found: undefined };
  return {
    kubectl(argv, stdin) {
      const output = { stdout: '', stderr: '' };
      let answer: CommandAnswer | undefined;
      const program = runKubectl(argv, {
        settings: { namespace: 'default', user: administrator.name, server: 'https://127.0.0.1:6443', context: 'drydock' },
        output: { stdout: (text) => { output.stdout += text; }, stderr: (text) => { output.stderr += text; } }, stdin, cache,
      });
      const running = drive(program, { api: cluster.api, clock: cluster.clock, user: administrator, cause: { clock: true } }, (exitCode) => { answer = { ...output, exitCode }; });
      return { get answer() { return answer; }, cancel: () => { running.cancel(); } };
    },
    advance: (ms) => { cluster.clock.runUntil(cluster.clock.nowMs + ms); },
    node: (name, power) => { cluster.inflict({ type: power === 'up' ? 'power-on' : 'power-off', node: name }); },
    addNode: (json) => {
      const machine = json as Machine;
      cluster.inflict({ type: 'add-node', machine: { ...machine, capacity: { cpu: '4', memory: '8Gi', pods: '110', 'ephemeral-storage': '100Gi', ...machine.capacity } } });
    },
  };
}

function run(name: string): readonly StepResult[] {
  return replay(readFileSync(new URL(name, folder), 'utf8'), freshCluster(), splitLine);
}

function agreementOf(results: ReadonlyMap<string, readonly StepResult[]>): Readonly<Record<string, Agreement>> {
  const areas: Record<string, Agreement> = {};
  for (const [name, steps] of results) {
    const area = name.split('-')[0] ?? '';
    const before = areas[area] ?? { commands: 0, of: 0, transcripts: 0 };
    const agreed = steps.filter(({ agrees }) => agrees).length;
    areas[area] = { commands: before.commands + agreed, of: before.of + steps.length, transcripts: before.transcripts + Number(agreed === steps.length) };
  }
  return areas;
}

describe('recordings of Kubernetes 1.36.3', () => {
  it('agree at least as far as they did before', () => {
    const wanted = process.env['TRANSCRIPTS']?.split(',');
    const results = new Map<string, readonly StepResult[]>();
    for (const name of transcripts.filter((file) => !wanted || wanted.some((start) => file.startsWith(start)))) {
      const steps = run(name);
      results.set(name, steps);
      const differences = report(name, steps);
      if (differences !== '' && process.env['VERBOSE']) console.log(differences);
    }
    const now = agreementOf(results);
    console.table(Object.fromEntries(Object.entries(now).map(([area, { commands, of, transcripts: whole }]) => [area, { 'commands that agree': `${String(commands)} of ${String(of)}`, 'whole transcripts': whole }])));
    if (process.env['RATCHET'] === 'write' && !wanted) writeFileSync(ratchetFile, `${JSON.stringify(now, undefined, 2)}\n`);
    if (wanted) return;
    const ratchet = JSON.parse(readFileSync(ratchetFile, 'utf8')) as Readonly<Record<string, Agreement>>;
    for (const [area, before] of Object.entries(ratchet)) {
      expect(now[area]?.commands, `commands of ${area} that agree`).toBeGreaterThanOrEqual(before.commands);
      expect(now[area]?.transcripts, `whole transcripts of ${area} that agree`).toBeGreaterThanOrEqual(before.transcripts);
    }
  }, 300_000);
});
