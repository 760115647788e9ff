import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ApiResponse } from '../../kube/api.ts';
import type { V1Status } from '../../kube/generated/types.ts';
import type { PortReply, PortRequest } from '../../kube/kubelet-api.ts';
import type { PortForward } from '../effects.ts';

/** An open port of this machine. */
export interface Listener {
  readonly port: number;
  close(): void;
}

/** Opens the port of a forward; what HTTP comes in goes to the pod through `send`. Or why it cannot be opened. */
export function openPort(forward: PortForward, send: (request: PortRequest) => Promise<ApiResponse>): Promise<Listener | string> {
  const server = createServer((request, response) => { void lead(forward, send, request, response); });
  server.on('connection', forward.connected);
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'EADDRINUSE' ? 'bind: address already in use' : error.code === 'EACCES' ? 'bind: permission denied' : error.message);
    });
    server.listen(forward.local, forward.address, () => {
      resolve({
        port: (server.address() as AddressInfo).port,
        close: () => {
          server.close();
          server.closeAllConnections();
        },
      });
    });
  });
}

async function lead({ remote, failed }: PortForward, send: (request: PortRequest) => Promise<ApiResponse>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const reply = await answerOf(send, await requestOf(request, remote));
  if (typeof reply === 'string') {
    failed(reply);
    request.socket.destroy();
    return;
  }
  const { status = 200, body = '' } = reply;
  response.writeHead(status, { 'content-length': Buffer.byteLength(body) });
  response.end(request.method === 'HEAD' ? '' : body);
}

async function requestOf(request: IncomingMessage, port: number): Promise<PortRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]));
  return {
    protocol: 'HTTP', port, method: request.method ?? 'GET', path: request.url ?? '/', headers, ...(request.headers.host === undefined ? {} : { host: request.headers.host }),
    ...(chunks.length > 0 ? { body: Buffer.concat(chunks).toString('utf8') } : {}),
  };
}

/** The program's answer, or why there is none. */
async function answerOf(send: (request: PortRequest) => Promise<ApiResponse>, request: PortRequest): Promise<PortReply & { readonly ok: true } | string> {
  try {
    const { code, body } = await send(request);
    if (code !== 200) return (body as V1Status).message ?? `unknown (${String(code)})`;
    const reply = body as PortReply;
    return reply.ok ? reply : `dial tcp4 127.0.0.1:${String(request.port)}: connect: ${reply.reason}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
