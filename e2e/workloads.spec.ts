import type { Page } from '@playwright/test';
import { drydock, expect, podOn, settled, test } from './page.ts';

const stage = (page: Page) => page.getByRole('region', { name: 'Stage' });
const deployment = (page: Page, name: string) => stage(page).getByRole('button', { name: new RegExp(`^Deployment ${name},`) });
const bar = (page: Page, name: string) => stage(page).getByRole('img', { name: new RegExp(`^Rollout of ${name};`) });
const said = async (page: Page, line: string): Promise<string> => (await drydock.kubectl(page, line)).stdout;

async function openLens(page: Page): Promise<void> {
  await drydock.pause(page);
  await page.getByRole('radio', { name: 'Workloads' }).click();
  await expect(deployment(page, 'web')).toHaveAccessibleName(/^Deployment web, 6 of 6 ready, 6 updated, 6 available, revision 1, as wanted$/);
}

test('rollouts: a bar from the old revision to the new, and back', async ({ cluster: page }) => {
  await openLens(page);

  await test.step('a rolling update is one bar from the old revision to the new, and its pieces are the pods that there are', async () => {
    await expect(bar(page, 'web')).toHaveAccessibleName('Rollout of web; revision 1: 6, 6 available; ≥ 5 available · ≤ 8 pods');
    await drydock.kubectl(page, 'kubectl set image deployment/web web=nginx:1.28');
    const pieces = async (): Promise<readonly number[]> => [...((await bar(page, 'web').getAttribute('aria-label')) ?? '').matchAll(/revision \d+: (\d+)/g)].map(([, count]) => Number(count));
    for (let tries = 0; tries < 100 && (await pieces()).length < 2; tries++) await drydock.advance(page, 200);
    const [old = 0, fresh = 0, ...others] = await pieces();
    expect(others).toEqual([]);
    expect(old).toBeGreaterThan(0);
    expect(fresh).toBeGreaterThan(0);
    const counted = await said(page, 'kubectl get rs -l app=web --sort-by=.metadata.creationTimestamp -o jsonpath={.items[*].status.replicas}');
    expect(counted.trim().split(' ').map(Number)).toEqual([old, fresh]);
    expect(old + fresh).toBeLessThanOrEqual(8);
    await drydock.advance(page, 120_000);
    await expect(bar(page, 'web')).toHaveAccessibleName(/^Rollout of web; revision 2: 6, 6 available;/);
  });

  await test.step('an older revision is brought back by a click', async () => {
    expect(await said(page, 'kubectl get deployment web -o jsonpath={.spec.template.spec.containers[0].image}')).toBe('nginx:1.28');
    await stage(page).getByRole('button', { name: 'Undo web to revision 1' }).click();
    await expect.poll(() => said(page, 'kubectl get deployment web -o jsonpath={.spec.template.spec.containers[0].image}')).toBe('nginx:1.27');
    await drydock.advance(page, 120_000);
    await expect(deployment(page, 'web')).toHaveAccessibleName(/6 of 6 ready.*revision 3, as wanted/);
  });
});

test('the lens in the hand: pods fly into it, keys walk it, clicks scale and roll out', async ({ cluster: page }) => {
  await drydock.pause(page);

  await test.step('pods come from where they were in the lens before, and go back there', async () => {
    const placesOf = (): Promise<readonly string[]> => podOn(page, 'web-').evaluateAll((pods) => pods.map((pod) => `${pod.dataset['id'] ?? ''} ${pod.style.transform}`).sort());
    const before = await placesOf();
    const most = await page.evaluateHandle(() => {
      const seen = { flying: 0, most: 0 };
      const look = (): void => {
        seen.flying = document.getAnimations().filter(({ effect }) => effect instanceof KeyframeEffect && effect.target?.matches('.pod[aria-label^="Pod web-"]')).length;
        seen.most = Math.max(seen.most, seen.flying);
        requestAnimationFrame(look);
      };
      look();
      return seen;
    });
    await page.getByRole('radio', { name: 'Workloads' }).click();
    await expect.poll(() => most.jsonValue()).toEqual({ flying: 0, most: 6 });
    await page.getByRole('radio', { name: 'Cluster' }).click();
    await expect(page.getByRole('radio', { name: 'Cluster' })).toBeChecked();
    await settled(page);
    expect(await placesOf()).toEqual(before);
  });

  await test.step('the keyboard walks from a workload to its pods, opens them, and offers what can be done', async () => {
    await openLens(page);
    await stage(page).getByRole('group').first().focus();
    await page.keyboard.press('ArrowDown');
    await expect(deployment(page, 'web')).toBeFocused();
    await page.keyboard.press('Shift+F10');
    await expect(page.getByRole('menuitem', { name: 'rollout restart' })).toBeVisible();
    await page.keyboard.press('Escape');
    await deployment(page, 'web').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect(page.locator(':focus')).toHaveAccessibleName(/^Pod web-/);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('web-');
    await page.keyboard.press('Escape');
  });

  await test.step('a click adds a pod, another takes it away; a rollout is paused, goes on, and starts anew', async () => {
    await stage(page).getByRole('button', { name: 'Add a pod: web' }).click();
    await drydock.advance(page, 30_000);
    await expect(podOn(page, 'web-')).toHaveCount(7);
    await expect(deployment(page, 'web')).toHaveAccessibleName(/7 of 7 ready/);
    await stage(page).getByRole('button', { name: 'Take a pod away: web' }).click();
    await drydock.advance(page, 60_000);
    await expect(podOn(page, 'web-')).toHaveCount(6);
    await stage(page).getByRole('button', { name: 'Pause rollout: web' }).click();
    await expect(deployment(page, 'web')).toHaveAccessibleName(/paused$/);
    await stage(page).getByRole('button', { name: 'Resume rollout: web' }).click();
    await stage(page).getByRole('button', { name: 'Restart rollout: web' }).click();
    await drydock.advance(page, 120_000);
    await expect(deployment(page, 'web')).toHaveAccessibleName(/6 of 6 ready.*revision 2/);
  });
});

