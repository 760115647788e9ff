import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { usualMachines } from '../scenario/machines.ts';
import type { MachineSpec } from '../scenario/document.ts';
import { startServer } from './server.ts';

/** `npm run serve`: the engine behind the Kubernetes REST API on loopback. */
const usage = `usage: npm run serve -- [--port 8001] [--admin-port 8002] [--nodes FILE] [--speed 1] [--seed 1] [--fake-kubelets]
  --nodes FILE       JSON list of machines: [{"name": "node-1", "labels": {}, "taints": [], "capacity": {"cpu": "4"}}]
  --speed N          virtual seconds a second
  --fake-kubelets    kubelets without containers, as in the recordings of a real cluster`;

function readArguments(): Parameters<typeof startServer>[0] {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8001' }, 'admin-port': { type: 'string', default: '8002' }, nodes: { type: 'string' },
      speed: { type: 'string', default: '1' }, seed: { type: 'string', default: '1' }, 'fake-kubelets': { type: 'boolean', default: false },
    },
  });
  const machines = values.nodes === undefined ? usualMachines : (JSON.parse(readFileSync(values.nodes, 'utf8')) as readonly MachineSpec[]);
  return {
    port: Number(values.port), adminPort: Number(values['admin-port']), speed: Number(values.speed), seed: Number(values.seed),
    machines, fakeKubelets: values['fake-kubelets'],
  };
}

function settingsOrUsage(): Parameters<typeof startServer>[0] {
  try {
    return readArguments();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    process.exit(2);
  }
}

const server = await startServer(settingsOrUsage());
console.log(`listening on ${server.url}`);
console.log(`controls on ${server.adminUrl}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { void server.close().then(() => process.exit(0)); });
