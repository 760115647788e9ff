import type { Page } from '@playwright/test';
import { drydock, expect, settled, test } from './page.ts';

const sizes = [[1440, 900], [1280, 720], [390, 844]] as const;
const locales = ['en', 'ko'] as const;
const themes = ['light', 'dark'] as const;
const lenses = { cluster: '1', network: '2', storage: '4', plane: '5' } as const;

/** Colours do not hang on the language: two of the four pairs show every lens, the others the first one. `PICTURES=all` shows all in all. */
const isWhole = (locale: string, theme: string): boolean => process.env['PICTURES'] === 'all' || (locale === 'en') === (theme === 'light');

/** Elements whose text is cut although nothing tells that there is more (no ellipsis), and whether the page itself scrolls. */
const overflows = (page: Page): Promise<readonly string[]> => page.evaluate(() => {
  const root = document.scrollingElement;
  const found = root && (root.scrollWidth > root.clientWidth || root.scrollHeight > root.clientHeight) ? ['the page scrolls'] : [];
  const shown = [...document.querySelectorAll<HTMLElement>('header *, nav *, [role=tablist] *')].filter((element) => element.children.length === 0 && element.offsetParent);
  for (const element of shown) {
    const { left, right, width } = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    if (width <= 1) continue;
    if (left < -1 || right > innerWidth + 1) found.push(`${element.textContent} leaves the page`);
    if (style.overflowX !== 'visible' && style.textOverflow !== 'ellipsis' && element.scrollWidth > element.clientWidth + 1) found.push(`${element.textContent} is cut`);
  }
  const header = document.querySelector('header');
  if (header && header.scrollWidth > header.clientWidth) found.push('the header is too narrow for what is in it');
  return found;
});

for (const locale of locales) {
  test(`the lenses stand in every size and theme, nothing is cut: ${locale}`, async ({ cluster: page }) => {
    await drydock.pause(page);
    if (locale === 'ko') await page.getByRole('button', { name: '한국어' }).click();
    for (const theme of themes) {
      await page.evaluate(() => { if (document.activeElement instanceof HTMLElement) document.activeElement.blur(); });
      for (const [width, height] of sizes) {
        await page.setViewportSize({ width, height });
        for (const [lens, key] of Object.entries(isWhole(locale, theme) ? lenses : { cluster: lenses.cluster })) {
          await page.keyboard.press(key);
          await expect(page.getByRole('button', { name: locale === 'en' ? /^Service web/ : /^서비스 web/ })).toHaveCount(lens === 'network' ? 1 : 0);
          await expect(lens === 'storage' ? page.getByRole('button', { name: /^(StorageClass|스토리지클래스) standard/ }) : lens === 'plane' ? page.getByRole('button', { name: /^(Component API server|컴포넌트 API 서버)/ }) : page.getByRole('button', { name: /^(Node|노드) node-1/ })).toBeVisible();
          await settled(page);
          await page.screenshot({ path: `e2e/screenshots/${lens}-${locale}-${theme}-${String(width)}x${String(height)}.png` });
          expect(await overflows(page), `${lens}, ${String(width)} × ${String(height)}`).toEqual([]);
        }
      }
      await page.setViewportSize({ width: 1280, height: 720 });
      await page.keyboard.press('b');
      const faults = page.getByRole('region', { name: locale === 'en' ? 'Faults' : '장애' });
      await expect(faults.getByRole('radio')).toHaveCount(6);
      const low = await faults.evaluate((drawer) => [...drawer.querySelectorAll('button')].filter((button) => button.getBoundingClientRect().bottom > drawer.getBoundingClientRect().bottom).map(({ textContent }) => textContent));
      expect(low, 'nothing of the drawer is cut on a projector').toEqual([]);
      await page.keyboard.press('b');
      await page.setViewportSize({ width: 1440, height: 900 });
      if (theme === 'light') await page.getByRole('button', { name: locale === 'en' ? /dark/i : /어두운/ }).first().click();
    }
  });
}
