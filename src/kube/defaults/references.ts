import type * as t from '../generated/types.ts';
import { fill, fillZero } from './fill.ts';

export const defaultFieldRef = (ref: t.V1ObjectFieldSelector): t.V1ObjectFieldSelector => fillZero(ref, { apiVersion: 'v1' });
export const defaultResourceFieldRef = (ref: t.V1ResourceFieldSelector): t.V1ResourceFieldSelector => fill(ref, { divisor: '0' });

/** `Always` for the tag `latest` (or none at all), else `IfNotPresent`. */
export function defaultPullPolicy(image: string | undefined): string {
  return imageTag(image ?? '') === 'latest' ? 'Always' : 'IfNotPresent';
}

/** The tag of an image reference; `latest` where it names neither tag nor digest, '' where only a digest. */
function imageTag(image: string): string {
  const [name = '', digest] = image.split('@', 2);
  const lastPart = name.slice(name.lastIndexOf('/') + 1);
  const colon = lastPart.indexOf(':');
  if (colon >= 0) return lastPart.slice(colon + 1);
  return digest === undefined && isReference(name) ? 'latest' : '';
}

/** What cannot be an image reference at all has no tag: Kubernetes then falls back to `IfNotPresent`. */
const isReference = (name: string): boolean => /^[a-z0-9]+(?:[._:/-]+[a-z0-9]+)*$/.test(name.slice(name.indexOf('/') + 1));
