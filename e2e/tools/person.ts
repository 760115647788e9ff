import { vi } from 'vitest';

/** What the page asks a browser about the person in front of it, for tests that load parts of the page without one. */
vi.stubGlobal('navigator', { language: 'en' });
vi.stubGlobal('matchMedia', () => ({ matches: false }));
vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });
vi.stubGlobal('innerWidth', 1440);
