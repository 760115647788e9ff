import type { Locator } from '@playwright/test';
import { elapsedText } from '../src/ui/design/words.ts';
import { momentText } from '../src/ui/timeline/select.ts';
import { drydock, expect, fillEditor, nodeOn, podOn, test } from './page.ts';

/** As the strip writes a moment of a young cluster. */
const at = (ms: number): string => momentText(ms, 120_000);

const shop = (image: string, replicas: number): string => `apiVersion: v1
kind: Namespace
metadata:
  name: shop
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: frontend
  namespace: shop
spec:
  replicas: ${String(replicas)}
  selector:
    matchLabels: {app: frontend}
  template:
    metadata:
      labels: {app: frontend}
    spec:
      containers:
      - name: php
        image: ${image}
        ports: [{containerPort: 80}]
        resources: {requests: {cpu: 100m, memory: 100Mi}}
---
apiVersion: v1
kind: Service
metadata:
  name: frontend
  namespace: shop
spec:
  selector: {app: frontend}
  ports: [{port: 80}]
`;

test('1 the page opens on a living cluster with one thing to try', async ({ cluster: page }) => {
  for (const node of ['cp-1', 'node-1', 'node-2', 'node-3']) await expect(nodeOn(page, node)).toHaveAccessibleName(/Ready/);
  await expect(podOn(page, 'web-')).toHaveCount(6);
  await expect(podOn(page, 'web-').first()).toHaveAccessibleName(/Running/);
  const before = await drydock.now(page);
  await expect.poll(() => drydock.now(page)).toBeGreaterThan(before);
  await expect(page.getByText(/power off a node/i).first()).toBeVisible();
  await page.getByRole('button', { name: 'Network', exact: true }).or(page.getByRole('radio', { name: 'Network' })).or(page.getByRole('tab', { name: 'Network' })).first().click();
  await expect(page.getByRole('region', { name: 'Stage' }).getByRole('button', { name: /^Service web/ })).toHaveAccessibleName(/6 ready/);
});

test('2 a pasted manifest is applied in order, scheduled, pulled, started and served', async ({ cluster: page }) => {
  await drydock.pause(page);
  await fillEditor(page, shop('nginx:1.27', 3));
  await page.getByRole('button', { name: 'Apply', exact: true }).click();
  const said = page.getByText('namespace/shop created');
  await expect(said.first()).toBeVisible();
  await expect(page.getByText('deployment.apps/frontend created').first()).toBeVisible();
  await expect(page.getByText('service/frontend created').first()).toBeVisible();
  await drydock.advance(page, 1500);
  const events = (await drydock.kubectl(page, 'kubectl get events -n shop -o jsonpath={.items[*].reason}')).stdout;
  for (const reason of ['ScalingReplicaSet', 'SuccessfulCreate', 'Scheduled', 'Pull']) expect(events).toContain(reason);
  await drydock.advance(page, 60_000);
  await expect(podOn(page, 'frontend-')).toHaveCount(3);
  await expect(podOn(page, 'frontend-').first()).toHaveAccessibleName(/Running/);
  const endpoints = await drydock.kubectl(page, 'kubectl get endpointslices -n shop -o jsonpath={.items[0].endpoints[*].conditions.ready}');
  expect(endpoints.stdout.trim().split(/\s+/)).toEqual(['true', 'true', 'true']);
});

