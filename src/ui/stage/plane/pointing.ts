import { useRequests } from '../../session/requests.ts';
import { whoIs } from './select.ts';
import { usePlane } from './store.ts';

/** Opens the drawer of requests on what somebody asked for. */
export function openRequests(id: string): void {
  const who = whoIs(id);
  if (who !== undefined) useRequests.getState().ask({ who });
}

/** What the pointer or the keyboard is on is lit, with what it talks to. */
export const hoverOn = (id: string) => {
  const [enter, leave] = [(): void => { usePlane.setState({ hovered: id }); }, (): void => { usePlane.setState({ hovered: '' }); }];
  return { onPointerEnter: enter, onPointerLeave: leave, onFocus: enter, onBlur: leave };
};
