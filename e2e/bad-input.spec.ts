import { drydock, expect, fillEditor, nodeOn, test } from './page.ts';

const bombs = ['a: &a [x,x,x,x,x,x,x,x,x]', ...'bcdefghi'.split('').map((key, index) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'.charAt(index)}`).join(',')}]`)].join('\n');

const cases = [
  { why: 'broken YAML', text: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: [oops\n', says: /yaml|line/i },
  { why: 'a wrong field', text: 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: i, imag: x}]}\n', says: /unknown field "spec.containers\[0\].imag"/ },
  { why: 'an unknown kind', text: 'apiVersion: v1\nkind: Poodle\nmetadata: {name: p}\n', says: /no matches for kind "Poodle" in version "v1"/ },
  { why: 'a billion laughs', text: bombs, says: /alias|expand|excessive/i },
  { why: 'a __proto__ key', text: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: p}\ndata: {a: b}\n__proto__: {polluted: "yes"}\n', says: /__proto__/ },
  { why: 'a bad quantity', text: 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: i, resources: {requests: {cpu: lots}}}]}\n', says: /quantities must match the regular expression/ },
];

const brokenLinks = [
  { why: 'cut short', change: (link: string) => link.slice(0, -20), says: /cut short|damaged|broken/i },
  { why: 'forged', change: (link: string) => `${link.slice(0, -30)}AAAAA${link.slice(-25)}`, says: /cut short|changed|damaged/i },
  { why: 'from a newer version', change: (link: string) => link.replace('#s=A', '#s=C'), says: /newer/i },
];

test('bad input, one after another: a clear message, nothing applied, the page alive', async ({ cluster: page }) => {
  await drydock.pause(page);
  const link = await drydock.link(page);
  for (const { why, text, says } of cases) {
    await test.step(why, async () => {
      const before = await drydock.stateHash(page);
      await fillEditor(page, text);
      await page.getByRole('button', { name: 'Apply', exact: true }).click();
      await expect(page.getByText(says).first()).toBeVisible();
      expect(await drydock.stateHash(page)).toBe(before);
      expect(await page.evaluate(() => ({} as Record<string, unknown>)['polluted'])).toBeUndefined();
      await expect(page.getByRole('region', { name: 'Editor' })).toContainText(text.split('\n')[0]?.slice(0, 10) ?? '');
      await drydock.advance(page, 1000);
    });
  }

  await test.step('what comes before a bad document is applied, as kubectl does', async () => {
    const answer = await drydock.apply(page, 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: first}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: Bad_Name}\nspec: {containers: [{name: c, image: i}]}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: last}\n');
    expect(answer.exitCode).toBe(1);
    expect(answer.stdout).toBe('configmap/first created\nconfigmap/last created\n');
    expect(answer.problems).toMatchObject([{ document: 1, field: 'metadata.name' }]);
  });

  await test.step('the door says what each of its calls takes', async () => {
    const before = await drydock.stateHash(page);
    const said = await page.evaluate(async () => {
      const door = window.drydock as unknown as Record<string, (value?: unknown) => Promise<unknown>>;
      const tries: readonly (readonly [string, unknown])[] = [['apply', 5], ['kubectl', undefined], ['get', {}], ['advance', '5'], ['play', -1], ['fault', 'all'], ['metric', null]];
      return Promise.all(tries.map(([name, value]) => (door[name]?.(value) ?? Promise.resolve()).then(() => `${name} took it`, (error: unknown) => String(error))));
    });
    expect(said).toEqual([
      'TypeError: drydock.apply takes the text of a manifest, not 5', 'TypeError: drydock.kubectl takes a command line, not nothing', 'TypeError: drydock.get takes a path such as "/api/v1/pods", not an object',
      'TypeError: drydock.advance takes milliseconds, 0 or more, not "5"', 'TypeError: drydock.play takes a speed from 0 to 1000, not -1', 'ScenarioError: fault: must be an object', 'ScenarioError: metric: must be an object',
    ]);
    expect(await drydock.stateHash(page)).toBe(before);
  });

  await test.step('a paste of 5 MB is refused or applied, and the page stays alive', async () => {
    const huge = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: huge}\ndata:\n  text: ${'x'.repeat(5_000_000)}\n`;
    const before = await drydock.stateHash(page);
    const answer = await drydock.apply(page, huge);
    expect(answer.exitCode).toBe(1);
    expect(answer.stderr).not.toBe('');
    expect(await drydock.stateHash(page)).toBe(before);
  });

  for (const { why, change, says } of brokenLinks) {
    await test.step(`a link ${why}: said clearly, and the page opens on its usual cluster`, async () => {
      await page.goto('/favicon.svg');
      await page.goto(change(link));
      await drydock.ready(page);
      await drydock.pause(page);
      await expect(page.getByText(says).first()).toBeVisible();
      await expect(nodeOn(page, 'node-1')).toBeVisible();
    });
  }
});
