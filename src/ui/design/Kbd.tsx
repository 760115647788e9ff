/** Keys as they are written on the keyboard, one cap each: `⌘ K`. */
export function Kbd({ keys }: { readonly keys: string }) {
  return (
    <span className="inline-flex gap-0.5">
      {keys.split(' ').map((key) => (
        <kbd key={key} className="inline-flex h-4 min-w-4 items-center justify-center rounded border border-line bg-sunken px-1 font-sans text-[10.5px] leading-none text-muted">
          {key}
        </kbd>
      ))}
    </span>
  );
}
