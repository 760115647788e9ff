import type { Locator, Page } from '@playwright/test';
import { drydock, expect, test } from './page.ts';

interface Terminal {
  readonly prompt: Locator;
  readonly output: Locator;
  readonly run: (line: string) => Promise<void>;
}

async function openTerminal(page: Page): Promise<Terminal> {
  await page.getByRole('button', { name: 'Terminal', exact: true }).click();
  const prompt = page.getByRole('textbox', { name: 'kubectl prompt' });
  await expect(prompt).toBeFocused();
  const run = async (line: string): Promise<void> => {
    await prompt.fill(line);
    await prompt.press('Enter');
  };
  return { prompt, output: page.getByRole('log', { name: 'Output' }), run };
}

test('kubectl get pods prints a table whose columns stand below one another', async ({ cluster: page }) => {
  await drydock.pause(page);
  const { output, run } = await openTerminal(page);
  await run('kubectl get pods');
  await expect(output).toContainText('STATUS');
  const rows = (await output.innerText()).split('\n').filter((row) => /^(NAME|web-)/.test(row));
  expect(rows).toHaveLength(7);
  expect(new Set(rows.map((row) => row.search(/STATUS|Running/))).size, rows.join('\n')).toBe(1);
});

test('mistakes are answered in kubectl’s own words', async ({ cluster: page }) => {
  await drydock.pause(page);
  const { output, run } = await openTerminal(page);
  await run('kubectl frobnicate pods');
  await expect(output).toContainText('unknown command "frobnicate" for "kubectl"');
  await run('kubectl get poodles');
  await expect(output).toContainText('error: the server doesn\'t have a resource type "poodles"');
  await run('kubectl get pod nobody');
  await expect(output).toContainText('Error from server (NotFound): pods "nobody" not found');
  await run('ls');
  await expect(output).toContainText('ls: command not found');
});

test('Tab completes verbs, kinds and names; the arrows bring back what was typed', async ({ cluster: page }) => {
  await drydock.pause(page);
  const { prompt, output, run } = await openTerminal(page);
  await prompt.fill('kubectl desc');
  await prompt.press('Tab');
  await expect(prompt).toHaveValue('kubectl describe ');
  const name = (await drydock.kubectl(page, 'kubectl get pods -o jsonpath={.items[0].metadata.name}')).stdout;
  await prompt.fill(`kubectl get pod ${name.slice(0, -2)}`);
  await prompt.press('Tab');
  await expect(prompt).toHaveValue(`kubectl get pod ${name} `);
  await prompt.press('Enter');
  await expect(output).toContainText(/1\/1 +Running/);
  await run('kubectl get nodes');
  await prompt.press('ArrowUp');
  await expect(prompt).toHaveValue('kubectl get nodes');
  await prompt.press('ArrowUp');
  await expect(prompt).toHaveValue(`kubectl get pod ${name}`);
  await prompt.press('ArrowDown');
  await prompt.press('ArrowDown');
  await expect(prompt).toHaveValue('');
});

test('a watch runs on while time passes, and Ctrl-C ends it', async ({ cluster: page }) => {
  await drydock.pause(page);
  const { prompt, output, run } = await openTerminal(page);
  await run('kubectl get pods -w');
  await expect(output).toContainText('STATUS');
  await drydock.kubectl(page, 'kubectl scale deployment web --replicas=7');
  await drydock.advance(page, 20_000);
  await expect(output).toContainText('ContainerCreating');
  await expect(page.getByText(/Ctrl-C stops it/)).toBeVisible();
  await prompt.press('Control+c');
  await expect(page.getByText(/Ctrl-C stops it/)).toBeHidden();
  const before = await output.innerText();
  await drydock.kubectl(page, 'kubectl scale deployment web --replicas=8');
  await drydock.advance(page, 20_000);
  await run('kubectl get deployment web');
  await expect(output).toContainText('8/8');
  expect((await output.innerText()).slice(before.length), 'the watch is over').not.toContain('ContainerCreating');
});

test('kubectl rollout status follows virtual time', async ({ cluster: page }) => {
  await drydock.pause(page);
  await drydock.kubectl(page, 'kubectl set image deployment/web web=nginx:1.28');
  const { output, run } = await openTerminal(page);
  await run('kubectl rollout status deployment/web');
  await expect(output).toContainText('Waiting for deployment');
  await expect(page.getByText(/the clock is paused/)).toBeVisible();
  await drydock.advance(page, 120_000);
  await expect(output).toContainText('deployment "web" successfully rolled out');
  await expect(page.getByText(/Ctrl-C stops it/)).toBeHidden();
});

test('Hangul composes, and no letter of it is a shortcut', async ({ cluster: page }) => {
  const { prompt, output } = await openTerminal(page);
  const session = await page.context().newCDPSession(page);
  for (const text of ['ㅎ', '하', '한']) await session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  await expect(prompt).toHaveValue('한');
  await session.send('Input.insertText', { text: '한글' });
  await expect(prompt).toHaveValue('한글');
  await prompt.press('Enter');
  await expect(output).toContainText('한글: command not found');
});

test('a name in the output opens its object', async ({ cluster: page }) => {
  await drydock.pause(page);
  const { output, run } = await openTerminal(page);
  await run('kubectl get pods');
  const name = (await drydock.kubectl(page, 'kubectl get pods -o jsonpath={.items[3].metadata.name}')).stdout;
  await output.getByRole('button', { name }).click();
  await expect(page.getByRole('region', { name: 'Inspector' }).getByRole('heading', { name })).toBeVisible();
});

test('two thousand lines do not slow it down', async ({ cluster: page }) => {
  await drydock.pause(page);
  const { prompt, output, run } = await openTerminal(page);
  for (let count = 0; count < 12; count++) {
    await run('kubectl get pods,nodes,deployments,services -A -o yaml');
    await expect(output).toContainText('kind: List');
  }
  await expect.poll(() => output.innerText().then((text) => text.split('\n').length)).toBeGreaterThan(1900);
  const slowestMs = await page.evaluate(async () => {
    const field = document.activeElement as HTMLInputElement;
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
    let slowest = 0;
    for (const text of ['k', 'ku', 'kub', 'kube']) {
      const started = performance.now();
      set?.call(field, text);
      field.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise(requestAnimationFrame);
      slowest = Math.max(slowest, performance.now() - started);
    }
    return slowest;
  });
  await expect(prompt).toHaveValue('kube');
  expect(slowestMs).toBeLessThan(250);
});
