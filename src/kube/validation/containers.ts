import { duplicate, forbidden, invalid, notFound, notSupported, required, type FieldError } from '../field-errors.ts';
import type * as t from '../generated/types.ts';
import { dns1123Label, portName, portNumber } from './formats.ts';
import { complain } from './metadata.ts';
import { checkLifecycle, checkProbe } from './probes.ts';
import { checkEnv, checkEnvFrom } from './references.ts';
import { checkContainerResourceName, checkRequirements } from './resources.ts';
import { checkSecurityContext } from './security.ts';
import { checkDescendingPath } from './local-paths.ts';
import { pullPolicies } from './volumes.ts';

/** What all containers of one pod share. */
export interface PodScope {
  readonly volumes: ReadonlyMap<string, t.V1Volume>;
  readonly claims: readonly string[];
  readonly graceSeconds: number | undefined;
  readonly restartPolicy: string;
  readonly hostUsers: boolean;
}

export const protocols = ['SCTP', 'TCP', 'UDP'];
const terminationPolicies = ['File', 'FallbackToLogsOnError'];
const restartPolicies = ['Always', 'Never', 'OnFailure'];
const probeNames = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;

/** The containers that run side by side. */
export function checkContainers(errors: FieldError[], containers: readonly t.V1Container[] | undefined, scope: PodScope, path: string): void {
  if (!containers || containers.length === 0) {
    errors.push(required(path));
    return;
  }
  const names = new Set<string>();
  for (let i = 0; i < containers.length; i++) {
    const container = containers[i];
    if (!container) continue;
    const at = `${path}[${String(i)}]`;
    checkCommon(errors, container, scope, at);
    if (names.has(container.name)) errors.push(duplicate(`${at}.name`, container.name));
    names.add(container.name);
    checkRunning(errors, container, scope, at);
    checkRestart(errors, container, at);
  }
  checkHostPorts(errors, containers, path);
}

/** The containers that run before, one by one, and the sidecars among them. */
export function checkInitContainers(errors: FieldError[], containers: readonly t.V1Container[] | undefined, regular: readonly t.V1Container[], scope: PodScope, path: string): void {
  if (!containers || containers.length === 0) return;
  const names = new Set(regular.map(({ name }) => name));
  for (const [index, container] of containers.entries()) {
    const at = `${path}[${String(index)}]`;
    checkCommon(errors, container, scope, at);
    checkRestart(errors, container, at);
    if (names.has(container.name)) errors.push(duplicate(`${at}.name`, container.name));
    else if (container.name) names.add(container.name);
    checkHostPorts(errors, [container], path);
    if (container.restartPolicy === 'Always') checkRunning(errors, container, scope, at);
    else {
      for (const key of ['lifecycle', ...probeNames] as const) {
        if (container[key]) errors.push(forbidden(`${at}.${key}`, 'may not be set for init containers without restartPolicy=Always'));
      }
    }
  }
}

function checkRunning(errors: FieldError[], container: t.V1Container, { graceSeconds }: PodScope, path: string): void {
  if (container.lifecycle) checkLifecycle(errors, container.lifecycle, graceSeconds, `${path}.lifecycle`);
  for (const which of probeNames) if (container[which]) checkProbe(errors, container[which], which, `${path}.${which}`);
}

/** A container's own restart policy and its rules for exit codes. */
function checkRestart(errors: FieldError[], { restartPolicy, restartPolicyRules = [] }: t.V1Container, path: string): void {
  if (restartPolicy !== undefined && !restartPolicies.includes(restartPolicy)) errors.push(notSupported(`${path}.restartPolicy`, restartPolicy, restartPolicies));
  if (restartPolicyRules.length === 0) return;
  if (restartPolicy === undefined) errors.push(required(`${path}.restartPolicy`, 'must specify restartPolicy when restart rules are used'));
  if (restartPolicyRules.length > 20) errors.push({ type: 'FieldValueTooLong', field: `${path}.restartPolicyRules`, badValue: restartPolicyRules, detail: 'may not be more than 20 bytes' });
  for (const [index, { action, exitCodes }] of restartPolicyRules.entries()) {
    const at = `${path}.restartPolicyRules[${String(index)}]`;
    if (action !== 'Restart' && action !== 'RestartAllContainers') errors.push(notSupported(`${at}.action`, action ?? '', ['Restart', 'RestartAllContainers']));
    if (!exitCodes) errors.push(required(`${at}.exitCodes`, 'must be specified'));
    else if (exitCodes.operator !== 'In' && exitCodes.operator !== 'NotIn') errors.push(notSupported(`${at}.exitCodes.operator`, exitCodes.operator, ['In', 'NotIn']));
  }
}

