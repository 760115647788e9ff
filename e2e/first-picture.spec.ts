import { drydock, expect, podOn, test } from './page.ts';

test('the page asks nobody but its own server, and something moves before anything is read', async ({ page, baseURL }) => {
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
});

test('a page opened from ten links in a row shows the last', async ({ cluster: page }) => {
  await drydock.pause(page);
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

test('a window made small and large again keeps everything in place', async ({ cluster: page }) => {
  await drydock.pause(page);
  await podOn(page, 'web-').first().click();
  for (const [width, height] of [[800, 600], [390, 844], [320, 568], [641, 400], [1920, 1080], [1440, 900]] as const) {
    await page.setViewportSize({ width, height });
    await expect(page.getByRole('region', { name: 'Timeline' })).toBeInViewport();
    expect(await page.evaluate(() => [document.scrollingElement?.scrollWidth, document.scrollingElement?.scrollHeight])).toEqual([width, height]);
  }
  await expect(page.getByRole('region', { name: 'Inspector' })).toBeVisible();
});
