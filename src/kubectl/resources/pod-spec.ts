import type { V1Container, V1PodSpec } from '../../kube/generated/types.ts';
import { Failure } from '../errors.ts';
import { asMap, at, withAt, type Obj } from './object.ts';

/** Where a kind keeps its pod spec; undefined for kinds that make no pods. */
export function podSpecPath(object: Obj): readonly string[] | undefined {
  if (object.kind === 'Pod') return ['spec'];
  if (object.kind === 'CronJob') return ['spec', 'jobTemplate', 'spec', 'template', 'spec'];
  if (object.kind === 'PodTemplate') return ['template', 'spec'];
  return asMap(at(object, 'spec', 'template', 'spec')) ? ['spec', 'template', 'spec'] : undefined;
}

/** An object with its pod spec changed. */
export function mapPodSpec(object: Obj, change: (spec: V1PodSpec) => V1PodSpec): Obj {
  const path = podSpecPath(object);
  if (!path) throw new Failure(`the object is not a pod or does not have a pod template: *v1.${object.kind ?? ''}`);
  return withAt(object, path, change(at(object, ...path) as V1PodSpec));
}

/** A pod spec with those containers changed whose names match (`*` for any, a `*` inside for anything). */
export function mapContainers(spec: V1PodSpec, pattern: string, change: (container: V1Container) => V1Container, withInit = false): { readonly spec: V1PodSpec; readonly found: number } {
  const test = new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);
  let found = 0;
  const map = (containers: readonly V1Container[]): V1Container[] => containers.map((container) => {
    if (!test.test(container.name)) return container;
    found++;
    return change(container);
  });
  const containers = map(spec.containers);
  const init = withInit && spec.initContainers ? { initContainers: map(spec.initContainers) } : {};
  return { spec: { ...spec, containers, ...init }, found };
}
