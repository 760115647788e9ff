import '@xyflow/react/dist/base.css';
import './stage.css';
import './workloads.css';
import { ReactFlow, ReactFlowProvider, useReactFlow, useStore as useFlowStore, type Node } from '@xyflow/react';
import { lazy, Suspense, useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { useWords } from '../session/preferences.ts';
import { useSession, type Selection } from '../session/store.ts';
import { Dots } from './Dots.tsx';
import { GoneNode, HullNode, TrayNode } from './HullNode.tsx';
import { walk } from './keyboard.ts';
import { Labels } from './Labels.tsx';
import type { Point } from './layout/geometry.ts';
import { hit, type StageModel } from './layout/model.ts';
import { Lines } from './Lines.tsx';
import { Lit } from './Lit.tsx';
import { useLongPress } from './long-press.ts';
import { connectStage, hasMany, useStage } from './model-store.ts';
import type { OpenMenu } from './ObjectMenu.tsx';
import { objectOf } from './objects.ts';
import { OutsideNode, ServiceNode } from './ServiceNode.tsx';
import { ColumnNode, MountersNode, StorageNode } from './StorageNode.tsx';
import { MoreBelow } from './MoreBelow.tsx';
import { NoteNode, StorageNotes } from './StorageNotes.tsx';
import { clickPixels, usePresses } from './press.ts';
import { stripPixels, useView } from './view.ts';
import { NamespaceNode } from './NamespaceNode.tsx';
import { WorkloadNode } from './WorkloadNode.tsx';
import { stageWords } from './words.ts';
import { ZoomButtons } from './ZoomButtons.tsx';

/** What the first picture does not need comes when it is wanted first: the painting of more pods than the page's elements can carry, its twin, and the menu of an object. */
const CanvasStage = lazy(async () => ({ default: (await import('./CanvasStage.tsx')).CanvasStage }));
const Twin = lazy(async () => ({ default: (await import('./Twin.tsx')).Twin }));
const ObjectMenu = lazy(async () => ({ default: (await import('./ObjectMenu.tsx')).ObjectMenu }));
/** So does what only the control plane lens needs. */
const PlanePart = lazy(async () => ({ default: (await import('./plane/PlaneNode.tsx')).PlaneNode }));
const Messages = lazy(async () => ({ default: (await import('./plane/Messages.tsx')).Messages }));
const PlaneNode = ({ data }: { readonly data: { readonly id: string } }) => <Suspense fallback={null}><PlanePart id={data.id} /></Suspense>;

const nodeTypes = { hull: HullNode, tray: TrayNode, gone: GoneNode, service: ServiceNode, outside: OutsideNode, workload: WorkloadNode, namespace: NamespaceNode, extra: StorageNode, mounters: MountersNode, column: ColumnNode, note: NoteNode, plane: PlaneNode };

interface StageProps {
  /** The filter of the page, '' for all. */
  readonly namespace: string;
  /** Somebody wants to see all about an object, not only to select it. */
  readonly onOpen: (object: Selection | undefined) => void;
}

/** The live picture of the cluster. */
export function Stage({ namespace, onOpen }: StageProps) {
  useEffect(() => connectStage(), []);
  useEffect(() => { useStage.setState({ namespace }); }, [namespace]);
  return <ReactFlowProvider><Board onOpen={onOpen} /></ReactFlowProvider>;
}

function Board({ onOpen }: Pick<StageProps, 'onOpen'>) {
  const words = useWords(stageWords);
  const ref = useRef<HTMLDivElement>(null);
  const [menu, setMenu] = useState<OpenMenu>();
  const canvas = useStage((state) => state.model?.density === 'canvas');
  const hasTwin = useStage((state) => state.model?.density === 'canvas' && !state.model.workloads);
  const isPlane = useStage((state) => state.model?.plane !== undefined);
  const isMany = useStage(hasMany);
  const flow = useReactFlow();
  const nodes = useFlowNodes();
  const onMove = useView(ref);
  usePresses(ref);
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
      data-many={isMany}
      className="stage relative size-full overflow-clip bg-water outline-offset-[-2px]"
      onClick={(event) => { if (!isTool(event.target)) selectAt(idUnder(event), onOpen); }}
      onContextMenu={(event) => { if (openMenu(idUnder(event), { x: event.clientX, y: event.clientY })) event.preventDefault(); }}
      {...press}
      onKeyDown={(event) => { walk(event, openMenu); }}
    >
      <ReactFlow
        nodes={nodes}
        edges={noEdges}
        nodeTypes={nodeTypes}
        onMove={onMove}
        paneClickDistance={clickPixels}
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
        {canvas && <Suspense fallback={null}><CanvasStage /></Suspense>}
        <Dots />
        {isPlane && <Suspense fallback={null}><Messages /></Suspense>}
        <Lit />
        <Zoom stage={ref} />
        <MoreBelow />
        <div aria-hidden className="absolute inset-x-0 bottom-0 z-[6] border-t border-line bg-water" style={{ height: stripPixels }} />
      </ReactFlow>
      {hasTwin && <Suspense fallback={null}><Twin /></Suspense>}
      <StorageNotes />
      <ZoomButtons />
      {menu && <Suspense fallback={null}><ObjectMenu menu={menu} onOpen={onOpen} onClose={() => { setMenu(undefined); }} /></Suspense>}
    </div>
  );
}