/** Debugging containers that are added to a running pod. */
export function checkEphemeralContainers(errors: FieldError[], spec: t.V1PodSpec, scope: PodScope, path: string): void {
  const containers = spec.ephemeralContainers ?? [];
  if (containers.length === 0) return;
  const others = new Set([...(spec.containers ?? []), ...(spec.initContainers ?? [])].map(({ name }) => name));
  const names = new Set(others);
  for (const [index, container] of containers.entries()) {
    const at = `${path}[${String(index)}]`;
    checkCommon(errors, container, scope, at);
    checkImageBlanks(errors, container, at);
    if (names.has(container.name)) errors.push(duplicate(`${at}.name`, container.name));
    names.add(container.name);
    const target = container.targetContainerName;
    if (target && !others.has(target)) errors.push(notFound(`${at}.targetContainerName`, target));
    checkOnlyDebugging(errors, container, at);
  }
}

function checkOnlyDebugging(errors: FieldError[], container: t.V1EphemeralContainer, path: string): void {
  const cannot = 'cannot be set for an Ephemeral Container';
  for (const key of ['ports', 'resources', 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'] as const) {
    const value = container[key];
    const isSet = Array.isArray(value) ? value.length > 0 : value !== undefined && Object.keys(value).length > 0;
    if (isSet) errors.push(forbidden(`${path}.${key}`, cannot));
  }
  for (const [index, { subPath, subPathExpr }] of (container.volumeMounts ?? []).entries()) {
    if (subPath) errors.push(forbidden(`${path}.volumeMounts[${String(index)}].subPath`, cannot));
    if (subPathExpr) errors.push(forbidden(`${path}.volumeMounts[${String(index)}].subPathExpr`, cannot));
  }
}

function checkCommon(errors: FieldError[], container: t.V1Container, scope: PodScope, path: string): void {
  if (!container.name) errors.push(required(`${path}.name`));
  else complain(errors, `${path}.name`, container.name, dns1123Label(container.name));
  if (!container.image) errors.push(required(`${path}.image`));
  checkOneOf(errors, container.terminationMessagePolicy, terminationPolicies, `${path}.terminationMessagePolicy`);
  if (container.ports) checkPorts(errors, container.ports, `${path}.ports`);
  checkEnv(errors, container.env, `${path}.env`, scope.volumes);
  if (container.envFrom) checkEnvFrom(errors, container.envFrom, `${path}.envFrom`);
  if (container.volumeMounts) checkMounts(errors, container, scope, `${path}.volumeMounts`);
  if (container.volumeDevices) checkDevices(errors, container, scope, `${path}.volumeDevices`);
  checkOneOf(errors, container.imagePullPolicy, pullPolicies, `${path}.imagePullPolicy`);
  checkRequirements(errors, container.resources, `${path}.resources`, { name: checkContainerResourceName, claims: scope.claims });
  checkResizePolicies(errors, container.resizePolicy, scope, `${path}.resizePolicy`);
  checkSecurityContext(errors, container.securityContext, `${path}.securityContext`, scope.hostUsers);
}

/** Required, and one of a few words. */
export function checkOneOf(errors: FieldError[], value: string | undefined, supported: readonly string[], path: string): void {
  if (!value) errors.push(required(path));
  else if (!supported.includes(value)) errors.push(notSupported(path, value, supported));
}

function checkPorts(errors: FieldError[], ports: readonly t.V1ContainerPort[], path: string): void {
  const names = new Set<string>();
  for (const [index, { name, containerPort, hostPort, protocol }] of ports.entries()) {
    const at = `${path}[${String(index)}]`;
    if (name) {
      const complaints = portName(name);
      complain(errors, `${at}.name`, name, complaints);
      if (complaints.length === 0 && names.has(name)) errors.push(duplicate(`${at}.name`, name));
      if (complaints.length === 0) names.add(name);
    }
    if (!containerPort) errors.push(required(`${at}.containerPort`));
    else complain(errors, `${at}.containerPort`, containerPort, portNumber(containerPort));
    if (hostPort) complain(errors, `${at}.hostPort`, hostPort, portNumber(hostPort));
    checkOneOf(errors, protocol, protocols, `${at}.protocol`);
  }
}

function checkHostPorts(errors: FieldError[], containers: readonly t.V1Container[], path: string): void {
  const seen = new Set<string>();
  for (const [index, { ports }] of containers.entries()) {
    for (const [portIndex, { protocol = '', hostIP = '', hostPort }] of (ports ?? []).entries()) {
      if (!hostPort) continue;
      const key = `${protocol}/${hostIP}/${String(hostPort)}`;
      if (seen.has(key)) errors.push(duplicate(`${path}[${String(index)}].ports[${String(portIndex)}].hostPort`, key));
      seen.add(key);
    }
  }
}

function checkMounts(errors: FieldError[], container: t.V1Container, { volumes }: PodScope, path: string): void {
  const targets = new Set<string>();
  const devices = container.volumeDevices ?? [];
  for (const [index, mount] of (container.volumeMounts ?? []).entries()) {
    const at = `${path}[${String(index)}]`;
    const { name = '', mountPath = '' } = mount;
    if (name === '') errors.push(required(`${at}.name`));
    if (!volumes.has(name)) errors.push(notFound(`${at}.name`, name));
    if (mountPath === '') errors.push(required(`${at}.mountPath`));
    if (targets.has(mountPath)) errors.push(invalid(`${at}.mountPath`, mountPath, 'must be unique'));
    targets.add(mountPath);
    if (devices.some((device) => device.name === name)) errors.push(invalid(`${at}.name`, name, 'must not already exist in volumeDevices'));
    if (devices.some(({ devicePath }) => devicePath === mountPath)) errors.push(invalid(`${at}.mountPath`, mountPath, 'must not already exist as a path in volumeDevices'));
    checkMountOptions(errors, mount, container, path, at);
  }
}

function checkMountOptions(errors: FieldError[], mount: t.V1VolumeMount, container: t.V1Container, path: string, at: string): void {
  if (mount.subPath) checkDescendingPath(errors, mount.subPath, `${path}.subPath`);
  if (mount.subPathExpr) {
    if (mount.subPath) errors.push(invalid(`${at}.subPathExpr`, mount.subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
    checkDescendingPath(errors, mount.subPathExpr, `${path}.subPathExpr`);
  }
  if (mount.mountPropagation !== undefined) checkPropagation(errors, mount.mountPropagation, container, `${path}.mountPropagation`);
  if (mount.recursiveReadOnly !== undefined) checkRecursive(errors, mount, `${path}.recursiveReadOnly`);
}

const propagations = ['Bidirectional', 'HostToContainer', 'None'];

function checkPropagation(errors: FieldError[], propagation: string, container: t.V1Container, path: string): void {
  if (!propagations.includes(propagation)) errors.push(notSupported(path, propagation, propagations));
  if (propagation === 'Bidirectional' && !container.securityContext?.privileged) errors.push(forbidden(path, 'Bidirectional mount propagation is available only to privileged containers'));
}

function checkRecursive(errors: FieldError[], { recursiveReadOnly, readOnly, mountPropagation }: t.V1VolumeMount, path: string): void {
  if (recursiveReadOnly === 'Disabled') return;
  if (recursiveReadOnly !== 'Enabled' && recursiveReadOnly !== 'IfPossible') {
    errors.push(notSupported(path, recursiveReadOnly, ['Disabled', 'Enabled', 'IfPossible']));
    return;
  }
  if (!readOnly) errors.push(forbidden(path, 'may only be specified when readOnly is true'));
  if (mountPropagation !== undefined && mountPropagation !== 'None') errors.push(forbidden(path, 'may only be specified when mountPropagation is None or not specified'));
}

function checkDevices(errors: FieldError[], container: t.V1Container, { volumes }: PodScope, path: string): void {
  const names = new Set<string>();
  const paths = new Set<string>();
  const mounts = container.volumeMounts ?? [];
  for (const [index, { name = '', devicePath = '' }] of (container.volumeDevices ?? []).entries()) {
    const at = `${path}[${String(index)}]`;
    const volume = volumes.get(name);
    if (name === '') errors.push(required(`${at}.name`));
    if (names.has(name)) errors.push(invalid(`${at}.name`, name, 'must be unique'));
    if (!volume) errors.push(notFound(`${at}.name`, name));
    else if (!volume.persistentVolumeClaim && !volume.ephemeral) errors.push(invalid(`${at}.name`, name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode'));
    if (devicePath === '') errors.push(required(`${at}.devicePath`));
    if (paths.has(devicePath)) errors.push(invalid(`${at}.devicePath`, devicePath, 'must be unique'));
    if (devicePath.split('/').includes('..')) errors.push(invalid(`${at}.devicePath`, devicePath, "can not contain backsteps ('..')"));
    else paths.add(devicePath);
    if (mounts.some((mount) => mount.name === name)) errors.push(invalid(`${at}.name`, name, 'must not already exist in volumeMounts'));
    if (mounts.some(({ mountPath }) => mountPath === devicePath)) errors.push(invalid(`${at}.devicePath`, devicePath, 'must not already exist as a path in volumeMounts'));
    if (name !== '') names.add(name);
  }
}

function checkResizePolicies(errors: FieldError[], policies: readonly t.V1ContainerResizePolicy[] | undefined, { restartPolicy: podPolicy }: PodScope, path: string): void {
  const seen = new Set<string>();
  for (const [index, { resourceName, restartPolicy }] of (policies ?? []).entries()) {
    if (seen.has(resourceName)) errors.push(duplicate(`${path}[${String(index)}]`, resourceName));
    seen.add(resourceName);
    checkOneOf(errors, resourceName, ['cpu', 'memory'], path);
    checkOneOf(errors, restartPolicy, ['NotRequired', 'RestartContainer'], path);
    if (podPolicy === 'Never' && restartPolicy !== 'NotRequired') errors.push(invalid(path, restartPolicy ?? '', "must be 'NotRequired' when `restartPolicy` is 'Never'"));
  }
}

/** Only real pods are strict about blanks around an image's name. */
export function checkImageBlanks(errors: FieldError[], { image = '' }: { readonly image?: string | undefined }, path: string): void {
  if (image.trim().length !== image.length) errors.push(invalid(`${path}.image`, image, 'must not have leading or trailing whitespace'));
}
