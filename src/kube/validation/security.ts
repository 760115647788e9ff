import { duplicate, forbidden, invalid, notSupported, required, tooLong, type FieldError } from '../field-errors.ts';
import type * as t from '../generated/types.ts';
import { unixId } from './formats.ts';
import { complain } from './metadata.ts';
import { shapeOf } from './shapes.ts';
import { checkDescendingPath } from './local-paths.ts';

const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined'];
const sysctlPattern = '^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$';
const sysctl = new RegExp(sysctlPattern);

/** What a container may do and who it runs as. */
export function checkSecurityContext(errors: FieldError[], context: t.V1SecurityContext | undefined, path: string, hostUsers: boolean): void {
  if (!context) return;
  checkIds(errors, context, ['runAsUser', 'runAsGroup'], path);
  if (context.procMount !== undefined) checkProcMount(errors, context.procMount, `${path}.procMount`, hostUsers);
  checkSeccomp(errors, context.seccompProfile, `${path}.seccompProfile`);
  if (context.allowPrivilegeEscalation === false) checkNoEscalation(errors, context, path);
  checkAppArmor(errors, context.appArmorProfile, `${path}.appArmorProfile`);
}

function checkIds<K extends string>(errors: FieldError[], context: { readonly [P in K]?: number | undefined }, keys: readonly K[], path: string): void {
  for (const key of keys) {
    const id = context[key];
    if (typeof id === 'number') complain(errors, `${path}.${key}`, id, unixId(id));
  }
}

function checkProcMount(errors: FieldError[], procMount: string, path: string, hostUsers: boolean): void {
  if (procMount !== 'Default' && procMount !== 'Unmasked') errors.push(notSupported(path, procMount, ['Default', 'Unmasked']));
  if (hostUsers && procMount === 'Unmasked') errors.push(invalid(path, procMount, '`hostUsers` must be false to use `Unmasked`'));
}

function checkNoEscalation(errors: FieldError[], context: t.V1SecurityContext, path: string): void {
  const shape = (): unknown => shapeOf('SecurityContext', context);
  if (context.privileged) errors.push(invalid(path, shape(), 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true'));
  for (const capability of context.capabilities?.add ?? []) {
    if (capability === 'CAP_SYS_ADMIN') errors.push(invalid(path, shape(), 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN'));
  }
}

function checkSeccomp(errors: FieldError[], profile: t.V1SeccompProfile | undefined, path: string): void {
  if (!profile) return;
  if (!profile.type) errors.push(required(`${path}.type`, 'type is required when seccompProfile is set'));
  else if (!profileTypes.includes(profile.type)) errors.push(notSupported(`${path}.type`, profile.type, profileTypes));
  if (profile.type !== 'Localhost') {
    if (profile.localhostProfile !== undefined) errors.push(invalid(`${path}.localhostProfile`, shapeOf('Profile', profile), 'can only be set when seccomp type is Localhost'));
  } else if (profile.localhostProfile === undefined) errors.push(required(`${path}.localhostProfile`, 'must be set when seccomp type is Localhost'));
  else checkDescendingPath(errors, profile.localhostProfile, `${path}.localhostProfile`);
}

function checkAppArmor(errors: FieldError[], profile: t.V1AppArmorProfile | undefined, path: string): void {
  if (!profile) return;
  const at = `${path}.localhostProfile`;
  const { type, localhostProfile: local } = profile;
  if (!type) errors.push(required(`${path}.type`, 'type is required when appArmorProfile is set'));
  else if (!profileTypes.includes(type)) errors.push(notSupported(`${path}.type`, type, profileTypes));
  else if (type !== 'Localhost') {
    if (local !== undefined) errors.push(invalid(at, local, 'can only be set when AppArmor type is Localhost'));
  } else if (local === undefined || local === '') errors.push(required(at, 'must be set when AppArmor type is Localhost'));
  else {
    if (local.trim() !== local) errors.push(invalid(at, local, 'must not be padded with whitespace'));
    if (local.length > 4095) errors.push(tooLong(at, '', 4095));
  }
}

/** What holds for all containers of a pod. */
export function checkPodSecurity(errors: FieldError[], spec: t.V1PodSpec, path: string): void {
  const context = spec.securityContext;
  const at = `${path}.securityContext`;
  if (context) checkIds(errors, context, ['fsGroup', 'runAsUser', 'runAsGroup'], at);
  for (const [index, id] of (context?.supplementalGroups ?? []).entries()) complain(errors, `${at}.supplementalGroups[${String(index)}]`, id, unixId(id));
  if (spec.shareProcessNamespace && spec.hostPID) errors.push(invalid(`${at}.shareProcessNamespace`, true, 'ShareProcessNamespace and HostPID cannot both be enabled'));
  checkSysctls(errors, spec, `${at}.sysctls`);
  checkWord(errors, context?.fsGroupChangePolicy, ['Always', 'OnRootMismatch'], `${at}.fsGroupChangePolicy`);
  checkSeccomp(errors, context?.seccompProfile, `${at}.seccompProfile`);
  checkAppArmor(errors, context?.appArmorProfile, `${at}.appArmorProfile`);
  checkWord(errors, context?.supplementalGroupsPolicy, ['Merge', 'Strict'], `${at}.supplementalGroupsPolicy`);
  checkWord(errors, context?.seLinuxChangePolicy, ['MountOption', 'Recursive'], `${at}.seLinuxChangePolicy`);
}

function checkWord(errors: FieldError[], word: string | undefined, supported: readonly string[], path: string): void {
  if (word !== undefined && !supported.includes(word)) errors.push(notSupported(path, word, supported));
}

const netSysctl = /^net[./]/;
const ipcSysctl = /^(kernel[./](shm|msg|sem)|fs[./]mqueue[./])/;

function checkSysctls(errors: FieldError[], spec: t.V1PodSpec, path: string): void {
  const seen = new Set<string>();
  for (const [index, { name = '' }] of (spec.securityContext?.sysctls ?? []).entries()) {
    const at = `${path}[${String(index)}].name`;
    if (name === '') errors.push(required(at));
    else if (name.length > 253 || !sysctl.test(name)) errors.push(invalid(at, name, `must have at most 253 characters and match regex ${sysctlPattern}`));
    else if (seen.has(name)) errors.push(duplicate(at, name));
    if (spec.hostNetwork && netSysctl.test(name)) errors.push(invalid(at, name, "may not be specified when 'hostNetwork' is true"));
    else if (spec.hostIPC && ipcSysctl.test(name)) errors.push(invalid(at, name, "may not be specified when 'hostIPC' is true"));
    seen.add(name);
  }
}

/** Pods in a user namespace of their own share no other namespace with the host. */
export function checkHostUsers(errors: FieldError[], spec: t.V1PodSpec, path: string): void {
  if (spec.hostUsers !== false) return;
  const words = 'when `pod.Spec.HostUsers` is false';
  if (spec.hostNetwork) errors.push(forbidden(`${path}.hostNetwork`, words));
  if (spec.hostPID) errors.push(forbidden(`${path}.HostPID`, words));
  if (spec.hostIPC) errors.push(forbidden(`${path}.HostIPC`, words));
}
