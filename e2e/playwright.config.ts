import { defineConfig } from '@playwright/test';

const executablePath = process.env['CHROMIUM'] || '/usr/bin/chromium';
const port = process.env['E2E_PORT'] ?? '5183';
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
    baseURL: `http://localhost:${port}`,
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    colorScheme: 'light',
    launchOptions: { executablePath, args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'] },
  },
  webServer: { command: `npx vite preview --outDir ${outDir} --port ${port} --strictPort`, url: `http://localhost:${port}`, reuseExistingServer: false, cwd: '..' },
});
