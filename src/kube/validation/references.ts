import { invalid, notSupported, required, type FieldError } from '../field-errors.ts';
import type * as t from '../generated/types.ts';
import { canonicalQuantity } from '../quantity.ts';
import { configMapKey, environmentName, nameIsSubdomain, qualifiedName } from './formats.ts';
import { complain } from './metadata.ts';
import { checkLocalPath } from './local-paths.ts';

export const volumeFieldPaths: readonly string[] = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];
const envFieldPaths: readonly string[] = [
  'metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName', 'status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs',
];
const knownFieldPaths = new Set([...volumeFieldPaths, ...envFieldPaths, 'spec.restartPolicy', 'spec.schedulerName', 'status.phase', 'spec.host']);
const resourcePaths = ['limits.cpu', 'limits.ephemeral-storage', 'limits.memory', 'requests.cpu', 'requests.ephemeral-storage', 'requests.memory'];
const byteDivisors = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

/** A field of the pod that the downward API may show. */
export function checkFieldRef(errors: FieldError[], { apiVersion, fieldPath }: t.V1ObjectFieldSelector, supported: readonly string[], path: string): void {
  if (apiVersion === '' || apiVersion === null) errors.push(required(`${path}.apiVersion`));
  else if (!fieldPath) errors.push(required(`${path}.fieldPath`));
  else checkFieldPath(errors, apiVersion ?? 'v1', fieldPath, supported, path);
}

function checkFieldPath(errors: FieldError[], apiVersion: string, fieldPath: string, supported: readonly string[], path: string): void {
  const [, base = '', key] = /^(.+)\['(.*)'\]$/.exec(fieldPath) ?? [];
  if (apiVersion !== 'v1') errors.push(invalid(`${path}.fieldPath`, fieldPath, `error converting fieldPath: unsupported pod version: ${apiVersion}`));
  else if (key !== undefined) {
    if (base === 'metadata.annotations') complain(errors, path, key.toLowerCase(), qualifiedName(key.toLowerCase()));
    else if (base === 'metadata.labels') complain(errors, path, key, qualifiedName(key));
    else errors.push(invalid(`${path}.fieldPath`, fieldPath, 'error converting fieldPath: field label does not support subscript'));
  } else if (!knownFieldPaths.has(fieldPath)) errors.push(invalid(`${path}.fieldPath`, fieldPath, `error converting fieldPath: field label not supported: ${fieldPath}`));
  else if (!supported.includes(fieldPath)) errors.push(notSupported(`${path}.fieldPath`, fieldPath, [...supported].sort()));
}

/** An amount of a container that the downward API may show. */
export function checkResourceFieldRef(errors: FieldError[], { containerName, resource, divisor }: t.V1ResourceFieldSelector, path: string, inVolume: boolean): void {
  if (inVolume && !containerName) errors.push(required(`${path}.containerName`));
  else if (!resource) errors.push(required(`${path}.resource`));
  else if (!resourcePaths.includes(resource) && !/^(requests|limits)\.hugepages-/.test(resource)) errors.push(notSupported(`${path}.resource`, resource, resourcePaths));
  const unit = divisor === undefined ? '0' : canonicalQuantity(divisor);
  if (unit !== '0' && resource) checkDivisor(errors, resource, unit, `${path}.divisor`);
}

function checkDivisor(errors: FieldError[], resource: string, unit: string, path: string): void {
  const what = resource.slice(resource.indexOf('.') + 1);
  if (what === 'cpu') {
    if (unit !== '1m' && unit !== '1') errors.push(invalid(path, resource, "only divisor's values 1m and 1 are supported with the cpu resource"));
    return;
  }
  const name = what === 'ephemeral-storage' ? 'local ephemeral storage' : what.startsWith('hugepages-') ? 'hugepages' : what;
  if (byteDivisors.includes(unit) || !['memory', 'local ephemeral storage', 'hugepages'].includes(name)) return;
  errors.push(invalid(path, resource, `only divisor's values ${byteDivisors.join(', ')} are supported with the ${name} resource`));
}

/** Environment variables with their sources. */
export function checkEnv(errors: FieldError[], env: readonly t.V1EnvVar[] | undefined, path: string, volumes: ReadonlyMap<string, t.V1Volume>): void {
  if (!env) return;
  for (let i = 0; i < env.length; i++) {
    const variable = env[i];
    if (!variable) continue;
    const at = `${path}[${String(i)}]`;
    if (!variable.name) errors.push(required(`${at}.name`));
    else complain(errors, `${at}.name`, variable.name, environmentName(variable.name));
    if (variable.valueFrom) checkEnvSource(errors, variable, variable.valueFrom, `${at}.valueFrom`, volumes);
  }
}

function checkEnvSource(errors: FieldError[], { value }: t.V1EnvVar, source: t.V1EnvVarSource, path: string, volumes: ReadonlyMap<string, t.V1Volume>): void {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = source;
  if (fieldRef) checkFieldRef(errors, fieldRef, envFieldPaths, `${path}.fieldRef`);
  if (resourceFieldRef) checkResourceFieldRef(errors, resourceFieldRef, `${path}.resourceFieldRef`, false);
  if (configMapKeyRef) checkKeyRef(errors, configMapKeyRef, `${path}.configMapKeyRef`);
  if (secretKeyRef) checkKeyRef(errors, secretKeyRef, `${path}.secretKeyRef`);
  if (fileKeyRef) checkFileKeyRef(errors, fileKeyRef, `${path}.fileKeyRef`, volumes);
  const sources = [fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef].filter(Boolean).length;
  if (sources === 0) errors.push(invalid(path, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`'));
  else if (value) errors.push(invalid(path, '', 'may not be specified when `value` is not empty'));
  else if (sources > 1) errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
}

function checkKeyRef(errors: FieldError[], { name = '', key }: t.V1ConfigMapKeySelector, path: string): void {
  complain(errors, `${path}.name`, name, nameIsSubdomain(name, false));
  if (!key) errors.push(required(`${path}.key`));
  else complain(errors, `${path}.key`, key, configMapKey(key));
}

function checkFileKeyRef(errors: FieldError[], { key, path: file, volumeName }: t.V1FileKeySelector, path: string, volumes: ReadonlyMap<string, t.V1Volume>): void {
  if (!key) errors.push(required(`${path}.key`));
  else complain(errors, `${path}.key`, key, environmentName(key));
  if (!volumeName) errors.push(required(`${path}.volumeName`));
  else if (!volumes.has(volumeName)) errors.push({ type: 'FieldValueNotFound', field: `${path}.volumeName`, badValue: volumeName, detail: '' });
  if (!file) errors.push(required(`${path}.path`));
  else checkLocalPath(errors, file, `${path}.path`);
}

/** Whole ConfigMaps and Secrets as environment. */
export function checkEnvFrom(errors: FieldError[], sources: readonly t.V1EnvFromSource[] | undefined, path: string): void {
  for (const [index, { prefix, configMapRef, secretRef }] of (sources ?? []).entries()) {
    const at = `${path}[${String(index)}]`;
    if (prefix) complain(errors, `${at}.prefix`, prefix, environmentName(prefix));
    if (configMapRef) checkReferencedName(errors, configMapRef.name, `${at}.configMapRef.name`);
    if (secretRef) checkReferencedName(errors, secretRef.name, `${at}.secretRef.name`);
    if (!configMapRef && !secretRef) errors.push(invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    else if (configMapRef && secretRef) errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
  }
}

function checkReferencedName(errors: FieldError[], name: string | undefined, path: string): void {
  if (!name) errors.push(required(path));
  else complain(errors, path, name, nameIsSubdomain(name, true));
}
