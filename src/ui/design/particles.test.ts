import { expect, it } from 'vitest';
import { withTo } from './particles.ts';

it.each(['1로', '2로', '3으로', '6으로', '7로', '8로', '10으로', '100으로', '250m으로', '64Mi로', '노드로', '서울로', '값으로'])('writes %s', (written) => {
  expect(withTo(written.replace(/으?로$/, ''))).toBe(written);
});
