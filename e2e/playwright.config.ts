import { defineConfig } from '@playwright/test';

const executablePath = process.env['CHROMIUM'] || '/usr/bin/chromium';

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: 'results/playwright',
  timeout: 60_000,
  workers: 2,
  fullyParallel: true,
  reporter: [['list'], ['json', { outputFile: 'results/e2e.json' }]],
  use: {
    baseURL: 'http://localhost:5183',
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    colorScheme: 'light',
    launchOptions: { executablePath, args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'] },
  },
  webServer: { command: 'npx vite preview --port 5183 --strictPort', url: 'http://localhost:5183', reuseExistingServer: false, cwd: '..' },
});
