import { Buffer } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { ReadStream } from 'node:tty';
import { StringDecoder } from 'node:string_decoder';
import type { V1Status } from '../../kube/generated/types.ts';
import type { TerminalStream } from '../effects.ts';
import { openWebSocket, type WebSocketClient } from './web-socket.ts';

const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, close: 255 } as const;

interface Place {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** What the person types at; absent where all input is there already. */
  readonly keyboard?: ReadStream;
}

/**
 * Listens to a program in a container, and hands it a keyboard, until it ends: its exit code. A server's refusal is its answer.
 *
 * @see Kubernetes 1.36, client-go, tools/remotecommand
 */
export async function handOver({ isTerminal, stdin = '', out, err }: TerminalStream, { url, headers, keyboard }: Place): Promise<number | IncomingMessage> {
  let ended: V1Status | undefined;
  let finish: () => void = () => undefined;
  const over = new Promise<void>((resolve) => { finish = resolve; });
  const decoders = { [channels.stdout]: new StringDecoder('utf8'), [channels.stderr]: new StringDecoder('utf8') };
  const message = (bytes: Buffer): void => {
    const rest = bytes.subarray(1);
    if (bytes[0] === channels.stdout) out(decoders[channels.stdout].write(rest));
    else if (bytes[0] === channels.stderr) err(decoders[channels.stderr].write(rest));
    else if (bytes[0] === channels.error) ended = JSON.parse(rest.toString('utf8')) as V1Status;
  };
  const client = await openWebSocket(url, { ...headers, 'sec-websocket-protocol': 'v5.channel.k8s.io' }, { message, closed: finish });
  if (!('send' in client)) return client;
  const release = keyboard ? connect(keyboard, client, isTerminal) : giveAll(stdin, client);
  await over;
  release();
  return exitCodeOf(ended);
}

/** All that can be read, and its end. */
function giveAll(stdin: string, client: WebSocketClient): () => void {
  if (stdin !== '') client.send(Buffer.concat([Buffer.from([channels.stdin]), Buffer.from(stdin, 'utf8')]));
  client.send(Buffer.from([channels.close, channels.stdin]));
  return () => undefined;
}

/** Each key goes on at once where the other end is a terminal, a line at a time where it is none. */
function connect(keyboard: ReadStream, client: WebSocketClient, isTerminal: boolean): () => void {
  const typed = (chunk: Buffer): void => { client.send(Buffer.concat([Buffer.from([channels.stdin]), chunk])); };
  const closed = (): void => { client.send(Buffer.from([channels.close, channels.stdin])); };
  if (isTerminal) keyboard.setRawMode(true);
  keyboard.on('data', typed).on('end', closed).resume();
  return () => {
    keyboard.off('data', typed).off('end', closed).pause();
    if (isTerminal) keyboard.setRawMode(false);
  };
}

function exitCodeOf(status: V1Status | undefined): number {
  if (status?.status === 'Success') return 0;
  const cause = status?.details?.causes?.find(({ reason }) => reason === 'ExitCode');
  return Number(cause?.message ?? 1);
}
