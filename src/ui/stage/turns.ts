import { useEffect, useState } from 'react';

/** Pods that become elements of the page in one frame: more of them at once would hold it up. */
const podsPerFrame = 100;

interface Waiting {
  readonly pods: number;
  readonly begin: () => void;
}

/** Machines whose pods wait to become elements, first come first served. */
export class Turns {
  readonly #waiting = new Set<Waiting>();
  #asked = false;
  readonly #later: (grant: () => void) => void;

  /** `later` calls its argument in another frame. */
  constructor(later: (grant: () => void) => void) {
    this.#later = later;
  }

  /** Calls `begin` when it is this machine's turn. Returns what takes the wish back. */
  wait(pods: number, begin: () => void): () => void {
    const entry = { pods, begin };
    this.#waiting.add(entry);
    this.#ask();
    return () => { this.#waiting.delete(entry); };
  }

  #ask(): void {
    if (this.#asked || this.#waiting.size === 0) return;
    this.#asked = true;
    this.#later(this.#grant);
  }

  /** As many as a frame carries, one at least. */
  readonly #grant = (): void => {
    let pods = 0;
    for (const entry of this.#waiting) {
      if (pods > 0 && pods + entry.pods > podsPerFrame) break;
      pods += entry.pods;
      this.#waiting.delete(entry);
      entry.begin();
    }
    this.#asked = false;
    this.#ask();
  };
}

const turns = new Turns((grant) => { requestAnimationFrame(grant); });

/** Whether a machine's pods may be elements yet; `pods` is how many there are, 0 for a machine that need not wait. */
export function useTurn(pods: number): boolean {
  const [atFirst] = useState(pods);
  const [isOn, setOn] = useState(pods === 0);
  useEffect(() => (atFirst === 0 ? undefined : turns.wait(atFirst, () => { setOn(true); })), [atFirst]);
  return isOn;
}
