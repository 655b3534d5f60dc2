/** What Rung reads in captures of real peers, beside what tshark reads in them (test/captures/README.md). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Capture } from '../../../src-shared/capture/capture.ts';
import { ANNOUNCEMENTS } from '../../../src-shared/capture/trace-source.ts';
import { isSip, packetBytes } from '../../../src-shared/traced-packet.ts';
import { read } from './support.ts';

interface TsharkMessage {
  frame: number;
  atMs: number;
  source: string;
  destination: string;
  transport: string;
  start: string;
  callId: string;
  cseq: string;
  retransmission: boolean;
}
interface TsharkStream {
  source: string;
  destination: string;
  ssrc: string;
  packets: number;
  lost: number;
  meanJitterMs: number;
  maxJitterMs: number;
}
interface Tshark {
  messages: TsharkMessage[];
  streams: TsharkStream[];
  announcements?: { atMs: number; hash: string; isDeletion: boolean; session: string }[];
}

const FOLDER = join(import.meta.dirname, '../../captures');
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.pcap')).map((name) => name.slice(0, -'.pcap'.length));

/** tshark knows a repetition by Call-ID, CSeq number and addresses alone: not by its branch (RFC 3261 17.1.3, 17.2.3) and To tag (19.3). */
const NO_REPETITIONS: Record<string, number[]> = {
  // 200 to CANCEL, then 200 to the INVITE.
  'cancel-race': [5],
  // Both forks answer, and both are hung up.
  'fork-both-answer': [6, 10, 11],
  // The same INVITE once more, by another way (482).
  merged: [7],
};

/** Message identifier hash (RFC 2974 6), as tshark writes it. */
const hashOf = (packet: Uint8Array): string => `0x${Buffer.from(packet.subarray(2, 4)).toString('hex')}`;

function captureOf(name: string): Capture {
  return read(Uint8Array.from(readFileSync(join(FOLDER, `${name}.pcap`))), 10_000);
}

function tsharkOf(name: string): Tshark {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as Tshark;
}

describe.each(names)('%s', (name) => {
  const capture = captureOf(name);
  const tshark = tsharkOf(name);

  it('has the messages that tshark has, in its order', () => {
    expect(capture.messages().filter(isSip).map(({ local, remote, transport, start }) => [local, remote, transport, start]))
      .toEqual(tshark.messages.map(({ source, destination, transport, start }) => [source, destination, transport, start]));
  });

  it('at the same times, of the same calls', () => {
    const messages = capture.messages();
    tshark.messages.forEach(({ atMs, callId }, i) => {
      expect(messages[i]?.atMs).toBeCloseTo(atMs, 2);
      expect(messages[i]?.callId).toBe(callId);
    });
  });

  it('marks the same retransmissions', () => {
    const messages = capture.messages();
    expect(messages.filter(({ retransmissionOf }) => retransmissionOf !== undefined).map(({ seq }) => seq))
      .toEqual(tshark.messages.flatMap(({ retransmission }, i) => (retransmission && NO_REPETITIONS[name]?.includes(i + 1) !== true ? [i + 1] : [])));
  });

  it('has the announcements of sessions that tshark has, those alike as one', () => {
    const seen = Map.groupBy(tshark.announcements ?? [], ({ hash, isDeletion, session }) => `${hash} ${isDeletion ? 'deletion' : 'announcement'} ${session}`);
    const announced = capture.messages(new Set([ANNOUNCEMENTS]));
    expect(announced.map((message) => [`${hashOf(packetBytes(message))} ${message.start}`, message.folded?.count ?? 1])).toEqual([...seen].map(([what, packets]) => [what, packets.length]));
    [...seen.values()].forEach((packets, i) => expect(announced[i]?.atMs).toBeCloseTo(packets[0]?.atMs ?? 0, 2));
    expect(capture.announcementCount).toBe(seen.size);
  });

  it('finds the jitter that tshark finds, mean and greatest', () => {
    const jitter = new Map(capture.streams.map(({ source, destination, ssrc, meanJitterMs, maxJitterMs }) => [`${source} ${destination} ${ssrc}`, [meanJitterMs, maxJitterMs]]));
    for (const { source, destination, ssrc, meanJitterMs, maxJitterMs } of tshark.streams) {
      const [mean = 0, max = 0] = jitter.get(`${source} ${destination} ${Number(ssrc)}`) ?? [];
      // tshark prints thousandths; a capture has microseconds.
      expect(Math.abs(mean - meanJitterMs)).toBeLessThan(0.0012);
      expect(Math.abs(max - maxJitterMs)).toBeLessThan(0.0012);
    }
  });

  it('has the streams that tshark has, with as many packets and as many lost', () => {
    const streams = capture.streams.map(({ source, destination, ssrc, packets, lost }) => ({ source, destination, ssrc, packets, lost }));
    for (const { source, destination, ssrc, packets, lost } of tshark.streams) {
      expect(streams).toContainEqual({ source, destination, ssrc: Number(ssrc), packets, lost });
    }
  });
});
