import { describe, expect, it } from 'vitest';
import type { Decision } from '../../protocol/decisions.ts';
import { inOrder, momentAfterKey, momentsOf, mostPoints, rowsAt, shortPod } from './select.ts';

const decision: Decision = {
  pod: 'default/web-1', uid: 'u', atMs: 1000, nodeCount: 4, notLookedAt: 0,
  funnel: [
    { plugin: 'TaintToleration', asked: 4, refused: [{ node: 'cp-1', reasons: ['tainted'] }] },
    { plugin: 'NodeResourcesFit', asked: 3, refused: [{ node: 'n1', reasons: ['Insufficient cpu'] }] },
  ],
  feasible: ['n2', 'n3'],
  scores: [
    { plugin: 'NodeResourcesFit', weight: 1, raw: [40, 60], normalized: [40, 60], weighted: [40, 60] },
    { plugin: 'PodTopologySpread', weight: 2, raw: [3, 1], normalized: [100, 90], weighted: [200, 180] },
  ],
  totals: [240, 240], best: ['n2', 'n3'], chosen: 'n3', message: '', nominatedNode: '', victims: [], preemption: undefined,
};

describe('a cycle, moment by moment', () => {
  it('has a moment for the start, each filter, each score and the choice', () => {
    expect(momentsOf(decision).map(({ kind }) => kind)).toEqual(['start', 'filter', 'filter', 'score', 'score', 'end']);
  });

  it.each([
    { at: 0, out: [], totals: [0, 0], chosen: [] },
    { at: 1, out: ['cp-1'], totals: [0, 0], chosen: [] },
    { at: 2, out: ['n1', 'cp-1'], totals: [0, 0], chosen: [] },
    { at: 3, out: ['n1', 'cp-1'], totals: [60, 40], chosen: [] },
    { at: 4, out: ['n1', 'cp-1'], totals: [240, 240], chosen: [] },
    { at: 5, out: ['n1', 'cp-1'], totals: [240, 240], chosen: ['n3'] },
  ])('at $at: $out are out, points are $totals', ({ at, out, totals, chosen }) => {
    const rows = rowsAt(decision, at);
    expect(rows.map(({ node }) => node)).toEqual(['n3', 'n2', 'n1', 'cp-1']);
    expect(rows.filter(({ fellAt }) => fellAt !== '').map(({ node }) => node)).toEqual(out);
    expect(rows.slice(0, 2).map(({ total }) => total)).toEqual(totals);
    expect(rows.filter(({ isChosen }) => isChosen).map(({ node }) => node)).toEqual(chosen);
  });

  it('measures bars by the largest total, and by 1 where there is none', () => {
    expect([mostPoints(decision), mostPoints({ ...decision, totals: [] })]).toEqual([240, 1]);
  });

  it.each([['ArrowRight', 2, 3], ['ArrowRight', 5, 5], ['ArrowLeft', 0, 0], ['Home', 4, 0], ['End', 1, 5], ['a', 1, undefined]] as const)('%s leads from %i to %s', (key, at, to) => {
    expect(momentAfterKey(key, at, 6)).toBe(to);
  });

  it('shows what can be tried from here before what cannot, each the smallest change first', () => {
    const made = (cost: number, kind: 'uncordon' | 'add-node', isPossible = true) => ({
      cost, actions: isPossible ? [{ type: 'kubectl', line: 'kubectl' } as const] : [], steps: [kind === 'uncordon' ? { kind, node: 'node-1' } as const : { kind, node: 'node-4', like: 'node-1' } as const],
    });
    const found = [made(8, 'uncordon', false), made(10, 'uncordon'), made(12, 'uncordon', false), made(35, 'add-node'), made(40, 'uncordon')];
    expect(inOrder(found).map(({ cost }) => cost)).toEqual([10, 40, 35, 8, 12]);
  });

  it('leaves the default namespace out of a name', () => {
    expect([shortPod('default/web-1'), shortPod('shop/web-1')]).toEqual(['web-1', 'shop/web-1']);
  });
});
