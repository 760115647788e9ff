import { drydock, expect, podOn, test } from './page.ts';

test('a broken invariant: what is needed to replay it is shown, and the last good moment is a click away', async ({ cluster: page }) => {
  await drydock.pause(page);
  await drydock.kubectl(page, 'kubectl scale deployment web --replicas=4');
  await drydock.advance(page, 35_000);
  const before = await drydock.now(page);
  await drydock.crash(page);
  const dialog = page.getByRole('dialog', { name: 'The simulation stopped' });
  await expect(dialog).toBeVisible();
  await expect(dialog).toContainText('an invariant was broken on purpose');
  await expect(dialog).toContainText(/Seed\s*1/);
  await expect(dialog).toContainText(/Virtual time\s*0:01:0/);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeVisible();

  await dialog.getByRole('button', { name: /Go on from the last good moment/ }).click();
  await expect(dialog).toBeHidden();
  await expect(podOn(page, 'web-')).toHaveCount(4);
  await expect.poll(() => drydock.now(page)).toBe(before);
  await drydock.advance(page, 5000);
  await drydock.kubectl(page, 'kubectl scale deployment web --replicas=5');
  await drydock.advance(page, 30_000);
  await expect(podOn(page, 'web-')).toHaveCount(5);

  await test.step('or everything from the start', async () => {
    await drydock.crash(page);
    await page.getByRole('button', { name: 'Start again' }).click();
    await expect(podOn(page, 'web-')).toHaveCount(6);
  });
});
