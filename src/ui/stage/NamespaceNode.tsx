import { memo } from 'react';
import type { QuotaCard, QuotaLimit } from '../../protocol/cards.ts';
import { useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { Gauge } from './Gauge.tsx';
import { gauge } from './layout/workloads.ts';
import { useStage } from './model-store.ts';
import { Claim } from './Policies.tsx';
import { shareOfQuota } from './workload-select.ts';
import { workloadWords, type WorkloadWords } from './workload-words.ts';

/** A namespace's heading: its name, how much of its quotas is used, and the claims that nothing mounts. */
export const NamespaceNode = memo(function NamespaceNode({ data }: { readonly data: { readonly name: string } }) {
  const extras = useStage((state) => state.model?.workloads?.families.namespaces.get(data.name));
  const selected = useSession((state) => state.selection?.uid ?? '');
  const words = useWords(workloadWords);
  if (!extras) return null;
  return (
    <div className="dd-fade">
      <div className="truncate border-b border-line-strong text-name leading-[22px] font-medium text-muted">{words.namespace(data.name)}</div>
      <div className="flex flex-wrap pt-1.5" style={{ gap: `6px ${String(gauge.gap)}px` }}>
        {extras.quotas.flatMap((quota) => quota.limits.map((limit) => <Quota key={`${quota.uid} ${limit.resource}`} quota={quota} limit={limit} words={words} />))}
        {extras.looseClaims.map((claim) => (
          <div key={claim.uid} className="relative" style={{ width: gauge.width, height: gauge.height }}>
            <Claim card={claim} rect={{ x: 0, y: 6, width: gauge.width, height: 22 }} words={words} selected={claim.uid === selected} />
          </div>
        ))}
      </div>
    </div>
  );
});

function Quota({ quota, limit, words }: { readonly quota: QuotaCard; readonly limit: QuotaLimit; readonly words: WorkloadWords }) {
  const share = shareOfQuota(limit);
  const label = words.quota(quota.name, limit.resource, limit.used, limit.hard);
  return (
    <div role="button" tabIndex={-1} aria-label={label} data-id={`extra:${quota.uid}`} data-tip={label} className="mark px-1 pt-[3px]" style={{ width: gauge.width, height: gauge.height }}>
      <Gauge label={limit.resource} value={`${limit.used} / ${limit.hard}`} filled={share} tone={share >= 1 ? 'bad' : share >= 0.8 ? 'busy' : 'plain'} />
    </div>
  );
}
