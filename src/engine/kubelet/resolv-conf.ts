import type { V1Pod, V1PodDNSConfig } from '../../kube/generated/types.ts';

interface Resolver {
  readonly nameservers: readonly string[];
  readonly searches: readonly string[];
  readonly options: readonly string[];
}

const clusterDomain = 'cluster.local';
const clusterDnsAddress = '10.96.0.10';
/** What the machines themselves ask. */
const ofMachine: Resolver = { nameservers: ['172.18.0.1'], searches: [], options: ['ndots:0'] };

/**
 * The text of a pod's `/etc/resolv.conf`, from its `dnsPolicy` and `dnsConfig`.
 *
 * Example (`ClusterFirst`, namespace `shop`): `search shop.svc.cluster.local svc.cluster.local cluster.local`,
 * `nameserver 10.96.0.10`, `options ndots:5`.
 *
 * @see Kubernetes 1.36, kubelet, pkg/kubelet/network/dns
 */
export function resolvConf(pod: V1Pod): string {
  const { nameservers, searches, options } = extended(resolverOf(pod), pod.spec?.dnsConfig);
  return [
    ...(searches.length > 0 ? [`search ${searches.join(' ')}`] : []),
    ...nameservers.map((address) => `nameserver ${address}`),
    ...(options.length > 0 ? [`options ${options.join(' ')}`] : []),
  ].map((line) => `${line}\n`).join('');
}

/** Whether the pod's lookups go to the cluster's DNS; otherwise to that of its machine. */
export function asksCluster({ spec }: V1Pod): boolean {
  const policy = spec?.dnsPolicy ?? 'ClusterFirst';
  return policy !== 'Default' && !(policy === 'ClusterFirst' && spec?.hostNetwork);
}

function resolverOf(pod: V1Pod): Resolver {
  const { metadata, spec } = pod;
  if (spec?.dnsPolicy === 'None') return { nameservers: [], searches: [], options: [] };
  if (!asksCluster(pod)) return ofMachine;
  const services = `svc.${clusterDomain}`;
  return { nameservers: [clusterDnsAddress], searches: [`${metadata?.namespace ?? ''}.${services}`, services, clusterDomain], options: ['ndots:5'] };
}

/** An option of the pod's own takes the place of the one with its name. */
function extended(base: Resolver, config: V1PodDNSConfig | undefined): Resolver {
  if (!config) return base;
  const options = new Map(base.options.map((option) => [option.split(':')[0] ?? '', option]));
  for (const { name = '', value } of config.options ?? []) options.set(name, value === undefined || value === '' ? name : `${name}:${value}`);
  return {
    nameservers: [...new Set([...base.nameservers, ...(config.nameservers ?? [])])],
    searches: [...new Set([...base.searches, ...(config.searches ?? [])])],
    options: [...options.values()],
  };
}
