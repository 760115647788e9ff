import { useLayoutEffect, useRef } from 'react';

const offeredMax = 60;

/** What Tab could not decide between. A click decides. */
export function Offered({ names, onChoose }: { readonly names: readonly string[]; readonly onChoose: (name: string) => void }) {
  const list = useRef<HTMLUListElement>(null);
  useLayoutEffect(() => { list.current?.scrollIntoView({ block: 'nearest' }); }, []);
  return (
    <ul ref={list} role="status" className="flex max-h-40 flex-wrap gap-x-4 overflow-y-auto text-muted">
      {names.slice(0, offeredMax).map((name) => (
        <li key={name}><button type="button" tabIndex={-1} onClick={() => { onChoose(name); }} className="rounded-sm hover:text-accent">{name}</button></li>
      ))}
      {names.length > offeredMax && <li>+ {names.length - offeredMax}</li>}
    </ul>
  );
}
