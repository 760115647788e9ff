import { EngineHost } from './host.ts';
import type { CommandMessage, WorkerMessage } from '../protocol/messages.ts';

/** The worker of the page: the host of the engine, the browser's clock and the messages. */
const post = (message: WorkerMessage): void => { self.postMessage(message); };
const host = new EngineHost(post, () => performance.now());

self.onmessage = ({ data }: MessageEvent<CommandMessage>) => { host.receive(data); };
setInterval(() => { host.tick(); }, 16);
