import { existsSync } from 'node:fs';
import { join } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { tsImport } from 'tsx/esm/api';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** `virtual:opening-still`: the frame that the engine posts first for the scenario on which the page opens. */
function openingStill(): Plugin {
  const id = 'virtual:opening-still';
  return {
    name: 'opening-still',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: {
      filter: { id: new RegExp(`${id}$`) },
      handler: async () => {
        const load = (file: string): Promise<unknown> => tsImport(file, import.meta.url) as Promise<unknown>;
        const { stillOf } = (await load('./src/worker/still.ts')) as typeof import('./src/worker/still.ts');
        const { gallery } = (await load('./src/lessons/gallery.ts')) as typeof import('./src/lessons/gallery.ts');
        const text = JSON.stringify(stillOf(gallery[0].scenario), (_key, value: unknown) => (ArrayBuffer.isView(value) ? Array.from(value as Uint32Array) : value));
        return `export const still = JSON.parse(${JSON.stringify(text)});`;
      },
    },
  };
}

/** What is named by its contents never changes: a browser may keep it, and what it compiled of it. */
function keptAssets(): Plugin {
  return {
    name: 'kept-assets',
    configurePreviewServer: ({ middlewares, config }) => {
      middlewares.use((request, response, next) => {
        const [path = ''] = (request.url ?? '').split('?');
        // That there is no such file is not to be kept.
        if (path.startsWith('/assets/') && existsSync(join(config.root, config.build.outDir, path))) response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
        next();
      });
    },
  };
}

export default defineConfig({
  base: './',
  plugins: [react(), tailwindcss(), openingStill(), keptAssets()],
  // monaco-yaml names Monaco's files by the paths they had before they were moved.
  resolve: { alias: [{ find: /^monaco-editor\/esm\/vs\//, replacement: 'monaco-editor/' }] },
  worker: { format: 'es' },
  server: { port: 5173, strictPort: true },
  preview: { port: 5173, strictPort: true },
  build: { target: 'es2023', chunkSizeWarningLimit: 4200, rolldownOptions: { checks: { pluginTimings: false } } },
  // One world for all files of a worker: each loads the engine once; nothing in it is changed by importing it.
  test: { include: ['src/**/*.test.{ts,tsx}', 'e2e/**/*.test.ts'], environment: 'node', setupFiles: ['e2e/tools/property-seed.ts', 'e2e/tools/person.ts'], testTimeout: 180_000, isolate: false, maxWorkers: 2 },
});
