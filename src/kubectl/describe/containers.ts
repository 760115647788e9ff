import type { V1Container, V1ContainerState, V1ContainerStatus, V1EnvVar, V1Pod, V1Probe, V1ResourceFieldSelector, V1ResourceRequirements } from '../../kube/generated/types.ts';
import { canonicalQuantity, quantityMilliValue, quantityValue } from '../../kube/quantity.ts';
import { boolText, goList, longTime, orNone, type Page } from './page.ts';

export interface ContainerSection {
  readonly label: string;
  readonly containers: readonly V1Container[];
  readonly statuses?: readonly V1ContainerStatus[] | undefined;
  /** The pod, where fields of it can be looked up. */
  readonly pod?: V1Pod;
  readonly space: string;
}

export function containerLines(page: Page, { label, containers, statuses, pod, space }: ContainerSection): void {
  page.line(0, `${space}${label}:${containers.length === 0 ? ' <none>' : ''}`);
  for (const container of containers) {
    const status = statuses?.find(({ name }) => name === container.name);
    page.line(1, `${space === '' ? '' : ' '}${container.name}:`);
    basicLines(page, container, status);
    wordLines(page, 'Command', container.command);
    wordLines(page, 'Args', container.args);
    if (status) statusLines(page, status);
    resourceLines(page, container.resources, 2);
    probeLines(page, container);
    envLines(page, container, pod);
    mountLines(page, container);
  }
}

function basicLines(page: Page, container: V1Container, status: V1ContainerStatus | undefined): void {
  if (status) page.line(2, `Container ID:\t${status.containerID ?? ''}`);
  page.line(2, `Image:\t${container.image ?? ''}`);
  if (status) page.line(2, `Image ID:\t${status.imageID}`);
  const ports = container.ports ?? [];
  const own = ports.map(({ containerPort, protocol, name }) => `${String(containerPort)}/${protocol ?? 'TCP'}${name ? ` (${name})` : ''}`).join(', ');
  const host = ports.map(({ hostPort, protocol, name }) => `${String(hostPort ?? 0)}/${protocol ?? 'TCP'}${name ? ` (${name})` : ''}`).join(', ');
  page.line(2, `${own.includes(',') ? 'Ports' : 'Port'}:\t${orNone(own)}`);
  page.line(2, `${host.includes(',') ? 'Host Ports' : 'Host Port'}:\t${orNone(host)}`);
  const profile = container.securityContext?.seccompProfile;
  if (profile) page.line(2, `SeccompProfile:\t${profile.type}`);
  if (profile?.type === 'Localhost') page.line(3, `LocalhostProfile:\t${profile.localhostProfile ?? ''}`);
}

function wordLines(page: Page, title: string, words: readonly string[] | undefined): void {
  if (!words || words.length === 0) return;
  page.line(2, `${title}:`);
  for (const word of words) for (const part of word.split('\n')) page.line(3, part);
}

function statusLines(page: Page, status: V1ContainerStatus): void {
  stateLines(page, 'State', status.state);
  if (status.lastState?.terminated) stateLines(page, 'Last State', status.lastState);
  page.line(2, `Ready:\t${boolText(status.ready)}`);
  page.line(2, `Restart Count:\t${String(status.restartCount)}`);
}

function stateLines(page: Page, title: string, state: V1ContainerState | undefined): void {
  if (state?.running) {
    page.line(2, `${title}:\tRunning`);
    page.line(3, `Started:\t${longTime(state.running.startedAt as string | undefined)}`);
  } else if (state?.terminated) {
    const { reason, message, exitCode, signal, startedAt, finishedAt } = state.terminated;
    page.line(2, `${title}:\tTerminated`);
    if (reason) page.line(3, `Reason:\t${reason}`);
    if (message) page.line(3, `Message:\t${message}`);
    page.line(3, `Exit Code:\t${String(exitCode)}`);
    if (signal) page.line(3, `Signal:\t${String(signal)}`);
    page.line(3, `Started:\t${longTime(startedAt as string | undefined)}`);
    page.line(3, `Finished:\t${longTime(finishedAt as string | undefined)}`);
  } else {
    page.line(2, `${title}:\tWaiting`);
    if (state?.waiting?.reason) page.line(3, `Reason:\t${state.waiting.reason}`);
  }
}

export function resourceLines(page: Page, resources: V1ResourceRequirements | undefined, level: number): void {
  for (const [title, amounts] of [['Limits', resources?.limits], ['Requests', resources?.requests]] as const) {
    const names = Object.keys(amounts ?? {}).sort();
    if (names.length > 0) page.line(level, `${title}:`);
    for (const name of names) page.line(level + 1, `${name}:\t${canonicalQuantity(amounts?.[name] ?? '')}`);
  }
}

function probeLines(page: Page, { livenessProbe, readinessProbe, startupProbe }: V1Container): void {
  for (const [title, probe] of [['Liveness', livenessProbe], ['Readiness', readinessProbe], ['Startup', startupProbe]] as const) {
    if (probe) page.line(2, `${title}:\t${probeText(probe)}`);
  }
}