test('3 rolling update, self-healing, a node that loses its power and comes back', async ({ cluster: page }) => {
  await drydock.pause(page);
  await drydock.apply(page, shop('nginx:1.27', 4));
  await drydock.advance(page, 60_000);
  const update = await drydock.apply(page, shop('nginx:1.28', 4));
  expect(update.stdout).toContain('deployment.apps/frontend configured');
  await drydock.advance(page, 120_000);
  expect((await drydock.kubectl(page, 'kubectl get pods -n shop -o jsonpath={.items[*].spec.containers[0].image}')).stdout.trim().split(' ')).toEqual(Array(4).fill('nginx:1.28'));

  const [first] = (await drydock.kubectl(page, 'kubectl get pods -n shop -o name')).stdout.trim().split('\n');
  await drydock.kubectl(page, `kubectl delete ${first ?? ''} -n shop --wait=false`);
  await drydock.advance(page, 60_000);
  const names = (await drydock.kubectl(page, 'kubectl get pods -n shop -o name')).stdout.trim().split('\n');
  expect(names).toHaveLength(4);
  expect(names).not.toContain(first);

  await nodeOn(page, 'node-1').click();
  await page.getByRole('button', { name: 'Power off', exact: true }).first().click();
  await drydock.advance(page, 30_000);
  await expect(nodeOn(page, 'node-1')).toHaveAccessibleName(/^Node node-1.*Ready/);
  await drydock.advance(page, 30_000);
  await expect(nodeOn(page, 'node-1')).toHaveAccessibleName(/NotReady/);
  const taints = (await drydock.kubectl(page, 'kubectl get node node-1 -o jsonpath={.spec.taints[*].key}')).stdout;
  expect(taints).toContain('node.kubernetes.io/unreachable');
  await drydock.advance(page, 330_000);
  const nodes = (await drydock.kubectl(page, "kubectl get pods -l app=web --field-selector=status.phase=Running -o jsonpath='{range .items[?(@.metadata.deletionTimestamp==\"\")]}{.spec.nodeName}{\"\\n\"}{end}'")).stdout;
  expect(nodes).not.toContain('node-1\n');
  const ready = (await drydock.kubectl(page, 'kubectl get deployment web -o jsonpath={.status.readyReplicas}')).stdout;
  expect(ready).toBe('6');
  await page.getByRole('button', { name: 'Power on', exact: true }).first().click();
  await drydock.advance(page, 60_000);
  await expect(nodeOn(page, 'node-1')).not.toHaveAccessibleName(/NotReady/);
});

test('4 time is the person’s: pause, step, next change, speeds', async ({ cluster: page }) => {
  const timeline = page.getByRole('region', { name: 'Timeline' });
  await timeline.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(timeline.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  const paused = await drydock.now(page);
  await timeline.getByRole('button', { name: 'Step', exact: true }).click();
  await expect.poll(() => drydock.now(page)).toBeGreaterThan(paused);
  const stepped = await drydock.now(page);
  expect(stepped - paused).toBeLessThan(1000);
  await drydock.kubectl(page, 'kubectl scale deployment web --replicas=7');
  await timeline.getByRole('button', { name: /next change/i }).click();
  await expect(podOn(page, 'web-')).toHaveCount(7);
  await drydock.play(page, 1000);
  await expect.poll(() => drydock.now(page), { timeout: 20_000 }).toBeGreaterThan(stepped + 60_000);
});

test('4 time goes back: a pod that is gone is seen alive, and from there the cluster goes on', async ({ cluster: page }) => {
  await drydock.pause(page);
  const thenMs = await drydock.now(page);
  const hash = await drydock.stateHash(page);
  const { items: [pod] } = (await drydock.get(page, '/api/v1/namespaces/default/pods?labelSelector=app%3Dweb')) as { items: [{ metadata: { name: string } }] };
  const { name } = pod.metadata;
  await drydock.advance(page, 2000);
  await drydock.kubectl(page, `kubectl delete pod ${name} --wait=false`);
  await drydock.advance(page, 60_000);
  await expect(podOn(page, name)).toHaveCount(0);

  const strip = page.getByRole('slider', { name: /^Events of the last/ });
  const box = await strip.boundingBox();
  if (!box) throw new Error('there is no strip');
  const middle = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width - 10, middle);
  await page.mouse.down();
  for (let part = 9; part >= 1; part--) await page.mouse.move(box.x + (box.width * part) / 10, middle);
  await page.mouse.up();
  await expect(podOn(page, name)).toHaveCount(1);
  await drydock.seek(page, thenMs);
  await expect(page.getByText(/^You are looking at 0:00:3\d\.\d\./)).toBeVisible();
  expect(await drydock.now(page)).toBe(thenMs + 62_000);
  await podOn(page, name).first().click();
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await expect(inspector.getByText('Running').first()).toBeVisible();
  await inspector.getByRole('tab', { name: 'YAML' }).click();
  await expect(inspector.getByText(/phase/).first()).toBeVisible();
  await expect(inspector.getByText('deletionTimestamp')).toHaveCount(0);
  await expect(drydock.kubectl(page, 'kubectl delete pods --all')).rejects.toThrow(/a moment that has passed/);
  expect((await drydock.kubectl(page, 'kubectl get pods')).stdout).toContain(`${name} `);

  const link = await drydock.link(page);
  await page.getByRole('button', { name: 'Go on from here' }).click();
  await expect(page.getByText(/^Replaying up to|^You are looking at/)).toHaveCount(0);
  expect(await drydock.now(page)).toBe(thenMs);
  expect(await drydock.stateHash(page)).toBe(hash);
  expect((await drydock.kubectl(page, 'kubectl get pods -o name')).stdout).toContain(`pod/${name}\n`);
  expect(await drydock.link(page)).toBe(link);

  await drydock.advance(page, 30_000);
  await strip.focus();
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(strip).toHaveAttribute('aria-valuenow', String(Math.floor((thenMs + 20_000) / 1000)));
  await page.keyboard.press('End');
  await expect(page.getByRole('button', { name: 'Back to now' })).toHaveCount(0);
});

