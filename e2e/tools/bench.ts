/**
 * `npm run bench [-- NAME…]` (`scheduler/Preemption`: only the workloads of that name): measures, prints a table and writes e2e/results/bench.json. Each figure is the median of its runs;
 * machines differ, so compare figures of one run with one another.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { benchmarks as schedulerBenchmarks } from '../../src/engine/kube-scheduler/scheduler.bench.ts';
import { apiRequests } from './bench-api.ts';
import { frameBytes } from './bench-frames.ts';
import { pageFigures } from './bench-page.ts';
import { podsToReady } from './bench-pods.ts';
import { size } from './bench-size.ts';
import { simulate } from './bench-simulate.ts';

type Row = Readonly<Record<string, number | string>>;

interface Benchmark {
  readonly name: string;
  /** @param part only the workloads with this in their name; '' for all. */
  readonly run: (part: string) => readonly Row[] | Promise<readonly Row[]>;
}

const benchmarks: readonly Benchmark[] = [
  { name: 'pods', run: podsToReady },
  { name: 'scheduler', run: (part) => schedulerBenchmarks.filter(({ name }) => name.includes(part)).map(({ name, run }) => ({ workload: name, ...run() })) },
  { name: 'simulate', run: simulate },
  { name: 'size', run: size },
  { name: 'api', run: apiRequests },
  { name: 'frames', run: frameBytes },
  { name: 'page', run: pageFigures },
];

const wanted = process.argv.slice(2);
const partOf = (name: string): string | undefined => (wanted.length === 0 || wanted.includes(name) ? '' : wanted.find((each) => each.startsWith(`${name}/`))?.slice(name.length + 1));
const chosen = benchmarks.filter(({ name }) => partOf(name) !== undefined);
if (chosen.length === 0) {
  console.error(`no benchmark is named ${wanted.join(' ')}; there are ${benchmarks.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${String(cpus().length)} cores, ${String(Math.round(totalmem() / 2 ** 30))} GiB, Node ${process.version}`;
console.log(machine);
const results: Record<string, readonly Row[]> = {};
for (const { name, run } of chosen) {
  console.log(`\n${name}`);
  const rows = await run(partOf(name) ?? '');
  results[name] = rows;
  console.table(rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, typeof value === 'number' ? Number(value.toPrecision(4)) : value]))));
}
const folder = fileURLToPath(new URL('../results/', import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}bench.json`, `${JSON.stringify({ machine, results }, undefined, 2)}\n`);
