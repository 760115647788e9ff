/**
 * `npm run bench [-- NAME…]` (`scheduler/Preemption`: only the workloads of that name): measures, prints each row when it is measured and writes e2e/results/bench.json. Each figure is the median of its runs;
 * machines differ, so compare figures of one run with one another.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { benchmarks as schedulerBenchmarks } from '../../src/engine/kube-scheduler/scheduler.bench.ts';
import { apiRequests } from './bench-api.ts';
import { frameBytes } from './bench-frames.ts';
import { pageFigures } from './bench-page.ts';
import { podsToReady } from './bench-pods.ts';
import { size } from './bench-size.ts';
import { seeks } from './bench-seek.ts';
import { simulate } from './bench-simulate.ts';

type Row = Readonly<Record<string, number | string>>;

interface Benchmark {
  readonly name: string;
  /** @param part only the workloads with this in their name; '' for all. */
  readonly run: (part: string) => Iterable<Row> | Promise<Iterable<Row>>;
}

function* schedulerRows(part: string): Iterable<Row> {
  for (const { name, run } of schedulerBenchmarks) if (name.includes(part)) yield { workload: name, ...run() };
}

const benchmarks: readonly Benchmark[] = [
  { name: 'pods', run: podsToReady },
  { name: 'scheduler', run: schedulerRows },
  { name: 'simulate', run: simulate },
  { name: 'size', run: size },
  { name: 'api', run: apiRequests },
  { name: 'frames', run: frameBytes },
  { name: 'seek', run: seeks },
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
const nameWidth = 72;
const figureWidth = 20;
const short = (cell: number | string): string => (typeof cell === 'number' ? String(Number(cell.toPrecision(4))) : cell);
/** One line of the table: a name, then figures under one another. */
const line = ([first = '', ...others]: readonly (number | string)[]): string => short(first).padEnd(typeof first === 'number' ? figureWidth : nameWidth) + others.map((cell) => short(cell).padStart(figureWidth)).join('');
const results: Record<string, readonly Row[]> = {};
for (const { name, run } of chosen) {
  console.log(`\n${name}`);
  const rows: Row[] = [];
  for (const row of await run(partOf(name) ?? '')) {
    if (rows.length === 0) console.log(line(Object.keys(row)));
    rows.push(row);
    console.log(line(Object.values(row)));
  }
  results[name] = rows;
}
/** The project's top is the working directory. */
const folder = 'e2e/results/';
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}bench.json`, `${JSON.stringify({ machine, results }, undefined, 2)}\n`);
