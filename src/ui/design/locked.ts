import type { MouseEvent } from 'react';
import { useNotices } from './notice-store.ts';

/** What {@link locked} gives a control. */
interface Locked {
  readonly 'aria-disabled'?: true;
  readonly 'aria-description'?: string;
  readonly 'data-tip'?: string;
  readonly onClick?: (event: MouseEvent) => void;
}

/**
 * Of a control that cannot be used now, for a reason: it looks so, keeps its place in the order of focus, and says the reason under
 * the pointer, to screen readers, and when somebody presses it all the same. Nothing where there is no reason. Comes last among the control's own properties.
 */
export function locked(reason: string | undefined): Locked {
  if (reason === undefined) return {};
  return {
    'aria-disabled': true, 'aria-description': reason, 'data-tip': reason,
    onClick: (event) => {
      event.preventDefault();
      event.stopPropagation();
      useNotices.getState().show(reason);
    },
  };
}
