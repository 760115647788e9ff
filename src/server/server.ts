import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { Cluster, type Machine } from '../engine/index.ts';
import { docs } from '../kube/generated/docs.ts';
import { answerAdmin } from './admin.ts';
import { answerApi } from './rest.ts';
import { answerUpgrade } from './streams.ts';
import { WallClock } from './wall-clock.ts';

export interface ServerSettings {
  /** 0 takes any free port. */
  readonly port: number;
  readonly adminPort: number;
  readonly seed: number;
  /** Virtual seconds a second. */
  readonly speed: number;
  readonly machines: readonly Machine[];
  readonly fakeKubelets: boolean;
}

export interface RunningServer {
  readonly url: string;
  readonly adminUrl: string;
  /** Ends open watches and connections, then resolves. */
  close(): Promise<void>;
}

/** Only this machine may talk to the cluster: whoever brings no token is its administrator. */
const loopback = '127.0.0.1';
/** How long a client may take for its headers and its whole request. */
const headersTimeoutMs = 10_000;
const requestTimeoutMs = 30_000;

/** Runs a cluster in real time behind two HTTP ports: the Kubernetes API and the cluster's own controls. */
export async function startServer(settings: ServerSettings): Promise<RunningServer> {
  const cluster = new Cluster({ seed: settings.seed, startEpochMs: Math.floor(Date.now() / 1000) * 1000, machines: settings.machines, fakeKubelets: settings.fakeKubelets, docs });
  const wall = new WallClock(cluster.clock, settings.speed);
  const streams = new Set<Duplex>();
  const http = createServer((request, response) => { void answerApi(cluster, wall, request, response); });
  http.on('upgrade', (request, socket: Duplex) => {
    streams.add(socket);
    socket.on('close', () => { streams.delete(socket); });
    answerUpgrade(cluster, wall, request, socket);
  });
  const api = listen(http, settings.port);
  const admin = listen(createServer((request, response) => { void answerAdmin(cluster, wall, request, response); }), settings.adminPort);
  const [url, adminUrl] = await Promise.all([api, admin]);
  wall.start();
  return {
    url: url.address,
    adminUrl: adminUrl.address,
    close: async () => {
      wall.stop();
      for (const socket of streams) socket.destroy();
      await Promise.all([url, adminUrl].map(({ server }) => new Promise<void>((resolve) => {
        server.close(() => { resolve(); });
        server.closeAllConnections();
      })));
    },
  };
}

async function listen(server: Server, port: number): Promise<{ readonly server: Server; readonly address: string }> {
  server.headersTimeout = headersTimeoutMs;
  server.requestTimeout = requestTimeoutMs;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, loopback, resolve);
  });
  return { server, address: `http://${loopback}:${String((server.address() as AddressInfo).port)}` };
}
