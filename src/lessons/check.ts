import type { V1ResourceAttributes } from '../kube/generated/types.ts';

/** Who wants to do what: a service account by `NAMESPACE/NAME`. */
export interface Access {
  readonly serviceAccount: string;
  readonly attributes: V1ResourceAttributes;
}

/** What a check asks the API server: a REST GET, or whether somebody may do something. */
export type Question = { readonly get: string } | { readonly may: Access };

/** What the answers to some questions have to say. Pure: the same answers at the same moment mean the same. */
export interface Condition {
  readonly asks: readonly Question[];
  /** @param answers in the order of `asks`: the object or list, a SubjectAccessReview; undefined for what does not exist. @param epochMs the cluster's own time. */
  readonly holds: (answers: readonly unknown[], epochMs: number) => boolean;
}

/** One thing that is to be so in the end. It judges how the cluster is, not what somebody did to it, so it can be lost again. */
export interface Check extends Condition {
  readonly en: string;
  readonly ko: string;
}

export const questionKey = (question: Question): string => JSON.stringify(question);

/** Every question of some checks, each once. */
export function questionsOf(checks: readonly Check[]): readonly Question[] {
  return [...new Map(checks.flatMap(({ asks }) => asks).map((question) => [questionKey(question), question])).values()];
}

/** Which of the checks hold. @param answers by {@link questionKey}. */
export function judge(checks: readonly Check[], answers: ReadonlyMap<string, unknown>, epochMs: number): readonly boolean[] {
  return checks.map(({ asks, holds }) => holds(asks.map((question) => answers.get(questionKey(question))), epochMs));
}

/** What an answer of the API server says: what was asked for, nothing where it does not exist, and `unclear` where nobody knows (no API server answers). */
export function readAnswer(body: unknown): { readonly object: unknown } | 'unclear' {
  const { kind, status, code } = (body ?? {}) as { readonly kind?: string; readonly status?: unknown; readonly code?: number };
  if (body === undefined || body === null) return 'unclear';
  if (kind !== 'Status' || status !== 'Failure') return { object: body };
  return code === 404 ? { object: undefined } : 'unclear';
}
