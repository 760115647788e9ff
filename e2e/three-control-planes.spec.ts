import type { Page } from '@playwright/test';
import { drydock, expect, test } from './page.ts';

const stage = (page: Page) => page.getByRole('region', { name: 'Stage' });

test('three control planes: the lens shows who leads, who is cut off, and that nobody does without a majority', async ({ cluster: page }) => {
  await page.evaluate(() => { location.hash = 'lesson=three-control-planes'; });
  const member = (text: string) => stage(page).getByRole('button', { name: new RegExp(`^Member ${text}`) });
  await expect(member('cp-1, leader, term 2, log \\d+/\\d+$')).toBeVisible({ timeout: 30_000 });
  await expect(member('cp-[23], follower')).toHaveCount(2);
  await drydock.fault(page, { type: 'partition', nodes: ['cp-1'] });
  await drydock.advance(page, 10_000);
  await expect(member('cp-[23], leader, term [3-9]')).toHaveCount(1);
  await expect(member('cp-1, .*cut off')).toBeVisible();
  await drydock.fault(page, { type: 'heal' });
  await drydock.advance(page, 2000);
  await expect(member('cp-1, follower, term [3-9]')).toBeVisible();
  await drydock.fault(page, { type: 'power-off', node: 'cp-2' });
  await drydock.fault(page, { type: 'power-off', node: 'cp-3' });
  await drydock.advance(page, 5000);
  await expect(stage(page).getByRole('button', { name: /^Component etcd, no leader/ })).toBeVisible();
});
