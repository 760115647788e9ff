/** A hull in its dock. */
export function Mark() {
  return (
    <svg aria-hidden width="20" height="20" viewBox="0 0 32 32" className="shrink-0 text-accent">
      <path d="M4 6v17a4 4 0 0 0 4 4h16a4 4 0 0 0 4-4V6" fill="none" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
      <path d="M10 11h12v6a4 4 0 0 1-4 4h-4a4 4 0 0 1-4-4z" fill="currentColor" />
    </svg>
  );
}
