/** Announcements of sessions (SAP) in captures. */
import { describe, expect, it } from 'vitest';
import type { Capture } from '../../../src-shared/capture/capture.ts';
import { ANNOUNCEMENTS } from '../../../src-shared/capture/trace-source.ts';
import { ladderJson } from '../../../src-shared/ladder/json.ts';
import { buildLadder } from '../../../src-shared/ladder/ladder.ts';
import type { TracedMessage } from '../../../src-shared/model.ts';
import { joinPayload, serializeSap } from '../../../src-shared/sap/packet.ts';
import { alice, bytesOf, packet, pcap, read, rtp, sdp, sip } from './support.ts';

const GROUP = { address: '224.2.130.1', port: 40_000 };
const SAP_GROUP = { address: '224.2.127.254', port: 9875 };
const CONCERT = ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=Concert', 'c=IN IP4 224.2.130.1/15', 't=0 0', 'm=audio 40000 RTP/AVP 97', 'a=rtpmap:97 L16/44100', ''].join('\r\n');

const sap = (text: string, changes: { deletion?: boolean; encrypted?: boolean; hash?: number } = {}): Uint8Array => serializeSap({
  deletion: false, encrypted: false, compressed: false, hash: 7, source: '192.0.2.1', authentication: new Uint8Array(0), body: joinPayload(bytesOf(text)), ...changes,
});
const toGroup = (bytes: Uint8Array, afterMs = 0, destination = SAP_GROUP): ReturnType<typeof packet> => packet({ bytes, destination }, afterMs);
const sound = (destination = GROUP): ReturnType<typeof packet>[] => Array.from({ length: 40 }, (_, n) => packet({ bytes: rtp(n, { payloadType: 97 }), destination }, 100 + n * 20));
const announced = (capture: Capture): TracedMessage[] => capture.messages(new Set([ANNOUNCEMENTS]));

describe('announcements in a capture', () => {
  it('are entries of their own protocol, those alike folded, in the order of the file', () => {
    const capture = read(pcap(toGroup(sap(CONCERT)), packet({ bytes: sip({ start: 'OPTIONS sip:bob@example.net SIP/2.0', cseq: '1 OPTIONS' }) }, 1), toGroup(sap(CONCERT), 5000), toGroup(sap(CONCERT, { deletion: true }), 6000)));
    expect(announced(capture)).toMatchObject([
      { seq: 1, protocol: 'sap', start: 'announcement Concert', callId: '', local: '192.0.2.1:5060', remote: '224.2.127.254:9875', folded: { count: 2 } },
      { seq: 3, protocol: 'sap', start: 'deletion Concert' },
    ]);
    expect(announced(capture)[0]?.raw).toContain('s=Concert');
    expect(announced(capture)[1]?.folded).toBeUndefined();
    expect([capture.messageCount, capture.callCount, capture.announcementCount, capture.countOf(new Set([ANNOUNCEMENTS]))]).toEqual([1, 1, 2, 2]);
    expect(capture.messages().map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it('change where the text does, though the hash stays', () => {
    expect(announced(read(pcap(toGroup(sap(CONCERT)), toGroup(sap(CONCERT.replace('Concert', 'Concept'))))))).toHaveLength(2);
  });

  it('are known by the port, or by the description where they go to another group', () => {
    const elsewhere = { address: '224.2.130.1', port: 9999 };
    expect(announced(read(pcap(toGroup(sap(CONCERT), 0, elsewhere))))).toHaveLength(1);
    expect(announced(read(pcap(toGroup(sap('nothing of the kind'), 0, elsewhere))))).toEqual([]);
    expect(announced(read(pcap(toGroup(sap(CONCERT), 0, { address: '192.0.2.7', port: 9999 }))))).toEqual([]);
    expect(announced(read(pcap(toGroup(sap(CONCERT), 0, { address: '192.0.2.7', port: 9875 }))))).toHaveLength(1);
  });

  it('that cannot be read say why, and what is private says no more', () => {
    expect(announced(read(pcap(toGroup(bytesOf('?!'))))) [0]).toMatchObject({ start: 'refused', note: expect.stringContaining('RFC 2974') });
    expect(announced(read(pcap(toGroup(sap('x', { encrypted: true })))))[0]).toMatchObject({ start: 'announcement, private' });
  });

  it('tell codec and name of the streams to their groups, even when they come later', () => {
    const capture = read(pcap(...sound(), toGroup(sap(CONCERT), 60_000)));
    expect(capture.streams).toMatchObject([{ codec: 'L16', clockRateHz: 44_100, media: 'audio', session: 'Concert' }]);
    expect(capture.streams[0]?.callId).toBeUndefined();
    expect(capture.media(new Set([ANNOUNCEMENTS]))).toMatchObject([{ codec: 'L16', early: false, remote: '224.2.130.1:40000' }]);
    expect(capture.media(new Set(['call-1']))).toEqual([]);
  });

  it('leave a stream to the call that has described it', () => {
    const invite = sip({ start: 'INVITE sip:bob@example.net SIP/2.0', body: sdp(GROUP.address, GROUP.port, '97', 'a=rtpmap:97 opus/48000/2') });
    const capture = read(pcap(toGroup(sap(CONCERT)), packet({ bytes: invite, source: alice }, 50), ...sound()));
    expect(capture.streams).toMatchObject([{ codec: 'opus', callId: 'call-1', session: 'Concert' }]);
  });

  it('are listed in the ladder as data, and are no dialog', () => {
    const capture = read(pcap(toGroup(sap(CONCERT)), ...sound()));
    const json = ladderJson(buildLadder(capture.messages(), capture.media()));
    expect(json).toMatchObject({ dialogs: [], announcements: { messages: [{ protocol: 'sap', start: 'announcement Concert' }], streams: [{ dst: '224.2.130.1:40000', codec: 'L16', packets: 40 }] } });
  });

  it('without end take no more than their share', () => {
    const packets = Array.from({ length: 20_000 }, (_, n) => toGroup(sap('v=0', { hash: n })));
    const file = pcap(...packets);
    const capture = read(file);
    expect(capture.heldBytes).toBeLessThan(1_048_576 + file.length);
    expect(capture.announcementCount).toBeLessThan(20_000);
    expect(capture.notes).toMatchObject([{ code: 'capture-announcements' }]);
  });
});
