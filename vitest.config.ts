import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

/** Two projects: `core` needs nothing but Node; `peers` starts real SIP peers and a real browser (test/peers.sh). */
export default defineConfig({
  plugins: [vue()],
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'core',
          include: ['test/{unit,property,vectors,simulation,ui}/**/*.test.ts', 'test/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'peers',
          include: ['test/{interop,browser,e2e}/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
