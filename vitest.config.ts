import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

/** With real peers, but nothing that a busy machine would spoil: no sound that is scored. */
const signals = [
  ...['sipp', 'torture', 'presence', 'pcap', 'hep', 'cli-methods', 'events', 'session', 'gallery', 'network-change', 'svg', 'wrong-input', 'sap'].map((name) => `test/interop/${name}.test.ts`),
  ...['screens', 'ladder-tour', 'sounds', 'keyboard', 'people', 'account'].map((name) => `test/e2e/${name}.test.ts`),
];

/** Sound that is scored with the strictest measures, or while a browser plays it. */
const alone = [...['linphonec', 'lossy', 'quality'].map((name) => `test/interop/${name}.test.ts`), 'test/e2e/first-call.test.ts'];

/** How long real programs may take to do what is asked of them, on a busy machine too. */
const POLL_MS = 10_000;

/** `core` needs nothing but Node; the others start real SIP peers and a real browser (test/peers.sh): `signals` three files
 *  at a time, `peers` two, `alone` one after the other. */
export default defineConfig({
  plugins: [vue()],
  test: {
    env: { RUNG_SAP_INTERFACE: '127.0.0.1' },
    projects: [
      {
        extends: true,
        test: {
          name: 'core',
          include: ['test/{unit,property,vectors,simulation,ui,quality}/**/*.test.ts', 'test/*.test.ts'],
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'signals',
          include: signals,
          maxWorkers: 3,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: POLL_MS } },
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'peers',
          include: ['test/{interop,browser,e2e}/**/*.test.ts'],
          exclude: [...signals, ...alone],
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: POLL_MS } },
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          include: alone,
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: POLL_MS } },
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
