/** Lists of packets, each sent in real time to several phones at once. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Lab } from '../interop/support/lab.ts';
import { createLab } from '../interop/support/lab.ts';
import type { RawCall } from './caller.ts';
import { placeCall } from './caller.ts';
import type { Arrival } from './impairments.ts';
import { PRECEDENCE, giveWay, takePrecedence } from './real-time.ts';
import type { Receiver, ReceiverName } from './receivers.ts';
import { startReceiver } from './receivers.ts';
import type { SpeechStream } from './stream.ts';

export interface Replay {
  heard: { name: ReceiverName; samples: Float32Array }[];
  /** How much later than planned the latest packet was sent. */
  latenessMs: number;
}

/** Phones settle before the first packet (Rung compiles its engine when the call comes), and play on after the last. */
const SETTLE_MS = 4000;
const TAIL_MS = 1500;

setFlagsFromString('--expose-gc');
/** What scoring has left behind must not be collected while packets are sent. */
const collectGarbage = runInNewContext('gc') as () => void;

interface Party {
  arrivals: readonly Arrival[];
  lab: Lab;
  receivers: Receiver[];
  calls: RawCall[];
}

/** Every list goes to phones of its own, all lists at the same time. What is heard comes at `rateHz`. */
export async function replay(stream: SpeechStream, lists: readonly (readonly Arrival[])[], names: readonly ReceiverName[], rateHz: number): Promise<Replay[]> {
  const parties: Party[] = [];
  try {
    for (const arrivals of lists) {
      const party: Party = { arrivals, lab: createLab(), receivers: [], calls: [] };
      parties.push(party);
      for (const name of names) {
        takePrecedence(name === 'Rung' ? PRECEDENCE.rung : PRECEDENCE.peer);
        party.receivers.push(await startReceiver(party.lab, name, stream.format.codec));
      }
      for (const { uri } of party.receivers) party.calls.push(await placeCall(uri, stream));
    }
    if (!takePrecedence(PRECEDENCE.sender)) console.error('no real-time scheduling here (chrt, root): other work may spoil runs');
    collectGarbage();
    await sleep(SETTLE_MS);
    const lateness = await Promise.all(parties.map(({ arrivals, calls }) => sendAll(stream, arrivals, calls)));
    await sleep(TAIL_MS);
    await Promise.all(parties.flatMap(({ calls }) => calls.map((call) => call.end())));
    await sleep(TAIL_MS);
    const results: Replay[] = [];
    for (const [i, { receivers }] of parties.entries()) {
      const heard: Replay['heard'] = [];
      for (const receiver of receivers) heard.push({ name: receiver.name, samples: await receiver.heard(rateHz) });
      results.push({ heard, latenessMs: lateness[i]! });
    }
    return results;
  } finally {
    giveWay();
    for (const { lab } of parties) lab.stop();
  }
}

/** Gives the greatest lateness. */
async function sendAll(stream: SpeechStream, arrivals: readonly Arrival[], calls: RawCall[]): Promise<number> {
  const startMs = performance.now();
  let latenessMs = 0;
  for (const { atMs, frame } of arrivals) {
    const waitMs = startMs + atMs - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    latenessMs = Math.max(latenessMs, performance.now() - startMs - atMs);
    for (const call of calls) call.send(stream.packet(frame));
  }
  return latenessMs;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
