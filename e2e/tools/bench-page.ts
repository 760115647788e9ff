import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { deployment, machines } from './bench-pods.ts';
import { packScenario } from '../../src/scenario/link.ts';

const root = `${process.cwd()}/`;
const port = 5193;

/** What a page loads first, and what a frame costs its main thread at 1,000 visible pods. Builds the page anew. */
export async function pageFigures(): Promise<readonly Record<string, number>[]> {
  spawnSync('npx', ['vite', 'build', '--logLevel', 'error'], { cwd: root, stdio: 'inherit' });
  const server = spawn('npx', ['vite', 'preview', '--port', String(port), '--strictPort'], { cwd: root, stdio: 'ignore', detached: true });
  const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-background-networking'] });
  try {
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
    const url = `http://localhost:${String(port)}/`;
    await waitFor(url);
    await page.goto(url);
    await page.evaluate(() => window.drydock.ready);
    const firstMs = await warmStart(page, url);
    const scenario = { version: 1 as const, seed: 1, start: '2026-01-01T09:00:00Z', nodes: machines(20), manifests: [deployment(1000)], load: [], warmUpMs: 90_000, actions: [], untilMs: 90_000 };
    await page.goto(`${url}#s=${packScenario(scenario)}`);
    await page.reload();
    await page.evaluate(() => window.drydock.ready);
    const frames = await frameTimes(page);
    const { page: pageKb, worker: workerKb } = firstLoadKb();
    return [{ 'page, KB of JavaScript gzipped': pageKb, 'worker, KB': workerKb, 'first picture, warm cache, ms': firstMs, 'frames measured': frames.count, 'main thread per frame, ms (median)': frames.median, 'main thread per frame, ms (95 %)': frames.high }];
  } finally {
    await browser.close();
    if (server.pid !== undefined) process.kill(-server.pid);
  }
}

type Page = Awaited<ReturnType<Awaited<ReturnType<typeof chromium.launch>>['newPage']>>;

async function waitFor(url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (await fetch(url).then((answer) => answer.ok, () => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing answers at ${url}`);
}

async function warmStart(page: Page, url: string): Promise<number> {
  const runs: number[] = [];
  for (let run = 0; run < 5; run++) {
    await page.goto('about:blank');
    await page.goto(url);
    await page.getByRole('button', { name: /^Node / }).first().waitFor();
    runs.push(await page.evaluate(() => performance.now()));
    await page.evaluate(() => window.drydock.ready);
  }
  return runs.sort((a, b) => a - b)[2] ?? 0;
}

/** Frames in half a second. A text, because the runner of TypeScript would put a helper of its own into a function. */
const countFrames = `new Promise((resolve) => {
  const started = performance.now();
  let count = 0;
  requestAnimationFrame(function next() {
    count++;
    if (performance.now() - started < 500) requestAnimationFrame(next); else resolve(count);
  });
})`;

/** Main-thread time of the tasks of each frame while 1,000 pods are replaced one by one. */
async function frameTimes(page: Page): Promise<{ readonly count: number; readonly median: number; readonly high: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await page.evaluate(() => window.drydock.kubectl('kubectl rollout restart deployment web'));
  await page.evaluate(() => window.drydock.play(5));
  const taskSeconds = async (): Promise<number> => (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  const costs: number[] = [];
  for (let sample = 0; sample < 20; sample++) {
    const before = await taskSeconds();
    const frames = await page.evaluate<number>(countFrames);
    costs.push(((await taskSeconds()) - before) * 1000 / frames);
  }
  costs.sort((a, b) => a - b);
  return { count: costs.length, median: costs[10] ?? 0, high: costs[18] ?? 0 };
}

/** Scripts that index.html names and what they import at once (the page), and the engine's worker. */
function firstLoadKb(): { readonly page: number; readonly worker: number } {
  const html = readFileSync(`${root}dist/index.html`, 'utf8');
  const page = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map((match) => match[1] ?? '');
  const worker = readdirSync(`${root}dist/assets`).filter((name) => /^main-.*\.js$/.test(name) && !page.includes(`assets/${name}`)).map((name) => `assets/${name}`);
  const kilobytes = (names: readonly string[]): number => names.reduce((sum, name) => sum + gzipSync(readFileSync(`${root}dist/${name}`)).length, 0) / 1024;
  return { page: kilobytes([...new Set(page)]), worker: kilobytes(worker) };
}
