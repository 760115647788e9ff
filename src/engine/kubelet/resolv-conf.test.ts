import { describe, expect, it } from 'vitest';
import type { V1PodSpec } from '../../kube/generated/types.ts';
import { resolvConf } from './resolv-conf.ts';

const cluster = 'search shop.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n';

describe('/etc/resolv.conf', () => {
  it.each<[string, Partial<V1PodSpec>, string]>([
    ['ClusterFirst', {}, cluster],
    ['a pod on the host network', { hostNetwork: true }, 'nameserver 172.18.0.1\noptions ndots:0\n'],
    ['ClusterFirstWithHostNet', { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' }, cluster],
    ['Default', { dnsPolicy: 'Default' }, 'nameserver 172.18.0.1\noptions ndots:0\n'],
    ['None, with all its own', { dnsPolicy: 'None', dnsConfig: { nameservers: ['192.0.2.1'], searches: ['my.dns.search'], options: [{ name: 'ndots', value: '2' }, { name: 'edns0' }] } }, 'search my.dns.search\nnameserver 192.0.2.1\noptions ndots:2 edns0\n'],
    ['ClusterFirst with additions', { dnsConfig: { nameservers: ['192.0.2.1', '10.96.0.10'], searches: ['a.example'], options: [{ name: 'ndots', value: '2' }] } }, 'search shop.svc.cluster.local svc.cluster.local cluster.local a.example\nnameserver 10.96.0.10\nnameserver 192.0.2.1\noptions ndots:2\n'],
  ])('follows %s', (_what, spec, text) => {
    expect(resolvConf({ metadata: { name: 'a', namespace: 'shop' }, spec: { containers: [], ...spec } })).toBe(text);
  });
});
