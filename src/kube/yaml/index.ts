export { locate } from './locate.ts';
export { printYaml } from './print.ts';
export { readYaml } from './read.ts';
export type { TextRange, YamlProblem } from './positions.ts';
export type { YamlDocument, YamlReading } from './read.ts';
