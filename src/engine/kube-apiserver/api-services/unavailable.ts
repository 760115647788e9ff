import type { ApiResponse } from '../../../kube/api.ts';
import type { V1APIService } from '../../../kube/generated/types.ts';
import { apiServices } from '../../../kube/kinds.ts';
import type { Core } from '../core.ts';
import { keyIn, prefixIn } from '../resource.ts';

/** What is said for a server that is not there: plain words, no Status. */
export const unavailable: ApiResponse = { code: 503, body: 'service unavailable\n', contentType: 'text/plain' };

/** Whether a group and version are somebody else's, who is not there: nobody who was reached ever answered as he should. */
export function isUnavailable(core: Core, group: string, version: string): boolean {
  const found = core.store.get(keyIn(core.resources.of(apiServices), '', `${version}.${group}`)) as V1APIService | undefined;
  return found?.spec?.service !== undefined && !isAnswered(core, found);
}

const isAnswered = ({ options }: Core, { spec }: V1APIService): boolean => options.aggregated?.some(({ group, version }) => group === spec?.group && version === spec.version) ?? false;

/** Groups and versions of such servers: discovery names them all the same. */
export function unavailableVersions(core: Core): readonly { readonly group: string; readonly version: string }[] {
  const range = core.store.range(prefixIn(core.resources.of(apiServices), ''));
  if (range === 'compacted') return [];
  return (range.values as readonly V1APIService[]).filter((found) => found.spec?.service && !isAnswered(core, found)).map(({ spec }) => ({ group: spec?.group ?? '', version: spec?.version ?? '' }));
}
