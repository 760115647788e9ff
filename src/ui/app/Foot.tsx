import type { ReactNode } from 'react';

/** The strip at the foot of the stage, between its tools where there is room for both. */
export function Foot({ children }: { readonly children: ReactNode }) {
  return <div className="pointer-events-none absolute inset-x-0 bottom-0 z-20 flex min-h-11 items-center justify-center px-2 py-1 @min-[34rem]:pr-32 @min-[34rem]:pl-20">{children}</div>;
}
