import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { usualMachines } from '../scenario/machines.ts';
import type { MachineSpec } from '../scenario/document.ts';
import { startServer } from './server.ts';

/** `npm run serve`: the engine behind the Kubernetes REST API on loopback. */
const usage = `usage: npm run serve -- [--port 8001] [--admin-port 8002] [--nodes FILE] [--speed 1] [--seed 1] [--fake-kubelets] [--help]
  --nodes FILE       JSON list of machines: [{"name": "node-1", "labels": {}, "taints": [], "capacity": {"cpu": "4"}}]
  --speed N          virtual seconds a second
  --fake-kubelets    kubelets without containers, as in the recordings of a real cluster`;

function portOf(name: string, text: string): number {
  const port = Number(text);
  if (text === '' || !Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`--${name}: "${text}" is no port; it must be a whole number from 0 to 65535`);
  return port;
}

function wholeOf(name: string, text: string): number {
  const value = Number(text);
  if (text === '' || !Number.isSafeInteger(value)) throw new Error(`--${name}: "${text}" is no whole number`);
  return value;
}

function positiveOf(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new Error(`--${name}: "${text}" is no number above 0`);
  return value;
}

function readArguments(): Parameters<typeof startServer>[0] {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8001' }, 'admin-port': { type: 'string', default: '8002' }, nodes: { type: 'string' },
      speed: { type: 'string', default: '1' }, seed: { type: 'string', default: '1' }, 'fake-kubelets': { type: 'boolean', default: false }, help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const machines = values.nodes === undefined ? usualMachines : (JSON.parse(readFileSync(values.nodes, 'utf8')) as readonly MachineSpec[]);
  return {
    port: portOf('port', values.port), adminPort: portOf('admin-port', values['admin-port']), speed: positiveOf('speed', values.speed), seed: wholeOf('seed', values.seed),
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

/** A port that is taken, or may not be had, is said in a line. */
async function started(): ReturnType<typeof startServer> {
  try {
    return await startServer(settingsOrUsage());
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

const server = await started();
console.log(`listening on ${server.url}`);
console.log(`controls on ${server.adminUrl}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { void server.close().then(() => process.exit(0)); });
