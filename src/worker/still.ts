import type { Frame } from '../protocol/messages.ts';
import type { Scenario } from '../scenario/document.ts';
import { EngineHost } from './host.ts';

/**
 * The first frame of a scenario: what the engine posts when it has loaded it. The build keeps the one that the page opens on, so
 * that it can be seen before the engine has arrived; the same scenario gives the same frame, byte for byte.
 */
export function stillOf(scenario: Scenario): Frame {
  const frames: Frame[] = [];
  const host = new EngineHost((message) => { if (message.type === 'frame') frames.push(message); }, () => 0);
  host.receive({ id: 1, command: { type: 'load', scenario } });
  const [frame] = frames;
  if (!frame) throw new Error('the scenario shows nothing');
  return frame;
}
