import type { IncomingMessage } from 'node:http';

/** As kube-apiserver: a request body is 3 MiB at most. */
export const bodyMaxBytes = 3 * 1024 * 1024;

/** The body, or undefined where it is longer than {@link bodyMaxBytes}. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= bodyMaxBytes) chunks.push(chunk);
  }
  return bytes > bodyMaxBytes ? undefined : Buffer.concat(chunks);
}
