import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Cluster, Machine } from '../engine/index.ts';
import { readBody } from './body.ts';
import type { WallClock } from './wall-clock.ts';

/** What one control answers: undefined where all is well, else what is wrong. */
type Outcome = string | undefined;

const sizes = { cpu: '4', memory: '8Gi', pods: '110', 'ephemeral-storage': '100Gi' };

/** The cluster's own controls: power, machines, time. */
export async function answerAdmin(cluster: Cluster, wall: WallClock, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  const url = new URL(request.url ?? '/', 'http://localhost');
  wall.catchUp();
  if (request.method === 'GET' && url.pathname === '/clock') {
    reply(response, 200, { nowMs: cluster.clock.nowMs, time: new Date(cluster.clock.epochMs).toISOString(), speed: wall.speed });
    return;
  }
  const control = request.method === 'POST' ? controlFor(cluster, wall, url, body?.toString('utf8') ?? '') : undefined;
  if (!control) {
    reply(response, 404, { error: `no control ${request.method ?? ''} ${url.pathname}` });
    return;
  }
  const problem = control();
  reply(response, problem === undefined ? 200 : 400, problem === undefined ? { ok: true } : { error: problem });
}

function controlFor(cluster: Cluster, wall: WallClock, url: URL, body: string): (() => Outcome) | undefined {
  const power = /^\/nodes\/([^/]+)\/(down|up)$/.exec(url.pathname);
  if (power) return () => cluster.inflict({ type: power[2] === 'down' ? 'power-off' : 'power-on', node: decodeURIComponent(power[1] ?? '') });
  if (url.pathname === '/nodes') return () => addNode(cluster, body);
  if (url.pathname === '/clock/advance') return () => withNumber(url.searchParams.get('seconds'), (seconds) => { wall.advance(seconds * 1000); });
  if (url.pathname === '/clock/speed') return () => withNumber(url.searchParams.get('x'), (speed) => { wall.speed = speed; });
  return undefined;
}

function withNumber(text: string | null, act: (value: number) => void): Outcome {
  const value = Number(text ?? '');
  if (text === null || !Number.isFinite(value) || value < 0 || value > 1e6) return `a number from 0 to 1000000 is needed, not ${text ?? 'nothing'}`;
  act(value);
  return undefined;
}

function addNode(cluster: Cluster, body: string): Outcome {
  let spec: unknown;
  try {
    spec = JSON.parse(body);
  } catch {
    return 'the body is no JSON';
  }
  if (typeof spec !== 'object' || spec === null || !('name' in spec) || typeof spec.name !== 'string') return 'a name is needed';
  const machine = spec as Machine;
  return cluster.inflict({ type: 'add-node', machine: { ...machine, capacity: { ...sizes, ...machine.capacity } } });
}

function reply(response: ServerResponse, code: number, value: unknown): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(`${JSON.stringify(value)}\n`);
}
