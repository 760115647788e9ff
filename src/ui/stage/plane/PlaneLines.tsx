import { ViewportPortal } from '@xyflow/react';
import { curve } from '../layout/network.ts';
import { endsBetween, type Plane } from '../layout/plane.ts';
import { useStage } from '../model-store.ts';
import { isTouched } from './select.ts';
import { usePlane } from './store.ts';

/** From everybody to the API server, and from there to etcd: nobody else talks to anybody. */
export function PlaneLines() {
  const plane = useStage(({ model }) => model?.plane);
  const hovered = usePlane((state) => state.hovered);
  const activity = usePlane((state) => state.activity);
  const api = plane?.boxes.get('plane:api');
  if (!plane || !api) return null;
  const owner = hovered.startsWith('plane:controller/') ? 'plane:manager' : hovered;
  return (
    <ViewportPortal>
      <svg aria-hidden className="dd-fade pointer-events-none absolute top-0 left-0 overflow-visible" width="1" height="1">
        {talkers(plane).map(([id, rect]) => {
          const isStrong = owner !== '' && (id === owner || isTouched(id, hovered, activity));
          const way = endsBetween(rect, api);
          return <path key={id} d={curve(way.from.x > way.to.x ? { from: way.to, to: way.from } : way)} className="line" data-kind="ready" data-strong={isStrong} data-faded={owner !== '' && !isStrong} />;
        })}
      </svg>
    </ViewportPortal>
  );
}

/** Who has a way to the API server: tiles share one. */
const talkers = ({ boxes, parts, isCompact }: Plane) => [
  ...[...boxes].filter(([id]) => id !== 'plane:api' && id !== 'plane:legend' && (isCompact || id !== 'plane:kubelets')),
  ...(isCompact ? [] : [...parts].filter(([id]) => id.startsWith('node:'))),
];
