import type { ServiceCard } from '../../../protocol/cards.ts';
import type { LoadSpec } from '../../../scenario/document.ts';
import type { Point, Rect } from './geometry.ts';
import { naturalOrder } from './machines.ts';

export const outsideBox = { width: 124, height: 60 } as const;
export const serviceBox = { width: 216, height: 72, gap: 18 } as const;
const columnGap = { outside: 120, services: 190, upright: 72, machines: 28 } as const;

/** Services in the order of the stage: the user's own first, the cluster's last, then by name. */
export function serviceOrder(services: Iterable<ServiceCard>): readonly ServiceCard[] {
  const rank = (service: ServiceCard): number => (service.namespace.startsWith('kube-') ? 2 : service.name === 'kubernetes' ? 1 : 0);
  return [...services].sort((a, b) => rank(a) - rank(b) || naturalOrder(a.namespace, b.namespace) || naturalOrder(a.name, b.name));
}

interface Sized {
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

export interface NetworkPlaces {
  readonly outside: Point;
  readonly services: ReadonlyMap<string, Point>;
  readonly machines: ReadonlyMap<string, Point>;
}

/**
 * Left to right: outside, services, machines; each column is centred on the tallest. On a stage that is taller than wide outside
 * stands above the services instead, where that shows everything much larger.
 */
export function arrangeNetwork(services: readonly ServiceCard[], machines: readonly Sized[], aspect: number): NetworkPlaces {
  const beside = besideServices(services, machines, aspect);
  const above = aboveServices(services, machines, aspect);
  return above.zoom > beside.zoom * gainMin ? above : beside;
}

interface Tried extends NetworkPlaces {
  /** How large everything is drawn where it just fits. */
  readonly zoom: number;
}

const heightOfServices = (services: readonly ServiceCard[]): number => Math.max(0, services.length * (serviceBox.height + serviceBox.gap) - serviceBox.gap);

function placeServices(services: readonly ServiceCard[], x: number, top: number): ReadonlyMap<string, Point> {
  return new Map(services.map((service, index) => [service.uid, { x, y: top + index * (serviceBox.height + serviceBox.gap) }]));
}

function placeMachines(stack: Stack, left: number, top: number): ReadonlyMap<string, Point> {
  return new Map([...stack.places].map(([name, { x, y }]) => [name, { x: left + x, y: top + y }]));
}

function besideServices(services: readonly ServiceCard[], machines: readonly Sized[], aspect: number): Tried {
  const left = outsideBox.width + columnGap.outside;
  const right = left + serviceBox.width + columnGap.services;
  const servicesHeight = heightOfServices(services);
  const stack = stackMachines(machines, right, aspect, Math.max(outsideBox.height, servicesHeight));
  const height = Math.max(stack.height, servicesHeight, outsideBox.height);
  return {
    zoom: stack.zoom,
    outside: { x: 0, y: (height - outsideBox.height) / 2 },
    services: placeServices(services, left, (height - servicesHeight) / 2),
    machines: placeMachines(stack, right, (height - stack.height) / 2),
  };
}

function aboveServices(services: readonly ServiceCard[], machines: readonly Sized[], aspect: number): Tried {
  const right = serviceBox.width + columnGap.upright;
  const top = outsideBox.height + columnGap.machines;
  const stack = stackMachines(machines, right, aspect, top + heightOfServices(services));
  return { zoom: stack.zoom, outside: { x: 0, y: 0 }, services: placeServices(services, 0, top), machines: placeMachines(stack, right, 0) };
}

/** Another column hides lines behind machines, and another arrangement is less plain, so either has to show everything that much larger. */
const gainMin = 1.4;

interface Stack {
  readonly places: ReadonlyMap<string, Point>;
  readonly height: number;
  readonly zoom: number;
}

/** Machines in columns, filled from the top; one column unless more show everything much larger. */
function stackMachines(machines: readonly Sized[], left: number, aspect: number, heightMin: number): Stack {
  let best: Stack = { places: new Map(), height: 0, zoom: 0 };
  for (let columns = 1; columns <= Math.min(machines.length, 40); columns++) {
    const tried = columnsOf(machines, columns);
    const zoom = Math.min(aspect / (left + tried.width), 1 / Math.max(heightMin, tried.height));
    if (zoom > best.zoom * gainMin) best = { ...tried, zoom };
  }
  return best;
}

function columnsOf(machines: readonly Sized[], columns: number): { places: Map<string, Point>; width: number; height: number } {
  const gap = columnGap.machines;
  const limit = machines.reduce((sum, { height }) => sum + height + gap, 0) / columns;
  const places = new Map<string, Point>();
  let [x, y, widest, tallest] = [0, 0, 0, 0];
  for (const { name, width, height } of machines) {
    if (y > 0 && y + height / 2 > limit) [x, y, widest] = [x + widest + gap, 0, 0];
    places.set(name, { x, y });
    widest = Math.max(widest, width);
    y += height + gap;
    tallest = Math.max(tallest, y - gap);
  }
  return { places, width: x + widest, height: tallest };
}

/** From where to where on the stage. */
export interface Way {
  readonly from: Point;
  readonly to: Point;
  /** It goes straight from above to below. */
  readonly isDown?: true;
}

/** Half a dot, which travels on the outermost line, too. */
const dotRoom = 4;

/** The stage with room for the lines that swing out beyond its boxes. */
export const withSwing = (bounds: Rect, lines: readonly Line[]): Rect => (lines.some(({ from, to }) => from.x === to.x && from.x - bounds.x < swing) ? { ...bounds, x: bounds.x - swing - dotRoom, width: bounds.width + swing + dotRoom } : bounds);

/** A line on the stage. Aggregated lines of many pods on one machine have no `podUid`. */
export interface Line extends Way {
  readonly id: string;
  readonly kind: 'outside' | 'ready' | 'not-ready';
  readonly serviceUid: string;
  readonly podUid: string;
  /** Uids of others that it belongs to the way of: it is lit with them, too. */
  readonly chain?: readonly string[];
  /** How many pods it stands for. */
  readonly pods: number;
}

export interface LineInput {
  readonly services: readonly ServiceCard[];
  readonly loads: readonly LoadSpec[];
  readonly outside: Rect;
  readonly serviceRect: (uid: string) => Rect | undefined;
  readonly podRect: (uid: string) => Rect | undefined;
  readonly machineNamed: (name: string) => { readonly rect: Rect; readonly powered: boolean } | undefined;
  /** One line to each machine instead of one to each pod. */
  readonly machineOf?: (uid: string) => { readonly name: string; readonly rect: Rect } | undefined;
}

const rightOf = (rect: Rect): Point => ({ x: rect.x + rect.width, y: rect.y + rect.height / 2 });
const leftOf = (rect: Rect): Point => ({ x: rect.x, y: rect.y + rect.height / 2 });

/** The ends of the line from outside to a service: across where they stand beside one another, down the left where one is above the other. */
export function endsFromOutside(outside: Rect, service: Rect): Pick<Line, 'from' | 'to'> {
  return { from: outside.x === service.x ? leftOf(outside) : rightOf(outside), to: leftOf(service) };
}

/** Outside → service → pods, for everything that is on the stage. */
export function linesOf(input: LineInput): readonly Line[] {
  const lines: Line[] = [];
  for (const service of input.services) {
    const rect = input.serviceRect(service.uid);
    if (!rect) continue;
    if (isReachedFromOutside(service, input.loads)) {
      lines.push({ id: `outside:${service.uid}`, kind: 'outside', serviceUid: service.uid, podUid: '', ...endsFromOutside(input.outside, rect), pods: 0 });
    }
    lines.push(...linesToPods(service, rightOf(rect), service.readyPods, 'ready', input));
    lines.push(...linesToPods(service, rightOf(rect), service.notReadyPods, 'not-ready', input));
    lines.push(...linesToMachines(service, rightOf(rect), input));
  }
  return lines;
}

/** Whether requests come from outside: a load generator aims at it, or it has a door to the outside. */
export function isReachedFromOutside(service: ServiceCard, loads: readonly LoadSpec[]): boolean {
  const target = `service/${service.namespace}/${service.name}`;
  return service.type === 'NodePort' || service.type === 'LoadBalancer' || loads.some((load) => load.target === target || load.target.includes(`//${service.clusterIP}`));
}

/** How far below a machine's upper edge its heading stands: a line to the machine itself ends there. */
const headingY = 22;

function linesToMachines({ uid, machines = [] }: ServiceCard, from: Point, { machineNamed }: LineInput): readonly Line[] {
  return machines.flatMap((name): readonly Line[] => {
    const machine = machineNamed(name);
    if (!machine) return [];
    const { rect, powered } = machine;
    return [{ id: `${uid}:machine:${name}`, kind: powered ? 'ready' : 'not-ready', serviceUid: uid, podUid: '', from, to: { x: rect.x, y: rect.y + Math.min(headingY, rect.height / 2) }, pods: 1 }];
  });
}

function linesToPods(service: ServiceCard, from: Point, uids: readonly string[], kind: 'ready' | 'not-ready', { podRect, machineOf }: LineInput): readonly Line[] {
  const lines = new Map<string, Line>();
  for (const uid of uids) {
    const machine = machineOf?.(uid);
    const rect = machine?.rect ?? podRect(uid);
    if (!rect) continue;
    const id = `${service.uid}:${kind}:${machine?.name ?? uid}`;
    const pods = (lines.get(id)?.pods ?? 0) + 1;
    lines.set(id, { id, kind, serviceUid: service.uid, podUid: machine ? '' : uid, from, to: leftOf(rect), pods });
  }
  return [...lines.values()];
}

/** How far a line that goes straight down swings out to the left. */
const swing = 6;

/** The two middle points of a line's curve: a gentle S across, a bow where it goes down along a column, none where it goes straight down. */
function bends({ from, to, isDown }: Way): readonly [Point, Point] {
  if (isDown) return [from, to];
  if (from.x === to.x) return [{ x: from.x - swing, y: from.y }, { x: to.x - swing, y: to.y }];
  const bend = Math.max(30, Math.abs(to.x - from.x) / 2);
  return [{ x: from.x + bend, y: from.y }, { x: to.x - bend, y: to.y }];
}

export function curve(way: Way): string {
  const [{ from, to }, [first, second]] = [way, bends(way)];
  return `M${from.x} ${from.y}C${first.x} ${first.y} ${second.x} ${second.y} ${to.x} ${to.y}`;
}

/** Where on that curve a dot is, `along` from 0 to 1. */
export function pointOn(way: Way, along: number): Point {
  const [{ from, to }, [first, second]] = [way, bends(way)];
  const rest = 1 - along;
  const [a, b, c, d] = [rest * rest * rest, 3 * rest * rest * along, 3 * rest * along * along, along * along * along];
  return { x: a * from.x + b * first.x + c * second.x + d * to.x, y: a * from.y + b * first.y + c * second.y + d * to.y };
}
