import type { ReactNode } from 'react';

/** The strip at the foot of the stage, between its tools where there is room for both. */
export function Foot({ children }: { readonly children: ReactNode }) {
  return <div className="pointer-events-none absolute inset-x-0 bottom-0 z-20 flex min-h-11 flex-col items-center justify-center gap-1 py-1 pr-14 pl-20 @min-[30rem]:pr-32">{children}</div>;
}
