/**
 * What an extension point says where it does not simply succeed. Success is `undefined`.
 *
 * - `Unschedulable`: not now; taking pods off the node may help.
 * - `UnschedulableAndUnresolvable`: taking pods off the node cannot help.
 * - `Error`: something went wrong; try again after a back-off.
 */
export type Code = 'Unschedulable' | 'UnschedulableAndUnresolvable' | 'Error';

export interface Status {
  readonly code: Code;
  /** In Kubernetes' words; joined by ", " where they are shown. */
  readonly reasons: readonly string[];
  /** Name of the plugin that said it. */
  readonly plugin: string;
}

export function unschedulable(plugin: string, ...reasons: string[]): Status {
  return { code: 'Unschedulable', reasons, plugin };
}

export function unresolvable(plugin: string, ...reasons: string[]): Status {
  return { code: 'UnschedulableAndUnresolvable', reasons, plugin };
}

export function failed(plugin: string, reason: string): Status {
  return { code: 'Error', reasons: [reason], plugin };
}

/** Whether it means "no" rather than "something broke". */
export function isRejection(status: Status): boolean {
  return status.code !== 'Error';
}

export function messageOf(status: Status | undefined): string {
  return status ? status.reasons.join(', ') : '';
}
