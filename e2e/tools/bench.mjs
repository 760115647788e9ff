/** `npm run bench`: bundles the benchmarks as the page is bundled, so that what is measured is what is shipped, and runs them. */
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));
const outDir = `${root}e2e/results/bundle`;
process.chdir(root);
await build({ root, publicDir: false, logLevel: 'warn', build: { ssr: 'e2e/tools/bench.ts', outDir, emptyOutDir: true, minify: true, rolldownOptions: { output: { entryFileNames: 'bench.mjs' } } } });
await import(pathToFileURL(`${outDir}/bench.mjs`).href);
