import { serialize } from 'node:v8';
import { EngineHost } from '../../src/worker/host.ts';
import type { Frame, WorkerMessage } from '../../src/protocol/messages.ts';
import { deployment, machines } from './bench-pods.ts';

/** Bytes (as structured clone packs them) from worker to page for each changed pod, while 1,000 pods start. */
export function frameBytes(): readonly Record<string, number>[] {
  const frames: Frame[] = [];
  let wallMs = 0;
  const host = new EngineHost((message: WorkerMessage) => { if (message.type === 'frame') frames.push(message); }, () => wallMs);
  host.receive({ id: 1, command: { type: 'load', scenario: { version: 1, seed: 1, start: '2026-01-01T09:00:00Z', nodes: machines(100), manifests: [], load: [], warmUpMs: 15_000, actions: [], untilMs: 15_000 } } });
  host.receive({ id: 2, command: { type: 'act', action: { type: 'apply', yaml: deployment(1000) } } });
  frames.length = 0;
  host.receive({ id: 3, command: { type: 'play', speed: 1 } });
  for (let tick = 0; tick < 60 * 60; tick++) {
    wallMs += 16;
    host.tick();
  }
  const changed = frames.reduce((sum, frame) => sum + frame.pods.rows.length + frame.pods.usedRows.length, 0);
  const bytes = frames.reduce((sum, frame) => sum + serialize(frame).length, 0);
  const podBytes = frames.reduce((sum, frame) => sum + serialize(frame.pods).length, 0);
  return [{ frames: frames.length, 'pods changed': changed, 'bytes per changed pod': podBytes / Math.max(1, changed), 'bytes in all': bytes }];
}