test('4a what the person did is a stop and a mark of the look back, told in both languages', async ({ cluster: page }) => {
  await drydock.pause(page);
  const offMs = await drydock.now(page);
  await page.getByRole('switch', { name: 'node-1 power' }).click();
  await drydock.advance(page, 20_000);
  await drydock.kubectl(page, 'kubectl label node node-2 disk=fast');
  await drydock.advance(page, 5000);
  const banner = page.getByRole('group', { name: 'past', exact: true });
  await page.keyboard.press('[');
  await expect(banner).toContainText(at(offMs + 20_000));
  await expect(banner).toContainText('You ran kubectl label node node-2 disk=fast.');
  await page.getByRole('button', { name: 'Back to now' }).click();
  await expect(banner).toHaveCount(0);

  const mark = page.getByRole('button', { name: `${at(offMs)}; You powered node-1 off` });
  const box = await mark.boundingBox();
  if (!box) throw new Error('there is no mark');
  await page.mouse.move(box.x + box.width / 2, box.y + 5);
  await expect(page.getByText('You powered node-1 off', { exact: true })).toBeVisible();
  await page.mouse.down();
  await page.mouse.up();
  await expect(banner).toContainText(`${at(offMs)}You powered node-1 off.`);
  await expect(page.getByRole('slider', { name: /^Events of the last/ }), 'keys go on from there').toBeFocused();
  await expect(page.getByRole('switch', { name: 'node-1 power' })).not.toBeChecked();
  await page.keyboard.press(']');
  await page.keyboard.press('[');
  await expect(banner).toContainText('You powered node-1 off.');
  await page.getByRole('button', { name: '한국어' }).click();
  await expect(page.getByRole('group', { name: '과거' })).toContainText('노드 node-1의 전원을 껐습니다.');
  await expect(page.getByRole('button', { name: `${at(offMs)}; 노드 node-1의 전원을 껐습니다` })).toHaveCount(1);
  expect(await drydock.now(page)).toBe(offMs + 25_000);
});

test('4b going on from a moment is taken back, until the person does something else', async ({ cluster: page }) => {
  await drydock.pause(page);
  // A Node that no machine stands behind.
  await drydock.apply(page, 'apiVersion: v1\nkind: Node\nmetadata: {name: ghost}\n');
  const thenMs = await drydock.now(page);
  await drydock.fault(page, { type: 'power-off', node: 'node-1' });
  await drydock.advance(page, 60_000);
  const hash = await drydock.stateHash(page);
  const stage = page.getByRole('region', { name: 'Stage' });
  const goOn = async (): Promise<void> => {
    await drydock.seek(page, thenMs + 20_000);
    await page.getByRole('button', { name: 'Go on from here' }).click();
    await expect(stage.getByText(`Goes on from ${at(thenMs + 20_000)}.`)).toBeVisible();
    await drydock.advance(page, 3000);
    expect(await drydock.now(page)).toBe(thenMs + 23_000);
  };
  const undo = page.getByRole('button', { name: 'Undo', exact: true });
  await goOn();
  await undo.click();
  await expect(stage.getByText(`Everything is as it was at ${at(thenMs + 60_000)}.`)).toBeVisible();
  expect(await drydock.now(page)).toBe(thenMs + 60_000);
  expect(await drydock.stateHash(page)).toBe(hash);
  await expect(undo).toHaveCount(0);

  await goOn();
  await page.getByRole('region', { name: 'Editor' }).getByRole('textbox').first().focus();
  await page.keyboard.press('ControlOrMeta+Z');
  await expect(undo, 'in the editor the keys are its own').toBeVisible();
  await page.getByRole('slider', { name: /^Events of the last/ }).focus();
  await page.keyboard.press('ControlOrMeta+Z');
  await expect(undo).toHaveCount(0);
  expect(await drydock.stateHash(page)).toBe(hash);

  await test.step('who presses with keys goes on with them: from Go on to Undo, from Undo to the strip', async () => {
    await drydock.seek(page, thenMs + 20_000);
    await page.getByRole('button', { name: 'Go on from here' }).focus();
    await page.keyboard.press('Enter');
    await expect(undo).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(undo).toHaveCount(0);
    await expect(page.getByRole('slider', { name: /^Events of the last/ })).toBeFocused();
    expect(await drydock.stateHash(page)).toBe(hash);
  });

  await goOn();
  await drydock.kubectl(page, 'kubectl get pods');
  await expect(undo, 'looking changes nothing').toBeVisible();
  await test.step('a fault that cannot be is refused in the language of the page, and is nothing that was done', async () => {
    const power = page.locator('[role=switch][data-id="power:ghost"]');
    await power.click();
    await expect(stage.getByText('there is no machine named ghost')).toBeVisible();
    await page.getByRole('button', { name: '한국어' }).click();
    await power.click();
    await expect(page.getByRole('region', { name: '스테이지' }).getByText('이름이 ghost인 머신이 없습니다')).toBeVisible();
    await page.getByRole('button', { name: 'English' }).click();
    await expect(undo).toBeVisible();
  });
  await drydock.kubectl(page, 'kubectl scale deployment web --replicas=2');
  await expect(undo).toHaveCount(0);
});

