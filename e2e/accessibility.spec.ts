import type { Page } from '@playwright/test';
import { graveViolations as violations } from './axe.ts';
import { drydock, expect, test, testAfresh } from './page.ts';

const names = {
  en: { terminal: 'Terminal', gallery: 'Scenarios', share: 'Share', network: 'Network', prompt: 'kubectl prompt', faults: 'Faults', events: 'Event log' },
  ko: { terminal: '터미널', gallery: '시나리오', share: '공유', network: '네트워크', prompt: 'kubectl 프롬프트', faults: '장애', events: '이벤트 로그' },
} as const;

type Names = (typeof names)[keyof typeof names];

async function lookAtPanels(page: Page, words: Names): Promise<void> {
  await drydock.pause(page);
  await drydock.apply(page, 'apiVersion: v1\nkind: Pod\nmetadata: {name: lost}\nspec: {containers: [{name: app, image: nginx, resources: {requests: {cpu: "64"}}}]}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: sinking}\nspec: {containers: [{name: app, image: "busybox:1.36", command: ["false"]}]}\n---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: waits}\nspec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n');
  await drydock.fault(page, { type: 'power-off', node: 'node-3' });
  await drydock.advance(page, 60_000);
  await expect(page.locator('.view-lines')).toContainText('apiVersion');
  expect(await violations(page), 'stage and editor').toEqual([]);

  await page.getByRole('button', { name: /^(Pod|파드) sinking/ }).first().click();
  const inspector = 'section:has([role=tabpanel])';
  for (const tab of [0, 1, 2, 3]) {
    await page.getByRole('tab').nth(tab).click();
    await expect(page.getByRole('tabpanel')).not.toBeEmpty();
    expect(await violations(page, inspector), `inspector, tab ${String(tab)}`).toEqual([]);
  }

  await page.getByRole('button', { name: words.terminal, exact: true }).click();
  const prompt = page.getByRole('textbox', { name: words.prompt });
  await prompt.fill('kubectl get pods');
  await prompt.press('Enter');
  await expect(page.getByRole('log').first()).toContainText('sinking');
  await prompt.fill('kubectl ge pods');
  await prompt.press('Enter');
  expect(await violations(page, 'section:has([role=log])'), 'terminal').toEqual([]);
  for (const drawer of [words.events, words.faults]) {
    await page.getByRole('button', { name: drawer, exact: true }).click();
    await expect(page.getByRole('region', { name: drawer })).toBeVisible();
    expect(await violations(page, `section[aria-label="${drawer}"]`), drawer).toEqual([]);
  }
  await page.getByRole('button', { name: words.faults, exact: true }).click();
}

async function lookAtDialogs(page: Page, words: Names): Promise<void> {
  await page.evaluate(() => { if (document.activeElement instanceof HTMLElement) document.activeElement.blur(); });
  await page.keyboard.press('2');
  await expect(page.getByRole('button', { name: /^(Service|서비스) web/ })).toBeVisible();
  expect(await violations(page, 'section:has(.stage)'), 'network').toEqual([]);
  await page.keyboard.press('4');
  await expect(page.getByRole('button', { name: /^(StorageClass|스토리지클래스) standard/ })).toBeVisible();
  expect(await violations(page, 'section:has(.stage)'), 'storage').toEqual([]);
  await page.keyboard.press('5');
  await expect(page.getByRole('button', { name: /^(Component API server|컴포넌트 API 서버)/ })).toBeVisible();
  expect(await violations(page, 'section:has(.stage)'), 'control plane').toEqual([]);
  for (const dialog of [words.gallery, words.share]) {
    await page.getByRole('button', { name: dialog, exact: true }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    expect(await violations(page, 'dialog'), dialog).toEqual([]);
    await page.keyboard.press('Escape');
  }
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  expect(await violations(page, 'dialog'), 'help').toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
  expect(await violations(page, 'dialog'), 'palette').toEqual([]);
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.getByRole('navigation')).toBeVisible();
  expect(await violations(page), 'phone').toEqual([]);
}

// Colours do not hang on the language, nor names on the theme: two of the four pairs show both.
test('axe finds nothing serious on the page, in its panels and dialogs and on a phone: English, light', async ({ cluster: page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await lookAtPanels(page, names.en);
  await lookAtDialogs(page, names.en);
});

testAfresh.describe('in Korean, at night', () => {
  testAfresh.use({ locale: 'ko-KR', colorScheme: 'dark', contextOptions: { reducedMotion: 'reduce' } });
  testAfresh('axe finds nothing serious on the page, in its panels and dialogs and on a phone: Korean, dark', async ({ cluster: page }) => {
    await lookAtPanels(page, names.ko);
    await lookAtDialogs(page, names.ko);
  });
});
