import { describe, expect, it } from 'vitest';
import { clickPixels, Grips } from './press.ts';

const at = (pointerId: number, clientX = 100, clientY = 100) => ({ pointerId, clientX, clientY });

describe('what pointers do on the stage', () => {
  it('is a press until the release, however often the pointer trembles', () => {
    const grips = new Grips();
    expect(grips.down(at(1))).toBe('press');
    expect(grips.move(at(1, 100 + clickPixels))).toBe('press');
    expect(grips.move(at(1, 100, 100 - clickPixels))).toBe('press');
    expect(grips.up(at(1))).toBe('up');
  });

  it('is a drag beyond that, and stays one on the way back', () => {
    const grips = new Grips();
    grips.down(at(1));
    expect(grips.move(at(1, 101 + clickPixels))).toBe('drag');
    expect(grips.move(at(1))).toBe('drag');
    expect(grips.up(at(1))).toBe('up');
  });

  it('is a drag with two fingers, until both are up', () => {
    const grips = new Grips();
    grips.down(at(1));
    expect(grips.down(at(2))).toBe('drag');
    expect(grips.up(at(1))).toBe('drag');
    expect(grips.up(at(2))).toBe('up');
  });

  it('knows nothing of pointers that went down elsewhere', () => {
    const grips = new Grips();
    expect(grips.move(at(1, 500))).toBe('up');
    expect(grips.up(at(1))).toBe('up');
  });

  it('begins anew when the page has lost sight of them', () => {
    const grips = new Grips();
    grips.down(at(1));
    grips.down(at(2));
    expect(grips.lose()).toBe('up');
    expect(grips.down(at(3))).toBe('press');
  });
});