test('claims stand below the pods they were made for, quotas by their namespace', async ({ cluster: page }) => {
  await openLens(page);
  await drydock.apply(page, `apiVersion: v1
kind: ResourceQuota
metadata: {name: team}
spec: {hard: {pods: "12"}}
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: disk}
spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], hostPath: {path: /disk}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 1
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: "postgres:17", volumeMounts: [{name: data, mountPath: /data}]}]}
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
`);
  await drydock.advance(page, 60_000);
  await expect(stage(page).getByRole('button', { name: /^StatefulSet db, 1 of 1 ready/ })).toBeVisible();
  await expect(stage(page).getByRole('button', { name: /^PersistentVolumeClaim data-db-0, Bound, 1Gi/ })).toBeVisible();
  await expect(stage(page).getByRole('button', { name: 'ResourceQuota team, pods: 7 of 12' })).toBeVisible();

  await test.step('the control plane lens: who asks, what is written, whom it wakes; a component opens its requests', async () => {
    const component = (name: string) => stage(page).getByRole('button', { name: new RegExp(`^${name}`) });
    await page.getByRole('radio', { name: 'Control plane' }).click();
    await expect(component('Component etcd, running, revision \\d+, \\d+ objects')).toBeVisible();
    await drydock.kubectl(page, 'kubectl create deployment watched --image=nginx');
    await drydock.advance(page, 2000);
    await expect(component('Controller deployment-controller, [\\d.]+ writes/s')).toBeVisible();
    await expect(component('Component kube-scheduler, running, 0 pods wait, 1 placed')).toBeVisible();
    await stage(page).getByRole('group').first().focus();
    await page.keyboard.press('ArrowDown');
    await expect(page.locator(':focus')).toHaveAccessibleName(/^Component API server, running/);
    await component('Component kube-scheduler').focus();
    await page.keyboard.press('Enter');
    const asked = page.getByRole('region', { name: 'API', exact: true }).getByRole('listbox', { name: 'Requests to the API server' }).getByRole('option');
    await expect(asked.filter({ hasText: 'binding' }).first()).toBeVisible();
    await expect(asked.filter({ hasNotText: 'kube-scheduler' })).toHaveCount(0);
    await drydock.fault(page, { type: 'etcd-leader-lost' });
    await expect(component('Component etcd, no leader')).toBeVisible();
    await drydock.fault(page, { type: 'etcd-leader-elected' });
    await expect(component('Component etcd, running')).toBeVisible();
    await drydock.kubectl(page, 'kubectl delete deployment watched');
    await page.getByRole('button', { name: 'API', exact: true }).click();
    await drydock.advance(page, 40_000);
  });

  await test.step('the storage lens: the same claim with its pod, its volume and what became of both', async () => {
    await page.getByRole('radio', { name: 'Storage' }).click();
    await expect(stage(page).getByRole('button', { name: /^PersistentVolumeClaim data-db-0, Bound, 1Gi, RWO/ })).toBeVisible();
    await expect(stage(page).getByRole('button', { name: /^PersistentVolume (disk|pvc-).*of default\/data-db-0/ })).toBeVisible();
    await expect(podOn(page, 'db-0')).toBeVisible();
    await expect(podOn(page, 'web-'), 'what mounts nothing is not here').toHaveCount(0);
    await stage(page).getByRole('group').first().focus();
    await page.keyboard.press('ArrowDown');
    await expect(page.locator(':focus')).toHaveAccessibleName(/^Pod db-0/);
    await page.keyboard.press('ArrowRight');
    await expect(page.locator(':focus')).toHaveAccessibleName(/^PersistentVolumeClaim data-db-0/);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('it belongs to the claim default/data-db-0');
    await drydock.kubectl(page, 'kubectl delete statefulset db --wait=false');
    await drydock.advance(page, 60_000);
    await expect(podOn(page, 'db-0')).toHaveCount(0);
    await expect(stage(page).getByRole('button', { name: /^PersistentVolumeClaim data-db-0, Bound/ }), 'a claim outlives its pod').toBeVisible();
    await page.keyboard.press('1');
    await page.keyboard.press('4');
    await drydock.kubectl(page, 'kubectl delete pvc data-db-0 --wait=false');
    await drydock.kubectl(page, 'kubectl delete pv --all --wait=false');
    await drydock.advance(page, 60_000);
    const disks = stage(page).getByRole('link', { name: 'Disks: claims, volumes, classes' });
    await settled(page);
    expect(await disks.evaluate((link) => {
      const { x, y } = link.getBoundingClientRect();
      for (const block of ['start', 'end', 'center'] as const) {
        link.scrollIntoView({ block, inline: block, behavior: 'instant' });
        if (link.getBoundingClientRect().x !== x || link.getBoundingClientRect().y !== y) return block;
      }
      return 'none';
    }), 'the alignment for which a browser can scroll the stage away from under a pointer').toBe('none');
    await disks.click();
    await expect(stage(page).getByRole('button', { name: /^PersistentVolumeClaim lost, Pending, .*storageclass.storage.k8s.io "nowhere" not found/ })).toBeVisible();
    await expect(stage(page).getByRole('button', { name: /^StorageClass kept, disk.drydock.dev, binds at once, Retain/ })).toBeVisible();
  });
});
