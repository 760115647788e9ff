import { gallery } from '../src/lessons/gallery.ts';
import { drydock, expect, podOn, test } from './page.ts';

/** What is on the stage as soon as a lesson stands: enough to see that it is this one. */
const telling: Readonly<Record<string, RegExp>> = {
  welcome: /^Pod web-.*Running/,
  'rolling-update': /^Pod shop-.*Running/,
  'broken-rollout': /^Pod shop-.*Running/,
  'self-healing': /^Pod hull-.*Running/,
  'crash-loop': /^Pod leaky-/,
  probes: /^Pod slow.*0 of 1 ready/,
  unschedulable: /^Pod heavy-.*Pending.*Insufficient cpu/,
  configuration: /^Pod greeter.*CreateContainerConfigError/,
  canary: /^Pod canary-.*Running/,
  memory: /^Pod greedy/,
  names: /^Pod client.*Running/,
};

const lensNames = { cluster: 'Cluster', network: 'Network', workloads: 'Workloads', storage: 'Storage', plane: 'Control plane' } as const;

test('the gallery names every lesson in both languages, and opens what is clicked', async ({ cluster: page }) => {
  for (const [locale, name, other] of [['en', 'Scenarios', '한국어'], ['ko', '시나리오', 'English']] as const) {
    await page.getByRole('button', { name, exact: true }).click();
    const dialog = page.getByRole('dialog');
    for (const lesson of gallery) await expect(dialog.getByRole('button', { name: new RegExp(`^${lesson[locale].title}`) })).toBeAttached();
    const chosen = gallery[locale === 'en' ? 1 : 2] ?? gallery[0];
    await dialog.getByRole('button', { name: new RegExp(`^${chosen[locale].title}`) }).click();
    await expect(page).toHaveTitle(`${chosen[locale].title} – Drydock`);
    await page.getByRole('button', { name: other }).click();
  }

  await test.step('lessons changed quickly end in the last one', async () => {
    for (const { id } of gallery.slice(1, 7)) await page.evaluate((hash) => { location.hash = hash; }, `lesson=${id}`);
    await page.evaluate(() => { location.hash = 'lesson=memory'; });
    await expect(podOn(page, 'greedy')).toBeVisible({ timeout: 20_000 });
    await expect(page).toHaveTitle(/Memory that kills/);
    await expect(podOn(page, 'crew')).toHaveCount(0);
    const before = await drydock.now(page);
    await expect.poll(() => drydock.now(page), 'and time goes on').toBeGreaterThan(before);
  });
});

test('every lesson opens, shows what it is about, and leaves the console silent', async ({ cluster: page }) => {
  for (const lesson of gallery) {
    await page.evaluate((hash) => { location.hash = hash; }, `lesson=${lesson.id}`);
    await expect(page).toHaveTitle(`${lesson.en.title} – Drydock`);
    await expect(page.getByRole('radiogroup', { name: 'Lens' }).getByRole('radio', { checked: true }), 'whatever lens the one before was seen through').toHaveAccessibleName(lensNames[lesson.lens ?? 'cluster']);
    const sign = telling[lesson.id];
    if (sign) await expect(page.getByRole('region', { name: 'Stage' }).getByRole('button', { name: sign }).first()).toBeVisible();
    await expect(page.locator('.view-lines')).toContainText(lesson.editorText.split('\n')[1] ?? '');
  }
});

test('a lesson done by hand: the broken rollout, applied, seen and undone', async ({ page }) => {
  await page.goto('/#lesson=broken-rollout');
  await drydock.ready(page);
  await expect(podOn(page, 'shop-')).toHaveCount(4);
  await drydock.pause(page);
  await page.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(page.getByText('deployment.apps/shop configured')).toBeVisible();
  await drydock.advance(page, 40_000);
  const stuck = page.getByRole('button', { name: /^Pod shop-.*(ImagePullBackOff|ErrImagePull)/ }).first();
  await stuck.click();
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText(/nginx:1.99-does-not-exist/);
  await page.getByRole('button', { name: 'Type into the terminal: kubectl rollout undo deployment/shop' }).click();
  const prompt = page.getByRole('textbox', { name: 'kubectl prompt' });
  await expect(prompt).toHaveValue('kubectl rollout undo deployment/shop');
  await prompt.press('Enter');
  await expect(page.getByRole('log', { name: 'Output' })).toContainText('deployment.apps/shop rolled back');
  await drydock.advance(page, 60_000);
  await expect(page.getByRole('button', { name: /^Pod shop-.*Running/ })).toHaveCount(4);

  await test.step('a silent API server is told of, in stage, inspector and terminal, and mended by a click', async () => {
    await drydock.fault(page, { type: 'power-off', node: 'cp-1' });
    await expect(page.getByRole('status').filter({ hasText: 'The API server does not answer: cp-1 has no power.' })).toBeVisible();
    await page.getByRole('button', { name: /^Pod shop-.*Running/ }).first().click();
    await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('This is what was stored last');
    await prompt.fill('kubectl get pods');
    await prompt.press('Enter');
    await expect(page.getByRole('log', { name: 'Output' })).toContainText(/The connection to the server \S+ was refused/);
    await page.getByRole('button', { name: 'Power on cp-1' }).click();
    await drydock.advance(page, 20_000);
    await expect(page.getByText('The API server does not answer')).toHaveCount(0);
  });

  const hash = await drydock.stateHash(page);
  const offered = page.getByRole('group', { name: 'Brings it back as you left it, with all that you did.' });
  await test.step('what another scenario took the place of is offered, and comes back as it stood', async () => {
    await page.getByRole('button', { name: 'Scenarios', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: /^Memory that kills/ }).click();
    await expect(podOn(page, 'greedy')).toBeVisible();
    await expect(offered).toContainText('You left “A rollout that gets stuck”.');
    await offered.getByRole('button', { name: 'Go back' }).click();
    await expect(podOn(page, 'shop-')).toHaveCount(4);
    await expect(page).toHaveTitle(/^A rollout that gets stuck/);
    expect(await drydock.stateHash(page)).toBe(hash);
    await expect(offered, 'nothing was done in the other').toHaveCount(0);
  });

  await test.step('so does what a reload gave up, in the palette too, once the offer is closed', async () => {
    await page.reload();
    await drydock.ready(page);
    await expect(offered).toContainText('You were at work on “A rollout that gets stuck”.');
    await offered.getByRole('button', { name: 'Dismiss' }).click();
    await expect(offered).toHaveCount(0);
    await page.keyboard.press('ControlOrMeta+K');
    await page.keyboard.type('go back to');
    await page.getByRole('option', { name: 'Go back to “A rollout that gets stuck” as you left it' }).click();
    await expect(page.getByRole('region', { name: 'Stage' }).getByText(/^Everything is as it was at/)).toBeVisible();
    expect(await drydock.stateHash(page)).toBe(hash);
  });
});
