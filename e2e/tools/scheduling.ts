/** `npm run scheduling -- FILE…`: decides each case of the files (one JSON object, an array of them, or one per line) and prints one JSON line each. */
import { readFileSync } from 'node:fs';
import { decide } from '../../src/engine/kube-scheduler/decide.ts';
import type { SchedulingCase } from '../../src/engine/kube-scheduler/scheduling-case.ts';

function casesIn(file: string): readonly SchedulingCase[] {
  const text = readFileSync(file, 'utf8');
  try {
    const parsed = JSON.parse(text) as SchedulingCase | readonly SchedulingCase[];
    return Array.isArray(parsed) ? (parsed as readonly SchedulingCase[]) : [parsed as SchedulingCase];
  } catch {
    return text.split('\n').filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as SchedulingCase);
  }
}

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('usage: npm run scheduling -- FILE…');
  process.exitCode = 1;
}
for (const file of files) for (const each of casesIn(file)) console.log(JSON.stringify(decide(each)));
