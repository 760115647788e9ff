import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { docs } from '../src/kube/generated/docs.ts';
import { driveHttp } from '../src/kubectl/drivers/http.ts';
import { describeWith, runKubectl, splitLine, type DiscoveryCache } from '../src/kubectl/index.ts';
import { usualMachines } from '../src/scenario/machines.ts';
import { startServer, type RunningServer } from '../src/server/server.ts';
import { replayRemotely, report, type Remote, type StepResult } from './tools/transcripts.ts';

describeWith(docs);

/**
 * The recordings once more, this time as a person at a command line meets them: Drydock's kubectl speaks HTTP to `npm run
 * serve`. A sample of each area in every run; all of them with `WHOLE=1 npx vitest run e2e/fidelity-http.test.ts`.
 */
const folder = new URL('./fixtures/fidelity/', import.meta.url);
const all = readdirSync(folder).filter((name) => name.endsWith('.kt')).sort();
const areaOf = (name: string): string => name.split('-')[0] ?? '';
const firstOfEach = all.filter((name, index) => areaOf(all[index - 1] ?? '') !== areaOf(name));
/** What differs in one process differs here as well: a hash of Go's own memory layout. */
const knownToDiffer = ['deploy-rollout-surge.kt'];

async function call(server: RunningServer, path: string, body?: string): Promise<unknown> {
  return await (await fetch(new URL(path, server.adminUrl), path === '/clock' ? {} : { method: 'POST', ...(body === undefined ? {} : { body }) })).json();
}

function remoteOf(server: RunningServer): Remote {
  const cache: DiscoveryCache = { found: undefined };
  return {
    kubectl: async (argv, stdin) => {
      const output = { stdout: '', stderr: '' };
      const program = runKubectl(argv, {
        settings: { namespace: 'default', user: 'kubernetes-admin', server: 'https://127.0.0.1:6443', context: 'drydock' }, stdin, cache,
        output: { stdout: (text) => { output.stdout += text; }, stderr: (text) => { output.stderr += text; } },
      });
      const exitCode = await driveHttp(program, { server: server.url, now: async () => Date.parse(((await call(server, '/clock')) as { time: string }).time) });
      return { ...output, exitCode };
    },
    advance: async (ms) => { await call(server, `/clock/advance?seconds=${String(ms / 1000)}`); },
    control: async (words) => {
      const [verb = '', name = '', power = ''] = words.split(' ');
      await (verb === 'node' ? call(server, `/nodes/${name}/${power}`) : call(server, '/nodes', words.slice(verb.length + 1)));
    },
  };
}

async function run(name: string): Promise<readonly StepResult[]> {
  const server = await startServer({ port: 0, adminPort: 0, seed: 1, speed: 0, machines: usualMachines, fakeKubelets: true });
  try {
    const remote = remoteOf(server);
    await remote.advance(5000);
    return await replayRemotely(readFileSync(new URL(name, folder), 'utf8'), remote, splitLine);
  } finally {
    await server.close();
  }
}

describe('recordings of Kubernetes 1.36.3, over HTTP', () => {
  const chosen = process.env['WHOLE'] ? all : (process.env['TRANSCRIPTS']?.split(',') ?? firstOfEach);
  const areas = new Map<string, { agree: number; of: number }>();
  afterAll(() => { console.table(Object.fromEntries([...areas].map(([area, { agree, of }]) => [area, { 'commands that agree over HTTP': `${String(agree)} of ${String(of)}` }]))); });
  it.each(chosen)('%s', async (name) => {
    const steps = await run(name);
    const before = areas.get(areaOf(name)) ?? { agree: 0, of: 0 };
    areas.set(areaOf(name), { agree: before.agree + steps.filter(({ agrees }) => agrees).length, of: before.of + steps.length });
    const differences = report(name, steps);
    if (!knownToDiffer.includes(name)) expect(differences).toBe('');
  }, 180_000);
});
