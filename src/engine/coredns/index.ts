import type { V1EndpointSlice } from '../../kube/generated/types.ts';
import { endpointSlices, services } from '../../kube/kinds.ts';
import type { ComponentContext } from '../client/index.ts';
import type { DnsAnswer } from '../network/interface.ts';

export interface CoreDns {
  /** `host` as written in a pod of `namespace`: the search path of its resolv.conf (`ndots:5`) is tried as a resolver does. */
  resolve(host: string, namespace: string): DnsAnswer;
}

const clusterDomain = 'cluster.local';

/**
 * Answers for `SERVICE.NAMESPACE.svc.cluster.local`, for pods of headless services (`HOSTNAME.SERVICE…`) and for
 * `ExternalName`.
 *
 * @see Kubernetes DNS specification 1.1; CoreDNS, plugin kubernetes
 */
export function startCoreDns({ client }: ComponentContext): CoreDns {
  const serviceCache = client.informer(services);
  const sliceCache = client.informer(endpointSlices);
  sliceCache.addIndex('service', (slice) => [`${slice.metadata?.namespace ?? ''}/${slice.metadata?.labels?.['kubernetes.io/service-name'] ?? ''}`]);

  function answer(name: string): DnsAnswer {
    const suffix = `.svc.${clusterDomain}`;
    if (!name.endsWith(suffix)) return undefined;
    const parts = name.slice(0, -suffix.length).split('.');
    const namespace = parts.pop() ?? '';
    const service = parts.pop();
    return service === undefined ? undefined : answerService(namespace, service, parts.join('.'));
  }

  function answerService(namespace: string, name: string, hostname: string): DnsAnswer {
    const service = serviceCache.get(namespace, name);
    if (!service) return undefined;
    if (service.spec?.type === 'ExternalName') return { alias: service.spec.externalName ?? '' };
    if (hostname === '' && service.spec?.clusterIP && service.spec.clusterIP !== 'None') return { addresses: [service.spec.clusterIP] };
    const addresses = headless(sliceCache.byIndex('service', `${namespace}/${name}`), hostname);
    return addresses.length === 0 ? undefined : { addresses };
  }

  return {
    resolve(host, namespace) {
      const name = host.endsWith('.') ? host.slice(0, -1) : host;
      const searched = host.endsWith('.') ? [] : [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain];
      for (const candidate of [...searched.map((domain) => `${name}.${domain}`), name]) {
        const found = answer(candidate);
        if (found) return found;
      }
      return undefined;
    },
  };
}

function headless(slices: readonly V1EndpointSlice[], hostname: string): readonly string[] {
  return slices
    .flatMap((slice) => slice.endpoints ?? [])
    .filter((endpoint) => endpoint.conditions?.ready !== false && (hostname === '' || endpoint.hostname === hostname))
    .flatMap((endpoint) => endpoint.addresses);
}
