import type { V1Container, V1LabelSelector, V1LoadBalancerIngress } from '../../../kube/generated/types.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { fromLabelSelector, type Labels } from '../../../kube/selectors.ts';
import { labelSelectorText } from '../../../kube/selector-text.ts';
import { parseRfc3339 } from '../../../kube/time.ts';

/**
 * An age as tables show it: `5s`, `3m20s`, `12m`, `4h10m`, `2d3h`, `400d`.
 *
 * @see Kubernetes apimachinery, util/duration, HumanDuration
 */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${String(seconds)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return twoUnits(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${String(minutes)}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return twoUnits(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${String(hours)}h`;
  const days = Math.floor(hours / 24);
  if (hours < 192) return twoUnits(days, 'd', hours % 24, 'h');
  if (days < 730) return `${String(days)}d`;
  const years = Math.floor(days / 365);
  return days < 2920 ? twoUnits(years, 'y', days % 365, 'd') : `${String(years)}y`;
}

const twoUnits = (major: number, majorUnit: string, minor: number, minorUnit: string): string =>
  `${String(major)}${majorUnit}${minor === 0 ? '' : `${String(minor)}${minorUnit}`}`;

/** Time since an RFC 3339 text, `<unknown>` where there is none. */
export function since(time: unknown, nowMs: number): string {
  const at = typeof time === 'string' ? parseRfc3339(time) : undefined;
  return at === undefined ? '<unknown>' : humanDuration(nowMs - at);
}

export const ageOf = (object: KubeObject, nowMs: number): string => since(object.metadata?.creationTimestamp, nowMs);

export const orNone = (text: string | undefined): string => (text ? text : '<none>');

/** Names and images of containers, each joined by commas. */
export function containerCells(containers: readonly V1Container[] | undefined): readonly [string, string] {
  return [(containers ?? []).map(({ name }) => name).join(','), (containers ?? []).map(({ image }) => image ?? '').join(',')];
}

/** `metav1.FormatLabelSelector`: `<none>` for one that selects everything or is absent. */
export function labelSelectorCell(selector: V1LabelSelector | undefined): string {
  return selector ? orNone(labelSelectorText(fromLabelSelector(selector))) : '<none>';
}

/** `labels.FormatLabels`: `a=b,c=d` with sorted keys. */
export function labelsCell(labels: Labels | undefined): string {
  const keys = Object.keys(labels ?? {}).sort();
  return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${labels?.[key] ?? ''}`).join(',');
}

const modes: Readonly<Record<string, string>> = { ReadWriteOnce: 'RWO', ReadOnlyMany: 'ROX', ReadWriteMany: 'RWX', ReadWriteOncePod: 'RWOP' };

/** `RWO,ROX`: each mode once, in Kubernetes' order. */
export function accessModesCell(given: readonly string[] | undefined): string {
  return Object.keys(modes).filter((mode) => given?.includes(mode)).map((mode) => modes[mode]).join(',');
}

/** Addresses or host names of load balancers. */
export const balancerCells = (ingress: readonly V1LoadBalancerIngress[] | undefined): readonly string[] =>
  (ingress ?? []).map(({ ip, hostname }) => ip ?? hostname ?? '');

/** The first three, and how many more there are. */
export function firstThree(texts: readonly string[]): string {
  return texts.length > 3 ? `${texts.slice(0, 3).join(',')} + ${String(texts.length - 3)} more...` : texts.join(',');
}

/** `True` or `False`, as `printBool`. */
export const boolCell = (value: boolean | undefined): string => (value ? 'True' : 'False');
