import { describeWith } from '../kubectl/index.ts';
import { EngineHost } from './host.ts';
import { buffersOf } from '../protocol/pod-columns.ts';
import type { CommandMessage, WorkerMessage } from '../protocol/messages.ts';

/** The worker of the page: the host of the engine, the browser's clock and the messages. */
const post = (message: WorkerMessage): void => { self.postMessage(message, { transfer: message.type === 'frame' ? buffersOf(message.pods) : [] }); };
const host = new EngineHost(post, () => performance.now());

/** Whether anything in a command can ask for the texts of `kubectl explain`, which are read in only then. */
const mayExplain = ({ command }: CommandMessage): boolean => (command.type === 'act' || command.type === 'load') && JSON.stringify(command).includes('explain');

let described = false;
/** What came while the texts are being read in, in its order. */
let held: CommandMessage[] | undefined;

async function describeAndGoOn(): Promise<void> {
  const { docs } = await import('../kube/generated/docs.ts');
  describeWith(docs);
  described = true;
  const messages = held ?? [];
  held = undefined;
  for (const message of messages) host.receive(message);
}

self.onmessage = ({ data }: MessageEvent<CommandMessage>) => {
  if (held) held.push(data);
  else if (described || !mayExplain(data)) host.receive(data);
  else {
    held = [data];
    void describeAndGoOn();
  }
};
setInterval(() => { host.tick(); }, 16);
