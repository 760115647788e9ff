import { describe, expect, it } from 'vitest';
import type { V1ContainerStatus, V1Pod } from '../../kube/generated/types.ts';
import { Backoff, goDuration } from './backoff.ts';
import { decodeBase64, expand, serviceVariables } from './environment.ts';
import { noVerdict, weigh } from './probe.ts';
import { computePhase } from './pod-status.ts';

describe('the back-off', () => {
  it('doubles from 10 s to 5 min, and forgets after ten quiet minutes', () => {
    const backoff = new Backoff();
    const delays = [];
    for (let nowMs = 0, turn = 0; turn < 8; turn++) {
      nowMs += backoff.remainingMs(nowMs, nowMs);
      delays.push(backoff.durationMs);
      backoff.advance(nowMs);
    }
    expect(delays).toEqual([0, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]);
    expect(backoff.remainingMs(10_000_000, 10_000_000)).toBe(0);
    backoff.advance(10_000_000);
    expect(backoff.durationMs).toBe(10_000);
  });

  it.each([[350, '350ms'], [1200, '1.2s'], [10_000, '10s'], [80_000, '1m20s'], [300_000, '5m0s'], [3_600_000, '1h0m0s']])('%i ms is %s', (ms, text) => {
    expect(goDuration(ms)).toBe(text);
  });
});

describe('a probe', () => {
  it.each([
    { results: 'x', healthy: undefined }, { results: 'xx', healthy: undefined }, { results: 'xxx', healthy: false },
    { results: '.', healthy: true }, { results: '.xx', healthy: true }, { results: '.xx.xx', healthy: true }, { results: '.xxx', healthy: false }, { results: 'xxx.', healthy: true },
  ])('after $results is $healthy', ({ results, healthy }) => {
    let verdict = noVerdict;
    for (const result of results) verdict = weigh(verdict, result === '.', { failureThreshold: 3, successThreshold: 1 });
    expect(verdict.healthy).toBe(healthy);
  });
});

describe('the phase', () => {
  const running = { running: {} };
  const ended = (exitCode: number) => ({ terminated: { exitCode } });
  const crashing = { state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: ended(1) };
  it.each([
    { why: 'nothing has started', policy: 'Always', states: [{ state: { waiting: { reason: 'ContainerCreating' } } }], phase: 'Pending' },
    { why: 'one of two has started', policy: 'Always', states: [{ state: running }, { state: { waiting: {} } }], phase: 'Pending' },
    { why: 'all run', policy: 'Always', states: [{ state: running }, { state: running }], phase: 'Running' },
    { why: 'one waits to be restarted', policy: 'Always', states: [crashing], phase: 'Running' },
    { why: 'all ended well and are not restarted', policy: 'OnFailure', states: [{ state: ended(0) }, { state: ended(0) }], phase: 'Succeeded' },
    { why: 'one failed and is restarted', policy: 'OnFailure', states: [{ state: ended(0) }, { state: ended(1) }], phase: 'Running' },
    { why: 'one failed and is not restarted', policy: 'Never', states: [{ state: ended(0) }, { state: ended(1) }], phase: 'Failed' },
    { why: 'it is over, though it would be restarted', policy: 'Always', states: [{ state: ended(137) }], terminal: true, phase: 'Failed' },
  ])('is $phase where $why', ({ policy, states, phase, terminal = false }) => {
    const statuses = states.map((entry, index) => ({ name: `c${String(index)}`, ...entry })) as unknown as V1ContainerStatus[];
    expect(computePhase({ pod: { spec: { restartPolicy: policy } } as V1Pod, initStatuses: [], statuses, terminal })).toBe(phase);
  });
});

describe('the environment', () => {
  it('expands what it knows and leaves the rest', () => {
    expect(expand('$(A)-$(B)-$$(A)-$A', (name) => (name === 'A' ? '1' : undefined))).toBe('1-$(B)-$(A)-$A');
  });

  it('reads base64, in any script', () => {
    expect(['aGk=', '7YyM65Oc', ''].map(decodeBase64)).toEqual(['hi', '파드', '']);
  });

  it('names services', () => {
    expect(Object.fromEntries(serviceVariables([{ metadata: { name: 'my-db' }, spec: { clusterIP: '10.96.0.7', ports: [{ name: 'sql', port: 5432 }] } }, { metadata: { name: 'none' }, spec: { clusterIP: 'None', ports: [{ port: 1 }] } }]))).toEqual({
      MY_DB_SERVICE_HOST: '10.96.0.7', MY_DB_SERVICE_PORT: '5432', MY_DB_SERVICE_PORT_SQL: '5432', MY_DB_PORT: 'tcp://10.96.0.7:5432', MY_DB_PORT_5432_TCP: 'tcp://10.96.0.7:5432',
      MY_DB_PORT_5432_TCP_PROTO: 'tcp', MY_DB_PORT_5432_TCP_PORT: '5432', MY_DB_PORT_5432_TCP_ADDR: '10.96.0.7',
    });
  });
});
