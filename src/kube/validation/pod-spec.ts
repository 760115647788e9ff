import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../field-errors.ts';
import type * as t from '../generated/types.ts';
import { isPodLevelResource } from '../pod-resources.ts';
import { addQuantities, compareQuantities } from '../quantity.ts';
import { checkAddress } from './addresses.ts';
import { checkContainers, checkEphemeralContainers, checkInitContainers, checkOneOf, type PodScope } from './containers.ts';
import { dns1123Label, dns1123Subdomain, dns1123SubdomainWithUnderscore, nameIsSubdomain, outsideRange } from './formats.ts';
import { checkAnnotations, checkLabels, complain } from './metadata.ts';
import { checkContainerResourceName, checkPodResourceName, checkRequirements } from './resources.ts';
import { checkAffinity, checkReadinessGates, checkSchedulingGates, checkSpreadConstraints, checkTolerations } from './scheduling.ts';
import { checkHostUsers, checkPodSecurity } from './security.ts';
import { shapeOf } from './shapes.ts';
import { checkVolumes } from './volumes.ts';

export const int32Max = 2_147_483_647;
const restartPolicies = ['Always', 'OnFailure', 'Never'];
const dnsPolicies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const empty: t.V1PodSpec = { containers: [] };

/**
 * A pod spec in full. `podName` is '' inside templates.
 *
 * @see Kubernetes 1.36, core validation, ValidatePodSpec
 */
export function checkPodSpec(errors: FieldError[], given: t.V1PodSpec | undefined, path: string, podName: string, isPod: boolean): void {
  const spec = given ?? empty;
  if (typeof spec.terminationGracePeriodSeconds !== 'number') errors.push(required(`${path}.terminationGracePeriodSeconds`));
  const scope = scopeOf(errors, spec, path, podName, isPod);
  checkPodClaims(errors, spec.resourceClaims, `${path}.resourceClaims`);
  checkContainers(errors, spec.containers, scope, `${path}.containers`);
  checkInitContainers(errors, spec.initContainers, spec.containers ?? [], scope, `${path}.initContainers`);
  checkEphemeralContainers(errors, spec, scope, `${path}.ephemeralContainers`);
  if (spec.resources) checkPodResources(errors, spec, scope, `${path}.resources`);
  if (spec.hostNetwork) checkHostNetworkPorts(errors, spec, path, isPod);
  checkOneOf(errors, spec.restartPolicy, restartPolicies, `${path}.restartPolicy`);
  checkOneOf(errors, spec.dnsPolicy, dnsPolicies, `${path}.dnsPolicy`);
  checkLabels(errors, spec.nodeSelector, `${path}.nodeSelector`);
  checkPodSecurity(errors, spec, path);
  checkAffinity(errors, spec.affinity, `${path}.affinity`);
  checkDns(errors, spec, `${path}.dnsConfig`);
  checkReadinessGates(errors, spec.readinessGates, `${path}.readinessGates`);
  checkSchedulingGates(errors, spec.schedulingGates, `${path}.schedulingGates`);
  checkSpreadConstraints(errors, spec.topologySpreadConstraints, `${path}.topologySpreadConstraints`);
  checkHostProcess(errors, spec, path);
  checkHostUsers(errors, spec, path);
  checkNames(errors, spec, path);
}

function scopeOf(errors: FieldError[], spec: t.V1PodSpec, path: string, podName: string, isPod: boolean): PodScope {
  return {
    volumes: checkVolumes(errors, spec.volumes, `${path}.volumes`, podName, isPod),
    claims: (spec.resourceClaims ?? []).map(({ name }) => name),
    graceSeconds: spec.terminationGracePeriodSeconds,
    restartPolicy: spec.restartPolicy ?? '',
    hostUsers: spec.hostUsers !== false,
  };
}

