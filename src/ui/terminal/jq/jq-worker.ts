import { loadJq } from 'jq-wasm';
import type { JqCall } from '../shell/shell.ts';
import { answerMax, type JqReply } from './replies.ts';

/** jq in a thread of its own: whoever started it may end it, whatever its program does. */
const post = (reply: JqReply): void => { self.postMessage(reply); };
// Where it runs out of memory its library says so here as well as in the answer.
Object.assign(console, { error: () => undefined });
const loaded = loadJq();

async function run({ input, program, flags }: JqCall): Promise<JqReply> {
  const jq = await loaded;
  post({ type: 'begun' });
  try {
    const { stdout, stderr, exitCode } = jq.raw(input, program, [...flags]);
    return { type: 'answer', stdout: stdout.slice(0, answerMax), stderr: stderr.slice(0, answerMax), exitCode, isCut: stdout.length > answerMax };
  } catch (error) {
    return { type: 'broken', message: error instanceof Error ? error.message : String(error) };
  }
}

self.onmessage = ({ data }: MessageEvent<JqCall>) => { void run(data).then(post, (error: unknown) => { post({ type: 'broken', message: String(error) }); }); };
