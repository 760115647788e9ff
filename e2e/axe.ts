import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { settled } from './page.ts';

/** What axe finds wrong on the page, or in what `inside` selects: a line for each element, with how grave it is at the beginning. */
export async function violations(page: Page, inside = 'html'): Promise<readonly string[]> {
  // What fades in is no paler than it will be.
  await settled(page);
  const isThere = await page.evaluate(() => 'axe' in window);
  // Axe is half a megabyte: it is given to a page once.
  const axe = new AxeBuilder(isThere ? { page, axeSource: ';' } : { page }).setLegacyMode();
  const { violations: found } = await axe.options({ resultTypes: ['violations'] }).include(inside).analyze();
  return found.flatMap(({ id, impact, nodes }) => nodes.map(({ html, failureSummary }) => `${impact ?? 'minor'} ${id}: ${html.slice(0, 200)} ${(failureSummary ?? '').split('\n').slice(1, 2).join('').trim()}`));
}

/** The same, without what is only a nuisance. */
export const graveViolations = async (page: Page, inside?: string): Promise<readonly string[]> => (await violations(page, inside)).filter((line) => /^(serious|critical) /.test(line));