export function probeText(probe: V1Probe): string {
  const attributes = `delay=${String(probe.initialDelaySeconds ?? 0)}s timeout=${String(probe.timeoutSeconds ?? 0)}s period=${String(probe.periodSeconds ?? 0)}s #success=${String(probe.successThreshold ?? 0)} #failure=${String(probe.failureThreshold ?? 0)}`;
  if (probe.exec) return `exec ${goList(probe.exec.command)} ${attributes}`;
  if (probe.httpGet) {
    const { scheme = 'HTTP', host = '', port, path = '' } = probe.httpGet;
    return `http-get ${scheme.toLowerCase()}://${host}:${String(port)}${path.startsWith('/') || path === '' ? path : `/${path}`} ${attributes}`;
  }
  if (probe.tcpSocket) return `tcp-socket ${probe.tcpSocket.host ?? ''}:${String(probe.tcpSocket.port)} ${attributes}`;
  if (probe.grpc) return `grpc <pod>:${String(probe.grpc.port)} ${probe.grpc.service ?? ''} ${attributes}`;
  return `unknown ${attributes}`;
}

function envLines(page: Page, container: V1Container, pod: V1Pod | undefined): void {
  if (container.envFrom && container.envFrom.length > 0) {
    page.line(2, 'Environment Variables from:');
    for (const { configMapRef, secretRef, prefix } of container.envFrom) {
      const reference = configMapRef ?? secretRef;
      page.line(3, `${reference?.name ?? ''}\t${configMapRef ? 'ConfigMap' : 'Secret'}${prefix ? ` with prefix '${prefix}'` : ''}\tOptional: ${String(reference?.optional ?? false)}`);
    }
  }
  const variables = container.env ?? [];
  page.line(2, `Environment:${variables.length === 0 ? '\t<none>' : ''}`);
  for (const variable of variables) variableLines(page, variable, container, pod);
}

function variableLines(page: Page, { name, value = '', valueFrom }: V1EnvVar, container: V1Container, pod: V1Pod | undefined): void {
  if (!valueFrom) {
    value.split('\n').forEach((part, index) => { page.line(3, `${index === 0 ? `${name}:` : ''}\t${part}`); });
    return;
  }
  const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef } = valueFrom;
  if (fieldRef) page.line(3, `${name}:\t${fieldValue(pod, fieldRef.fieldPath)} (${fieldRef.apiVersion ?? 'v1'}:${fieldRef.fieldPath})`);
  else if (resourceFieldRef) page.line(3, `${name}:\t${resourceValue(container, resourceFieldRef)} (${resourceFieldRef.resource})`);
  else if (secretKeyRef) page.line(3, `${name}:\t<set to the key '${secretKeyRef.key}' in secret '${secretKeyRef.name ?? ''}'>\tOptional: ${String(secretKeyRef.optional ?? false)}`);
  else if (configMapKeyRef) page.line(3, `${name}:\t<set to the key '${configMapKeyRef.key}' of config map '${configMapKeyRef.name ?? ''}'>\tOptional: ${String(configMapKeyRef.optional ?? false)}`);
}

/** kubectl knows two fields of a pod by their paths; all others stay blank. */
function fieldValue(pod: V1Pod | undefined, path: string): string {
  const known: Readonly<Record<string, string | undefined>> = { 'metadata.name': pod?.metadata?.name, 'metadata.namespace': pod?.metadata?.namespace };
  return known[path] ?? '';
}

/** An amount in whole divisors, rounded up; what has no limit may use all that its node has. */
function resourceValue(container: V1Container, { resource, divisor = '0' }: V1ResourceFieldSelector): string {
  const [list, name = ''] = resource.split('.');
  const amount = (list === 'limits' ? container.resources?.limits : container.resources?.requests)?.[name];
  const measure = (quantity: string | undefined): number => (name === 'cpu' ? quantityMilliValue(quantity) : quantityValue(quantity));
  const whole = Math.ceil(measure(amount ?? '0') / (measure(divisor) || measure('1')));
  return whole === 0 && (resource === 'limits.cpu' || resource === 'limits.memory') ? 'node allocatable' : String(whole);
}

function mountLines(page: Page, container: V1Container): void {
  const mounts = [...(container.volumeMounts ?? [])].sort((a, b) => (a.mountPath < b.mountPath ? -1 : 1));
  page.line(2, `Mounts:${mounts.length === 0 ? '\t<none>' : ''}`);
  for (const { mountPath, name, readOnly, subPath } of mounts) {
    page.line(3, `${mountPath} from ${name} (${[readOnly ? 'ro' : 'rw', ...(subPath ? [`path="${subPath}"`] : [])].join(',')})`);
  }
  const devices = [...(container.volumeDevices ?? [])].sort((a, b) => (a.devicePath < b.devicePath ? -1 : 1));
  if (devices.length === 0) return;
  page.line(2, 'Devices:');
  for (const { devicePath, name } of devices) page.line(3, `${devicePath} from ${name}`);
}
