import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gallery } from '../lessons/gallery.ts';
import type { Scenario } from '../scenario/document.ts';
import { LookingPage, type Shown } from './testing/page.ts';
import { anyStory, type Story } from './testing/stories.ts';

const welcome = gallery[0].scenario;

/** Lists of whole objects that the inspector may ask for. */
const paths = ['/api/v1/pods', '/api/v1/nodes', '/api/v1/services', '/apis/apps/v1/replicasets', '/apis/discovery.k8s.io/v1/endpointslices', '/apis/coordination.k8s.io/v1/leases', '/api/v1/events'];

/** Who owned which field is not kept. */
function withoutManagers(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer, (key, value: unknown) => (key === 'managedFields' ? undefined : value)));
}

interface Moment {
  readonly shown: Shown;
  readonly objects: readonly unknown[];
  readonly hash: string;
}

/** As the watch cache has them: also while etcd has no leader. */
const objectsOf = (page: LookingPage): readonly unknown[] => paths.map((path) => withoutManagers(page.value({ type: 'get', path: `${path}?resourceVersion=0` })));

/** Plays a story live, and keeps what was seen at some moments of it (at rest, before anything else is done at that instant). */
function lived(story: Story, page: LookingPage, scenario: Scenario = welcome): Map<number, Moment> {
  const moments = new Map<number, Moment>();
  const keep = (): void => {
    const hash = page.value<string>({ type: 'state-hash' });
    const shown = page.shown();
    moments.set(shown.nowMs, { shown, objects: objectsOf(page), hash });
  };
  page.ask({ type: 'load', scenario });
  for (const { waitMs, action } of [...story, { waitMs: 40_000, action: undefined }]) {
    for (const part of [0.3, 0.7]) {
      if (waitMs > 0) page.ask({ type: 'advance', ms: waitMs * part });
      keep();
    }
    if (action === undefined) continue;
    moments.delete(page.shown().nowMs);
    page.ask({ type: 'act', action });
  }
  return moments;
}

describe('looking back', () => {
  it('shows what was seen live, whatever the order of looks, and comes back to now', () => {
    fc.assert(fc.property(anyStory, fc.array(fc.nat(), { minLength: 4, maxLength: 12 }), (story, picks) => {
      const page = new LookingPage();
      const moments = [...lived(story, page).values()];
      const now = moments.at(-1);
      for (const pick of picks) {
        const moment = moments[pick % moments.length];
        page.ask({ type: 'look-back', atMs: moment?.shown.nowMs ?? 0 });
        expect(page.shown()).toEqual(moment?.shown);
        expect(objectsOf(page)).toEqual(moment?.objects);
      }
      page.ask({ type: 'look-now' });
      expect(page.last?.past).toBeUndefined();
      expect(page.shown()).toEqual(now?.shown);
      expect(page.value({ type: 'state-hash' })).toBe(now?.hash);
    }), { numRuns: 5 });
  });

  it('goes on from a moment as the cluster was at it', () => {
    fc.assert(fc.property(anyStory, fc.nat(), (story, pick) => {
      const page = new LookingPage();
      const moments = [...lived(story, page).values()];
      const moment = moments[pick % moments.length];
      page.ask({ type: 'look-back', atMs: moment?.shown.nowMs ?? 0 });
      const scenario = page.value<Scenario>({ type: 'scenario' });
      page.ask({ type: 'load', scenario });
      expect(page.last).toMatchObject({ reset: true, nowMs: moment?.shown.nowMs });
      expect(page.value({ type: 'state-hash' })).toBe(moment?.hash);
    }), { numRuns: 3 });
  });
});


