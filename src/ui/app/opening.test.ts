import { expect, it } from 'vitest';
import { gallery } from '../../lessons/gallery.ts';
import { packScenario } from '../../scenario/link.ts';
import { usePreferences } from '../session/preferences.ts';
import { useTransport } from '../timeline/transport.ts';
import { openingFor, openScenario } from './opening.ts';

const [first] = gallery;

it.each(['', '#', '#lesson=no-such-lesson'])('opens the first of the gallery for %j', (hash) => {
  expect(openingFor(hash)).toEqual({ scenario: first.scenario, lesson: first, problem: undefined, lens: 'cluster' });
});

it('opens every lesson by its id', () => {
  for (const lesson of gallery) expect(openingFor(`#lesson=${lesson.id}`).lesson).toBe(lesson);
});

it('opens what a link holds', () => {
  const shared = { ...first.scenario, title: 'Shared', seed: 7 };
  expect(openingFor(`#s=${packScenario(shared)}`)).toEqual({ scenario: shared, lesson: undefined, problem: undefined, lens: 'cluster' });
});

it('says why a link cannot be read, and shows the first of the gallery', () => {
  const cut = packScenario(first.scenario).slice(0, -4);
  expect(openingFor(`#s=${cut}`)).toMatchObject({ lesson: first, problem: { problem: 'damaged' } });
});

it.each([
  { hash: '#lesson=storage', lens: 'storage' },
  { hash: '#lesson=welcome', lens: 'cluster' },
  { hash: `#s=${packScenario(first.scenario)}&lens=network`, lens: 'network' },
  { hash: `#s=${packScenario(first.scenario)}&lens=no-such-lens`, lens: 'cluster' },
])('opens on a lens that shows it best, or that it was shared from: $lens', ({ hash, lens }) => {
  usePreferences.getState().setLens('plane');
  const asked = openingFor(hash);
  void openScenario(asked.scenario, asked.lesson, asked.lens);
  expect(usePreferences.getState().lens).toBe(lens);
});

it('shows the speed at which an opened scenario runs, not the one that was chosen for the last', () => {
  useTransport.setState({ speed: 60 });
  void openScenario(first.scenario);
  expect(useTransport.getState().speed).toBe(1);
});
