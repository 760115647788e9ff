import type { RequestSample } from '../../protocol/cards.ts';
import { dotDurationMs, legAt } from './layout/flow.ts';
import type { Point } from './layout/geometry.ts';
import { podRect, type StageModel } from './layout/model.ts';
import { endsFromOutside, pointOn } from './layout/network.ts';

/** A request under way on the screen. */
export interface Dot {
  readonly startMs: number;
  readonly durationMs: number;
  readonly legs: readonly { readonly from: Point; readonly to: Point }[];
  readonly ok: boolean;
}

const dotsMax = 240;
const spreadMaxMs = 400;

/** The samples that came since the last one seen; all of them where that one is gone. */
export function newSamples(last: RequestSample | undefined, samples: readonly RequestSample[]): readonly RequestSample[] {
  return last ? samples.slice(samples.lastIndexOf(last) + 1) : samples;
}

/** Where a request goes on the stage: from its sender to the service, and on to its pod where it reached one. */
export function legsOf(model: StageModel, sample: RequestSample): Dot['legs'] {
  const service = model.boxes.get(`service:${sample.serviceUid}`);
  if (!service) return [];
  const middle = service.y + service.height / 2;
  const right = { x: service.x + service.width, y: middle };
  const outside = model.boxes.get('outside');
  const sender = sample.from === 'outside' ? undefined : podRect(model.hulls, model.boxes, model.input.pods.get(sample.from));
  const target = podRect(model.hulls, model.boxes, model.input.pods.get(sample.podUid));
  const first = sender ? { from: { x: sender.x, y: sender.y + sender.height / 2 }, to: right } : outside && endsFromOutside(outside, service);
  return [...(first ? [first] : []), ...(target ? [{ from: right, to: { x: target.x, y: target.y + target.height / 2 } }] : [])];
}

/** How far apart dots on one line are, in stage pixels: nearer they would be a smear, which tells less than fewer of them. */
export const apart = 15;

/** Which line a dot sets out on, and as what: a failure is seen among a thousand successes. */
const wayOf = ({ legs: [leg], ok }: Dot): string => `${String(leg?.from.x)} ${String(leg?.from.y)} ${String(leg?.to.x)} ${String(leg?.to.y)} ${String(ok)}`;

/** How much later than another a dot sets out, so that there is room between them on their first line. */
function roomMs({ durationMs, legs }: Dot): number {
  const [leg] = legs;
  if (!leg) return 0;
  return (durationMs / legs.length) * Math.min(1, apart / Math.max(1, Math.hypot(leg.to.x - leg.from.x, leg.to.y - leg.from.y)));
}

/** Those of the new dots that have room among the others on their line. */
function withRoom(dots: readonly Dot[], added: readonly Dot[]): readonly Dot[] {
  const starts = new Map<string, number[]>();
  const startsOf = (dot: Dot): number[] => {
    const way = wayOf(dot);
    const known = starts.get(way) ?? [];
    starts.set(way, known);
    return known;
  };
  for (const dot of dots) startsOf(dot).push(dot.startMs);
  return added.filter((dot) => {
    const [taken, room] = [startsOf(dot), roomMs(dot)];
    if (taken.some((startMs) => Math.abs(startMs - dot.startMs) < room)) return false;
    taken.push(dot.startMs);
    return true;
  });
}

/** New dots for new samples, spread over time as the requests were, as many as the lines have room for. Bounded. */
export function addDots(dots: readonly Dot[], model: StageModel, samples: readonly RequestSample[], speed: number, nowMs: number): readonly Dot[] {
  const first = samples[0]?.atMs ?? 0;
  const added = samples.slice(-dotsMax).map((sample): Dot => ({
    startMs: nowMs + Math.min(spreadMaxMs, (sample.atMs - first) / Math.max(speed, 0.01)),
    durationMs: dotDurationMs(sample.latencyMs, speed),
    legs: legsOf(model, sample),
    ok: sample.ok,
  }));
  return [...dots, ...withRoom(dots, added.filter(({ legs }) => legs.length > 0))].slice(-dotsMax);
}

/** Where a dot is at a real moment; undefined before it starts and after it arrived. */
export function dotAt({ startMs, durationMs, legs }: Dot, nowMs: number): Point | undefined {
  if (nowMs < startMs || nowMs > startMs + durationMs) return undefined;
  const { leg, along } = legAt((nowMs - startMs) / durationMs, legs.length);
  const part = legs[leg];
  return part && pointOn(part, along);
}
