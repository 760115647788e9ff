import type { Page } from '@playwright/test';
import { drydock, expect, test } from './page.ts';

/** Opens the lesson whose fourth pod fits nowhere, and the theatre on that pod. */
async function openOnPending(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Scenarios', exact: true }).click();
  await page.getByRole('button', { name: /^Pods that fit nowhere/ }).click();
  const pending = page.getByRole('region', { name: 'Stage' }).getByRole('button', { name: /^Pod heavy-.*Insufficient cpu/ });
  await expect(pending).toBeVisible();
  await drydock.pause(page);
  await pending.click();
  await page.getByRole('button', { name: 'Why this node?' }).first().click();
}

test('a pod that fits nowhere: the funnel, the reason, a suggestion that works', async ({ cluster: page }) => {
  await openOnPending(page);
  const theatre = page.getByRole('dialog', { name: 'Scheduler theatre' });
  await expect(theatre.getByText('Fits nowhere')).toBeVisible();
  await expect(theatre.getByText(/^0\/4 nodes are available: /)).toBeVisible();
  const table = theatre.getByRole('table');
  await expect(table.getByRole('row', { name: /node-1 NodeResourcesFit: Insufficient cpu/ })).toHaveCount(1);
  await expect(table.getByRole('row', { name: /cp-1 TaintToleration/ })).toHaveCount(1);

  const steps = theatre.getByRole('group', { name: /^Step / });
  await steps.focus();
  await page.keyboard.press('Home');
  await expect(steps).toHaveAccessibleName(/^Step 1 of/);
  await expect(theatre.getByText('4 nodes to choose from.')).toBeVisible();
  await expect(table.getByRole('row', { name: /feasible/ })).toHaveCount(4);
  await theatre.getByRole('button', { name: 'Filters: TaintToleration −1' }).click();
  await expect(theatre.getByText(/^TaintToleration refuses 1 of the 4 nodes/)).toBeVisible();
  await expect(table.getByRole('row', { name: /feasible/ })).toHaveCount(3);
  await steps.focus();
  await page.keyboard.press('End');
  await expect(theatre.getByText('No node is left.')).toBeVisible();

  await theatre.getByRole('button', { name: /^Try it: Ask for .* cpu instead of 3/ }).click();
  await theatre.getByRole('button', { name: 'Let 5 s pass' }).click();
  await expect(theatre.getByRole('status')).toContainText(/heavy-.* was placed on node-\d/);
  await theatre.getByRole('status').getByRole('button').click();
  await expect(theatre.getByText(/^Placed on node-\d/)).toBeVisible();
  await drydock.advance(page, 120_000);
  const phases = await drydock.kubectl(page, 'kubectl get pods -o jsonpath={.items[*].status.phase}');
  expect(phases.stdout.trim()).toBe('Running Running Running Running');
});

test('a pod that was placed: points of every plugin, and the tie in the open', async ({ cluster: page }) => {
  await drydock.pause(page);
  await page.keyboard.press('w');
  const theatre = page.getByRole('dialog', { name: 'Scheduler theatre' });
  await expect(theatre.getByText(/^Placed on node-\d/)).toBeVisible();
  await expect(theatre.getByText(/nodes tie at \d+ points|has the most points|is left/)).toBeVisible();
  const row = theatre.getByRole('row', { name: /chosen/ });
  const cells = (await row.getByRole('cell').allTextContents()).slice(1).map(Number);
  expect(cells.slice(0, -1).reduce((sum, points) => sum + points, 0)).toBe(cells.at(-1));
  await page.keyboard.press('Escape');
  await expect(theatre).toHaveCount(0);
});
