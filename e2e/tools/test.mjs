/**
 * `npm test`: everything that must hold, each with its time. What only reads the sources runs two at a time (the longest first), the
 * tests one step after another. Ends with the line `N passed, N failed`
 * that counts steps' tests where a step has tests, and steps where it has none.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium, generateTypes, installPackages } from './install.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const results = join(root, 'e2e/results');

/** Reads `passed` and `failed` out of a runner's JSON report. */
const reports = {
  vitest: () => {
    const report = JSON.parse(readFileSync(join(results, 'unit.json'), 'utf8'));
    return { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests };
  },
  playwright: () => {
    const { stats } = JSON.parse(readFileSync(join(results, 'e2e.json'), 'utf8'));
    return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
  },
};

/** Steps that read the sources and write nothing that another one reads. */
const readers = [
  { name: 'lint', command: ['npx', 'eslint', '.', '--max-warnings', '0'] },
  { name: 'production build', command: ['npx', 'vite', 'build', '--logLevel', 'warn'] },
  { name: 'types', command: ['npx', 'tsc', '-p', 'tsconfig.json'] },
  { name: 'types of the engine, without a browser', command: ['npx', 'tsc', '-p', 'src/engine'] },
  { name: 'import rules', command: ['npx', 'depcruise', '--config', 'e2e/tools/imports.cjs', '--output-type', 'err', 'src'] },
  { name: 'unused code', command: ['npx', 'knip'] },
];

const steps = [
  { name: 'unit and property tests', command: ['npx', 'vitest', 'run', '--reporter=default', '--reporter=json', '--outputFile.json=e2e/results/unit.json'], report: 'vitest' },
  { name: 'the page in Chromium', command: ['npx', 'playwright', 'test', '-c', 'e2e/playwright.config.ts'], report: 'playwright' },
];

installPackages();
generateTypes();
mkdirSync(results, { recursive: true });
const chromium = findChromium();
const totals = { passed: 0, failed: 0, skipped: 0 };

const waiting = [...readers];
const lane = async () => {
  for (let step = waiting.shift(); step; step = waiting.shift()) await runStep(step, 'pipe');
};
await Promise.all([lane(), lane()]);
for (const step of steps) await runStep(step, 'inherit');

/** Runs a step and counts it; its output is shown as it comes, or (`pipe`) whole when it has ended. */
async function runStep({ name, command, report }, output) {
  const started = Date.now();
  if (output === 'inherit') console.log(`\n== ${name}`);
  const child = spawn(command[0], command.slice(1), { cwd: root, stdio: ['ignore', output, output], env: { ...process.env, CHROMIUM: chromium, FORCE_COLOR: '0' } });
  const said = [];
  child.stdout?.on('data', (chunk) => said.push(chunk));
  child.stderr?.on('data', (chunk) => said.push(chunk));
  const status = await new Promise((resolve) => {
    child.on('error', () => { resolve(1); });
    child.on('close', resolve);
  });
  if (output === 'pipe') console.log(`\n== ${name}\n${Buffer.concat(said).toString()}`.trimEnd());
  console.log(`== ${name}: ${status === 0 ? 'passed' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  add(countOf(report, status === 0));
}

/** Tests of a step; a step that broke before it could count is one failure. */
function countOf(report, isGood) {
  if (!report) return { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1, skipped: 0 };
  try {
    const count = reports[report]();
    return !isGood && count.failed === 0 ? { ...count, failed: 1 } : count;
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function add(count) {
  for (const key of Object.keys(totals)) totals[key] += count[key] ?? 0;
}

console.log(`\n${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''}`);
process.exitCode = totals.failed === 0 ? 0 : 1;