test('4c in the past whatever would act is out of use, and says why', async ({ cluster: page }) => {
  await drydock.pause(page);
  await drydock.advance(page, 10_000);
  await drydock.seek(page, 29_000);
  const why = 'You are looking back at a moment that has passed. Go on from here, or go back to now, to act.';
  const isOut = async (control: Locator): Promise<void> => {
    await expect(control).toBeDisabled();
    await expect(control).toHaveAttribute('aria-description', why);
  };
  await isOut(page.getByRole('button', { name: 'Apply', exact: true }));
  await isOut(page.getByRole('switch', { name: 'node-1 power' }));
  await nodeOn(page, 'node-1').first().click();
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await isOut(inspector.getByRole('button', { name: 'Power off' }));
  await isOut(inspector.getByRole('button', { name: 'Delete' }));
  await page.getByRole('button', { name: 'Faults' }).click();
  const faults = page.getByRole('region', { name: 'Faults' });
  await isOut(faults.getByRole('button', { name: /^Add a node/ }));
  await isOut(faults.getByRole('radiogroup', { name: 'API server refuses' }).getByRole('radio', { name: '30 %' }));
  await faults.getByRole('button', { name: /^Add a node/ }).click({ force: true });
  const said = page.getByRole('region', { name: 'Stage' }).getByText(why);
  await expect(said).toBeVisible();
  await page.keyboard.press('3');
  await isOut(page.getByRole('button', { name: 'Add a pod: web' }));
  await expect(drydock.kubectl(page, 'kubectl logs deployment/web')).rejects.toThrow('Logs of the past are not recorded.');
  await page.keyboard.press('s');
  await expect(page.getByRole('dialog')).toContainText('It shows the moment that you look back at: 0:00:29 after the start.');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Back to now' }).click();
  await expect(said).toHaveCount(0);
  await expect(inspector.getByRole('button', { name: 'Power off' })).toBeEnabled();
  await expect(faults.getByRole('button', { name: /^Add a node/ })).toBeEnabled();
});

test('4d the automation leaves the past as the page does, and what was said of another moment is gone', async ({ cluster: page }) => {
  await drydock.advance(page, 30_000);
  await page.keyboard.press(']');
  const said = page.getByRole('region', { name: 'Stage' }).getByText(/Nothing changed from|→|is new/);
  await expect(said).toBeVisible();
  await drydock.pause(page);
  await drydock.kubectl(page, 'kubectl delete deployment web');
  await drydock.advance(page, 120_000);
  const fromMs = await drydock.now(page);
  await page.keyboard.press(']');
  await expect(page.getByRole('group', { name: 'Next change' })).toContainText('Letting time pass until something changes…');
  const back = page.getByRole('region', { name: 'Stage' }).getByRole('button', { name: `Back to ${elapsedText(fromMs)}` });
  await expect(page.getByRole('region', { name: 'Stage' }).getByText(`Nothing changed from ${elapsedText(fromMs)}`)).toBeVisible();
  expect(await drydock.now(page)).toBe(fromMs + 360_000);
  await back.click();
  await expect(page.getByRole('group', { name: 'past', exact: true })).toContainText(elapsedText(fromMs));
  await drydock.back(page);
  await expect(back).toHaveCount(0);
  await drydock.play(page, 5);
  await drydock.seek(page, 29_000);
  await expect(said).toHaveCount(0);
  await drydock.back(page);
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  const nowMs = await drydock.now(page);
  await expect.poll(() => drydock.now(page)).toBeGreaterThan(nowMs);
});