function checkNames(errors: FieldError[], spec: t.V1PodSpec, path: string): void {
  const { activeDeadlineSeconds: deadline } = spec;
  checkName(errors, spec.serviceAccountName, nameIsSubdomain, `${path}.serviceAccountName`);
  checkName(errors, spec.nodeName, nameIsSubdomain, `${path}.nodeName`);
  if (typeof deadline === 'number' && (deadline < 1 || deadline > int32Max)) errors.push(invalid(`${path}.activeDeadlineSeconds`, deadline, outsideRange(1, int32Max)));
  checkName(errors, spec.hostname, dns1123Label, `${path}.hostname`);
  checkName(errors, spec.subdomain, dns1123Label, `${path}.subdomain`);
  checkTolerations(errors, spec.tolerations, `${path}.tolerations`);
  checkHostAliases(errors, spec.hostAliases, `${path}.hostAliases`);
  checkName(errors, spec.priorityClassName, nameIsSubdomain, `${path}.priorityClassName`);
  if (spec.runtimeClassName !== undefined) complain(errors, `${path}.runtimeClassName`, spec.runtimeClassName, nameIsSubdomain(spec.runtimeClassName, false));
  if (spec.preemptionPolicy !== undefined) checkOneOf(errors, spec.preemptionPolicy, ['PreemptLowerPriority', 'Never'], `${path}.preemptionPolicy`);
  if (spec.overhead) checkRequirements(errors, { limits: spec.overhead }, `${path}.overhead`, { name: checkContainerResourceName, claims: [] });
  if (spec.os) checkOs(errors, spec, path);
  checkHostnameOverride(errors, spec, path);
}

function checkName(errors: FieldError[], name: string | undefined, check: (name: string, prefix: boolean) => readonly string[], path: string): void {
  if (name) complain(errors, path, name, check(name, false));
}

function checkHostnameOverride(errors: FieldError[], { hostnameOverride, hostNetwork, setHostnameAsFQDN }: t.V1PodSpec, path: string): void {
  if (hostnameOverride === undefined) return;
  const at = `${path}.hostnameOverride`;
  if (hostnameOverride.length > 64) errors.push({ type: 'FieldValueTooLong', field: at, badValue: hostnameOverride, detail: 'may not be more than 64 bytes' });
  complain(errors, at, hostnameOverride, dns1123Subdomain(hostnameOverride));
  if (hostNetwork) errors.push(forbidden(at, 'may not be specified when hostNetwork is true'));
  if (setHostnameAsFQDN) errors.push(forbidden(at, 'may not be specified when setHostnameAsFQDN is true'));
}

