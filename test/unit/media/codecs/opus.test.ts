import { beforeAll, describe, expect, it } from 'vitest';
import type { AudioDecoder, AudioEncoder } from '../../../../src-main/media/codecs/codec.ts';
import { createDecoder, createEncoder } from '../../../../src-main/media/codecs/codec.ts';
import { loadOpus } from '../../../../src-main/media/codecs/opus.ts';
import { hasOpusFec, opusTicks } from '../../../../src-main/media/codecs/opus-packet.ts';

const FRAME = 960;

beforeAll(loadOpus);

/** A codec is there one turn of the microtasks after it was asked for. */
async function coder(parameters: string, ptimeMs = 20): Promise<AudioEncoder> {
  const encoder = createEncoder({ payloadType: 111, codec: 'opus', clockRateHz: 48_000, channels: 2, parameters }, ptimeMs);
  await Promise.resolve(loadOpus());
  return encoder;
}
async function decoder(): Promise<AudioDecoder> {
  const made = createDecoder({ payloadType: 111, codec: 'opus', clockRateHz: 48_000, channels: 2, parameters: '' });
  await Promise.resolve(loadOpus());
  return made;
}

/** Frame `index` of something like a voice: twelve harmonics, in syllables, four of them a second. */
function voice(index: number, samples = FRAME): Int16Array {
  return Int16Array.from({ length: samples }, (_, i) => {
    const t = (index * samples + i) / 48_000;
    const syllable = Math.sin(Math.PI * 4 * t) ** 4;
    const phase = 2 * Math.PI * (120 * t + 3 * Math.sin(2 * Math.PI * 2 * t));
    let sum = 0;
    for (let k = 1; k <= 12; k++) sum += Math.cos(k * phase + k * k) / k;
    return 5000 * syllable * sum;
  });
}

function energy(samples: Int16Array): number {
  return samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
}

function encodeAll(encoder: AudioEncoder, frames: Int16Array[]): Uint8Array[] {
  const into = new Uint8Array(1500);
  return frames.map((frame) => into.slice(12, 12 + encoder.encode(frame, into, 12)));
}

function bandwidth(packets: Uint8Array[]): Set<number> {
  return new Set(packets.slice(10).map((packet) => packet[0]! >> 3));
}

const speech = Array.from({ length: 58 }, (_, index) => voice(index));

