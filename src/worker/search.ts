import type { Stop } from '../protocol/changes.ts';
import { noStop, stopOf } from './deeds.ts';
import type { Picture } from './picture.ts';
import type { Session } from './session.ts';

/** How much virtual time a search runs through in one go, at most: of a tick's length, so that time is seen to pass, some 400 times as fast as it does. */
const partMs = 6000;

/** Lets time pass, part by part, until a card changes its state or enough has passed. */
export class ChangeSearch {
  readonly #session: Session;
  readonly #picture: Picture;
  readonly #untilMs: number;

  constructor(session: Session, picture: Picture, withinMs: number) {
    this.#session = session;
    this.#picture = picture;
    this.#untilMs = session.nowMs + withinMs;
    picture.settle();
  }

  /** Goes on for a part, or for as long as there is time: what changed, `noStop` where all has passed, undefined where there is more to search. */
  goOn(hasTime: () => boolean): Stop | undefined {
    const { clock } = this.#session.cluster;
    const untilMs = Math.min(this.#untilMs, clock.nowMs + partMs);
    for (let due = clock.nextDueMs(); due !== undefined && due <= untilMs; due = clock.nextDueMs()) {
      clock.runUntil(due);
      const changes = this.#picture.settle();
      if (changes.length > 0) return stopOf(changes);
      if (!hasTime()) return undefined;
    }
    clock.runUntil(untilMs);
    return untilMs === this.#untilMs ? noStop : undefined;
  }
}
