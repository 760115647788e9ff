/**
 * `npm test`: everything that must hold, one step after another, each with its time. Ends with the line `N passed, N failed`
 * that counts steps' tests where a step has tests, and steps where it has none.
 */
import { spawnSync } from 'node:child_process';
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

const steps = [
  { name: 'types', command: ['npx', 'tsc', '-p', 'tsconfig.json'] },
  { name: 'types of the engine, without a browser', command: ['npx', 'tsc', '-p', 'src/engine'] },
  { name: 'lint', command: ['npx', 'eslint', '.', '--max-warnings', '0'] },
  { name: 'import rules', command: ['npx', 'depcruise', '--config', 'e2e/tools/imports.cjs', '--output-type', 'err', 'src'] },
  { name: 'unused code', command: ['npx', 'knip'] },
  { name: 'unit and property tests', command: ['npx', 'vitest', 'run', '--reporter=default', '--reporter=json', '--outputFile.json=e2e/results/unit.json'], report: 'vitest' },
  { name: 'production build', command: ['npx', 'vite', 'build', '--logLevel', 'warn'] },
  { name: 'the page in Chromium', command: ['npx', 'playwright', 'test', '-c', 'e2e/playwright.config.ts'], report: 'playwright' },
];

installPackages();
generateTypes();
mkdirSync(results, { recursive: true });
const chromium = findChromium();
const totals = { passed: 0, failed: 0, skipped: 0 };

for (const { name, command, report } of steps) {
  console.log(`\n== ${name}`);
  const started = Date.now();
  const { status } = spawnSync(command[0], command.slice(1), { cwd: root, stdio: 'inherit', env: { ...process.env, CHROMIUM: chromium, FORCE_COLOR: '0' } });
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
