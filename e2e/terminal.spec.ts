import type { Locator, Page } from '@playwright/test';
import { drydock, expect, fillEditor, nodeOn, podOn, test } from './page.ts';

interface Terminal {
  readonly prompt: Locator;
  readonly output: Locator;
  readonly run: (line: string) => Promise<void>;
  /** What a step before has left in the output could answer for this one. */
  readonly clear: () => Promise<void>;
}

function terminalOf(page: Page): Terminal {
  const [prompt, output] = [page.getByRole('textbox', { name: 'kubectl prompt' }), page.getByRole('log', { name: 'Output' })];
  const run = async (line: string): Promise<void> => {
    await prompt.fill(line);
    await prompt.press('Enter');
  };
  const clear = async (): Promise<void> => {
    await prompt.press('Control+l');
    await expect(output).toHaveText('');
  };
  return { prompt, output, run, clear };
}

async function openTerminal(page: Page): Promise<Terminal> {
  await page.getByRole('button', { name: 'Terminal', exact: true }).click();
  const terminal = terminalOf(page);
  await expect(terminal.prompt).toBeFocused();
  return terminal;
}

test('what is asked is answered as kubectl answers, and what is printed can be used', async ({ cluster: page }) => {
  await drydock.pause(page);
  const { prompt, output, run, clear } = await openTerminal(page);

  await test.step('kubectl get pods prints a table whose columns stand below one another', async () => {
    await run('kubectl get pods');
    await expect(output).toContainText('STATUS');
    const rows = (await output.innerText()).split('\n').filter((row) => /^(NAME|web-)/.test(row));
    expect(rows).toHaveLength(7);
    expect(new Set(rows.map((row) => row.search(/STATUS|Running/))).size, rows.join('\n')).toBe(1);
  });

  await test.step('mistakes are answered in kubectl’s own words', async () => {
    await clear();
    await run('kubectl frobnicate pods');
    await expect(output).toContainText('unknown command "frobnicate" for "kubectl"');
    await run('kubectl get poodles');
    await expect(output).toContainText('error: the server doesn\'t have a resource type "poodles"');
    await run('kubectl get pod nobody');
    await expect(output).toContainText('Error from server (NotFound): pods "nobody" not found');
    await run('foo bar');
    await expect(output).toContainText('bash: foo: command not found');
  });

  await test.step('Tab completes verbs, kinds and names; the arrows bring back what was typed', async () => {
    await clear();
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

  await test.step('Hangul composes, and no letter of it is a shortcut', async () => {
    await clear();
    await prompt.focus();
    const session = await page.context().newCDPSession(page);
    for (const text of ['ㅎ', '하', '한']) await session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    await expect(prompt).toHaveValue('한');
    await session.send('Input.insertText', { text: '한글' });
    await expect(prompt).toHaveValue('한글');
    await prompt.press('Enter');
    await expect(output).toContainText('한글: command not found');
  });

  await test.step('a name in the output opens its object', async () => {
    await clear();
    await run('kubectl get pods');
    const name = (await drydock.kubectl(page, 'kubectl get pods -o jsonpath={.items[3].metadata.name}')).stdout;
    await output.getByRole('button', { name }).click();
    const opened = page.getByRole('region', { name: 'Inspector' }).getByRole('heading', { name });
    await expect(opened).toBeVisible();
    await drydock.kubectl(page, `kubectl delete pod ${name} --wait=false`);
    await drydock.advance(page, 60_000);
    await nodeOn(page, 'node-2').first().click();
    await expect(opened).toHaveCount(0);
    await output.getByRole('button', { name }).click();
    await expect(output.getByRole('button', { name }), 'it leads nowhere once it is gone').toHaveAttribute('title', 'It is not there any more');
    await expect(output.getByRole('button', { name })).toBeDisabled();
    await expect(opened).toHaveCount(0);
  });

  await test.step('another scenario begins below a line with its title; names above it are plain text', async () => {
    await clear();
    await run('kubectl get pods');
    await expect(output.getByRole('button', { name: /^web-/ })).toHaveCount(6);
    await page.evaluate(() => { location.hash = 'lesson=self-healing'; });
    await expect(output.getByRole('separator', { name: 'Another scenario: Self-healing' })).toBeVisible();
    await expect(output).toContainText('web-');
    await expect(output.getByRole('button')).toHaveCount(0);
    await run('kubectl get nodes');
    await expect(output.getByRole('button', { name: 'node-1' })).toHaveCount(1);
  });
});

test('lines that last while time passes', async ({ cluster: page }) => {
  await drydock.pause(page);
  const { prompt, output, run, clear } = await openTerminal(page);

  await test.step('a watch runs on while time passes, and Ctrl-C ends it', async () => {
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

  await test.step('kubectl rollout status follows virtual time', async () => {
    await clear();
    await drydock.kubectl(page, 'kubectl set image deployment/web web=nginx:1.28');
    await run('kubectl rollout status deployment/web');
    await expect(output).toContainText('Waiting for deployment');
    await expect(page.getByText(/the clock is paused/)).toBeVisible();
    await drydock.advance(page, 120_000);
    await expect(output).toContainText('deployment "web" successfully rolled out');
    await expect(page.getByText(/Ctrl-C stops it/)).toBeHidden();
  });

  await test.step('curl asks through a port-forward that runs beside the prompt', async () => {
    await clear();
    await drydock.play(page, 1);
    await run('kubectl port-forward svc/web 8080:80 &');
    await expect(output).toContainText('Forwarding from 127.0.0.1:8080 -> ');
    await run('curl -s localhost:8080 | grep title');
    await expect(output).toContainText('<title>');
    await expect(output).toContainText('Handling connection for 8080');
    await run('kill %1');
    await run('curl localhost:8080');
    await expect(output).toContainText('curl: (7) Failed to connect to localhost port 8080 after 0 ms: Could not connect to server');
    await drydock.pause(page);
  });

  await test.step('several terminals run at once; a watch follows virtual time; the history outlives the page', async () => {
    await clear();
    const terminal = page.getByRole('region', { name: 'Terminal' });
    await run('watch -n 5 kubectl get deployment web -n default');
    await expect(terminal.getByText(/Every 5\.0s: kubectl get deployment web/)).toBeVisible();
    await terminal.getByRole('button', { name: 'New terminal' }).click();
    await expect(prompt).toBeFocused();
    await run('kubectl scale deployment web --replicas=7; kubectl config set-context --current --namespace kube-system');
    await expect(terminal.getByText('drydock:kube-system $')).toBeVisible();
    await expect(output).toContainText('scaled');
    const tabs = terminal.getByRole('tablist', { name: 'Terminals' });
    await tabs.getByRole('tab', { name: /^2/ }).press('ArrowLeft');
    await expect(tabs.getByRole('tab', { name: /^1 watch.*running/ })).toBeFocused();
    await drydock.advance(page, 30_000);
    await expect(terminal.getByText(/^web +7\/7/)).toBeVisible();
    await terminal.getByRole('button', { name: 'Stop' }).click();
    await expect(terminal.getByText(/Ctrl-C stops it/)).toBeHidden();
    await terminal.getByRole('button', { name: 'Close terminal 1' }).click();
    await expect(tabs).toBeHidden();
    await expect(output).toContainText('scaled');
    await page.reload();
    await drydock.ready(page);
    await prompt.focus();
    await prompt.press('ArrowUp');
    await expect(prompt).toHaveValue(/^kubectl scale deployment web/);
  });
});

test('two thousand lines do not slow it down', async ({ cluster: page }) => {
  await drydock.pause(page);
  const { prompt, output, run } = await openTerminal(page);
  for (let count = 0; count < 3; count++) {
    await run('kubectl get pods,nodes,deployments,services -A -o yaml');
    await expect(output).toContainText('kind: List');
  }
  await expect.poll(() => output.innerText().then((text) => text.split('\n').length)).toBeGreaterThan(1900);
  const { fastestMs, rowsTouched } = await output.evaluate(async (log) => {
    const field = document.activeElement as HTMLTextAreaElement;
    const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set;
    let rows = 0;
    const observer = new MutationObserver((changes) => { rows += changes.length; });
    observer.observe(log, { subtree: true, childList: true, characterData: true, attributes: true });
    let fastest = Infinity;
    for (const text of ['k', 'ku', 'kub', 'k', 'ku', 'kub', 'kube']) {
      const started = performance.now();
      set?.call(field, text);
      field.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise(requestAnimationFrame);
      fastest = Math.min(fastest, performance.now() - started);
    }
    observer.disconnect();
    return { fastestMs: fastest, rowsTouched: rows };
  });
  await expect(prompt).toHaveValue('kube');
  expect(rowsTouched, 'what is typed leaves the output alone').toBe(0);
  expect(fastestMs, 'the fastest key, for a busy machine only makes them slower').toBeLessThan(250);
});

test('a shell as bash is one, and a link replays what was done in it', async ({ cluster: page }) => {
  await drydock.pause(page);
  const { prompt, output, run, clear } = await openTerminal(page);

  await test.step('pipes, heredocs, files, aliases and the history work as in bash', async () => {
    await run('kubectl get pods --no-headers | grep web | wc -l');
    await expect(output.getByText('6', { exact: true })).toBeVisible();
    await run('alias kg="kubectl get"');
    await run('kg pods -o json | jq -r ".items[0].metadata.name" | sed "s/.*/first: &/"');
    await expect(output).toContainText(/first: web-/);

    await prompt.pressSequentially('cat > map.yaml <<EOF');
    await prompt.press('Enter');
    await expect(prompt, 'Enter goes on below while a heredoc is open').toHaveValue('cat > map.yaml <<EOF\n');
    await page.evaluate(() => document.execCommand('insertText', false, 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: pasted}\nEOF'));
    await prompt.press('Enter');
    await run('kubectl apply -f map.yaml && echo "kind: none" | kubectl apply -f - || echo refused');
    await expect(output).toContainText('configmap/pasted created');
    await expect(output).toContainText('refused');
    await run('!nothing');
    await expect(output).toContainText('event not found');

    await prompt.press('Control+r');
    const search = page.getByRole('textbox', { name: 'Search the history' });
    await search.fill('map.yaml');
    await search.press('Control+r');
    await search.press('Escape');
    await expect(prompt).toHaveValue(/^cat > map\.yaml/);
    await prompt.press('Control+c');
    await prompt.fill('kubectl get pods foo');
    await prompt.press('Control+w');
    await expect(prompt).toHaveValue('kubectl get pods ');
    await prompt.press('Control+a');
    await prompt.press('Control+k');
    await expect(prompt).toHaveValue('');
  });

  await test.step('a shell in a container takes what is typed until exit', async () => {
    await clear();
    await drydock.kubectl(page, 'kubectl run box --image=busybox:1.36 -- sleep 100000');
    await drydock.advance(page, 20_000);
    await run('kubectl exec -it box -- sh');
    await expect(page.getByText('/ #', { exact: true })).toBeVisible();
    await run('cd /tmp');
    await run('echo typed > note; pwd');
    await expect(output).toContainText('/tmp # echo typed > note; pwd\n/tmp', { useInnerText: true });
    await run('sleep 1000');
    await prompt.press('Control+c');
    await expect(output).toContainText('^C');
    await prompt.press('Control+d');
    await expect(page.getByText(/:default \$/).last()).toBeVisible();
  });

  await test.step('a link replays what both did', async () => {
    const hash = await drydock.stateHash(page);
    await page.goto(await drydock.link(page));
    await page.reload();
    await drydock.ready(page);
    expect(await drydock.stateHash(page)).toBe(hash);
    expect((await drydock.kubectl(page, 'kubectl exec box -- cat /tmp/note')).stdout).toBe('typed\n');
    expect((await drydock.kubectl(page, 'kubectl get configmap pasted -o name')).stdout).toBe('configmap/pasted\n');
  });
});

test('the terminal with the rest of the page', async ({ cluster: page }) => {
  await drydock.pause(page);
  const { prompt, output, run, clear } = terminalOf(page);

  await test.step('what the mouse offers on the stage is typed; names in the output light and open what they name', async () => {
    const stage = page.getByRole('region', { name: 'Stage' });
    await podOn(page, 'web-').first().click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'describe' }).click();
    await expect(prompt).toHaveValue(/^kubectl describe pod web-\S+$/);
    await prompt.press('Enter');
    await expect(output).toContainText('Successfully assigned default/web-');
    await expect(output.getByRole('button', { name: /^ReplicaSet\/web-/ })).toBeVisible();
    const machine = output.getByRole('button', { name: /^node-\d$/ }).first();
    await machine.hover();
    await expect(stage.locator('[data-lit]')).toBeVisible();
    const name = await machine.innerText();
    await machine.click();
    await expect(page.getByRole('region', { name: 'Inspector' }).getByRole('heading', { name })).toBeVisible();
  });

  await test.step('kubectl edit opens the editor; what is refused comes back, what is taken is applied', async () => {
    await clear();
    const editor = page.getByRole('region', { name: 'Editor' });
    await expect(editor.locator('.view-lines')).toContainText('apiVersion');
    await run('kubectl edit service web');
    await expect(editor.getByText('kubectl edit · web.yaml')).toBeVisible();
    const text = (await drydock.kubectl(page, 'kubectl get service web -o yaml')).stdout;
    const service = (port: number): string => text.replace(/\bport: 80\b/, `port: ${String(port)}`);
    await fillEditor(page, service(99_999));
    await editor.getByRole('button', { name: 'Apply', exact: true }).click();
    await expect(output).toContainText('error: services "web" is invalid');
    await expect(editor.locator('.view-lines')).toContainText('was not valid');
    await fillEditor(page, service(8080));
    await editor.getByRole('button', { name: 'Apply', exact: true }).click();
    await expect(output).toContainText('service/web edited');
    await expect(editor.getByText('manifest.yaml')).toBeVisible();
    expect((await drydock.kubectl(page, 'kubectl get service web -o jsonpath={.spec.ports[0].port}')).stdout).toBe('8080');
    await run('kubectl edit service web');
    await editor.getByRole('button', { name: 'Cancel edit' }).click();
    await expect(output).toContainText('Edit cancelled, no changes made.');
  });
});

test('jq without an end freezes nothing, and Ctrl-C ends it', async ({ cluster: page }) => {
  await drydock.pause(page);
  const { prompt, output, run } = await openTerminal(page);
  await run("kubectl get pods -o json | jq '.items | length'");
  await expect(output).toContainText('\n6', { useInnerText: true });
  await run("jq -n 'repeat(1)'");
  await expect(page.getByText(/Ctrl-C stops it/)).toBeVisible();
  await prompt.press('Control+c');
  await expect(page.getByText(/Ctrl-C stops it/)).toBeHidden();
  await run("jq -n '[range(1e9)] | length'");
  await expect(output).toContainText(/jq: /, { timeout: 20_000 });
  await run('jq -n 1+1');
  await expect(output).toContainText('\n2', { useInnerText: true });
});
