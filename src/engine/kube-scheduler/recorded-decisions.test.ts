import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decide, type Decision } from './decide.ts';
import type { SchedulingCase } from './scheduling-case.ts';

type Recorded = SchedulingCase & { readonly about: string; readonly expect: Omit<Decision, 'name'> };

/** Decisions that kube-scheduler 1.36.3 made, one case a line. */
const fixture = new URL('../../../e2e/fixtures/scheduling/decisions.jsonl.gz', import.meta.url);
const recorded = gunzipSync(readFileSync(fixture)).toString('utf8').trim().split('\n').map((line) => JSON.parse(line) as Recorded);

/** `h064-fit` → `fit` */
const areaOf = ({ name }: Recorded): string => name.slice(name.indexOf('-') + 1);
const areas = [...new Set(recorded.map(areaOf))].map((area) => [area, recorded.filter((each) => areaOf(each) === area)] as const);

describe('decides as kube-scheduler 1.36 did', () => {
  it('has all recordings', () => {
    expect(recorded).toHaveLength(315);
  });

  describe.each(areas)('%s', (_, cases) => {
    it.each(cases.map((each) => [`${each.name}: ${each.about}`, each] as const))('%s', (_name, each) => {
      const { name: _ignored, chosen, claims, ...decision } = decide(each);
      const { chosen: observed, claims: recordedClaims, ...wanted } = each.expect;
      expect(decision).toEqual(wanted);
      if (recordedClaims) expect(claims).toEqual(recordedClaims);
      expect(chosen === null).toBe(observed === null);
      if (chosen !== null) expect(wanted.bestNodes).toContain(chosen);
    });
  });
});
