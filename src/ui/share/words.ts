import type { Words } from '../session/preferences.ts';

interface ShareWords {
  readonly about: string;
  /** Which moment it is: where the cluster stands, or one that is looked back at. */
  readonly ofNow: (time: string) => string;
  readonly ofPast: (time: string) => string;
  readonly link: string;
  readonly copy: string;
  readonly copied: string;
  readonly making: string;
  readonly characters: (count: number) => string;
  readonly long: string;
  readonly failed: string;
}

export const shareWords: Words<ShareWords> = {
  en: {
    about: 'Whoever opens this link sees this very cluster at this very moment: the same pods, the same names, the same state. It holds the seed, the manifests and everything you did, and no server is asked.',
    ofNow: (time) => `It shows now: ${time} after the start, when this was opened.`,
    ofPast: (time) => `It shows the moment that you look back at: ${time} after the start. What came after it is not in the link.`,
    link: 'Link to this moment', copy: 'Copy link', copied: 'Copied', making: 'Making the link…', characters: (count) => `${count.toLocaleString('en')} characters`,
    long: 'Some chat programs cut links of this length.', failed: 'The link could not be made.',
  },
  ko: {
    about: '이 링크를 열면 지금 이 순간의 클러스터가 그대로 열립니다. 같은 파드, 같은 이름, 같은 상태입니다. 시드, 매니페스트, 지금까지 한 작업이 모두 링크에 들어 있으므로 서버가 필요 없습니다.',
    ofNow: (time) => `이 창을 연 순간, 곧 지금을 보여 줍니다: 시작 후 ${time}.`,
    ofPast: (time) => `되돌아보고 있는 순간을 보여 줍니다: 시작 후 ${time}. 그 뒤에 일어난 일은 링크에 들어가지 않습니다.`,
    link: '이 순간의 링크', copy: '링크 복사', copied: '복사됨', making: '링크를 만드는 중…', characters: (count) => `${count.toLocaleString('ko')}자`,
    long: '이 길이의 링크는 일부 메신저에서 잘릴 수 있습니다.', failed: '링크를 만들지 못했습니다.',
  },
};
