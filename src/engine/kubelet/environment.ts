import type { V1ConfigMap, V1Container, V1EnvVarSource, V1Pod, V1Secret, V1Service } from '../../kube/generated/types.ts';
import { quantityMilliValue, quantityValue } from '../../kube/quantity.ts';

/** How ConfigMaps and Secrets are looked up, in the pod's namespace. */
export interface ConfigSource {
  configMap(namespace: string, name: string): V1ConfigMap | undefined;
  secret(namespace: string, name: string): V1Secret | undefined;
  /** Services whose variables a pod gets: those of its namespace, and the API server's own. */
  services(namespace: string): readonly V1Service[];
}

export interface EnvironmentSettings {
  readonly pod: V1Pod;
  readonly container: V1Container;
  readonly source: ConfigSource;
  readonly podIP: string;
  readonly hostIP: string;
  readonly nodeName: string;
  readonly allocatable: Readonly<Record<string, string>>;
}

/** The environment, or the reason that CreateContainerConfigError shows. */
export type Environment = { readonly ok: true; readonly env: () => ReadonlyMap<string, string> } | { readonly ok: false; readonly message: string };

/**
 * Resolves the environment of a container: service variables, envFrom, env with `valueFrom` and `$(NAME)`. References are
 * read now; the map itself is made when somebody looks.
 *
 * @see Kubernetes 1.36, kubelet, makeEnvironmentVariables
 */
export function resolveEnvironment(settings: EnvironmentSettings): Environment {
  const { container, pod, source } = settings;
  const services = pod.spec?.enableServiceLinks === false ? [] : source.services(pod.metadata?.namespace ?? '');
  if (!container.env && !container.envFrom) return { ok: true, env: once(() => new Map(serviceVariables(services))) };
  const values = new Map<string, string>();
  const problem = addEnvFrom(values, settings) ?? addEnv(values, settings, services);
  if (problem !== undefined) return { ok: false, message: problem };
  return { ok: true, env: once(() => new Map([...serviceVariables(services), ...values])) };
}

function once(make: () => ReadonlyMap<string, string>): () => ReadonlyMap<string, string> {
  let made: ReadonlyMap<string, string> | undefined;
  return () => (made ??= make());
}

function addEnvFrom(values: Map<string, string>, { container, pod, source }: EnvironmentSettings): string | undefined {
  const namespace = pod.metadata?.namespace ?? '';
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    const reference = configMapRef ?? secretRef;
    if (!reference) continue;
    const data = configMapRef ? source.configMap(namespace, reference.name ?? '')?.data : decoded(source.secret(namespace, reference.name ?? ''));
    const found = configMapRef ? source.configMap(namespace, reference.name ?? '') : source.secret(namespace, reference.name ?? '');
    if (!found && !reference.optional) return `${configMapRef ? 'configmap' : 'secret'} "${reference.name ?? ''}" not found`;
    for (const [key, value] of Object.entries(data ?? {})) values.set(prefix + key, value);
  }
  return undefined;
}

function addEnv(values: Map<string, string>, settings: EnvironmentSettings, services: readonly V1Service[]): string | undefined {
  const known = serviceVariables(services);
  for (const { name, value, valueFrom } of settings.container.env ?? []) {
    if (!valueFrom) {
      values.set(name, expand(value ?? '', (key) => values.get(key) ?? known.get(key)));
      continue;
    }
    const found = fromSource(valueFrom, settings);
    if ('problem' in found) return found.problem;
    if (found.value !== undefined) values.set(name, found.value);
  }
  return undefined;
}

type Found = { readonly value: string | undefined } | { readonly problem: string };

function fromSource({ configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef }: V1EnvVarSource, settings: EnvironmentSettings): Found {
  const { pod, source, container } = settings;
  const namespace = pod.metadata?.namespace ?? '';
  if (fieldRef) return { value: podField(fieldRef.fieldPath, settings) };
  if (resourceFieldRef) {
    const target = resourceFieldRef.containerName ? pod.spec?.containers.find(({ name }) => name === resourceFieldRef.containerName) : container;
    return { value: resourceField(target ?? container, resourceFieldRef.resource, resourceFieldRef.divisor, settings.allocatable) };
  }
  const reference = configMapKeyRef ?? secretKeyRef;
  if (!reference) return { value: undefined };
  const kind = configMapKeyRef ? 'ConfigMap' : 'Secret';
  const object = configMapKeyRef ? source.configMap(namespace, reference.name ?? '') : source.secret(namespace, reference.name ?? '');
  if (!object) return reference.optional ? { value: undefined } : { problem: `${kind.toLowerCase()} "${reference.name ?? ''}" not found` };
  const data = configMapKeyRef ? (object as V1ConfigMap).data : decoded(object as V1Secret);
  if (data && Object.hasOwn(data, reference.key)) return { value: data[reference.key] };
  return reference.optional ? { value: undefined } : { problem: `couldn't find key ${reference.key} in ${kind} ${namespace}/${reference.name ?? ''}` };
}

