import { create } from 'zustand';

export type Locale = 'en' | 'ko';
export type Theme = 'light' | 'dark';
export const lenses = ['cluster', 'network', 'workloads', 'storage', 'plane'] as const;
export type Lens = (typeof lenses)[number];

/** What the person has chosen about the page itself; kept in the browser, never part of a link. */
export interface Preferences {
  readonly locale: Locale;
  readonly theme: Theme;
  readonly lens: Lens;
  readonly setLocale: (locale: Locale) => void;
  readonly setTheme: (theme: Theme) => void;
  readonly setLens: (lens: Lens) => void;
}

const storageKey = 'drydock.preferences';

function stored(): Partial<Pick<Preferences, 'locale' | 'theme'>> {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? '{}') as Partial<Preferences>;
  } catch {
    return {};
  }
}

function keep(change: Partial<Pick<Preferences, 'locale' | 'theme'>>): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify({ ...stored(), ...change }));
  } catch {
    // A browser that keeps nothing (private mode) still shows the page.
  }
}

const firstLocale = (): Locale => (stored().locale === 'ko' || (!stored().locale && navigator.language.startsWith('ko')) ? 'ko' : 'en');
const firstTheme = (): Theme => stored().theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

export const usePreferences = create<Preferences>()((set) => ({
  locale: firstLocale(),
  theme: firstTheme(),
  lens: 'cluster',
  setLocale: (locale) => { keep({ locale }); set({ locale }); },
  setTheme: (theme) => { keep({ theme }); set({ theme }); },
  setLens: (lens) => { set({ lens }); },
}));

/** Texts of one feature in both languages. */
export type Words<Text> = Readonly<Record<Locale, Text>>;

/** The texts of a feature in the language of the moment. */
export function useWords<Text>(words: Words<Text>): Text {
  return words[usePreferences((preferences) => preferences.locale)];
}