describe('Opus', () => {
  it('carries sound at 48 kHz in packets that suit speech', async () => {
    const encoder = await coder('useinbandfec=1');
    const packets = encodeAll(encoder, speech);
    expect(packets.every((packet) => opusTicks(packet, 0, packet.length) === FRAME)).toBe(true);
    const bytesASecond = packets.reduce((sum, packet) => sum + packet.length, 0);
    expect((bytesASecond * 8) / 1000).toBeGreaterThan(12);
    expect((bytesASecond * 8) / 1000).toBeLessThan(45);
    const listener = await decoder();
    const heard = new Int16Array(FRAME);
    for (const packet of packets) expect(listener.decode(packet, heard, 0, packet.length)).toBe(FRAME);
    expect(energy(heard) / energy(speech.at(-1)!)).toBeGreaterThan(0.3);
  });

  it.each([10, 20, 40, 60])('packs %i ms into a packet', async (ptimeMs) => {
    const [packet] = encodeAll(await coder('', ptimeMs), [voice(0, 48 * ptimeMs)]);
    expect(opusTicks(packet!, 0, packet!.length)).toBe(48 * ptimeMs);
  });

  it('keeps to the bit rate and the bandwidth that the peer wishes', async () => {
    const rate = (packets: Uint8Array[]): number => packets.reduce((sum, packet) => sum + packet.length * 8, 0);
    const narrow = encodeAll(await coder('maxplaybackrate=8000; maxaveragebitrate=12000'), speech);
    const wide = encodeAll(await coder('maxplaybackrate=16000'), speech);
    expect(Math.max(...bandwidth(narrow))).toBeLessThanOrEqual(3);
    expect(rate(narrow)).toBeLessThan(16_000);
    expect(rate(wide)).toBeGreaterThan(1.3 * rate(narrow));
    expect([...bandwidth(wide)].every((configuration) => (configuration >= 8 && configuration < 12) || (configuration >= 20 && configuration < 24))).toBe(true);
  });

  it('sends packets of one length where the peer wants a constant bit rate', async () => {
    const lengths = new Set(encodeAll(await coder('cbr=1;maxaveragebitrate=24000'), speech).map((packet) => packet.length));
    expect([...lengths]).toEqual([60]);
  });

  it('is silent in silence only where the peer wants it so', async () => {
    const silence = Array.from({ length: 60 }, () => new Int16Array(FRAME));
    const sent = (packets: Uint8Array[]): number => packets.slice(30).filter((packet) => packet.length > 0).length;
    expect(sent(encodeAll(await coder('usedtx=1'), silence))).toBeLessThan(5);
    expect(sent(encodeAll(await coder(''), silence))).toBe(30);
  });

  it('takes no steady tone for silence: music on hold, and what a tester plays', async () => {
    const tone = Array.from({ length: 200 }, (_, n) => Int16Array.from({ length: FRAME }, (_x, i) => 8000 * Math.sin((2 * Math.PI * 440 * (n * FRAME + i)) / 48_000)));
    const packets = encodeAll(await coder('usedtx=1'), tone);
    const decoded = await decoder();
    const into = new Int16Array(FRAME);
    expect(packets.filter((packet) => packet.length === 0)).toEqual([]);
    for (const packet of packets) decoded.decode(packet, into, 0, packet.length);
    expect(Math.sqrt(energy(into))).toBeGreaterThan(4000);
  });

  it('brings a lost packet back out of the next one', async () => {
    const packets = encodeAll(await coder('useinbandfec=1'), speech);
    const [repaired, faded, whole] = [await decoder(), await decoder(), await decoder()];
    const [heard, expected, guessed] = [new Int16Array(FRAME), new Int16Array(FRAME), new Int16Array(FRAME)];
    let [repairError, guessError] = [0, 0];
    const error = (one: Int16Array): number => energy(one.map((sample, i) => (sample - expected[i]!) >> 1));
    let repairs = 0;
    packets.forEach((packet, i) => {
      whole.decode(packet, expected, 0, packet.length);
      const next = packets[i + 1];
      if (i % 5 !== 4 || !next || !hasOpusFec(next, 0, next.length)) {
        repaired.decode(packet, heard, 0, packet.length);
        faded.decode(packet, guessed, 0, packet.length);
        return;
      }
      repairs++;
      expect(repaired.recover!(next, heard, 0, next.length)).toBe(FRAME);
      faded.conceal!(guessed);
      repairError += error(heard);
      guessError += error(guessed);
    });
    expect(repairs).toBeGreaterThan(4);
    expect(repairError).toBeLessThan(guessError / 2);
  });

  it('repeats more where the peer loses more', async () => {
    const [steady, lossy] = [await coder('useinbandfec=1'), await coder('useinbandfec=1')];
    lossy.setExpectedLoss!(30);
    const errorOf = async (packets: Uint8Array[]): Promise<number> => {
      const [whole, repaired] = [await decoder(), await decoder()];
      const [expected, heard] = [new Int16Array(FRAME), new Int16Array(FRAME)];
      return packets.slice(0, -1).reduce((sum, packet, i) => {
        const next = packets[i + 1]!;
        whole.decode(packet, expected, 0, packet.length);
        const isRepaired = i % 4 === 3 && repaired.recover!(next, heard, 0, next.length) > 0;
        if (!isRepaired) repaired.decode(packet, heard, 0, packet.length);
        return sum + energy(heard.map((sample, k) => (sample - expected[k]!) >> 1));
      }, 0);
    };
    expect(await errorOf(encodeAll(lossy, speech))).toBeLessThan(0.9 * await errorOf(encodeAll(steady, speech)));
  });

  it('has nothing to bring back where there is no second copy', async () => {
    const packets = encodeAll(await coder(''), speech);
    const listener = await decoder();
    expect(listener.recover!(packets[20]!, new Int16Array(FRAME), 0, packets[20]!.length)).toBe(0);
  });

  it('goes on for a while when nothing comes, then fades', async () => {
    const listener = await decoder();
    const heard = new Int16Array(FRAME);
    for (const packet of encodeAll(await coder(''), speech)) listener.decode(packet, heard, 0, packet.length);
    const last = energy(heard);
    listener.conceal!(heard);
    expect(energy(heard)).toBeGreaterThan(last / 4);
    for (let i = 0; i < 50; i++) listener.conceal!(heard);
    expect(energy(heard)).toBeLessThan(last / 100);
  });

  it('takes what is no Opus for silence of the length that it claims', async () => {
    const listener = await decoder();
    const heard = new Int16Array(5760).fill(7);
    expect(listener.decode(new Uint8Array(0), heard, 0, 0)).toBe(0);
    const broken = Uint8Array.of((31 << 3) | 2, 251, 1, 2);
    expect(listener.decode(broken, heard, 0, broken.length)).toBe(2 * FRAME);
    expect(heard.subarray(0, 2 * FRAME).every((sample) => sample === 0)).toBe(true);
    expect(listener.decode(broken, heard.subarray(0, 100), 0, broken.length)).toBe(100);
  });

  it('before it is loaded sends nothing and hears silence; closed it stays so', () => {
    const format = { payloadType: 111, codec: 'opus', clockRateHz: 48_000, channels: 2, parameters: '' } as const;
    const encoder = createEncoder(format, 20);
    const listener = createDecoder(format);
    const heard = new Int16Array(FRAME).fill(7);
    expect(encoder.encode(voice(0), new Uint8Array(1500), 12)).toBe(0);
    expect(listener.decode(Uint8Array.of(31 << 3, 1, 2, 3), heard, 0, 4)).toBe(FRAME);
    expect(heard.every((sample) => sample === 0)).toBe(true);
    encoder.close?.();
    listener.close?.();
    listener.conceal?.(heard);
    expect(heard.every((sample) => sample === 0)).toBe(true);
  });

  it('gives back its memory', async () => {
    await coder('');
    const before = process.memoryUsage().external;
    for (let i = 0; i < 1000; i++) {
      const [encoder, listener] = [await coder(''), await decoder()];
      encoder.close?.();
      listener.close?.();
    }
    // Without `close` they would hold 40 MB.
    expect(process.memoryUsage().external - before).toBeLessThan(10e6);
  });
});
