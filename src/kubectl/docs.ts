/** Type → field → text; the text of the type itself is under ''. */
export type Docs = Readonly<Record<string, Readonly<Record<string, string>>>>;

let texts: Docs = {};

/**
 * Hands over what `kubectl explain` says about types and fields (`kube/generated/docs.ts`). They weigh a quarter of the
 * program, so whoever runs lines reads them in when the first `explain` comes; without them there are no descriptions.
 */
export function describeWith(docs: Docs): void {
  texts = docs;
}

/** What is said about a field of a type, or about the type ('' as field). '' where nothing is. */
export const described = (struct: string, field: string): string => texts[struct]?.[field] ?? '';
