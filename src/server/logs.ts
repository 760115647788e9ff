import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Cluster } from '../engine/index.ts';
import type { ApiRequest } from '../kube/api.ts';
import { send } from './reply.ts';
import type { WallClock } from './wall-clock.ts';

const pollMs = 200;

interface Following {
  readonly cluster: Cluster;
  readonly wall: WallClock;
  readonly apiRequest: ApiRequest;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** `logs -f`: the log so far, then what is added, until the client goes or the container has ended. */
export function followLogs({ cluster, wall, apiRequest, request, response }: Following): void {
  const first = cluster.api.handle(apiRequest);
  if (first.code !== 200) {
    send(request, response, first);
    return;
  }
  response.writeHead(200, { 'content-type': 'text/plain' });
  response.write(String(first.body));
  const whole = { ...apiRequest, path: withoutQuery(apiRequest.path, ['follow', 'tailLines', 'sinceSeconds', 'sinceTime', 'limitBytes']) };
  let sent = lengthOf(cluster, whole);
  const timer = setInterval(() => {
    wall.catchUp();
    const now = cluster.api.handle(whole);
    if (now.code !== 200) {
      response.end();
      return;
    }
    const text = String(now.body);
    if (text.length > sent) response.write(text.slice(sent));
    sent = text.length;
  }, pollMs);
  response.on('close', () => { clearInterval(timer); });
}

function lengthOf(cluster: Cluster, request: ApiRequest): number {
  const answer = cluster.api.handle(request);
  return answer.code === 200 ? String(answer.body).length : 0;
}

function withoutQuery(path: string, names: readonly string[]): string {
  const url = new URL(path, 'http://localhost');
  for (const name of names) url.searchParams.delete(name);
  return `${url.pathname}${url.search}`;
}
