import { expect, it } from 'vitest';
import { gallery } from '../../lessons/gallery.ts';
import { packScenario } from '../../scenario/link.ts';
import { useTransport } from '../timeline/transport.ts';
import { openingFor, openScenario } from './opening.ts';

const [first] = gallery;

it.each(['', '#', '#lesson=no-such-lesson'])('opens the first of the gallery for %j', (hash) => {
  expect(openingFor(hash)).toEqual({ scenario: first.scenario, lesson: first, problem: undefined });
});

it('opens every lesson by its id', () => {
  for (const lesson of gallery) expect(openingFor(`#lesson=${lesson.id}`).lesson).toBe(lesson);
});

it('opens what a link holds', () => {
  const shared = { ...first.scenario, title: 'Shared', seed: 7 };
  expect(openingFor(`#s=${packScenario(shared)}`)).toEqual({ scenario: shared, lesson: undefined, problem: undefined });
});

it('says why a link cannot be read, and shows the first of the gallery', () => {
  const cut = packScenario(first.scenario).slice(0, -4);
  expect(openingFor(`#s=${cut}`)).toMatchObject({ lesson: first, problem: { problem: 'damaged' } });
});

it('shows the speed at which an opened scenario runs, not the one that was chosen for the last', () => {
  useTransport.setState({ speed: 60 });
  void openScenario(first.scenario);
  expect(useTransport.getState().speed).toBe(1);
});
