import { beforeEach, expect, it } from 'vitest';
import type { TracedRequest } from '../../protocol/requests.ts';
import { requestsKept, useRequests } from './requests.ts';

const request = (id: number, revision = id): TracedRequest => ({ id, revision }) as TracedRequest;
const state = () => useRequests.getState();
const revisions = (): readonly number[] => state().requests.map(({ revision }) => revision);

beforeEach(() => { state().takeFrame({ reset: true }); });

it('keeps the last five thousand', () => {
  for (let frame = 0; frame < 60; frame++) state().takeFrame({ reset: false, traces: { requests: Array.from({ length: 100 }, (_, index) => request(frame * 100 + index + 1)), more: 2, stored: 9 } });
  expect(state().requests).toHaveLength(requestsKept);
  expect(state().requests.at(-1)?.id).toBe(6000);
  expect(state().more).toBe(120);
});

it('fills the gap from the log when somebody looks again, and says nothing twice', () => {
  state().takeFrame({ reset: false, traces: { requests: [request(1, 10), request(2, 11)], more: 0, stored: 9 } });
  state().takeBacklog({ requests: [request(-10, 10), request(-11, 11), request(-12, 12)], more: 0, stored: 10 });
  expect(revisions()).toEqual([10, 11, 12]);
  expect(state().stored, 'how much there is now').toBe(10);
});

it('forgets everything with a new cluster', () => {
  state().takeFrame({ reset: false, traces: { requests: [request(1)], more: 3, stored: 9 } });
  const { loads } = state();
  state().takeFrame({ reset: true });
  expect(state()).toMatchObject({ requests: [], more: 0, loads: loads + 1 });
});

it('does not change with a frame that says nothing of requests', () => {
  const before = state();
  before.takeFrame({ reset: false });
  expect(state()).toBe(before);
});
