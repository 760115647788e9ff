import { beforeEach, expect, it } from 'vitest';
import { activeTab, addLines, beginScenario, changeTab, newLineId, useTerminal } from './terminal-store.ts';

const title = (text: string) => ({ en: text, ko: `${text}(한)` });
const lines = () => activeTab(useTerminal.getState()).lines;
const say = (text: string): void => {
  addLines(useTerminal.getState().active, [{ id: newLineId(), kind: 'stdout', text, links: [{ start: 0, end: text.length, kind: 'Pod', namespace: 'default', name: text }] }]);
};

beforeEach(() => {
  useTerminal.setState({ opening: 0 });
  changeTab(useTerminal.getState().active, () => ({ lines: [] }));
});

it('draws a line with the title where another scenario begins; names above it lead nowhere, those below do', () => {
  beginScenario(1, title('A small web application'));
  say('web-1');
  beginScenario(2, title('A guestbook'));
  say('guestbook-1');
  expect(lines().map(({ text, begins, links }) => [begins?.ko ?? text, links.length])).toEqual([['web-1', 0], ['A guestbook(한)', 0], ['guestbook-1', 1]]);
});

it('draws it for the same scenario that is opened again, and once where nothing was said in between', () => {
  beginScenario(1, title('one'));
  say('web-1');
  for (const [opening, name] of [[2, 'one'], [3, 'two'], [3, 'two']] as const) beginScenario(opening, title(name));
  expect(lines().map(({ text, begins }) => begins?.en ?? text)).toEqual(['web-1', 'two']);
});

it('draws none in an empty terminal', () => {
  beginScenario(1, title('one'));
  beginScenario(2, title('two'));
  expect(lines()).toEqual([]);
});
