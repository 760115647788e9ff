import type { Words } from '../session/preferences.ts';

export const designWords: Words<{ readonly close: string }> = {
  en: { close: 'Close' },
  ko: { close: '닫기' },
};
