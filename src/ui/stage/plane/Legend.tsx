import { useWords } from '../../session/preferences.ts';
import { useSession } from '../../session/store.ts';
import { planeWords } from './words.ts';

const shapes = [
  ['ok', <circle key="ok" cx="5" cy="5" r="3.5" fill="var(--accent)" />],
  ['refused', <path key="refused" d="m2 2 6 6m0-6L2 8" stroke="var(--busy)" strokeWidth="2" />],
  ['failed', <rect key="failed" x="2" y="2" width="6" height="6" fill="none" stroke="var(--bad)" strokeWidth="2" />],
  ['woken', <circle key="woken" cx="5" cy="5" r="3" fill="none" stroke="var(--muted)" strokeWidth="1.5" />],
] as const;

/** Members of etcd ask one another for votes, where there are several. */
const votes = ['vote', <path key="vote" d="M5 1 9 5 5 9 1 5Z" fill="none" stroke="var(--accent)" strokeWidth="1.5" />] as const;

/** What the shapes on the lines mean. */
export function Legend() {
  const words = useWords(planeWords);
  const hasMembers = useSession(({ heads }) => heads !== undefined);
  return (
    <ul aria-label={words.legendName} className="flex flex-wrap items-center justify-center gap-x-3 gap-y-1 text-note leading-4 text-muted">
      {[...shapes, ...(hasMembers ? [votes] : [])].map(([name, shape]) => <li key={name} className="flex items-center gap-1.5 whitespace-nowrap"><svg aria-hidden width="10" height="10" viewBox="0 0 10 10">{shape}</svg>{words.legend[name]}</li>)}
    </ul>
  );
}
