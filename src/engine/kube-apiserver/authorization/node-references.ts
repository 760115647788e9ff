import type { V1Container, V1Pod } from '../../../kube/generated/types.ts';

/** What a node may read because a pod on it needs it. */
export type NeededKind = 'secrets' | 'configmaps' | 'persistentvolumeclaims';

/** Names of one sort that a pod needs, in its own namespace. */
export function neededBy({ metadata, spec }: V1Pod, kind: NeededKind): ReadonlySet<string> {
  const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? []), ...((spec?.ephemeralContainers ?? []) as readonly V1Container[])];
  const volumes = spec?.volumes ?? [];
  const projected = volumes.flatMap((volume) => volume.projected?.sources ?? []);
  switch (kind) {
    case 'secrets': return named([
      ...volumes.map(({ secret }) => secret?.secretName), ...projected.map(({ secret }) => secret?.name), ...(spec?.imagePullSecrets ?? []).map(({ name }) => name),
      ...containers.flatMap(({ envFrom = [], env = [] }) => [...envFrom.map(({ secretRef }) => secretRef?.name), ...env.map(({ valueFrom }) => valueFrom?.secretKeyRef?.name)]),
    ]);
    case 'configmaps': return named([
      ...volumes.map(({ configMap }) => configMap?.name), ...projected.map(({ configMap }) => configMap?.name),
      ...containers.flatMap(({ envFrom = [], env = [] }) => [...envFrom.map(({ configMapRef }) => configMapRef?.name), ...env.map(({ valueFrom }) => valueFrom?.configMapKeyRef?.name)]),
    ]);
    case 'persistentvolumeclaims': return named(volumes.map(({ name, persistentVolumeClaim, ephemeral }) => persistentVolumeClaim?.claimName ?? (ephemeral ? `${metadata?.name ?? ''}-${name}` : undefined)));
  }
}

const named = (names: readonly (string | undefined)[]): ReadonlySet<string> => new Set(names.filter((name) => name !== undefined));
