import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

/** The UI: one page with no inline script or style, so that the hosts can serve it under a strict CSP. */
export default defineConfig({
  root: fileURLToPath(new URL('src-renderer', import.meta.url)),
  base: './',
  plugins: [vue()],
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'es2023',
    // A data: URL would need a hole in the CSP; the audio worklet must be a file of its own.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // One page, loaded from this machine; the bench watches its size (gzip).
    chunkSizeWarningLimit: 800,
  },
});
