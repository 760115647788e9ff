/**
 * `npx tsx e2e/tools/differential.ts [FILE…]` — runs the same command lines through a real kubectl and through Drydock's own, each
 * against a server of its own, and prints where they answer differently. KUBECTL names the real one.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { docs } from '../../src/kube/generated/docs.ts';
import { describeWith, runKubectl, splitLine, type DiscoveryCache } from '../../src/kubectl/index.ts';
import { driveHttp } from '../../src/kubectl/drivers/http.ts';
import { usualMachines } from '../../src/scenario/machines.ts';
import { startServer, type RunningServer } from '../../src/server/server.ts';
import { comparison, parseTranscript, report, type CommandAnswer, type Step, type StepResult } from './transcripts.ts';

describeWith(docs);

const folder = fileURLToPath(new URL('../fixtures/differential/', import.meta.url));
const program = process.env['KUBECTL'] ?? 'kubectl';
/** No command of a table takes longer, unless it is stuck. */
const commandMaxMs = 30_000;
/** Lines that only look run side by side, so many at a time. */
const atOnce = 4;
const onlyLooks = /^kubectl (get|describe|explain|version|api-|help|options|--help|events|config view|auth can-i|logs)\b/;

/** The minor version of the real kubectl, or undefined where there is none. */
export function realKubectl(): number | undefined {
  const found = spawnSync(program, ['version', '--client'], { encoding: 'utf8' });
  const minor = found.status === 0 ? /v1\.(\d+)/.exec(found.stdout)?.[1] : undefined;
  return minor === undefined ? undefined : Number(minor);
}

type Kubectl = (argv: readonly string[], stdin: string) => Promise<CommandAnswer>;

/** The real kubectl, with a home of its own. */
function real(home: string): Kubectl {
  return (argv, stdin) => new Promise((resolve) => {
    const child = spawn(program, argv, { env: { PATH: process.env['PATH'] ?? '', HOME: home, KUBECONFIG: join(home, 'config') }, timeout: commandMaxMs });
    const answer = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => { answer.stdout += chunk; });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => { answer.stderr += chunk; });
    child.on('close', (code) => { resolve({ ...answer, exitCode: code ?? 124 }); });
    child.stdin.on('error', () => undefined).end(stdin);
  });
}

/** Drydock's kubectl over HTTP. */
function own(server: string, cache: DiscoveryCache): Kubectl {
  return async (argv, stdin) => {
    const answer = { stdout: '', stderr: '' };
    const run = runKubectl(argv, {
      settings: { namespace: 'default', user: 'kubernetes-admin', server, context: 'drydock' }, stdin, cache,
      output: { stdout: (text) => { answer.stdout += text; }, stderr: (text) => { answer.stderr += text; } },
    });
    const exitCode = await Promise.race([driveHttp(run, { server }), new Promise<number>((resolve) => { setTimeout(resolve, commandMaxMs, 124); })]);
    return { ...answer, exitCode };
  };
}

const start = (): Promise<RunningServer> => startServer({ port: 0, adminPort: 0, seed: 1, speed: 1, machines: usualMachines, fakeKubelets: true });

/** What a kubeconfig says to the real kubectl, as Drydock's own starts with. */
const kubeconfig = (server: string): string => JSON.stringify({
  apiVersion: 'v1', kind: 'Config', 'current-context': 'drydock', clusters: [{ name: 'drydock', cluster: { server } }],
  contexts: [{ name: 'drydock', context: { cluster: 'drydock', user: 'kubernetes-admin' } }], users: [{ name: 'kubernetes-admin', user: {} }],
});

/** Every table, in the order of names. */
export const tables = (): readonly string[] => readdirSync(folder).filter((name) => name.endsWith('.kt')).sort();

/** Runs one table through both. In a table whose name ends in `.look.kt` both look at the real kubectl's cluster, so that names and places are the same. The servers' addresses are taken out of what they say. */
export async function differ(name: string, told: (result: StepResult) => void = () => undefined): Promise<readonly StepResult[]> {
  const steps = parseTranscript(readFileSync(join(folder, name), 'utf8'));
  const ours = steps.map(({ command, stdin }) => `${command}\n${stdin}`).join('\n');
  const servers = await Promise.all([start(), start()]);
  const cache: DiscoveryCache = { found: undefined };
  const home = mkdtempSync(join(tmpdir(), 'differential-'));
  writeFileSync(join(home, 'config'), kubeconfig(servers[0].url));
  try {
    const results: StepResult[] = [];
    for (let at = 0; at < steps.length;) {
      const batch = batchAt(steps, at);
      const control = batch[0]?.control;
      if (control !== undefined) await Promise.all(servers.map((server) => act(server, control)));
      else {
        const answers = await Promise.all(batch.map((step) => both(step, ours, name.endsWith('.look.kt') && onlyLooks.test(step.command) ? [servers[0], servers[0]] : servers, { home, cache })));
        for (const answer of answers) told(answer);
        results.push(...answers);
      }
      at += batch.length;
    }
    return results;
  } finally {
    await Promise.all(servers.map((server) => server.close()));
    rmSync(home, { recursive: true, force: true });
  }
}

/** The steps that may run together, from here on. */
function batchAt(steps: readonly Step[], at: number): readonly Step[] {
  const others = steps.slice(at).findIndex(({ command, control }) => control !== undefined || !onlyLooks.test(command));
  return steps.slice(at, at + Math.max(1, Math.min(others < 0 ? steps.length : others, atOnce)));
}

async function both(step: Step, ours: string, [first, second]: readonly RunningServer[], { home, cache }: { readonly home: string; readonly cache: DiscoveryCache }): Promise<StepResult> {
  if (!first || !second) throw new Error('two servers are needed');
  const argv = splitLine(step.command).slice(1);
  const [wanted, got] = await Promise.all([real(home)(argv, step.stdin), own(second.url, cache)(argv, step.stdin)]);
  return comparison(step, ours, { wanted: withoutAddress(wanted, first.url), got: withoutAddress(got, second.url) });
}

function withoutAddress({ stdout, stderr, exitCode }: CommandAnswer, url: string): CommandAnswer {
  const host = new URL(url).host;
  return { stdout: stdout.replaceAll(host, 'SERVER'), stderr: stderr.replaceAll(host, 'SERVER'), exitCode };
}

async function act(server: RunningServer, words: string): Promise<void> {
  const [verb = '', ...rest] = words.split(' ');
  const path = verb === 'wait' ? `/clock/advance?seconds=${String(Number.parseFloat(rest[0] ?? '0'))}` : `/nodes/${rest[0] ?? ''}/${rest[1] ?? ''}`;
  await fetch(new URL(path, server.adminUrl), { method: 'POST' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = process.argv.slice(2);
  for (const name of tables().filter((table) => wanted.length === 0 || wanted.some((start) => table.startsWith(start)))) {
    const results = await differ(name, (result) => { if (!result.agrees) console.log(report(name, [result])); });
    console.log(`${name}: ${String(results.filter(({ agrees }) => agrees).length)} of ${String(results.length)} agree`);
  }
}
