import type { MemberMessage } from '../../../protocol/members.ts';
import type { TracedRequest } from '../../../protocol/requests.ts';
import { apart } from '../dots.ts';
import { dotDurationMs } from '../layout/flow.ts';
import type { Point, Rect } from '../layout/geometry.ts';
import { pointOn, type Way } from '../layout/network.ts';
import { endsBetween, planeRectOf, type Plane } from '../layout/plane.ts';
import { askerOf, outcomeOf, wokenOf, type Outcome } from './activity.ts';

/** A message under way on the screen: to the API server, on to etcd, or a word to who watches. */
export interface Message extends Way {
  readonly startMs: number;
  readonly durationMs: number;
  readonly shape: Outcome | 'woken' | 'vote';
}

export const messagesMax = 240;
/** Requests that are drawn of one frame, evenly taken. */
const sampleMax = 60;
const spreadMaxMs = 400;

/** The requests that came since the last one seen; nothing of what only etcd's log remembers. */
export function newRequests(last: TracedRequest | undefined, requests: readonly TracedRequest[]): readonly TracedRequest[] {
  const from = last ? requests.lastIndexOf(last) + 1 : 0;
  return requests.slice(from).filter(({ fromLog }) => !fromLog);
}

/** Every n-th, so that no more than `max` are left. */
export function evenly<Item>(items: readonly Item[], max: number): readonly Item[] {
  const every = Math.ceil(items.length / max);
  return every <= 1 ? items : items.filter((_, index) => index % every === 0);
}

/** Ways that go straight down run over one another: they are told apart by their upper end, and messages on them by their shape. */
const laneOf = ({ from, to, shape }: Message): string => `${shape} ${String(from.x)} ${String(Math.min(from.y, to.y))}`;

/** Those that are seen as ones of their own where many go straight down in one line. */
export function apartOf(before: readonly Message[], added: readonly Message[]): readonly Message[] {
  const kept = [...before];
  return added.filter((message) => {
    const lane = laneOf(message);
    const roomMs = (message.durationMs * apart) / Math.max(apart, Math.abs(message.to.y - message.from.y));
    if (message.isDown && kept.some((other) => other.isDown && Math.abs(other.startMs - message.startMs) < roomMs && laneOf(other) === lane)) return false;
    kept.push(message);
    return true;
  });
}

/** The messages of new requests, spread over time as these were. */
export function messagesOf(plane: Plane, requests: readonly TracedRequest[], speed: number, nowMs: number): readonly Message[] {
  const sample = evenly(requests, sampleMax);
  const firstMs = sample[0]?.atMs ?? 0;
  return sample.flatMap((request) => messagesFor(plane, request, speed, nowMs + Math.min(spreadMaxMs, (request.atMs - firstMs) / Math.max(speed, 0.01)))).slice(-messagesMax);
}

function messagesFor(plane: Plane, request: TracedRequest, speed: number, startMs: number): readonly Message[] {
  const api = planeRectOf(plane, 'plane:api');
  if (!api) return [];
  const durationMs = dotDurationMs(0, speed);
  const outcome = outcomeOf(request);
  const way = (from: string, to: string, leg: number, shape: Message['shape']): readonly Message[] => {
    const [a, b] = [standOf(plane, from), standOf(plane, to)];
    return a && b ? [{ startMs: startMs + leg * durationMs, durationMs, ...endsBetween(a, b), shape }] : [];
  };
  const woken = new Set(request.woken.map(wokenOf).filter((id) => id !== ''));
  return [
    ...way(askerOf(request.user), 'plane:api', 0, outcome),
    ...(request.revision > 0 ? way('plane:api', 'plane:etcd', 1, outcome) : []),
    ...[...woken].flatMap((id) => way('plane:api', id, 2, 'woken')),
  ];
}

/** What members of etcd said to one another, spread over time as it was; what was lost looks like a failure. */
export function talkOf(plane: Plane, talk: readonly MemberMessage[], speed: number, nowMs: number): readonly Message[] {
  const sample = evenly(talk, sampleMax);
  const firstMs = sample[0]?.atMs ?? 0;
  return sample.flatMap(({ atMs, from, to, type, isLost }): readonly Message[] => {
    const [a, b] = [planeRectOf(plane, `plane:member/${from}`), planeRectOf(plane, `plane:member/${to}`)];
    const startMs = nowMs + Math.min(spreadMaxMs, (atMs - firstMs) / Math.max(speed, 0.01));
    return a && b ? [{ startMs, durationMs: dotDurationMs(0, speed), ...endsBetween(a, b), shape: isLost ? 'failed' : type.includes('vote') ? 'vote' : 'ok' }] : [];
  });
}

/** A controller's messages leave its manager's card beside its own row. */
function standOf(plane: Plane, id: string): Rect | undefined {
  const rect = planeRectOf(plane, id);
  const manager = id.startsWith('plane:controller/') ? plane.boxes.get('plane:manager') : undefined;
  return rect && manager ? { ...rect, x: manager.x, width: manager.width } : rect;
}

/** Where a message is at a real moment; undefined before it starts and after it arrived. */
export function messageAt(message: Message, nowMs: number): Point | undefined {
  const { startMs, durationMs } = message;
  if (nowMs < startMs || nowMs > startMs + durationMs) return undefined;
  return onWay(message, (nowMs - startMs) / durationMs);
}

/** The curves bend for what goes to the right: what goes to the left is the same way back. */
const onWay = (way: Way, along: number): Point => (way.from.x > way.to.x ? pointOn({ from: way.to, to: way.from }, 1 - along) : pointOn(way, along));
