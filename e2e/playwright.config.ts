import { defineConfig } from '@playwright/test';
import { usual } from './usual.ts';

const executablePath = process.env['CHROMIUM'] || '/usr/bin/chromium';
/** Another build than the usual one may be tested beside it. */
const outDir = process.env['E2E_DIST'] ?? 'dist';

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: 'results/playwright',
  // Bounds for a slow machine: what is waited for is told by the page, never by the clock.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  workers: 2,
  fullyParallel: true,
  reporter: [['list'], ['json', { outputFile: 'results/e2e.json' }]],
  use: {
    ...usual,
    launchOptions: { executablePath, args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'] },
  },
  webServer: { command: `npx vite preview --outDir ${outDir} --port ${new URL(usual.baseURL).port} --strictPort`, url: usual.baseURL, reuseExistingServer: false, cwd: '..' },
});
