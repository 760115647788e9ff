import type { Page } from '@playwright/test';
import { drydock, expect, fillEditor, test } from './page.ts';

const deployment = (name: string, image = 'nginx'): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: 2
  selector:
    matchLabels: {app: ${name}}
  template:
    metadata:
      labels: {app: ${name}}
    spec:
      containers:
      - name: app
        image: ${image}
        ports:
        - containerPort: 80
`;

/** The lines that carry a problem, 1-based, in order. */
const marked = (page: Page): Promise<readonly number[]> => page.evaluate(() => {
  const [lineHeight, padding] = [19, 10];
  const rows = [...document.querySelectorAll<HTMLElement>('.view-overlays > div')].filter((row) => row.querySelector('.squiggly-error,.squiggly-warning'));
  return rows.map((row) => Math.round((row.offsetTop - padding) / lineHeight) + 1).sort((a, b) => a - b);
});

const apply = (page: Page): Promise<void> => page.getByRole('button', { name: 'Apply', exact: true }).click();
const said = (page: Page) => page.getByRole('region', { name: 'What kubectl apply said' });

test.beforeEach(async ({ cluster: page }) => {
  await drydock.pause(page);
  await expect(page.locator('.view-lines')).toContainText('apiVersion');
});

test('what is written gets help: documentation, fields, and marks where something is wrong', async ({ cluster: page }) => {
  await test.step('a field tells its documentation on hover', async () => {
    await expect(async () => {
      await page.mouse.move(700, 400);
      await page.locator('.view-line').getByText('replicas', { exact: true }).hover();
      await expect(page.locator('.monaco-hover:not(.hidden)').first()).toContainText(/Number of desired pods/i, { timeout: 3000 });
    }).toPass();
    await page.mouse.move(700, 400);
  });

  await test.step('completion offers the fields of the kind, with their documentation', async () => {
    await fillEditor(page, 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  containers:\n  - name: app\n    image: nginx');
    await page.keyboard.press('Enter');
    await expect(async () => {
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+Space');
      await expect(page.locator('.suggest-widget')).toContainText('livenessProbe', { timeout: 3000 });
    }).toPass();
    await page.keyboard.type('readinessP');
    await expect(page.locator('.suggest-widget .monaco-list-row').first()).toContainText('readinessProbe');
    await page.keyboard.press('Enter');
    await expect(page.locator('.view-lines')).toContainText('readinessProbe:');
  });

  await test.step('what the schema forbids is marked while it is written', async () => {
    await fillEditor(page, deployment('shop').replace('replicas: 2', 'replicas: many'));
    await expect.poll(() => marked(page)).toEqual([6]);
    const count = page.getByRole('region', { name: 'Editor' }).getByRole('button', { name: /^1 (problem|warning)$/ });
    await expect(count, 'what is marked is counted').toBeVisible();
    await count.click();
    await page.keyboard.press('End');
    await page.keyboard.type('!');
    await expect(page.locator('.view-lines'), 'the count leads to the mark').toContainText('many!');
  });

  await test.step('a refusal of the API server stands where its field is', async () => {
    await fillEditor(page, deployment('shop', '""'));
    await apply(page);
    await expect(page.getByText(/spec\.template\.spec\.containers\[0\]\.image: Required value/).first()).toBeVisible();
    await expect.poll(() => marked(page)).toEqual([15]);
    await fillEditor(page, deployment('shop'));
    await apply(page);
    await expect(page.getByText('deployment.apps/shop created')).toBeVisible();
    await expect.poll(() => marked(page)).toEqual([]);
  });

  await test.step('a quantity that is none is marked where it stands, in the words of Kubernetes', async () => {
    await fillEditor(page, `${deployment('hungry')}        resources:\n          requests:\n            memory: 64Mi\n            cpu: lots\n`);
    await apply(page);
    await expect(said(page)).toContainText('quantities must match the regular expression');
    await expect.poll(() => marked(page)).toEqual([21]);
  });

  await test.step('the marks of several documents stand each in its own', async () => {
    await fillEditor(page, `${deployment('good')}---\n${deployment('good').replace('name: good', 'name: Good_2')}`);
    await apply(page);
    await expect(page.getByText('deployment.apps/good created')).toBeVisible();
    await expect.poll(() => marked(page)).toEqual([22]);
  });
});

test('what is composed, pasted and typed in any hurry is what is applied', async ({ cluster: page }) => {
  await test.step('Hangul composes in the editor', async () => {
    await fillEditor(page, '# ');
    const session = await page.context().newCDPSession(page);
    for (const text of ['ㅎ', '하', '한']) await session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    await session.send('Input.insertText', { text: '한글' });
    await expect(page.locator('.view-lines')).toContainText('한글');
  });

  await test.step('Ctrl Enter applies what is written, once', async () => {
    await fillEditor(page, deployment('shop'));
    await page.keyboard.press('ControlOrMeta+Enter');
    await expect(page.getByText('deployment.apps/shop created')).toBeVisible();
    await expect(said(page).getByRole('listitem')).toHaveCount(1);
    await page.keyboard.press('ControlOrMeta+Enter');
    await expect(page.getByText('deployment.apps/shop unchanged')).toBeVisible();
  });

  await test.step('Apply pressed ten times at once applies as often as it can, and says the last', async () => {
    await fillEditor(page, deployment('hasty'));
    await page.getByRole('button', { name: 'Apply', exact: true }).evaluate((button: HTMLButtonElement) => { for (let count = 0; count < 10; count++) button.click(); });
    await expect(page.getByText(/deployment.apps\/hasty (created|unchanged)/)).toBeVisible();
    expect((await drydock.kubectl(page, 'kubectl get deployment hasty -o jsonpath={.metadata.generation}')).stdout).toBe('1');
  });

  await test.step('5 MB pasted: it stays alive, and the answer is a refusal', async () => {
    const before = await drydock.stateHash(page);
    await fillEditor(page, `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: huge}\ndata:\n${Array.from({ length: 50_000 }, (_, index) => `  key-${String(index)}: ${'x'.repeat(85)}`).join('\n')}\n`);
    await apply(page);
    await expect(said(page)).toContainText(/too large/i, { timeout: 30_000 });
    expect(await drydock.stateHash(page)).toBe(before);
    await fillEditor(page, deployment('small'));
    await apply(page);
    await expect(page.getByText('deployment.apps/small created')).toBeVisible();
  });

  await test.step('the language changes while somebody types, and nothing is lost', async () => {
    await fillEditor(page, deployment('speaker'));
    await page.keyboard.press('End');
    await page.keyboard.type('# one');
    await page.getByRole('button', { name: '한국어' }).click();
    await expect(page.locator('.view-lines')).toContainText('# one');
    await page.getByRole('button', { name: '적용', exact: true }).click();
    await expect(page.getByText('deployment.apps/speaker created')).toBeVisible();
  });
});
