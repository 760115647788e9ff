import { drydock, expect, fillEditor, nodeOn, podOn, settled, testAfresh as test } from './page.ts';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

test('the stage comes first, everything else is a sheet', async ({ cluster: page }) => {
  const stage = page.getByRole('region', { name: 'Stage' });
  await expect(stage).toBeVisible();
  await expect(page.getByRole('region', { name: 'Timeline' }).getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Editor' })).toBeHidden();
  const [credit, hint] = [await stage.getByRole('link', { name: 'React Flow' }).boundingBox(), await stage.getByRole('button', { name: 'Power off a node and watch what happens.' }).boundingBox()];
  expect((hint?.x ?? 0) - (credit?.x ?? Infinity) - (credit?.width ?? 0), 'the hint covers nothing at the foot').toBeGreaterThan(0);
  const panels = page.getByRole('navigation', { name: 'Panels' });
  for (const name of ['Editor', 'Terminal', 'Event log', 'Faults']) {
    await panels.getByRole('button', { name }).tap();
    await expect(page.getByRole('region', { name, exact: true })).toBeVisible();
    expect((await stage.boundingBox())?.height, `the stage stays in sight above ${name}`).toBeGreaterThan(100);
    await expect.poll(async () => (await page.getByRole('switch', { name: /power$/ }).first().boundingBox())?.height, { message: `a thumb hits the switches above ${name}` }).toBeGreaterThanOrEqual(36);
  }
  await panels.getByRole('button', { name: 'Stage' }).tap();
  await expect(page.getByRole('region', { name: 'Faults' })).toBeHidden();
  await page.getByRole('button', { name: 'More', exact: true }).tap();
  await page.getByRole('menuitemradio', { name: 'kube-system' }).tap();
  await page.getByRole('button', { name: 'More', exact: true }).tap();
  await expect(page.getByRole('menuitemradio', { name: 'kube-system' })).toBeChecked();
  await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).tap();
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).tap();
  await page.getByRole('button', { name: 'Find anything' }).tap();
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeVisible();
  await page.keyboard.press('Escape');
  expect(await page.evaluate(() => [document.scrollingElement?.scrollWidth, document.scrollingElement?.scrollHeight])).toEqual([390, 844]);
});

test('apply, look into a pod, ask kubectl', async ({ cluster: page }) => {
  await drydock.pause(page);
  const panels = page.getByRole('navigation', { name: 'Panels' });
  await panels.getByRole('button', { name: 'Editor' }).tap();
  await expect(page.locator('.view-lines')).toContainText('apiVersion');
  await fillEditor(page, 'apiVersion: v1\nkind: Pod\nmetadata: {name: pocket}\nspec: {containers: [{name: app, image: nginx}]}\n');
  await page.getByRole('button', { name: 'Apply', exact: true }).tap();
  await expect(page.getByText('pod/pocket created')).toBeVisible();
  await drydock.advance(page, 30_000);

  await panels.getByRole('button', { name: 'Stage' }).tap();
  for (const power of await page.getByRole('switch', { name: /power$/ }).all()) expect((await power.boundingBox())?.height, 'a thumb hits the switch').toBeGreaterThanOrEqual(36);
  await podOn(page, 'web-').first().tap();
  await expect(page.getByRole('region', { name: 'Stage' }).getByRole('button', { name: /^Open web-/ })).toBeVisible();
  await podOn(page, 'web-').first().tap();
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await expect(inspector.getByRole('button', { name: 'Delete' })).toBeVisible();

  await panels.getByRole('button', { name: 'Terminal' }).tap();
  const prompt = page.getByRole('textbox', { name: 'kubectl prompt' });
  await prompt.fill('kubectl get pods -o wide');
  await prompt.press('Enter');
  await expect(page.getByRole('log', { name: 'Output' })).toContainText('pocket');
  const tops = await page.getByRole('log', { name: 'Output' }).getByText('web-', { exact: false }).evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height));
  expect(Math.max(...tops), 'a row of a table is one line').toBeLessThan(25);

  await panels.getByRole('button', { name: 'Event log' }).tap();
  const cells = page.getByRole('table', { name: 'Event log' }).getByRole('row').first().getByRole('cell');
  await expect(cells.first()).toBeVisible();
  const cut = await cells.evaluateAll((all) => all.filter((cell) => cell.scrollWidth > cell.clientWidth + 1 || cell.getBoundingClientRect().right > innerWidth).map((cell) => cell.textContent));
  expect(cut, 'reason, object and message of an event are all there').toEqual([]);

  await test.step('looking back moves nothing on the stage where the strip is open', async () => {
    await panels.getByRole('button', { name: 'Stage' }).tap();
    await drydock.advance(page, 20_000);
    await page.getByRole('button', { name: 'Look back' }).tap();
    const strip = page.getByRole('slider', { name: /^Events of the last/ });
    await expect(strip).toBeVisible();
    const places = async (): Promise<readonly unknown[]> => {
      await settled(page);
      return Promise.all([page.getByRole('region', { name: 'Stage' }), strip, ...['cp-1', 'node-1', 'node-2', 'node-3'].map((name) => nodeOn(page, name).first())].map((each) => each.boundingBox()));
    };
    const before = await places();
    const box = await strip.boundingBox();
    if (!box) throw new Error('there is no strip');
    await page.touchscreen.tap(box.x + box.width * 0.7, box.y + box.height / 2);
    await expect(page.getByRole('button', { name: 'Go on from here' })).toBeVisible();
    expect(await places()).toEqual(before);
    await page.getByRole('button', { name: 'Go on from here' }).tap();
    await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeVisible();
    expect((await page.getByRole('region', { name: 'Stage' }).boundingBox())?.height).toBe((before[0] as { height: number }).height);
    expect(await page.evaluate(() => document.scrollingElement?.scrollWidth)).toBe(390);
  });
});
