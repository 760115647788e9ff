import { drydock, expect, nodeOn, podOn, settled, test } from './page.ts';
import type { Locator, Page } from '@playwright/test';

const claim = 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: late}\nspec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n';

/** Puts the pointer down on the middle of something, and no more. */
async function press(page: Page, target: Locator): Promise<{ readonly x: number; readonly y: number }> {
  await settled(page);
  const box = await target.boundingBox();
  if (!box) throw new Error('there is nothing to press');
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  return at;
}

/** Lets a number of frames be drawn. */
const frames = (page: Page, count: number): Promise<void> => page.evaluate(async (wanted) => {
  for (let drawn = 0; drawn < wanted; drawn++) await new Promise(requestAnimationFrame);
}, count);

test('what is pressed stays under the pointer until the release, and the click counts', async ({ cluster: page }) => {
  await drydock.pause(page);

  await test.step('a link of the storage lens, when the first claim comes in between', async () => {
    await page.keyboard.press('4');
    const link = page.getByRole('region', { name: 'Stage' }).getByRole('link', { name: /^Disks/ });
    await expect(link).toBeVisible();
    await press(page, link);
    await drydock.apply(page, claim);
    await frames(page, 20);
    await expect(link, 'it waits for the release').toBeVisible();
    await page.mouse.up();
    await expect.poll(() => page.evaluate(() => location.hash)).toContain('lesson=storage');
  });
});

test('a pod, when machines join in between; afterwards the view follows them', async ({ cluster: page }) => {
  await drydock.pause(page);
  const pod = podOn(page, 'web-').first();
  await press(page, pod);
  const before = await pod.boundingBox();
  for (let count = 0; count < 6; count++) await drydock.fault(page, { type: 'add-node', machine: { name: `more-${String(count)}`, capacity: { cpu: '4', memory: '8Gi', pods: '110' } } });
  await frames(page, 30);
  expect(await pod.boundingBox(), 'nothing glides under the pointer').toEqual(before);
  await page.mouse.up();
  await expect(page.getByRole('region', { name: 'Inspector' })).toBeVisible();
  await expect.poll(() => pod.boundingBox(), { message: 'the view shows all machines' }).not.toEqual(before);
});

test('a hand that trembles clicks all the same, and the view goes on following', async ({ cluster: page }) => {
  await drydock.pause(page);
  const { x, y } = await press(page, podOn(page, 'web-').first());
  await page.mouse.move(x + 3, y + 2);
  await page.mouse.move(x + 1, y - 2);
  await page.mouse.up();
  await expect(page.getByRole('region', { name: 'Inspector' })).toBeVisible();
  await settled(page);
  const before = await nodeOn(page, 'node-1').boundingBox();
  for (let count = 0; count < 6; count++) await drydock.fault(page, { type: 'add-node', machine: { name: `more-${String(count)}`, capacity: { cpu: '4', memory: '8Gi', pods: '110' } } });
  await expect.poll(async () => (await nodeOn(page, 'node-1').boundingBox())?.width).toBeLessThan(before?.width ?? 0);
});
