import type { Page } from '@playwright/test';
import { drydock, expect, podOn, settled, test } from './page.ts';

/** Height of the smallest words on the stage, in pixels of the screen, with the words. */
const smallestWords = (page: Page): Promise<{ readonly pixels: number; readonly words: string }> => page.evaluate(() => {
  const viewport = document.querySelector<HTMLElement>('.stage .react-flow__viewport');
  if (!viewport) throw new Error('there is no stage');
  const zoom = new DOMMatrix(getComputedStyle(viewport).transform).a;
  const found = [...viewport.querySelectorAll<HTMLElement>('*')].filter((element) => element.checkVisibility() && [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim()));
  return found.map((element) => ({ pixels: parseFloat(getComputedStyle(element).fontSize) * zoom, words: element.textContent })).reduce((a, b) => (a.pixels <= b.pixels ? a : b));
});

test('on a projector, beside the editor, the inspector and a drawer, every word of the stage can be read', async ({ cluster: page }) => {
  await drydock.pause(page);
  await page.setViewportSize({ width: 1280, height: 720 });
  await podOn(page, 'web-').first().click();
  await page.keyboard.press('b');
  await expect(page.getByRole('region', { name: 'Faults' })).toBeVisible();
  for (const [key, name] of [['1', /^Node node-1/], ['2', /^Service web/], ['3', /^Deployment web/], ['4', /^StorageClass standard/], ['5', /^Component API server/]] as const) {
    await page.keyboard.press(key);
    await expect(page.getByRole('button', { name })).toBeVisible();
    await settled(page);
    await expect.poll(async () => (await smallestWords(page)).pixels, { message: `lens ${key}: ${(await smallestWords(page)).words}` }).toBeGreaterThan(8.5);
  }
});

test('on a small screen the line at the foot of the stage covers none of its tools', async ({ cluster: page }) => {
  await drydock.advance(page, 60_000);
  await drydock.pause(page);
  await page.setViewportSize({ width: 900, height: 600 });
  await expect(page.getByRole('region', { name: 'Editor' })).toBeVisible();
  await drydock.seek(page, 20_000);
  await page.getByRole('button', { name: 'Go on from here' }).click();
  await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeVisible();
  await settled(page);
  for (const name of ['Zoom out', 'Zoom in', 'Fit to view']) await page.getByRole('button', { name }).click({ trial: true, timeout: 5000 });
});
