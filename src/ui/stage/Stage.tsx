import '@xyflow/react/dist/base.css';
import './stage.css';
import './workloads.css';
import { ReactFlow, ReactFlowProvider, useReactFlow, type Node } from '@xyflow/react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { CanvasStage } from './CanvasStage.tsx';
import { Dots } from './Dots.tsx';
import { HullNode, TrayNode } from './HullNode.tsx';
import { walk } from './keyboard.ts';
import { Labels } from './Labels.tsx';
import type { Point } from './layout/geometry.ts';
import { hit, type StageModel } from './layout/model.ts';
import { Lines } from './Lines.tsx';
import { Lit } from './Lit.tsx';
import { useLongPress } from './long-press.ts';
import { Twin } from './Twin.tsx';
import { connectStage, useStage } from './model-store.ts';
import { ObjectMenu, type OpenMenu } from './ObjectMenu.tsx';
import { objectOf } from './objects.ts';
import { OutsideNode, ServiceNode } from './ServiceNode.tsx';
import { useView } from './view.ts';
import { NamespaceNode } from './NamespaceNode.tsx';
import { WorkloadNode } from './WorkloadNode.tsx';
import { stageWords } from './words.ts';
import { ZoomButtons } from './ZoomButtons.tsx';

const nodeTypes = { hull: HullNode, tray: TrayNode, service: ServiceNode, outside: OutsideNode, workload: WorkloadNode, namespace: NamespaceNode };

/** The live picture of the cluster. `namespace` is the filter of the page, '' for all. */
export function Stage({ namespace }: { readonly namespace: string }) {
  useEffect(() => connectStage(), []);
  useEffect(() => { useStage.setState({ namespace }); }, [namespace]);
  return <ReactFlowProvider><Board /></ReactFlowProvider>;
}

function Board() {
  const words = useWords(stageWords);
  const ref = useRef<HTMLDivElement>(null);
  const [menu, setMenu] = useState<OpenMenu>();
  const canvas = useStage((state) => state.model?.density === 'canvas');
  const hasTwin = useStage((state) => state.model?.density === 'canvas' && !state.model.workloads);
  const flow = useReactFlow();
  const nodes = useFlowNodes();
  const onMove = useView(ref);
  const idUnder = ({ target, clientX, clientY }: Pick<React.MouseEvent, 'target' | 'clientX' | 'clientY'>): string => idAt(target) || (canvas ? hitAt(flow.screenToFlowPosition({ x: clientX, y: clientY })) : '');
  const openMenu = (id: string, at: OpenMenu['at']): boolean => {
    const object = objectOf(id);
    if (object) setMenu({ object, at });
    return object !== undefined;
  };
  const press = useLongPress((target, at) => { openMenu(idUnder({ target, clientX: at.x, clientY: at.y }), at); });
  return (
    <div
      ref={ref}
      role="group"
      aria-label={`${words.objects}. ${words.howToWalk}`}
      tabIndex={0}
      className="stage relative size-full overflow-hidden bg-water outline-offset-[-2px]"
      onClick={(event) => { if (!isTool(event.target)) selectAt(idUnder(event)); }}
      onContextMenu={(event) => { if (openMenu(idUnder(event), { x: event.clientX, y: event.clientY })) event.preventDefault(); }}
      {...press}
      onKeyDown={(event) => { walk(event, openMenu); }}
    >
      <ReactFlow
        nodes={nodes}
        edges={noEdges}
        nodeTypes={nodeTypes}
        onMove={onMove}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        minZoom={0.02}
        maxZoom={2.5}
        zoomOnDoubleClick={false}
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        panActivationKeyCode={null}
        zoomActivationKeyCode={null}
        attributionPosition="bottom-left"
      >
        <Lines />
        <Labels />
        {canvas && <CanvasStage />}
        <Dots />
        <Lit />
      </ReactFlow>
      {hasTwin && <Twin />}
      <ZoomButtons />
      {menu && <ObjectMenu menu={menu} onClose={() => { setMenu(undefined); }} />}
    </div>
  );
}

const noEdges: never[] = [];
const idAt = (target: EventTarget): string => (target instanceof Element ? (target.closest<HTMLElement>('[data-id]:not(.react-flow__node)')?.dataset.id ?? '') : '');

/** What is painted at a point of the stage. */
function hitAt(point: Point): string {
  const { model } = useStage.getState();
  return model ? hit(model, point) : '';
}

const isTool = (target: EventTarget): boolean => target instanceof Element && target.closest('[role=menu],[data-stage-tools],[role=tree]') !== null;

/** A click on an object selects it; a click on the water lets go. */
function selectAt(id: string): void {
  if (!id.startsWith('power:')) useSession.getState().select(objectOf(id));
}

/** React Flow's nodes: new ones only when a place or a size changed. */
function useFlowNodes(): Node[] {
  const boxes = useStage((state) => state.model?.boxes);
  const canvas = useStage((state) => state.model?.density === 'canvas');
  return useMemo(() => (boxes ? flowNodes(boxes, canvas) : []), [boxes, canvas]);
}

function flowNodes(boxes: StageModel['boxes'], canvas: boolean): Node[] {
  return [...boxes].flatMap(([id, { x, y, width, height }]): Node[] => {
    const at = id.indexOf(':');
    const [kind, key] = at < 0 ? [id, ''] : [id.slice(0, at), id.slice(at + 1)];
    if (canvas && (kind === 'node' || kind === 'tray')) return [];
    const common = { id, position: { x, y }, width, height, style: { pointerEvents: 'all' as const } };
    if (kind === 'node') return [{ ...common, type: 'hull', data: { name: key } }];
    if (kind === 'workload' || kind === 'bare') return [{ ...common, type: 'workload', data: { id } }];
    if (kind === 'namespace') return [{ ...common, type: kind, data: { name: key } }];
    if (kind === 'service') return [{ ...common, type: 'service', data: { uid: key } }];
    return [{ ...common, type: kind, data: {} }];
  });
}
