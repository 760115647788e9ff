import { describe, expect, it } from 'vitest';
import { controlPlaneMachine, usualMachines } from '../../../../scenario/machines.ts';
import type { EtcdMemberView, EtcdView } from '../../interface.ts';
import { etcdctlOf } from './etcdctl.ts';
import { administrator, Cluster } from '../../../index.ts';

function story(heads: readonly string[]) {
  const cluster = new Cluster({ seed: 1, startEpochMs: Date.UTC(2026, 0, 1), machines: [...heads.map((name) => ({ ...controlPlaneMachine, name })), ...usualMachines.slice(1, 2)], kubeadm: true });
  cluster.clock.runUntil(30_000);
  return {
    cluster,
    etcdctl: (...words: readonly string[]): string => {
      const query = ['etcdctl', ...words].map((word) => `command=${encodeURIComponent(word)}`).join('&');
      const { body } = cluster.api.handle({ method: 'POST', path: `/api/v1/namespaces/kube-system/pods/etcd-cp-1/exec?container=etcd&stdout=true&stderr=true&${query}`, user: administrator, cause: { clock: true } });
      const { stdout = '', stderr = '' } = body as { readonly stdout?: string; readonly stderr?: string };
      return stdout + stderr;
    },
  };
}

describe('etcdctl in a member’s container', () => {
  it('lists the members', () => {
    const { etcdctl } = story(['cp-1', 'cp-2', 'cp-3']);
    const lines = etcdctl('member', 'list').trim().split('\n');
    expect(lines.map((line) => line.replace(/^[0-9a-f]{14,16}/, 'ID'))).toEqual([2, 3, 4].map((at) => `ID, started, cp-${String(at - 1)}, https://172.18.0.${String(at)}:2380, https://172.18.0.${String(at)}:2379, false`));
    const [, head = ''] = etcdctl('member', 'list', '-w', 'table').split('\n');
    expect(head.split('|').map((word) => word.trim())).toEqual(['', 'ID', 'STATUS', 'NAME', 'PEER ADDRS', 'CLIENT ADDRS', 'IS LEARNER', '']);
  });

  it('tells who leads, in which term and how far the logs go, as they are', () => {
    const { cluster, etcdctl } = story(['cp-1', 'cp-2', 'cp-3']);
    const lines = etcdctl('endpoint', 'status', '--cluster').trim().split('\n').map((line) => line.split(', '));
    expect(lines.map((cells) => [cells[0], cells[8], cells[10], cells[11], cells[12]])).toEqual(
      cluster.members.map(({ role, term, lastIndex, commit }, index) => [`https://172.18.0.${String(index + 2)}:2379`, String(role === 'leader'), String(term), String(lastIndex), String(commit)]));
    const table = etcdctl('endpoint', 'status', '-w', 'table').split('\n');
    expect(new Set(table.filter(Boolean).map(({ length }) => length)).size).toBe(1);
  });

  it('says who cannot be asked', () => {
    const { cluster, etcdctl } = story(['cp-1', 'cp-2', 'cp-3']);
    cluster.inflict({ type: 'power-off', node: 'cp-3' });
    const status = etcdctl('endpoint', 'status', '--cluster');
    expect(status).toContain('Failed to get the status of endpoint https://172.18.0.4:2379 (context deadline exceeded)\n');
    expect(status.split('\n').filter((line) => line.includes(', 3.6.8, '))).toHaveLength(2);
    expect(etcdctl('endpoint', 'health', '--cluster')).toContain('https://172.18.0.4:2379 is unhealthy: failed to commit proposal: context deadline exceeded\nError: unhealthy cluster\n');
  });

  it('without a majority commits nothing: no health, no keys, no list', () => {
    const own: EtcdMemberView = { name: 'cp-1', address: '172.18.0.2', isReached: true, serves: false, isLeader: false, hasLeader: false, term: 3, index: 9, applied: 9 };
    const view: EtcdView = { own, members: [own], roundMs: 0, keys: () => [['/registry/nodes/cp-1', 10]] };
    const run = (...words: readonly string[]): string => {
      let said = '';
      const tell = (text: string): void => { said += text; };
      const running = etcdctlOf(() => 1)(['etcdctl', ...words], { host: { machine: { etcd: () => view } } } as never, { out: tell, err: tell } as never) as Generator;
      while (!running.next().done);
      return said;
    };
    expect(run('endpoint', 'health')).toBe('127.0.0.1:2379 is unhealthy: failed to commit proposal: context deadline exceeded\nError: unhealthy cluster\n');
    expect(run('member', 'list')).toBe('Error: context deadline exceeded\n');
    expect(run('get', '--prefix', '--keys-only', '/registry/nodes')).toBe('Error: context deadline exceeded\n');
    expect(run('endpoint', 'status')).toContain('etcdserver: no leader');
  });

  it('knows the keys of the API server, and a member that is alone', () => {
    const { etcdctl } = story(['cp-1']);
    expect(etcdctl('get', '--prefix', '--keys-only', '/registry/nodes/')).toBe('/registry/nodes/cp-1\n\n/registry/nodes/node-1\n\n');
    expect(etcdctl('endpoint', 'health')).toMatch(/^127\.0\.0\.1:2379 is healthy: successfully committed proposal: took = \d+ms\n$/);
    expect(etcdctl('endpoint', 'status').split(', ').slice(8, 11)).toEqual(['true', 'false', '2']);
  });
});
