import { create } from 'zustand';
import { useRequests } from '../../session/requests.ts';
import { useSession } from '../../session/store.ts';
import { holdTrace } from '../../session/tracing.ts';
import { activityOf, idle, noPrograms, programsOf, type Activity, type Programs } from './activity.ts';

interface PlaneState {
  readonly activity: Activity;
  readonly programs: Programs;
  /** Id of what the pointer or the keyboard is on; '' for nothing. */
  readonly hovered: string;
}

/** What the control plane does, as long as {@link connectPlane} is on. */
export const usePlane = create<PlaneState>()(() => ({ activity: idle, programs: noPrograms, hovered: '' }));

/** Lets the worker trace and counts what it tells. Returns what ends both. */
export function connectPlane(): () => void {
  const count = (): void => { usePlane.setState({ activity: activityOf(useRequests.getState().requests, useSession.getState().nowMs) }); };
  const look = (): void => { usePlane.setState({ programs: programsOf(useSession.getState().pods.values()) }); };
  count();
  look();
  const stops = [
    holdTrace(),
    useRequests.subscribe((state, before) => { if (state.requests !== before.requests) count(); }),
    useSession.subscribe((state, before) => {
      if (state.pods !== before.pods) look();
      if (Math.floor(state.nowMs / 1000) !== Math.floor(before.nowMs / 1000)) count();
    }),
  ];
  return () => {
    stops.forEach((stop) => { stop(); });
    usePlane.setState({ activity: idle, programs: noPrograms, hovered: '' });
  };
}
