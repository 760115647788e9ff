import type { Words } from './preferences.ts';

export const pastWords: Words<{ readonly refused: string }> = {
  en: { refused: 'You are looking at a moment that has passed. Go on from here, or go back to now, to act.' },
  ko: { refused: '지나간 순간을 보고 있습니다. 무언가 하려면 여기서부터 이어 가거나 지금으로 돌아가세요.' },
};
