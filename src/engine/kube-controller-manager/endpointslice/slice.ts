import type { V1Endpoint, V1EndpointSlice, V1Service } from '../../../kube/generated/types.ts';
import { services } from '../../../kube/kinds.ts';
import { controllerRef } from '../objects/owners.ts';
import { isHeadless, type ResolvedPort } from '../services/ports.ts';

/** `--max-endpoints-per-slice` */
export const endpointsPerSlice = 100;
export const serviceNameLabel = 'kubernetes.io/service-name';
export const managedByLabel = 'endpointslice.kubernetes.io/managed-by';
export const managedBy = 'endpointslice-controller.k8s.io';
const headlessLabel = 'service.kubernetes.io/headless';

export type AddressType = 'IPv4' | 'IPv6';
export type SlicePort = NonNullable<V1EndpointSlice['ports']>[number];

export interface SliceChanges {
  readonly create: readonly V1EndpointSlice[];
  readonly update: readonly V1EndpointSlice[];
  readonly delete: readonly V1EndpointSlice[];
}

/** Changes while they are being collected. */
export type Collected = { readonly [K in keyof SliceChanges]: V1EndpointSlice[] };

export const noChanges = (): Collected => ({ create: [], update: [], delete: [] });

export function addressTypes(service: V1Service): readonly AddressType[] {
  const families = service.spec?.ipFamilies ?? [];
  const types = families.map((family): AddressType => (family === 'IPv6' ? 'IPv6' : 'IPv4'));
  return types.length ? types : ['IPv4'];
}

/** Whether the slice is of this very Service, and not of one before it with the same name. */
export const isOwnedBy = ({ metadata }: V1EndpointSlice, service: V1Service): boolean => metadata?.ownerReferences?.some(({ uid, controller }) => controller === true && uid === service.metadata?.uid) ?? false;

export const slicePorts = (ports: readonly ResolvedPort[]): readonly SlicePort[] => ports.map(({ name, protocol, port, appProtocol }) => ({ name, port, protocol, ...(appProtocol ? { appProtocol } : {}) }));

export const portsKey = (ports: readonly SlicePort[]): string => ports.map(({ name, port, protocol, appProtocol }) => `${name ?? ''}:${String(port ?? 0)}:${protocol ?? 'TCP'}:${appProtocol ?? ''}`).sort().join(',');

export function newSlice(service: V1Service, addressType: AddressType, ports: readonly SlicePort[], endpoints: readonly V1Endpoint[]): V1EndpointSlice {
  const { name = '', namespace } = service.metadata ?? {};
  return {
    apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice',
    metadata: { generateName: `${name}-`, namespace, labels: labelsOf(service), ownerReferences: [controllerRef(services, service)] },
    addressType, endpoints, ports,
  };
}

export function withContents(slice: V1EndpointSlice, service: V1Service, { ports, endpoints }: { readonly ports: readonly SlicePort[]; readonly endpoints: readonly V1Endpoint[] }): V1EndpointSlice {
  return { ...slice, metadata: { ...slice.metadata, labels: labelsOf(service) }, endpoints, ports };
}

const labels = new WeakMap<V1Service, Readonly<Record<string, string>>>();

/** The Service's labels, and those by which the slice is found. */
export function labelsOf(service: V1Service): Readonly<Record<string, string>> {
  let known = labels.get(service);
  if (!known) labels.set(service, (known = makeLabels(service)));
  return known;
}

function makeLabels(service: V1Service): Readonly<Record<string, string>> {
  const { [serviceNameLabel]: _name, [managedByLabel]: _managed, [headlessLabel]: _headless, ...others } = service.metadata?.labels ?? {};
  return {
    ...others,
    [serviceNameLabel]: service.metadata?.name ?? '',
    [managedByLabel]: managedBy,
    ...(isHeadless(service) ? { [headlessLabel]: '' } : {}),
  };
}
