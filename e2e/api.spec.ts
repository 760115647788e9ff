import type { Locator, Page } from '@playwright/test';
import { violations } from './axe.ts';
import { drydock, expect, podOn, test } from './page.ts';

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  replicas: 2
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: app, image: nginx}]}
`;

interface Drawer {
  readonly region: Locator;
  readonly list: Locator;
  /** Rows whose text holds these words in this order. */
  readonly row: (...words: readonly string[]) => Locator;
}

async function openDrawer(page: Page): Promise<Drawer> {
  await page.getByRole('button', { name: 'API', exact: true }).click();
  const region = page.getByRole('region', { name: 'API', exact: true });
  const list = region.getByRole('listbox', { name: 'Requests to the API server' });
  await expect(list).toBeVisible();
  return { region, list, row: (...words) => list.getByRole('option', { name: new RegExp(words.join('.*')) }) };
}

/** A page at rest whose drawer has seen the apply of a Deployment and the five seconds after it. */
async function applied(page: Page): Promise<Drawer> {
  await drydock.pause(page);
  const drawer = await openDrawer(page);
  await drydock.apply(page, deployment);
  await drydock.advance(page, 5000);
  return drawer;
}

test('the list of requests: found, filtered, opened, walked by keys', async ({ cluster: page }) => {
  const { region, list, row } = await applied(page);
  const details = region.getByRole('region', { name: 'Request' });
  const [verb, who] = [region.getByRole('combobox', { name: 'Verb' }), region.getByRole('combobox', { name: 'Who' })];

  await test.step('an apply is seen on its way from the person to the scheduler', async () => {
    await region.getByRole('searchbox').fill('api');
    await verb.selectOption('create');
    for (const [path, name] of [['deployments', 'kubernetes-admin'], ['replicasets', 'deployment-controller'], ['pods', 'replicaset-controller'], ['/binding', 'kube-scheduler']] as const) {
      await who.selectOption(name);
      await expect(row('201', 'POST', path, name).first()).toBeVisible();
    }
    await expect(row('kubernetes-admin')).toHaveCount(0);
    await region.getByRole('searchbox').fill('');
    for (const box of [verb, who]) await box.selectOption('');
  });

  await test.step('reads are left out until they are asked for, refusals can be had alone', async () => {
    await expect(row('GET')).toHaveCount(0);
    await drydock.kubectl(page, 'kubectl get pod nobody');
    await region.getByRole('radio', { name: 'Errors' }).click();
    await expect(row('404', 'GET', 'pods/nobody', 'NotFound', 'kubernetes-admin')).toBeVisible();
    await region.getByRole('radio', { name: 'All' }).click();
    await drydock.kubectl(page, 'kubectl get nodes');
    await expect(row('200', 'GET', 'nodes', 'kubernetes-admin').first()).toBeVisible();
    await region.getByRole('radio', { name: 'Writes' }).click();
    await expect(list.getByRole('option', { name: /GET/ })).toHaveCount(0);
  });

  await test.step('the list is walked by keys, and can be held still', async () => {
    await list.focus();
    await page.keyboard.press('ArrowDown');
    await expect(list.getByRole('option').first()).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('ArrowDown');
    await expect(list.getByRole('option').nth(1)).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Escape');
    await expect(details).toBeHidden();
    await region.getByRole('button', { name: 'Hold the list still' }).click();
    await drydock.kubectl(page, 'kubectl create namespace later');
    await expect(region).toContainText(/held, \d+ since/);
    await expect(row('POST', 'namespaces', 'kubernetes-admin')).toHaveCount(0);
    await region.getByRole('button', { name: 'Let the list go on' }).click();
    await expect(row('POST', 'namespaces', 'kubernetes-admin')).toHaveCount(1);
  });

  await test.step('a pod’s request shows what admission added, what was written and who was woken', async () => {
    await verb.selectOption('create');
    await row('POST', 'default/pods', 'replicaset-controller').first().click();
    const steps = region.getByRole('tabpanel');
    const account = steps.getByRole('listitem').filter({ hasText: 'ServiceAccount' }).filter({ hasText: 'Admission' });
    await expect(account).toContainText(/added\s*spec\.volumes\[kube-api-access-\w{5}\]/);
    await expect(account).toContainText(/added\s*spec\.containers\[app\]\.volumeMounts\[\/var\/run\/secrets\/kubernetes\.io\/serviceaccount\]/);
    await expect(steps).toContainText('RBAC: allowed by ClusterRoleBinding "system:controller:replicaset-controller"');
    await expect(steps).toContainText(/written as revision \d+/);
    await expect(steps).toContainText(/woke kube-controller-manager, kube-scheduler/);
    await verb.selectOption('');
  });

  await test.step('a refusal says which step refused it, in Kubernetes’ words', async () => {
    await drydock.apply(page, 'apiVersion: v1\nkind: Pod\nmetadata: {name: wrong}\nspec: {containers: [{name: "Not A Name", image: nginx}]}\n');
    await row('422', 'POST', 'pods', 'Invalid', 'kubernetes-admin').click();
    await expect(region.getByRole('tabpanel').getByRole('listitem').filter({ hasText: 'Validation' })).toContainText('Pod "wrong" is invalid: spec.containers[0].name: Invalid value: "Not A Name"');
  });
});

test('causes: from a pod to all that led to it, by its requests and by its history', async ({ cluster: page }) => {
  await drydock.pause(page);
  await drydock.apply(page, deployment);
  await drydock.advance(page, 5000);
  const region = page.getByRole('region', { name: 'API', exact: true });
  const inspector = page.getByRole('region', { name: 'Inspector' });

  await test.step('the inspector’s history opens the write that was the cause', async () => {
    await podOn(page, 'api-').first().click();
    await inspector.getByRole('tab', { name: 'History' }).click();
    await inspector.getByRole('button', { name: /because of revision/ }).last().click();
    await expect(region.getByRole('tabpanel')).toContainText('You applied a manifest');
    await expect(region.getByRole('button', { name: /deployment-controller created ReplicaSet/ })).toHaveAttribute('aria-current', 'true');
  });

  await test.step('the chain of causes leads from a pod back to the apply, and on to the kubelet', async () => {
    await inspector.getByRole('button', { name: 'Requests' }).click();
    const options = region.getByRole('option');
    await expect(options.last()).toContainText('replicaset-controller');
    await expect(options.nth(-2)).toContainText('/binding');
    await options.nth(-2).click();
    await region.getByRole('tab', { name: 'Causes' }).click();
    const panel = region.getByRole('tabpanel');
    await expect(panel).toContainText('You applied a manifest');
    const hops = panel.getByRole('list', { name: 'Causes' }).getByRole('button');
    await expect(hops.nth(0)).toContainText('kubernetes-admin created Deployment api');
    await expect(hops.nth(1)).toContainText('deployment-controller created ReplicaSet api-');
    await expect(hops.nth(2)).toContainText('replicaset-controller created Pod api-');
    await expect(hops.nth(3)).toContainText('kube-scheduler bound Pod api-');
    await expect(hops.nth(3)).toHaveAttribute('aria-current', 'true');
    await expect(hops.nth(4)).toContainText(/kubelet\/node-\d changed Pod api-.*status/);
    await hops.nth(0).click();
    await expect(hops.nth(0)).toHaveAttribute('aria-current', 'true');
    await expect(hops.filter({ hasText: 'kube-scheduler bound' })).toHaveCount(2);
  });
});

test('axe finds nothing serious in the drawer, its steps and its causes, in both themes', async ({ cluster: page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const { region, list } = await applied(page);
  await drydock.kubectl(page, 'kubectl create namespace default');
  const drawer = 'section[aria-label="API"]';
  for (const theme of ['light', 'dark']) {
    await region.getByRole('radio', { name: 'All' }).click();
    await list.getByRole('option').first().click();
    expect(await violations(page, drawer), `a refusal, ${theme}`).toEqual([]);
    await region.getByRole('radio', { name: 'Writes' }).click();
    await list.getByRole('option').nth(1).click();
    expect(await violations(page, drawer), `steps, ${theme}`).toEqual([]);
    await region.getByRole('tab', { name: 'Causes' }).click();
    await expect(region.getByRole('tabpanel')).toContainText('You applied a manifest');
    expect(await violations(page, drawer), `causes, ${theme}`).toEqual([]);
    await region.getByRole('tab', { name: 'Causes' }).press('ArrowLeft');
    if (theme === 'light') await page.getByRole('button', { name: /dark/i }).first().click();
  }
});

test('a thousandfold speed leaves the last five thousand requests, of which only those in sight are drawn', async ({ cluster: page }) => {
  const { region, list } = await openDrawer(page);
  await region.getByRole('radio', { name: 'All' }).click();
  await region.getByRole('checkbox', { name: 'Leases, Events' }).check();
  await drydock.play(page, 1000);
  await expect(region).toContainText(/\d{3,4} of \d{3,4}/);
  await drydock.pause(page);
  await page.evaluate(async () => { for (let count = 0; count < 40; count++) await window.drydock.advance(120_000); });
  await expect(region).toContainText(/5000 of 5000/);
  expect(await list.getByRole('option').count()).toBeLessThan(60);
  await list.focus();
  await page.keyboard.press('End');
  await expect(list.locator('[aria-posinset="5000"]')).toHaveAttribute('aria-selected', 'true');
});
