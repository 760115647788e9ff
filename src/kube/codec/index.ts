export { convert } from './convert.ts';
export type { Converted, ConvertOptions } from './convert.ts';
export { decode, decodePatched, readText } from './decode.ts';
export type { DecodeOptions, Decoded, FieldValidation, PatchedObject } from './decode.ts';
