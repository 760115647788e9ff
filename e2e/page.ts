import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, chromium, expect, type BrowserContext, type Page } from '@playwright/test';
import type { Drydock } from '../src/ui/session/drydock.ts';
import { usual } from './usual.ts';

declare global {
  interface Window {
    drydock: Drydock;
  }
}

/** The page's door, called from a test. */
export const drydock = {
  ready: (page: Page): Promise<void> => page.evaluate(() => window.drydock.ready),
  apply: (page: Page, yaml: string) => page.evaluate((text) => window.drydock.apply(text), yaml),
  kubectl: (page: Page, line: string) => page.evaluate((text) => window.drydock.kubectl(text), line),
  get: (page: Page, path: string): Promise<unknown> => page.evaluate((text) => window.drydock.get(text), path),
  advance: (page: Page, ms: number): Promise<void> => page.evaluate((value) => window.drydock.advance(value), ms),
  pause: (page: Page): Promise<void> => page.evaluate(() => window.drydock.pause()),
  play: (page: Page, speed: number): Promise<void> => page.evaluate((value) => window.drydock.play(value), speed),
  now: (page: Page): Promise<number> => page.evaluate(() => window.drydock.now()),
  seek: (page: Page, ms: number): Promise<void> => page.evaluate((value) => window.drydock.seek(value), ms),
  back: (page: Page): Promise<void> => page.evaluate(() => window.drydock.back()),
  fault: (page: Page, spec: unknown) => page.evaluate((value) => window.drydock.fault(value), spec),
  link: (page: Page): Promise<string> => page.evaluate(() => window.drydock.link()),
  stateHash: (page: Page): Promise<string> => page.evaluate(() => window.drydock.stateHash()),
  crash: (page: Page): Promise<void> => page.evaluate(() => window.drydock.crash()),
};

/** A test fails where the console said anything; `cluster` is a page that has opened on its first scenario. For tests that want another language, theme or screen than the usual: each starts a context of its own. */
export const testAfresh = base.extend<{ readonly cluster: Page; readonly quiet: void }>({
  quiet: [async ({ page }, use) => {
    const said: string[] = [];
    page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) said.push(`${message.type()}: ${message.text()}`); });
    page.on('pageerror', (error) => { said.push(`exception: ${error.message}`); });
    await use();
    expect(said, 'the console stays silent').toEqual([]);
  }, { auto: true }],
  cluster: async ({ page }, use) => {
    await page.goto('/');
    await drydock.ready(page);
    await use(page);
  },
});

/** A tab that remembers nothing of the page but what the browser has fetched and compiled of it, and looks as every test finds it. */
async function forget(tab: Page): Promise<void> {
  await tab.goto('/favicon.svg');
  await tab.evaluate(() => { sessionStorage.clear(); });
  const session = await tab.context().newCDPSession(tab);
  await session.send('Storage.clearDataForOrigin', { origin: usual.baseURL, storageTypes: 'cookies,local_storage,indexeddb,cache_storage,service_workers,file_systems,websql' });
  await session.detach();
  await tab.setViewportSize(usual.viewport);
  await tab.emulateMedia({ colorScheme: usual.colorScheme, reducedMotion: null });
}

/** The same in the usual browser, and in one tab of it, which all tests of a worker share: engine and editor are compiled once. For tests that leave nothing of their own in the tab but what the page keeps. */
export const test = testAfresh.extend<object, { readonly home: BrowserContext }>({
  home: [async ({ launchOptions }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'drydock-browser-'));
    const home = await chromium.launchPersistentContext(folder, { ...launchOptions, ...usual });
    await use(home);
    await home.close();
    rmSync(folder, { recursive: true, force: true });
  }, { scope: 'worker' }],
  context: async ({ home }, use) => { await use(home); },
  page: async ({ home }, use, testInfo) => {
    const [tab = await home.newPage(), ...others] = home.pages();
    for (const other of others) await other.close();
    await forget(tab);
    await use(tab);
    // Only what tests listen to: Playwright itself listens to the tab's end.
    for (const event of ['console', 'pageerror', 'request', 'response', 'dialog', 'download'] as const) tab.removeAllListeners(event);
    await tab.unrouteAll({ behavior: 'ignoreErrors' });
    if (testInfo.status !== testInfo.expectedStatus) await tab.close();
  },
});

export { expect };

/** Puts a text into the editor as a paste does, replacing what is there. */
export async function fillEditor(page: Page, text: string): Promise<void> {
  const editor = page.getByRole('region', { name: 'Editor' });
  const input = editor.getByRole('textbox').first();
  await input.focus();
  await page.keyboard.press('ControlOrMeta+A');
  await page.evaluate((value) => {
    const data = new DataTransfer();
    data.setData('text/plain', value);
    document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
}

/** The stage's mark of a pod whose name begins so. */
export const podOn = (page: Page, name: string) => page.getByRole('region', { name: 'Stage' }).getByRole('button', { name: new RegExp(`^Pod ${name}`) });
export const nodeOn = (page: Page, name: string) => page.getByRole('region', { name: 'Stage' }).getByRole('button', { name: new RegExp(`^Node ${name}`) });

/** Waits until what moves once has come to rest; an animation taken back by a newer one has ended, too. */
export const settled = (page: Page): Promise<unknown> => page.evaluate(() => Promise.allSettled(
  document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations === 1).map(({ finished }) => finished),
));