test('4e what is not there yet says so, in every tab', async ({ cluster: page }) => {
  await drydock.pause(page);
  const thenMs = await drydock.now(page);
  await drydock.apply(page, 'apiVersion: v1\nkind: Pod\nmetadata: {name: late}\nspec: {containers: [{name: app, image: nginx}]}\n');
  await drydock.advance(page, 10_000);
  await podOn(page, 'late').first().click();
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await inspector.getByRole('tab', { name: 'YAML' }).click();
  await expect(inspector.getByText('containerStatuses')).toBeVisible();
  await drydock.seek(page, thenMs - 500);
  await expect(inspector.getByText('This object does not exist yet.')).toBeVisible();
  await expect(inspector.getByRole('button', { name: 'Delete' })).toHaveCount(0);
  await inspector.getByRole('tab', { name: 'Overview' }).click();
  await expect(inspector.getByText('This object does not exist yet.')).toBeVisible();
  await drydock.back(page);
  await drydock.kubectl(page, 'kubectl delete pod late --wait=false');
  await drydock.advance(page, 60_000);
  await expect(inspector.getByText('This object no longer exists.')).toBeVisible();
  await inspector.getByRole('tab', { name: 'YAML' }).click();
  await expect(inspector.getByText('This object no longer exists.')).toBeVisible();
});

test('5 a selected thing says what it is, its YAML, its events, and why', async ({ cluster: page }) => {
  await drydock.pause(page);
  await drydock.apply(page, 'apiVersion: v1\nkind: Pod\nmetadata: {name: huge}\nspec: {containers: [{name: app, image: nginx, resources: {requests: {cpu: "64"}}}]}\n');
  await drydock.advance(page, 5000);
  await podOn(page, 'huge').first().click();
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await expect(inspector.getByText(/0\/4 nodes are available: .*Insufficient cpu/).first()).toBeVisible();
  await inspector.getByRole('tab', { name: 'YAML' }).click();
  await expect(inspector.getByText('nodeName').or(inspector.getByText('huge')).first()).toBeVisible();
  await inspector.getByRole('tab', { name: 'Events' }).click();
  await expect(inspector.getByText('FailedScheduling').first()).toBeVisible();
});

test('6 a shared link shows the same cluster in the same state', async ({ cluster: page, context }) => {
  await drydock.pause(page);
  await drydock.apply(page, shop('nginx:1.27', 3));
  await drydock.advance(page, 7300);
  await drydock.fault(page, { type: 'power-off', node: 'node-2' });
  await drydock.advance(page, 70_000);
  await drydock.kubectl(page, 'kubectl scale deployment web --replicas=3');
  await drydock.advance(page, 20_000);
  const link = await drydock.link(page);
  expect(link.length).toBeLessThan(2000);
  const hash = await drydock.stateHash(page);

  const other = await context.newPage();
  await other.goto(link);
  await drydock.ready(other);
  expect(await drydock.now(other)).toBe(await drydock.now(page));
  expect(await drydock.stateHash(other)).toBe(hash);
  await drydock.advance(page, 400_000);
  await drydock.advance(other, 400_000);
  expect(await drydock.stateHash(other)).toBe(await drydock.stateHash(page));

  await page.getByRole('button', { name: 'Share', exact: true }).first().click();
  await expect(page.getByRole('dialog')).toContainText(`It shows now: ${elapsedText(await drydock.now(page))} after the start`);
});

test('7 English and Korean, light and dark, without a reload', async ({ cluster: page }) => {
  const started = await page.evaluate(() => performance.timeOrigin);
  await page.getByRole('button', { name: /한국어|Korean/ }).first().click();
  await expect(page.getByRole('button', { name: '적용', exact: true })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
  await page.getByRole('button', { name: /English|영어/ }).first().click();
  await expect(page.getByRole('button', { name: 'Apply', exact: true })).toBeVisible();
  const background = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.getByRole('button', { name: /dark/i }).first().click();
  await expect.poll(background).not.toBe(light);
  const editorLight = (): Promise<number> => page.locator('.monaco-editor .margin').first().evaluate((margin) => Number(/\d+/.exec(getComputedStyle(margin).backgroundColor)?.[0] ?? 255));
  await expect.poll(editorLight, 'the editor is as dark as the page').toBeLessThan(100);
  expect(await page.evaluate(() => performance.timeOrigin)).toBe(started);
});