function checkPodClaims(errors: FieldError[], claims: readonly t.V1PodResourceClaim[] = [], path: string): void {
  const seen = new Set<string>();
  for (const [index, claim] of claims.entries()) {
    const at = `${path}[${String(index)}]`;
    const { name, resourceClaimName, resourceClaimTemplateName } = claim;
    if (!name) errors.push(required(`${at}.name`));
    else if (seen.has(name)) errors.push(duplicate(`${at}.name`, name));
    else complain(errors, `${at}.name`, name, dns1123Label(name));
    seen.add(name);
    const shape = (): unknown => shapeOf('PodResourceClaim', claim);
    if (resourceClaimName !== undefined && resourceClaimTemplateName !== undefined) {
      errors.push(invalid(at, shape(), 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified'));
    }
    if (resourceClaimName === undefined && resourceClaimTemplateName === undefined) errors.push(invalid(at, shape(), 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'));
    if (resourceClaimName !== undefined) complain(errors, `${at}.resourceClaimName`, resourceClaimName, nameIsSubdomain(resourceClaimName, false));
    if (resourceClaimTemplateName !== undefined) complain(errors, `${at}.resourceClaimTemplateName`, resourceClaimTemplateName, nameIsSubdomain(resourceClaimTemplateName, false));
  }
}

/** Requests and limits of the pod as a whole: they hold at least what its containers ask for. */
function checkPodResources(errors: FieldError[], spec: t.V1PodSpec, { claims }: PodScope, path: string): void {
  const own = spec.resources;
  if (own?.claims) errors.push(forbidden(`${path}.claims`, 'claims cannot be set for Resources at pod-level'));
  checkRequirements(errors, own, path, { name: checkPodResourceName, claims });
  const sums = new Map<string, string>();
  for (const { resources } of spec.containers ?? []) {
    for (const [name, amount] of Object.entries(resources?.requests ?? {})) if (isPodLevelResource(name)) sums.set(name, addQuantities(sums.get(name) ?? '0', amount));
  }
  for (const [name, sum] of sums) {
    const given = own?.requests?.[name] ?? '0';
    if (compareQuantities(sum, given) > 0) errors.push(invalid(`${path}.requests[${name}]`, given, `must be greater than or equal to aggregate container requests of ${sum}`));
  }
  for (const [index, { resources }] of (spec.containers ?? []).entries()) {
    for (const [name, limit] of Object.entries(resources?.limits ?? {})) {
      const most = own?.limits?.[name];
      if (most !== undefined && compareQuantities(limit, most) > 0) {
        errors.push(invalid(`${path}.containers[${String(index)}][${name}].limits`, limit, `must be less than or equal to pod limits of ${most}`));
      }
    }
  }
}

function checkHostNetworkPorts(errors: FieldError[], spec: t.V1PodSpec, path: string, isPod: boolean): void {
  for (const [index, { ports }] of (spec.containers ?? []).entries()) {
    for (const [portIndex, { hostPort = 0, containerPort }] of (ports ?? []).entries()) {
      if (hostPort === containerPort || (!isPod && hostPort === 0)) continue;
      errors.push(invalid(`${path}.containers[${String(index)}].ports[${String(portIndex)}].hostPort`, hostPort, 'must match `containerPort` when `hostNetwork` is true'));
    }
  }
}

function checkDns(errors: FieldError[], { dnsPolicy, dnsConfig }: t.V1PodSpec, path: string): void {
  if (dnsPolicy === 'None') {
    if (!dnsConfig) errors.push(required(path, 'must provide `dnsConfig` when `dnsPolicy` is None'));
    else if ((dnsConfig.nameservers?.length ?? 0) === 0) errors.push(required(`${path}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None'));
    if ((dnsConfig?.nameservers?.length ?? 0) === 0) return;
  }
  const { nameservers = [], searches = [], options = [] } = dnsConfig ?? {};
  if (nameservers.length > 3) errors.push(invalid(`${path}.nameservers`, nameservers, 'must not have more than 3 nameservers'));
  for (const [index, server] of nameservers.entries()) checkAddress(errors, server, `${path}.nameservers[${String(index)}]`);
  if (searches.length > 32) errors.push(invalid(`${path}.searches`, searches, 'must not have more than 32 search paths'));
  if (searches.join(' ').length > 2048) errors.push(invalid(`${path}.searches`, searches, 'must not have more than 2048 characters (including spaces) in the search list'));
  for (const [index, search] of searches.entries()) {
    if (search === '.') continue;
    const name = search.endsWith('.') ? search.slice(0, -1) : search;
    complain(errors, `${path}.searches[${String(index)}]`, name, dns1123SubdomainWithUnderscore(name));
  }
  for (const [index, { name }] of options.entries()) if (!name) errors.push(required(`${path}.options[${String(index)}]`, 'must not be empty'));
}

function checkHostAliases(errors: FieldError[], aliases: readonly t.V1HostAlias[] = [], path: string): void {
  for (const [index, { ip, hostnames = [] }] of aliases.entries()) {
    const at = `${path}[${String(index)}]`;
    checkAddress(errors, ip ?? '', `${at}.ip`);
    for (const [nameIndex, name] of hostnames.entries()) complain(errors, `${at}.hostnames[${String(nameIndex)}]`, name, dns1123Subdomain(name));
  }
}

/** Some settings only make sense on one operating system. */
function checkOs(errors: FieldError[], spec: t.V1PodSpec, path: string): void {
  const name = spec.os?.name;
  if (!name) errors.push(required(`${path}.os.name`, 'cannot be empty'));
  else if (name !== 'linux' && name !== 'windows') errors.push(notSupported(`${path}.os`, name, ['linux', 'windows']));
  else if (name === 'linux') checkLinux(errors, spec, path);
  else checkWindows(errors, spec, path);
}

function checkLinux(errors: FieldError[], spec: t.V1PodSpec, path: string): void {
  const words = 'windows options cannot be set for a linux pod';
  if (spec.securityContext?.windowsOptions) errors.push(forbidden(`${path}.securityContext.windowsOptions`, words));
  for (const [at, container] of containersOf(spec, path)) {
    if (container.securityContext?.windowsOptions) errors.push(forbidden(`${at}.securityContext.windowsOptions`, words));
  }
}

const notOnWindowsPods = ['appArmorProfile', 'seLinuxOptions', 'seccompProfile', 'fsGroup', 'fsGroupChangePolicy', 'sysctls', 'runAsUser', 'runAsGroup', 'supplementalGroups', 'supplementalGroupsPolicy', 'seLinuxChangePolicy'] as const;
const notOnWindows = ['appArmorProfile', 'seLinuxOptions', 'seccompProfile', 'capabilities', 'readOnlyRootFilesystem', 'privileged', 'allowPrivilegeEscalation', 'procMount', 'runAsUser', 'runAsGroup'] as const;

function checkWindows(errors: FieldError[], spec: t.V1PodSpec, path: string): void {
  const words = 'cannot be set for a windows pod';
  for (const key of ['hostUsers', 'hostPID', 'hostIPC', 'shareProcessNamespace'] as const) if (spec[key]) errors.push(forbidden(`${path}.${key}`, words));
  for (const key of notOnWindowsPods) if (spec.securityContext?.[key] !== undefined) errors.push(forbidden(`${path}.securityContext.${key}`, words));
  for (const [at, container] of containersOf(spec, path)) {
    for (const key of notOnWindows) if (container.securityContext?.[key] !== undefined) errors.push(forbidden(`${at}.securityContext.${key}`, words));
  }
}

function containersOf(spec: t.V1PodSpec, path: string): readonly (readonly [path: string, container: t.V1Container])[] {
  return (['initContainers', 'containers', 'ephemeralContainers'] as const).flatMap((key) =>
    (spec[key] ?? []).map((container, index) => [`${path}.${key}[${String(index)}]`, container] as const));
}

/** Containers of Windows that are processes of the host: all of a pod or none, and on the host's network. */
function checkHostProcess(errors: FieldError[], spec: t.V1PodSpec, path: string): void {
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess;
  const containers = containersOf(spec, path).map(([at, { securityContext }]) => ({ at, own: securityContext?.windowsOptions?.hostProcess }));
  for (const { at, own } of containers) {
    if (own !== undefined && ofPod !== undefined && own !== ofPod) errors.push(invalid(`${at}.securityContext.windowsOptions.hostProcess`, own, `pod hostProcess value must be identical if both are specified, was ${String(ofPod)}`));
  }
  const count = containers.filter(({ own }) => own ?? ofPod).length;
  if (count === 0) return;
  if (count !== containers.length) errors.push(invalid(path, '', 'If pod contains any hostProcess containers then all containers must be HostProcess containers'));
  if (!spec.hostNetwork) errors.push(invalid(`${path}.hostNetwork`, false, 'hostNetwork must be true if pod contains any hostProcess containers'));
}

const soundTemplates = new WeakSet();

/** A pod template: labels, annotations and spec. A template that was found sound once is not looked at again. */
export function checkPodTemplate(errors: FieldError[], template: t.V1PodTemplateSpec | undefined, path: string): void {
  if (template && soundTemplates.has(template)) return;
  const before = errors.length;
  checkLabels(errors, template?.metadata?.labels, `${path}.labels`);
  checkAnnotations(errors, template?.metadata?.annotations, `${path}.annotations`);
  checkPodAnnotations(errors, template?.metadata?.annotations, template?.spec, `${path}.annotations`);
  checkPodSpec(errors, template?.spec, `${path}.spec`, '', false);
  if ((template?.spec?.ephemeralContainers?.length ?? 0) > 0) errors.push(forbidden(`${path}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template'));
  if (template && errors.length === before) soundTemplates.add(template);
}

const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';
const mirrorPod = 'kubernetes.io/config.mirror';

/** Annotations that mean something on pods. */
export function checkPodAnnotations(errors: FieldError[], annotations: Readonly<Record<string, string>> | undefined, spec: t.V1PodSpec | undefined, path: string): void {
  if (!annotations) return;
  const mirror = annotations[mirrorPod];
  if (mirror !== undefined && !spec?.nodeName) errors.push(invalid(`${path}[${mirrorPod}]`, mirror, 'must set spec.nodeName if mirror pod annotation is set'));
  const cost = annotations[deletionCost];
  if (cost !== undefined && !isDeletionCost(cost)) errors.push(invalid(`${path}[${deletionCost}]`, cost, 'must be a 32bit integer'));
}

/** A whole number of 32 bits, without a plus sign and without leading zeros. */
function isDeletionCost(text: string): boolean {
  return /^(0|-?[1-9]\d*|-0)$/.test(text) && Number(text) <= int32Max && Number(text) >= -int32Max - 1;
}
