import type { Words } from '../session/preferences.ts';

export const designWords: Words<{ readonly close: string }> = {
  en: { close: 'Close' },
  ko: { close: '닫기' },
};

/** `0:02:13`, and `2d 04:00:00` after a day. */
export function elapsedText(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  const days = Math.floor(seconds / 86_400);
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, rest] = [Math.floor(seconds / 3600) % 24, `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`];
  return days > 0 ? `${days}d ${two(hours)}:${rest}` : `${hours}:${rest}`;
}
