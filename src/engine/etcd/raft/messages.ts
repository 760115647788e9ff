/** One entry of a log. Its index is its place, from 1. */
export interface Entry<Data> {
  readonly term: number;
  /** Undefined for the empty entry with which a leader begins its term. */
  readonly data: Data | undefined;
}

interface Envelope {
  readonly from: string;
  readonly to: string;
  /** Of who sends it; of a pre-vote and the consent to one, the term that is meant to come. */
  readonly term: number;
}

/** What members say to one another. */
export type Message<Data> = Envelope &
  (
    | { readonly type: 'pre-vote' | 'vote'; readonly lastIndex: number; readonly lastTerm: number }
    | { readonly type: 'pre-vote-answer' | 'vote-answer'; readonly granted: boolean }
    | { readonly type: 'append'; readonly previousIndex: number; readonly previousTerm: number; readonly entries: readonly Entry<Data>[]; readonly commit: number }
    /** `index`: up to where the logs agree; of a refusal the index that was refused, and `hint` where they may agree. */
    | { readonly type: 'append-answer'; readonly index: number; readonly refused: boolean; readonly hint: number }
    | { readonly type: 'heartbeat'; readonly commit: number }
    | { readonly type: 'heartbeat-answer' }
    /** The leader's log begins later than what the follower lacks: it gets the state instead. */
    | { readonly type: 'snapshot'; readonly index: number; readonly termOfIndex: number }
  );

/** What a member sends before the envelope is on it. */
export type Content<Data> = Message<Data> extends infer M ? (M extends Message<Data> ? Omit<M, keyof Envelope> : never) : never;
