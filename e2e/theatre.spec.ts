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
  await page.getByRole('button', { name: 'Why no node?' }).click();
}

test('a pod that fits nowhere: the funnel, the reason, a suggestion that works', async ({ cluster: page }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await openOnPending(page);
  const theatre = page.getByRole('dialog', { name: 'Scheduler theatre' });
  await expect(theatre.getByText('Fits nowhere')).toBeVisible();
  await expect(theatre.getByRole('button', { name: /^Try it: / }).first(), 'what helps is seen without scrolling').toBeInViewport();
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

  await test.step('another profile: edited, refused, applied, and side by side with the first', async () => {
    await theatre.getByRole('tab', { name: 'Scheduling cycle' }).focus();
    await page.keyboard.press('ArrowRight');
    await expect(theatre.getByRole('table', { name: 'What if' })).toBeVisible();
    await page.keyboard.press('ArrowRight');
    const document = theatre.getByRole('textbox', { name: 'KubeSchedulerConfiguration' });
    await expect(document).toHaveValue(/schedulerName: default-scheduler/);
    await theatre.getByRole('button', { name: 'Example: a second profile' }).click();
    const example = await document.inputValue();
    await document.fill(example.replace('MostAllocated', 'Best'));
    await theatre.getByRole('button', { name: 'Apply configuration' }).click();
    await expect(theatre.getByRole('alert')).toContainText('Unsupported value: "Best"');
    await document.fill(example);
    await document.press('Control+Enter');
    await expect(theatre.getByRole('alert')).toHaveCount(0);
    await expect(theatre.getByRole('button', { name: 'Apply configuration' })).toBeDisabled();
    await theatre.getByRole('tab', { name: 'What if' }).click();
    await expect(theatre.getByRole('combobox', { name: 'Profile' }).getByRole('option')).toHaveText(['packer', 'a profile that packs nodes full']);
  });
});

test('pods that were placed: the points of one, and those that gave way for another', async ({ cluster: page }) => {
  await drydock.pause(page);
  const theatre = page.getByRole('dialog', { name: 'Scheduler theatre' });

  await test.step('a pod that was placed: points of every plugin, and the tie in the open', async () => {
    await page.keyboard.press('w');
    await expect(theatre.getByText(/^Placed on node-\d/)).toBeVisible();
    await expect(theatre.getByText(/nodes tie at \d+ points|has the most points|is left/)).toBeVisible();
    const row = theatre.getByRole('row', { name: /chosen/ });
    const cells = (await row.getByRole('cell').allTextContents()).slice(1).map(Number);
    expect(cells.slice(0, -1).reduce((sum, points) => sum + points, 0)).toBe(cells.at(-1));
    await page.keyboard.press('Escape');
    await expect(theatre).toHaveCount(0);
  });

  await test.step('pods that give way: every candidate and the rule that decided', async () => {
    const pod = (name: string, where: string, cpu: string): string =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n  ${where}\n  containers:\n  - {name: app, image: "nginx:1.27", resources: {requests: {cpu: ${cpu}}}}\n`;
    const king = 'apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: king}\nvalue: 1000\n';
    await drydock.apply(page, [king, ...[1, 2, 3].map((index) => pod(`low-${String(index)}`, `nodeName: node-${String(index)}`, '2500m'))].join('---\n'));
    await drydock.advance(page, 2000);
    await drydock.apply(page, pod('king', 'priorityClassName: king', '2000m'));
    await drydock.advance(page, 50);
    await page.keyboard.press('w');
    const uid = (await drydock.kubectl(page, 'kubectl get pod king -o jsonpath={.metadata.uid}')).stdout.trim();
    await theatre.getByRole('combobox', { name: 'Pod' }).selectOption(uid);
    await expect(theatre.getByRole('table', { name: 'Candidates' })).toBeVisible();
    await expect(theatre.getByText(/^node-\d is chosen: /)).toBeVisible();
  });
});
