import { Globe } from 'lucide-react';
import { memo } from 'react';
import type { NodeCard } from '../../protocol/cards.ts';
import { Badge, HealthMark, whyNoPods } from '../design/index.ts';
import { useWords } from '../session/preferences.ts';
import { useSession, type Cards } from '../session/store.ts';
import { outsideBox, serviceBox } from './layout/network.ts';
import { behindText, rateText, serviceHealth, serviceLabel } from './select.ts';
import { stageWords } from './words.ts';

/** A service: its address, how many pods are behind it, and how much comes through. */
export const ServiceNode = memo(function ServiceNode({ data }: { readonly data: { readonly uid: string } }) {
  const service = useSession((state) => state.services.get(data.uid));
  const selected = useSession((state) => state.selection?.uid === data.uid);
  const health = useSession((state) => serviceHealth(service ?? nothing, (machine) => isPowered(state.nodes, machine)));
  const words = useWords(stageWords);
  if (!service) return null;
  return (
    <div
      role="button"
      tabIndex={-1}
      aria-label={serviceLabel(service, words)}
      aria-pressed={selected}
      data-tip={whyNoPods(service, words.noPodsBecause) || undefined}
      data-id={`service:${service.uid}`}
      data-selected={selected}
      className="service flex flex-col justify-center gap-px px-3 leading-[18px]"
      style={{ width: serviceBox.width, height: serviceBox.height }}
    >
      <div className="flex items-center gap-1.5">
        {health !== 'done' && <HealthMark health={health} />}
        <span className="min-w-0 flex-1 truncate text-name font-semibold">{service.name}</span>
        <span className="far-less"><Badge>{service.type}</Badge></span>
      </div>
      <div className="far-less truncate font-mono text-note text-muted">{service.clusterIP} {service.ports.join(', ')}</div>
      <div className="flex gap-2 text-note text-muted">
        <span className="truncate">{behindText(service, words)}</span>
        {service.requestsPerSecond > 0 && <span>{words.perSecond(rateText(service.requestsPerSecond))}</span>}
        {service.failuresPerSecond > 0 && <span className="font-medium text-bad">▲ {words.failing(rateText(service.failuresPerSecond))}</span>}
      </div>
    </div>
  );
});

const nothing = { readyPods: [], notReadyPods: [] };

function isPowered(nodes: Cards<NodeCard>, machine: string): boolean {
  for (const { name, powered } of nodes.values()) if (name === machine) return powered;
  return false;
}

/** Where requests come from that no pod sends. */
export const OutsideNode = memo(function OutsideNode() {
  const words = useWords(stageWords);
  return (
    <div className="flex items-center justify-center gap-2.5 rounded-full border border-line bg-page px-3 shadow-rest" style={{ width: outsideBox.width, height: outsideBox.height }}>
      <Globe aria-hidden size={18} strokeWidth={1.7} className="far-less shrink-0 text-muted" />
      <span className="min-w-0">
        <span className="block text-name leading-[1.25] font-semibold">{words.outside}</span>
        <span className="far-less block truncate text-note leading-[1.2] text-muted">{words.outsideDetail}</span>
      </span>
    </div>
  );
});
