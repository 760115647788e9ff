export { locate } from './locate.ts';
export { compareKeys, printYaml } from './print.ts';
export { bytesMax, isManifest, readYaml } from './read.ts';
export type { TextRange, YamlDocument, YamlProblem, YamlReading } from './read.ts';
