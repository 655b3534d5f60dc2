import { describe, expect, it } from 'vitest';
import { encodeALaw } from '../../../src-shared/audio/g711.ts';
import type { Incoming } from '../../../src-main/media/incoming.ts';
import { createIncoming } from '../../../src-main/media/incoming.ts';
import { rtpHeaderLength, writeRtp } from '../../../src-shared/rtp/packet.ts';
import { PCMA } from '../../fakes/payload-formats.ts';
import { join, rms, sine } from './signal.ts';

const FRAME = 160;
const PEER = { address: '192.0.2.2', port: 4000 };

function create(): Incoming {
  const incoming = createIncoming({ onFirstPacket: () => {}, onDigits: () => {}, onCollision: () => {} });
  incoming.receiver.remote.expect(PEER);
  incoming.setFormat({ remoteRtp: PEER, remoteRtcp: null, send: PCMA, receive: [PCMA], ptimeMs: 20, direction: 'sendrecv' }, true);
  return incoming;
}

function receive(incoming: Incoming, { sequence, frame, payloadType = PCMA.payloadType, payload }: {
  sequence: number; frame: number; payloadType?: number; payload: Uint8Array;
}): void {
  const header = { marker: false, payloadType, sequence, timestamp: frame * FRAME, ssrc: 7, csrcs: [], extension: undefined, paddingLength: 0 };
  const bytes = new Uint8Array(rtpHeaderLength(header) + payload.length);
  bytes.set(payload, rtpHeaderLength(header));
  writeRtp(bytes, header, payload.length);
  incoming.receive(bytes, PEER, frame * 20, 1);
}

function tone(frame: number): Uint8Array {
  const payload = new Uint8Array(FRAME);
  encodeALaw(sine(300, FRAME, { from: frame * FRAME }), payload, 0);
  return payload;
}

/** What is heard in the ticks `from` to `to`. */
function play(incoming: Incoming, from: number, to: number, arrive: (tick: number) => void = () => {}): Int16Array {
  return join(Array.from({ length: to - from }, (_, i) => {
    const into = new Int16Array(FRAME);
    arrive(from + i);
    incoming.play(into, (from + i) * 20 + 5);
    return into;
  }));
}

describe('comfort noise', () => {
  it('fills the pauses of a peer that describes its silence, without counting them as loss', () => {
    const incoming = create();
    play(incoming, 0, 20, (tick) => receive(incoming, { sequence: tick, frame: tick, payload: tone(tick) }));
    receive(incoming, { sequence: 20, frame: 20, payloadType: 13, payload: Uint8Array.from([40, 100]) });
    play(incoming, 20, 30);
    const pause = play(incoming, 30, 80);
    expect(20 * Math.log10(rms(pause))).toBeCloseTo(-40, 0);
    expect(incoming.buffer.counts).toMatchObject({ concealed: 0, late: 0 });
    expect(incoming.ignored).toBe(0);
    const talk = play(incoming, 80, 100, (tick) => receive(incoming, { sequence: tick - 59, frame: tick, payload: tone(tick) }));
    expect(rms(talk.subarray(5 * FRAME))).toBeCloseTo(0.5 / Math.SQRT2, 1);
    expect(incoming.buffer.counts.concealed).toBe(0);
  });

  it('of one source is not heard in the pauses of the next', () => {
    const incoming = create();
    play(incoming, 0, 5, (tick) => receive(incoming, { sequence: tick, frame: tick, payload: tone(tick) }));
    receive(incoming, { sequence: 5, frame: 5, payloadType: 13, payload: Uint8Array.from([30]) });
    // A jump of the sequence: another source under the same name.
    play(incoming, 5, 15, (tick) => receive(incoming, { sequence: 20_000 + tick, frame: tick, payload: tone(tick) }));
    play(incoming, 15, 30);
    expect(rms(play(incoming, 30, 40))).toBe(0);
  });
});

describe('what is lost between two packets', () => {
  it('is bridged in the tick in which it is due, and counted in frames and in ms', () => {
    const incoming = create();
    const heard = play(incoming, 0, 30, (tick) => {
      if (tick % 10 !== 7) receive(incoming, { sequence: tick, frame: tick, payload: tone(tick) });
    });
    expect(incoming.buffer.counts).toMatchObject({ concealed: 3, concealedMs: 60, late: 0 });
    for (let tick = 3; tick < 28; tick++) expect(rms(heard.subarray(tick * FRAME, (tick + 1) * FRAME))).toBeGreaterThan(0.3);
  });
});
