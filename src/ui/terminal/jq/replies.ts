/** What the thread of jq tells. */
export type JqReply =
  /** jq has been fetched; from now on its time counts. */
  | { readonly type: 'begun' }
  | { readonly type: 'answer'; readonly stdout: string; readonly stderr: string; readonly exitCode: number; readonly isCut: boolean }
  /** It ran out of memory, or could not be fetched; the thread is of no further use. */
  | { readonly type: 'broken'; readonly message: string };

/** How long one program may work. */
export const workMaxMs = 5000;
/** Characters of an answer that are kept. */
export const answerMax = 16_777_216;
