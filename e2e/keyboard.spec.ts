import { drydock, expect, fillEditor, podOn, test } from './page.ts';

test('the stage and the inspector by keys alone', async ({ cluster: page }) => {
  await drydock.pause(page);
  const stage = page.getByRole('region', { name: 'Stage' });
  const inspector = page.getByRole('region', { name: 'Inspector' });

  await test.step('arrows walk the stage, Enter opens, Escape leaves', async () => {
    await stage.getByRole('group', { name: /Objects of the cluster/ }).focus();
    await page.keyboard.press('ArrowDown');
    const first = await stage.locator(':focus').getAttribute('aria-label');
    expect(first).toMatch(/^Node /);
    await page.keyboard.press('ArrowRight');
    await expect(stage.locator(':focus')).toHaveAccessibleName(/^Node node-1/);
    await page.keyboard.press('ArrowDown');
    await expect(stage.locator(':focus')).toHaveAccessibleName(/^Pod web-/);
    const pod = (await stage.locator(':focus').getAttribute('aria-label'))?.split(/[ ,]/)[1] ?? '';
    await page.keyboard.press('Enter');
    await expect(inspector.getByRole('heading', { name: pod })).toBeVisible();
    await expect(stage.locator(':focus')).toHaveAccessibleName(new RegExp(`^Pod ${pod}`));
    await page.keyboard.press('l');
    const drawer = page.getByRole('region', { name: 'Event log' });
    await drawer.getByRole('searchbox').focus();
    await page.keyboard.press('Escape');
    await expect(drawer, 'what has the focus closes first').toBeHidden();
    await expect(inspector).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(inspector).toBeHidden();
  });

  await test.step('Delete asks for nothing that the keyboard cannot reach: Tab goes through the inspector', async () => {
    await podOn(page, 'web-').first().click();
    await expect(inspector.getByRole('tab', { name: 'Overview' })).toBeVisible();
    await inspector.getByRole('button', { name: 'Delete' }).focus();
    await page.keyboard.press('Tab');
    await expect(inspector.getByRole('tab', { name: 'Overview' })).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await expect(inspector.getByRole('tab', { name: 'YAML' })).toBeFocused();
    await expect(inspector.getByRole('tabpanel')).toContainText('apiVersion: v1');
    await page.keyboard.press('Escape');
  });

  await test.step('the menu of an object opens from the keyboard; what it offers is typed, and Enter runs it', async () => {
    await stage.getByRole('group', { name: /Objects of the cluster/ }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+F10');
    await expect(page.getByRole('menu')).toBeVisible();
    await expect(page.getByRole('menuitem', { name: 'Open' })).toBeFocused();
    for (const name of ['Power off', 'describe']) {
      await page.keyboard.press('ArrowDown');
      await expect(page.getByRole('menuitem', { name, exact: true })).toBeFocused();
    }
    await page.getByRole('menuitem', { name: 'cordon', exact: true }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('menu')).toBeHidden();
    const prompt = page.getByRole('textbox', { name: 'kubectl prompt' });
    await expect(prompt).toBeFocused();
    await expect(prompt).toHaveValue('kubectl cordon node-1');
    await page.keyboard.press('Enter');
    await expect(stage.getByRole('button', { name: /^Node node-1.*SchedulingDisabled/ })).toBeVisible();
  });
});

test('one key each, and none of them while somebody types', async ({ cluster: page }) => {
  await drydock.pause(page);

  await test.step('the terminal is ready to be typed into as soon as it opens', async () => {
    await page.keyboard.press('t');
    await expect(page.getByRole('textbox', { name: 'kubectl prompt' })).toBeFocused();
    await page.keyboard.type('kubectl get ns');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('region', { name: 'Terminal' })).toContainText('kube-system');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('textbox', { name: 'kubectl prompt' })).not.toBeFocused();
    await page.keyboard.press('t');
    await expect(page.getByRole('region', { name: 'Terminal' })).toBeHidden();
  });

  await test.step('shortcuts wait while somebody types', async () => {
    await drydock.play(page, 1);
    await page.keyboard.press('t');
    const prompt = page.getByRole('textbox', { name: 'kubectl prompt' });
    await expect(prompt).toBeFocused();
    await page.keyboard.type('12? tles.');
    await expect(prompt).toHaveValue('12? tles.');
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(page.getByRole('radio', { name: 'Cluster' })).toBeChecked();
    await expect(page.getByRole('region', { name: 'Timeline' }).getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
    await fillEditor(page, 'kind: ');
    await page.keyboard.type('2 e?');
    await expect(page.locator('.view-lines')).toContainText('2 e?');
    await expect(page.getByRole('region', { name: 'Editor' })).toBeVisible();
    await expect(page.getByRole('radio', { name: 'Cluster' })).toBeChecked();
  });

  await test.step('help, palette, lenses, drawers, pause: one key each', async () => {
    await page.getByRole('button', { name: 'Terminal', exact: true }).click();
    await expect(page.getByRole('region', { name: 'Terminal' })).toBeHidden();
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();

    await page.keyboard.press('Space');
    await expect(page.getByRole('region', { name: 'Timeline' }).getByRole('button', { name: 'Play', exact: true })).toBeVisible();
    const name = (await drydock.kubectl(page, 'kubectl get pods -o jsonpath={.items[2].metadata.name}')).stdout;
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
    await page.keyboard.type(name);
    await expect(page.getByRole('option', { name: new RegExp(name) })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('region', { name: 'Inspector' }).getByRole('heading', { name })).toBeVisible();
    await page.keyboard.press('Escape');

    await page.keyboard.press('2');
    await expect(page.getByRole('radio', { name: 'Network' })).toBeChecked();
    for (const [key, region] of [['t', 'Terminal'], ['l', 'Event log'], ['b', 'Faults']] as const) {
      await page.locator('body').press(key);
      await expect(page.getByRole('region', { name: region })).toBeVisible();
      // The terminal takes the focus once it has been fetched; a letter typed before that goes on to be a shortcut.
      if (region === 'Terminal') await expect(page.getByRole('textbox', { name: 'kubectl prompt' })).toBeFocused();
      await page.evaluate(() => { if (document.activeElement instanceof HTMLElement) document.activeElement.blur(); });
    }
  });
});
