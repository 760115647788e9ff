import { asStruct } from '../../kube/go/order.ts';
import { escapeHtml, goJson } from '../printers/go-value.ts';
import { at, withAt, type Obj } from './object.ts';

export const lastAppliedKey = 'kubectl.kubernetes.io/last-applied-configuration';

/** What `apply` was given last time, as it stands in the annotation. */
export function lastAppliedOf(object: Obj): string | undefined {
  const value = at(object, 'metadata', 'annotations', lastAppliedKey);
  return typeof value === 'string' ? value : undefined;
}

/** The object's own text for the annotation: without the annotation itself, a line feed at the end. */
export function configurationText(object: Obj): string {
  const annotations = { ...(object.metadata?.annotations as Record<string, string> | undefined) };
  const bare = Object.fromEntries(Object.entries(annotations).filter(([key]) => key !== lastAppliedKey));
  return `${goJson(withAt(object, ['metadata', 'annotations'], bare))}\n`;
}

/** The object with the annotation that remembers it. */
export function withLastApplied(object: Obj): Obj {
  return withAt(object, ['metadata', 'annotations', lastAppliedKey], configurationText(object));
}

/** The same, of an object that kubectl built and holds as a Go struct: its fields are in the order of their declaration, and it has no annotations where there are none. */
export function structWithLastApplied(object: Obj): Obj {
  return withAt(object, ['metadata', 'annotations', lastAppliedKey], `${escapeHtml(JSON.stringify(asStruct(object)))}\n`);
}

/** Maps without their null values, as a create through `apply` sends them. */
export function pruneNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pruneNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null).map(([key, item]) => [key, pruneNulls(item)]));
}
