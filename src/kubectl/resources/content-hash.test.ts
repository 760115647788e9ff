import { describe, expect, it } from 'vitest';
import { contentHash, sha256 } from './content-hash.ts';

describe('content hash', () => {
  it('knows the examples of the standard', () => {
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(sha256('a'.repeat(119))).toHaveLength(64);
  });

  it('has no vowels', () => {
    expect(contentHash('{"data":{},"kind":"ConfigMap","name":""}')).toBe('42745tchd9');
  });
});
