import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const server = process.env.FOOTBEAT_URL ?? 'http://127.0.0.1:8124';

export default defineConfig({
  base: './',
  plugins: [svelte()],
  // The worker of MapLibre 6 is an ES module beside the bundle.
  worker: { format: 'es' },
  build: { target: 'es2022', chunkSizeWarningLimit: 1600 },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': server, '/collections': server, '/tiles': server },
  },
  test: { include: ['src/**/*.test.ts'] },
});