/** A field of the pod as the downward API gives it; undefined where there is no such field. */
export function podField(path: string, { pod, podIP, hostIP, nodeName }: Pick<EnvironmentSettings, 'pod' | 'podIP' | 'hostIP' | 'nodeName'>): string | undefined {
  const { metadata, spec } = pod;
  const subscript = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  if (subscript) return (subscript[1] === 'labels' ? metadata?.labels : metadata?.annotations)?.[subscript[2] ?? ''] ?? '';
  switch (path) {
    case 'metadata.name': return metadata?.name;
    case 'metadata.namespace': return metadata?.namespace;
    case 'metadata.uid': return metadata?.uid;
    case 'metadata.labels': return fieldMap(metadata?.labels);
    case 'metadata.annotations': return fieldMap(metadata?.annotations);
    case 'spec.nodeName': return nodeName;
    case 'spec.serviceAccountName': return spec?.serviceAccountName ?? 'default';
    case 'status.hostIP':
    case 'status.hostIPs': return hostIP;
    case 'status.podIP':
    case 'status.podIPs': return podIP;
    default: return undefined;
  }
}

/** `app="web"` a line, sorted by key. */
function fieldMap(map: Readonly<Record<string, string>> | undefined): string {
  return Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `${key}=${JSON.stringify(value)}`).join('\n');
}

/** `limits.cpu` over its divisor, rounded up. A container without that limit is told what its node has. */
export function resourceField(container: V1Container, resource: string, divisor: string | undefined, allocatable: Readonly<Record<string, string>>): string {
  const [kind = '', name = ''] = resource.split(/\.(.*)/);
  const amounts = kind === 'limits' ? container.resources?.limits : container.resources?.requests;
  const text = amounts?.[name] ?? (kind === 'limits' ? allocatable[name] : undefined) ?? '0';
  const by = !divisor || divisor === '0' ? '1' : divisor;
  return String(name === 'cpu' ? Math.ceil(quantityMilliValue(text) / quantityMilliValue(by)) : Math.ceil(quantityValue(text) / quantityValue(by)));
}

/** Replaces `$(NAME)` where the name is known; `$$(NAME)` stands for `$(NAME)` itself. */
export function expand(text: string, lookUp: (name: string) => string | undefined): string {
  return text.includes('$') ? text.replace(/\$(\$|\(([^()]*)\))/g, (whole, escaped: string, name: string | undefined) => (escaped === '$' ? '$' : (lookUp(name ?? '') ?? whole))) : text;
}

/** The contents of a Secret as text. */
export function decoded(secret: V1Secret | undefined): Record<string, string> | undefined {
  if (!secret) return undefined;
  return Object.fromEntries([...Object.entries(secret.data ?? {}).map(([key, value]) => [key, decodeBase64(value)]), ...Object.entries(secret.stringData ?? {})] as [string, string][]);
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 to text (UTF-8; what is not, byte by byte). */
export function decodeBase64(text: string): string {
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const character of text) {
    const digit = alphabet.indexOf(character);
    if (digit < 0) continue;
    value = ((value << 6) | digit) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((value >> bits) & 0xff);
    }
  }
  const latin = bytes.map((byte) => String.fromCharCode(byte)).join('');
  try {
    return decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return latin;
  }
}

/**
 * `WEB_SERVICE_HOST` and its companions.
 *
 * @see Kubernetes 1.36, kubelet, envvars, FromServices
 */
export function serviceVariables(services: readonly V1Service[]): Map<string, string> {
  const values = new Map<string, string>();
  for (const { metadata, spec } of services) {
    const ip = spec?.clusterIP;
    const first = spec?.ports?.[0];
    if (!ip || ip === 'None' || !first) continue;
    const prefix = (metadata?.name ?? '').toUpperCase().replaceAll('-', '_');
    values.set(`${prefix}_SERVICE_HOST`, ip);
    values.set(`${prefix}_SERVICE_PORT`, String(first.port));
    for (const { name, port } of spec.ports ?? []) if (name) values.set(`${prefix}_SERVICE_PORT_${name.toUpperCase().replaceAll('-', '_')}`, String(port));
    for (const [index, { protocol = 'TCP', port }] of (spec.ports ?? []).entries()) {
      const url = `${protocol.toLowerCase()}://${ip}:${String(port)}`;
      if (index === 0) values.set(`${prefix}_PORT`, url);
      const stem = `${prefix}_PORT_${String(port)}_${protocol.toUpperCase()}`;
      values.set(stem, url).set(`${stem}_PROTO`, protocol.toLowerCase()).set(`${stem}_PORT`, String(port)).set(`${stem}_ADDR`, ip);
    }
  }
  return values;
}
