import { exercises } from '../src/lessons/exercises.ts';
import { drydock, expect, test } from './page.ts';

test('an exercise: unmet, solved by typing kubectl, lost, solved again, remembered, and the next one', async ({ cluster: page }) => {
  const [first, second] = exercises;
  if (!first || !second) throw new Error('there are no exercises');
  const dialog = page.getByRole('dialog');
  const editor = page.getByRole('region', { name: 'Editor' });
  const checks = editor.getByRole('list', { name: 'Checks' }).getByRole('listitem');
  const prompt = page.getByRole('textbox', { name: 'kubectl prompt' });
  const type = async (line: string): Promise<void> => {
    await prompt.fill(line);
    await prompt.press('Enter');
  };

  await page.getByRole('button', { name: 'Scenarios', exact: true }).click();
  await dialog.getByRole('tab', { name: 'Exercises' }).click();
  for (const exercise of exercises) await expect(dialog.getByRole('button', { name: new RegExp(exercise.en.title) })).toBeAttached();
  await expect(dialog).toContainText(`0 of ${String(exercises.length)} solved`);
  await dialog.getByRole('button', { name: new RegExp(first.en.title) }).click();
  await expect(page).toHaveTitle(`${first.en.title} – Drydock`);
  await expect(checks).toHaveCount(first.checks.length);
  await expect(checks.first()).toContainText('Not yet');
  await expect(checks.last()).toContainText('Met');

  await test.step('hints come one at a time, and the solution when it is asked for', async () => {
    const hints = editor.getByRole('list', { name: 'Hints' }).getByRole('listitem');
    await expect(hints).toHaveCount(0);
    await editor.getByRole('button', { name: `Hint 1 of ${String(first.en.hints.length)}` }).click();
    await expect(hints).toHaveCount(1);
    await editor.getByRole('button', { name: `Hint 2 of ${String(first.en.hints.length)}` }).click();
    await expect(hints).toHaveCount(2);
    await editor.getByRole('button', { name: 'Show the solution' }).click();
    await editor.getByRole('region', { name: 'A solution' }).getByRole('button', { name: /^Type into the terminal: kubectl label/ }).click();
    await expect(prompt).toHaveValue('kubectl label pod front-2 tier=front --overwrite');
  });

  await prompt.press('Enter');
  await expect(editor).toContainText(first.en.learnt);
  await expect(page.getByRole('status').filter({ hasText: 'All checks hold.' })).toBeAttached();
  await type('kubectl label pod front-2 tier=astray --overwrite');
  await expect(checks.first()).toContainText('Lost again');
  await expect(editor).not.toContainText(first.en.learnt);
  await type('kubectl label pod front-2 tier=front --overwrite');
  await expect(editor).toContainText(first.en.learnt);

  await test.step('a look back shows the checks as of then', async () => {
    await drydock.pause(page);
    await drydock.seek(page, 31_000);
    await expect(editor).toContainText('As of the moment that is shown');
    await expect(checks.first()).toContainText('Not yet');
    await drydock.back(page);
    await expect(checks.first()).toContainText('Met');
  });

  await test.step('a link to it brings goal and checks along, as they stood', async () => {
    const link = await drydock.link(page);
    await page.evaluate((hash) => { location.hash = hash; }, 'lesson=names');
    await expect(checks).toHaveCount(0);
    await page.evaluate((hash) => { location.hash = hash; }, new URL(link).hash);
    await expect(editor).toContainText(first.en.learnt);
  });

  await editor.getByRole('button', { name: 'Start over' }).click();
  await expect(checks.first()).toContainText('Not yet');
  await drydock.kubectl(page, 'kubectl label pod front-2 tier=front --overwrite');
  await editor.getByRole('button', { name: 'Next exercise' }).click();
  await expect(page).toHaveTitle(`${second.en.title} – Drydock`);

  await test.step('an address leads to it, what was solved is remembered, in Korean too, and can be forgotten', async () => {
    await page.goto(`/#exercise=${second.id}`);
    await page.reload();
    await drydock.ready(page);
    await expect(page).toHaveTitle(`${second.en.title} – Drydock`);
    await page.getByRole('button', { name: '한국어' }).click();
    const korean = page.getByRole('region', { name: '편집기' });
    await expect(korean).toContainText(second.ko.goal.split('`')[0] ?? '');
    await expect(korean.getByRole('list', { name: '확인 항목' })).toContainText('아직');
    await page.getByRole('button', { name: '시나리오', exact: true }).click();
    await expect(dialog.getByRole('tab', { name: '연습 문제' })).toHaveAttribute('aria-selected', 'true');
    await expect(dialog).toContainText(`${String(exercises.length)}개 중 1개 해결`);
    await expect(dialog.getByRole('button', { name: new RegExp(first.ko.title) })).toContainText('해결함');
    await dialog.getByRole('button', { name: '해결 기록 지우기' }).click();
    await expect(dialog).toContainText(`${String(exercises.length)}개 중 0개 해결`);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'English' }).click();
  });

  await test.step('on a phone the checks stand in the editor’s sheet', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('button', { name: 'Scenarios', exact: true }).click();
    await dialog.getByRole('button', { name: new RegExp(first.en.title) }).click();
    await expect(checks.first()).toContainText('Not yet');
    await expect(checks.first()).toBeInViewport();
    await page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: 'Stage' }).click();
    await drydock.kubectl(page, 'kubectl label pod front-2 tier=front --overwrite');
    await expect(page.getByText(`Solved: ${first.en.title}. The next exercise waits in the editor panel.`).first()).toBeVisible();
  });
});
