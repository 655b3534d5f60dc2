/** Run by crash.test.ts: a Rung in a call, which is then killed. */
import { openStore } from '../../../src-main/store/store.ts';
import { sampleMessage, sampleRecord } from './samples.ts';

const opened = openStore(process.argv[2] ?? '', Date.now());
if (!opened.ok) throw new Error(opened.error.message);
const { calls, traces } = opened.value.store;
calls.save(sampleRecord({ endedAtMs: undefined, answeredAtMs: 2_000 }));
for (let seq = 1; seq <= 5; seq++) traces.add('call-1', sampleMessage({ seq, atMs: 1_000 * seq }));
// Not ended, not flushed, not closed: the parent kills this process.
setInterval(() => {}, 1_000);
