import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { drydock, expect, nodeOn, podOn, test, testAfresh } from './page.ts';

/** KB of JavaScript, gzipped, that may come before the first picture, and that the engine may weigh. Lower them when it allows it. */
const budgetKb = { picture: 249, engine: 570 };

/** Notes what has been fetched when the first machine stands in the page. */
const noteFirstPicture = (): void => {
  new MutationObserver((_changes, observer) => {
    if (!document.querySelector('[data-id^="node:"]')) return;
    observer.disconnect();
    Object.assign(window, { fetchedFirst: performance.getEntriesByType('resource').map(({ name }) => name) });
  }).observe(document, { childList: true, subtree: true });
};

/** Holds back the engine until it is let go; both are told where it was asked for. */
async function withoutEngine(page: Page) {
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => { letGo = resolve; });
  const engines: string[] = [];
  await page.addInitScript(noteFirstPicture);
  await page.route(/\/main-[^/]*\.js$/, async (route) => {
    engines.push(route.request().url());
    await held;
    await route.continue();
  });
  return { engines, letGo };
}

/** KB of scripts, gzipped. */
async function weigh(page: Page, urls: readonly string[]): Promise<number> {
  const texts = await Promise.all(urls.filter((url) => url.endsWith('.js')).map(async (url) => (await page.request.get(url)).body()));
  return texts.reduce((sum, text) => sum + gzipSync(text).length / 1024, 0);
}

testAfresh('the first picture needs neither the engine nor the editor, and is the engine\'s own', async ({ page }) => {
  const { engines, letGo } = await withoutEngine(page);
  await page.goto('/');
  await expect(podOn(page, 'web-')).toHaveCount(6);
  await expect(nodeOn(page, 'node-1')).toBeVisible();
  const fetchedFirst = await page.evaluate(() => (window as unknown as { readonly fetchedFirst: readonly string[] }).fetchedFirst);
  const pictureKb = await weigh(page, fetchedFirst);
  expect(pictureKb).toBeGreaterThan(100);
  expect(pictureKb).toBeLessThan(budgetKb.picture);
  const shown = () => page.getByRole('region', { name: 'Stage' }).getByRole('button', { name: /^(Pod|Node) / }).evaluateAll((marks) => marks.map((mark) => `${mark.dataset.id ?? ''} ${mark.ariaLabel ?? ''}`));
  const still = await shown();
  const started = page.evaluate(() => window.drydock.pause().then(window.drydock.now));
  letGo();
  expect(await started).toBe(30_000);
  expect(await shown()).toEqual(still);
  expect(engines).toHaveLength(1);
  expect(await weigh(page, engines)).toBeGreaterThan(100);
  expect(await weigh(page, engines)).toBeLessThan(budgetKb.engine);
});

test('the page asks nobody but its own server, something moves before anything is read, and no hurry breaks it', async ({ page, baseURL }) => {
  const elsewhere: string[] = [];
  page.on('request', (request) => { if (!request.url().startsWith(baseURL ?? '') && !/^(blob|data):/.test(request.url())) elsewhere.push(request.url()); });
  await page.goto('/');
  await drydock.ready(page);
  await expect(podOn(page, 'web-')).toHaveCount(6);
  const picture = () => page.getByRole('region', { name: 'Stage' }).screenshot();
  const first = await picture();
  await expect.poll(async () => (await picture()).equals(first), { timeout: 10_000 }).toBe(false);
  await expect(page.locator('.view-lines')).toContainText('apiVersion');
  expect(elsewhere).toEqual([]);

  await drydock.pause(page);
  await test.step('a page opened from ten links in a row shows the last', async () => {
    const link = await drydock.link(page);
    await drydock.kubectl(page, 'kubectl scale deployment web --replicas=2');
    await drydock.advance(page, 60_000);
    const hash = await drydock.stateHash(page);
    const wanted = await drydock.link(page);
    await page.evaluate(([usual, last]) => {
      for (let count = 0; count < 10; count++) location.hash = new URL((count % 2 === 0 ? usual : last) ?? '').hash;
    }, [link, wanted]);
    await expect(podOn(page, 'web-')).toHaveCount(2);
    await expect.poll(() => drydock.stateHash(page)).toBe(hash);
  });

  await test.step('a window made small and large again keeps everything in place', async () => {
    await podOn(page, 'web-').first().click();
    for (const [width, height] of [[800, 600], [390, 844], [320, 568], [641, 400], [1920, 1080], [1440, 900]] as const) {
      await page.setViewportSize({ width, height });
      await expect(page.getByRole('region', { name: 'Timeline' })).toBeInViewport();
      expect(await page.evaluate(() => [document.scrollingElement?.scrollWidth, document.scrollingElement?.scrollHeight])).toEqual([width, height]);
    }
    await expect(page.getByRole('region', { name: 'Inspector' })).toBeVisible();
  });

  await test.step('a splitter follows the hand all the way', async () => {
    const width = (): Promise<number> => page.getByRole('region', { name: 'Editor' }).evaluate(({ offsetWidth }: HTMLElement) => offsetWidth);
    const before = await width();
    const { x, y } = await page.getByRole('separator').first().boundingBox() ?? { x: 0, y: 0 };
    await page.mouse.move(x, y + 200);
    await page.mouse.down();
    for (const by of [10, 30, 60, 90]) await page.mouse.move(x + by, y + 200);
    await page.mouse.up();
    await expect.poll(width).toBe(before + 90);
  });
});
