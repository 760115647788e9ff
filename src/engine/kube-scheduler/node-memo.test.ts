import { describe, expect, it } from 'vitest';
import type { SchedulerCache } from './cache/cache.ts';
import type { NodeInfo } from './cache/node-info.ts';
import { unschedulable } from './framework/status.ts';
import { NodeMemo, Verdicts } from './node-memo.ts';

describe('what nodes say, in numbers', () => {
  it('is told apart however much different there is to say', () => {
    const nodes = Array.from({ length: 70_000 }, (_, position) => ({ position }) as NodeInfo);
    const memo = new NodeMemo({ nodes } as unknown as SchedulerCache);
    for (const node of nodes) memo.remember(node, unschedulable('Custom', `reason ${String(node.position)}`));
    const heard = nodes.map(({ position }) => memo.verdicts.statusOf(memo.codes[position] ?? 0).reasons[0]);
    expect(heard.findIndex((reason, position) => reason !== `reason ${String(position)}`)).toBe(-1);
  });

  it('has one number where it is the same, and another where plugin, code or words differ', () => {
    const verdicts = new Verdicts();
    const first = verdicts.codeOf(unschedulable('A', 'x', 'y'));
    expect(verdicts.codeOf(unschedulable('A', 'x', 'y'))).toBe(first);
    const others = [unschedulable('B', 'x', 'y'), unschedulable('A', 'x'), { ...unschedulable('A', 'x', 'y'), code: 'UnschedulableAndUnresolvable' as const }, undefined];
    expect(new Set([first, ...others.map((status) => verdicts.codeOf(status))]).size).toBe(5);
  });
});