/** Where the picture is drawn smaller than this, words of a size that can be read have no room for each other, and farther away none at all on a pod. */
const farBelow = 0.7;
const fartherBelow = 0.4;

/** Tells the styles how large the picture is drawn, in steps: what is meant for a thumb keeps its size on the screen, and names grow where they would be too small. */
function Zoom({ stage }: { readonly stage: RefObject<HTMLDivElement | null> }) {
  const zoom = useFlowStore(({ transform }) => Math.max(0.05, Math.floor(transform[2] * 20 + 0.01) / 20));
  useEffect(() => {
    stage.current?.style.setProperty('--zoom', String(zoom));
    stage.current?.setAttribute('data-far', String(zoom < farBelow));
    stage.current?.setAttribute('data-farther', String(zoom < fartherBelow));
  }, [stage, zoom]);
  return null;
}

const noEdges: never[] = [];
const idAt = (target: EventTarget): string => (target instanceof Element ? (target.closest<HTMLElement>('[data-id]:not(.react-flow__node)')?.dataset.id ?? '') : '');

/** What is painted at a point of the stage. */
function hitAt(point: Point): string {
  const { model } = useStage.getState();
  return model ? hit(model, point) : '';
}

const isTool = (target: EventTarget): boolean => target instanceof Element && target.closest('[role=menu],[data-stage-tools],[role=tree]') !== null;

/** A click on an object selects it, and opens it where it was selected already; a click on the water lets go. */
function selectAt(id: string, open: StageProps['onOpen']): void {
  if (id.startsWith('power:')) return;
  const { selection, select } = useSession.getState();
  const object = objectOf(id);
  if (object && object.uid === selection?.uid) open(object);
  else select(object);
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
    if (canvas && (kind === 'node' || kind === 'tray' || kind === 'gone')) return [];
    const common = { id, position: { x, y }, width, height, style: { pointerEvents: 'all' as const } };
    if (kind === 'node') return [{ ...common, type: 'hull', data: { name: key } }];
    if (kind === 'workload' || kind === 'bare') return [{ ...common, type: 'workload', data: { id } }];
    if (kind === 'namespace' || kind === 'column') return [{ ...common, type: kind, data: { name: key } }];
    if (kind === 'extra') return [{ ...common, type: kind, data: { uid: key } }];
    if (kind === 'plane') return [{ ...common, type: kind, data: { id } }];
    if (kind === 'mounters') return [{ ...common, type: kind, data: {}, style: { pointerEvents: 'none' } }];
    if (kind === 'service') return [{ ...common, type: 'service', data: { uid: key } }];
    return [{ ...common, type: kind, data: {} }];
  });
}
