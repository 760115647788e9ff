import type { V1Scale, V1Status } from '../../../kube/generated/types.ts';
import { invalid as invalidField } from '../../../kube/field-errors.ts';
import { isJsonObject } from '../../../kube/json.ts';
import type { Kind } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { labelSelectorText } from '../../../kube/selector-text.ts';
import { fromLabelSelector } from '../../../kube/selectors.ts';
import * as refusal from '../../../kube/status.ts';
import type { Call } from '../core.ts';
import { isRefused, patchObject, decodeObject } from '../object-model.ts';
import { updateObject } from '../objects/update.ts';
import { isStatus, resourceOf } from '../resource.ts';
import type { AnyObject } from '../strategies/strategy.ts';
import { fieldValidationOf, stored } from '../verbs/body.ts';
import { patchTypeOf } from '../verbs/resource-verbs.ts';

const scaleKind: Kind = {
  group: 'autoscaling', version: 'v1', kind: 'Scale', plural: 'scales', singular: 'scale', shortNames: [], namespaced: true, categories: [], verbs: [], subresources: [], schema: 'V1Scale',
};
const scaleResource = resourceOf(scaleKind);

/** Where a resource keeps its replicas. */
interface Paths {
  readonly spec: readonly string[];
  readonly status: readonly string[];
  readonly selector: readonly string[] | undefined;
}

const builtIn: Paths = { spec: ['spec', 'replicas'], status: ['status', 'replicas'], selector: undefined };

function pathsOf(call: Call): Paths {
  const scale = call.resource.custom?.version.subresources?.scale;
  if (!scale) return builtIn;
  const split = (path: string): readonly string[] => path.replace(/^\./, '').split('.');
  return { spec: split(scale.specReplicasPath), status: split(scale.statusReplicasPath), selector: split(scale.labelSelectorPath ?? '.') };
}

function at(object: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined), object);
}

function withAt(object: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const base = isJsonObject(object) ? object : {};
  return { ...base, [key]: withAt(Object.hasOwn(base, key) ? base[key] : undefined, rest, value) };
}

function selectorOf(object: KubeObject, { selector }: Paths): string {
  if (selector) {
    const text = at(object, selector);
    return typeof text === 'string' ? text : '';
  }
  const given = at(object, ['spec', 'selector']);
  if (!isJsonObject(given)) return '';
  if (object.kind === 'ReplicationController') return Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `${key}=${String(value)}`).join(',');
  return labelSelectorText(fromLabelSelector(given));
}

function scaleOf(object: KubeObject, paths: Paths): V1Scale {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata ?? {};
  const replicas = Number(at(object, paths.spec) ?? 0);
  const selector = selectorOf(object, paths);
  return {
    kind: 'Scale', apiVersion: 'autoscaling/v1',
    metadata: { ...(name ? { name } : {}), ...(namespace ? { namespace } : {}), ...(uid ? { uid } : {}), ...(resourceVersion ? { resourceVersion } : {}), ...(creationTimestamp ? { creationTimestamp } : {}) },
    spec: replicas === 0 ? {} : { replicas },
    status: { replicas: Number(at(object, paths.status) ?? 0), ...(selector ? { selector } : {}) },
  };
}

/** GET, PUT and PATCH of `…/scale`. */
export function scale(call: Call): KubeObject | V1Status {
  const old = stored(call);
  if (isStatus(old)) return old;
  const paths = pathsOf(call);
  if (call.info.verb === 'get') return scaleOf(old, paths);
  const written = updateObject(call, old, (current) => {
    const wanted = wantedScale(call, scaleOf(current, paths));
    return isStatus(wanted) ? wanted : scaled(call, current, wanted as V1Scale, paths);
  });
  return isStatus(written) ? written : scaleOf(written, paths);
}

function wantedScale(call: Call, current: V1Scale): KubeObject | V1Status {
  const validation = fieldValidationOf(call);
  if (typeof validation === 'object') return validation;
  if (call.info.verb === 'update') {
    const decoded = decodeObject(scaleResource, call.request.body, validation);
    return isRefused(decoded) ? decoded : decoded.object;
  }
  const type = patchTypeOf(call);
  if (typeof type === 'object') return type;
  if (type === 'application/apply-patch+yaml') return refusal.unsupportedMediaType(['application/json-patch+json', 'application/merge-patch+json']);
  const decoded = patchObject(scaleResource, type, current, call.request.body, validation);
  return isRefused(decoded) ? decoded : decoded.object;
}

function scaled(call: Call, current: KubeObject, wanted: V1Scale, paths: Paths): KubeObject | V1Status {
  const replicas = wanted.spec?.replicas ?? 0;
  const { name = '' } = current.metadata ?? {};
  if (replicas < 0) return refusal.invalid(scaleKind, name, [invalidField('spec.replicas', replicas, 'must be greater than or equal to 0')]);
  const resourceVersion = wanted.metadata?.resourceVersion;
  if (resourceVersion !== undefined && resourceVersion !== '' && resourceVersion !== current.metadata?.resourceVersion) return refusal.conflict(call.resource.kind, name);
  return withAt(current, paths.spec, replicas) as AnyObject;
}
