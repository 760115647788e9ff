import type { Cluster } from '../../engine/index.ts';
import type { ApiRequest } from '../../kube/api.ts';
import type { V1Pod, V1Status } from '../../kube/generated/types.ts';
import type { PortReply, PortRequest } from '../../kube/kubelet-api.ts';
import { createHttpReader, httpAnswer, type WholeRequest } from './http-text.ts';
import type { WallClock } from '../wall-clock.ts';

/** A pod as a forward reaches it. */
export interface ForwardTarget {
  readonly cluster: Cluster;
  readonly wall: WallClock;
  /** `POST …/pods/NAME/portforward`, in the client's name. */
  readonly apiRequest: ApiRequest;
}

/** One connection to one port, from the pod's side. */
export interface ForwardHandlers {
  readonly data: (bytes: Buffer) => void;
  /** What kubelet writes on the error stream; nothing comes after it. */
  readonly failed: (message: string) => void;
  readonly ended: () => void;
}

export interface Forwarded {
  read(chunk: Buffer): void;
  /** The client says nothing more; what it asked is still answered. */
  finish(): void;
  /** The client is gone. */
  stop(): void;
}

/** Carries the HTTP of one connection to a port of the pod, and the program's answers back, each after the time that it took. */
export function forward(target: ForwardTarget, port: number, handlers: ForwardHandlers): Forwarded {
  return new Connection(target, port, handlers);
}

class Connection implements Forwarded {
  readonly #reader = createHttpReader();
  #isOver = false;
  #inputEnded = false;
  #pending = 0;
  #busyUntilMs = 0;

  constructor(private readonly target: ForwardTarget, private readonly port: number, private readonly handlers: ForwardHandlers) {}

  read(chunk: Buffer): void {
    for (const whole of this.#reader.read(chunk)) {
      if (this.#isOver) return;
      if (whole === 'bad') this.#fail(`error forwarding port ${String(this.port)} to pod: what was sent is no HTTP/1.1, and a simulated program understands nothing else`);
      else this.#answer(whole);
    }
  }

  finish(): void {
    this.#inputEnded = true;
    if (this.#pending === 0) this.#end();
  }

  stop(): void {
    this.#isOver = true;
  }

  #answer(whole: WholeRequest): void {
    const reply = ask(this.target, { ...whole.request, port: this.port });
    if (typeof reply === 'string') {
      this.#fail(reply);
      return;
    }
    const nowMs = performance.now();
    this.#busyUntilMs = Math.max(nowMs, this.#busyUntilMs) + reply.latencyMs / this.target.wall.speed;
    this.#pending++;
    setTimeout(() => { this.#deliver(whole, reply); }, this.#busyUntilMs - nowMs);
  }

  #deliver(whole: WholeRequest, reply: Answered): void {
    this.#pending--;
    if (this.#isOver) return;
    this.handlers.data(httpAnswer(reply, whole));
    if (whole.closes || (this.#inputEnded && this.#pending === 0)) this.#end();
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.handlers.ended();
  }

  #fail(message: string): void {
    this.#isOver = true;
    this.handlers.failed(message);
  }
}

type Answered = PortReply & { readonly ok: true };

/** What the program answers, or the kubelet's words for nobody answering. */
function ask({ cluster, wall, apiRequest }: ForwardTarget, request: PortRequest): Answered | string {
  wall.catchUp();
  const { code, body } = cluster.api.handle({ ...apiRequest, contentType: 'application/json', body: JSON.stringify(request) });
  if (code !== 200) return (body as V1Status).message ?? `unknown (${String(code)})`;
  const reply = body as PortReply;
  if (reply.ok) return reply;
  const port = String(request.port);
  const { code: found, body: pod } = cluster.api.handle({ ...apiRequest, method: 'GET', path: apiRequest.path.replace(/\/portforward(\?.*)?$/, '') });
  const uid = found === 200 ? ((pod as V1Pod).metadata?.uid ?? '') : '';
  return `error forwarding port ${port} to pod ${uid}, uid : failed to execute portforward in network namespace: failed to connect to localhost:${port} inside the namespace, IPv4: dial tcp4 127.0.0.1:${port}: connect: ${reply.reason}`;
}
