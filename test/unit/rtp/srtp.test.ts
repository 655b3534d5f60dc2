import { describe, expect, it } from 'vitest';
import type { Srtp } from '../../../src-main/rtp/srtp.ts';
import { createLateJoin } from '../../../src-main/rtp/srtp-late-join.ts';
import { createSrtp } from '../../../src-main/rtp/srtp.ts';
import type { SrtpKey, SrtpSuite } from '../../../src-main/rtp/srtp-suites.ts';
import { SRTP_SUITES, keyAndSaltBytes } from '../../../src-main/rtp/srtp-suites.ts';
import { writeUint16, writeUint32 } from '../../../src-shared/rtp/wire-integers.ts';
import { fromHex, toHex } from './hex.ts';

const SUITES = Object.keys(SRTP_SUITES) as SrtpSuite[];
const SUITE = 'AES_CM_128_HMAC_SHA1_80';
const SSRC = 0xcafebabe;

function key(suite: SrtpSuite = SUITE, fill = 7): SrtpKey {
  return { suite, keyAndSalt: new Uint8Array(keyAndSaltBytes(suite)).fill(fill) };
}

function speaker(send: SrtpKey): Srtp {
  const srtp = createSrtp();
  srtp.setKeys({ send, receive: key(send.suite, 99) });
  return srtp;
}

function listener(receive: SrtpKey): Srtp {
  const srtp = createSrtp();
  srtp.setKeys({ send: key(receive.suite, 99), receive });
  return srtp;
}

function rtp(sequence: number, ssrc = SSRC): Uint8Array {
  const packet = new Uint8Array(172).fill(0xab);
  packet.set([0x80, 0x08]);
  writeUint16(packet, 2, sequence & 0xffff);
  writeUint32(packet, 4, sequence * 160);
  writeUint32(packet, 8, ssrc);
  return packet;
}

function receiverReport(): Uint8Array {
  return fromHex('81c90007 cafebabe 5501a0b2 00000000 00000000 00000000 00000000 00000000');
}

function sealed(srtp: Srtp, packet: Uint8Array, seal = srtp.protectRtp): Uint8Array {
  const room = new Uint8Array(packet.length + 40);
  room.set(packet);
  const length = seal(room, packet.length);
  expect(length).toBeGreaterThan(packet.length);
  return room.slice(0, length);
}

function opened(srtp: Srtp, packet: Uint8Array): string | undefined {
  const length = srtp.unprotectRtp(packet);
  return length === 0 ? undefined : toHex(packet.subarray(0, length));
}

/** Sends and hears packet after packet, as many sequence numbers apart as a window still bridges. */
function talkUntil(last: number, from: Srtp, to: Srtp): void {
  for (let sequence = 0; sequence < last; sequence += 20_000) expect(to.unprotectRtp(sealed(from, rtp(sequence)))).toBe(172);
}

describe('SRTP', () => {
  it.each(SUITES)('%s: what one side seals the other opens', (suite) => {
    const [from, to] = [speaker(key(suite)), listener(key(suite))];
    const packet = sealed(from, rtp(1));

    expect(packet.length).toBe(172 + SRTP_SUITES[suite].tagBytes);
    expect(toHex(packet.subarray(0, 12))).toBe(toHex(rtp(1).subarray(0, 12)));
    expect(toHex(packet)).not.toContain('abababab');
    expect(opened(to, packet)).toBe(toHex(rtp(1)));
  });

  it.each(SUITES)('%s: RTCP too', (suite) => {
    const [from, to] = [speaker(key(suite)), listener(key(suite))];
    const packet = sealed(from, receiverReport(), from.protectRtcp);

    expect(packet.length).toBe(32 + 4 + (SRTP_SUITES[suite].cipher === 'gcm' ? 16 : 10));
    expect(to.unprotectRtcp(packet)).toBe(32);
    expect(toHex(packet.subarray(0, 32))).toBe(toHex(receiverReport()));
  });

  it('makes the packets of the reference implementation', () => {
    const from = speaker({ suite: SUITE, keyAndSalt: fromHex('e1f97a0d3e018be0d64fa32c06de4139 0ec675ad498afeebb6960b3aabe6') });

    expect(toHex(sealed(from, fromHex('800f1234decafbadcafebabe abababab abababab abababab abababab'))))
      .toBe('800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb');
    expect(toHex(sealed(from, fromHex('81c8000bcafebabe abababab abababab abababab abababab'), from.protectRtcp)))
      .toBe('81c8000bcafebabe7128035be487b9bdbef89041f977a5a880000001993e08cd54d6c1230798');
  });

  it('leaves CSRCs and a header extension readable', () => {
    const packet = rtp(1);
    packet[0] = 0x92;
    packet.set([0xbe, 0xde, 0, 1], 20);
    const out = sealed(speaker(key()), packet);

    expect(toHex(out.subarray(0, 28))).toBe(toHex(packet.subarray(0, 28)));
    expect(opened(listener(key()), out)).toBe(toHex(packet));
  });

  it('counts the rounds of the sequence numbers on both sides', () => {
    const [from, to] = [speaker(key()), listener(key())];

    talkUntil(200_000, from, to);

    expect(to.unauthentic).toBe(0);
    // A listener that joins now takes it for the first round.
    expect(opened(listener(key()), sealed(from, rtp(200_000)))).toBeUndefined();
  });

  it('opens what comes out of order over the end of the sequence numbers', () => {
    const [from, to] = [speaker(key()), listener(key())];
    const [before, last, first] = [65_534, 65_535, 65_536].map((sequence) => sealed(from, rtp(sequence)));

    expect([before, first, last].map((packet) => to.unprotectRtp(packet!))).toEqual([172, 172, 172]);
  });

  it('drops what came before and what is too old to tell, and counts both', () => {
    const [from, to] = [speaker(key()), listener(key())];
    const packets = Array.from({ length: 400 }, (_, sequence) => sealed(from, rtp(sequence)));
    const copies = packets.map((packet) => packet.slice());
    to.unprotectRtp(packets[300]!);

    expect(to.unprotectRtp(copies[300]!.slice())).toBe(0);
    expect(to.unprotectRtp(packets[10]!)).toBe(0);
    expect(to.replayed).toBe(2);
    // At least 64 back (RFC 3711 3.3.2), each once.
    expect(to.unprotectRtp(packets[236]!)).toBe(172);
    expect(to.unprotectRtp(copies[236]!)).toBe(0);
    to.unprotectRtp(packets[399]!);
    expect(to.unprotectRtp(copies[300]!)).toBe(0);
    expect(to.replayed).toBe(4);
    expect(to.unauthentic).toBe(0);
  });

  it('drops what is not authentic, counts it, and goes on', () => {
    const [from, to] = [speaker(key()), listener(key())];
    const forged = sealed(from, rtp(1));
    forged[40]! ^= 1;

    expect(to.unprotectRtp(forged)).toBe(0);
    expect(to.unprotectRtp(rtp(2))).toBe(0);
    expect(to.unprotectRtp(sealed(speaker(key(SUITE, 8)), rtp(3)))).toBe(0);
    expect(to.unauthentic).toBe(3);
    expect(to.unprotectRtp(sealed(from, rtp(2)))).toBe(172);
  });

  it('is not led astray by forged sequence numbers', () => {
    const [from, to] = [speaker(key()), listener(key())];
    to.unprotectRtp(sealed(from, rtp(1)));
    for (let sequence = 0; sequence < 65_536; sequence += 1000) to.unprotectRtp(rtp(sequence));

    expect(to.unprotectRtp(sealed(from, rtp(2)))).toBe(172);
  });

  it.each(SUITES)('%s: garbage of any length is dropped', (suite) => {
    const to = listener(key(suite));
    for (let length = 0; length < 80; length++) {
      for (const first of [0x80, 0x9f, 0x8f, 0xbf]) {
        const garbage = new Uint8Array(length).fill(0xff);
        garbage[0] = first;
        expect(to.unprotectRtp(garbage)).toBe(0);
        expect(to.unprotectRtcp(garbage)).toBe(0);
      }
    }
    expect(to.unauthentic).toBe(640);
  });

  it.each(SUITES)('%s: takes the MKI out that the peer announced, and drops others', (suite) => {
    const mki = fromHex('0001');
    const from = speaker(key(suite));
    const to = listener({ ...key(suite), mki });
    const { tagBytes, cipher } = SRTP_SUITES[suite];
    const withMki = (packet: Uint8Array, behind: number, value: Uint8Array): Uint8Array =>
      Uint8Array.from([...packet.slice(0, packet.length - behind), ...value, ...packet.slice(packet.length - behind)]);
    const rtpPacket = withMki(sealed(from, rtp(1)), cipher === 'gcm' ? 0 : tagBytes, mki);
    const rtcpPacket = withMki(sealed(from, receiverReport(), from.protectRtcp), cipher === 'gcm' ? 0 : 10, mki);

    expect(opened(to, rtpPacket)).toBe(toHex(rtp(1)));
    expect(to.unprotectRtcp(rtcpPacket)).toBe(32);
    expect(to.unprotectRtp(withMki(sealed(from, rtp(2)), cipher === 'gcm' ? 0 : tagBytes, fromHex('0002')))).toBe(0);
  });

  it('never seals two packets under one index', () => {
    const from = speaker(key());
    sealed(from, rtp(5));

    expect(from.protectRtp(new Uint8Array(300).fill(0x80), 172)).toBeGreaterThan(0);
    const again = new Uint8Array(300);
    again.set(rtp(5));
    expect(from.protectRtp(again, 172)).toBeGreaterThan(0);
    expect(from.protectRtp(again, 172)).toBe(0);
  });

  it('seals nothing that has no room for its tag', () => {
    const from = speaker(key());

    expect(from.protectRtp(rtp(1), 172)).toBe(0);
    expect(from.protectRtcp(receiverReport(), 32)).toBe(0);
  });

  it('drops RTCP that came before', () => {
    const [from, to] = [speaker(key()), listener(key())];
    const report = sealed(from, receiverReport(), from.protectRtcp);
    const copy = report.slice();

    expect(to.unprotectRtcp(report)).toBe(32);
    expect(to.unprotectRtcp(copy)).toBe(0);
    expect(to.replayed).toBe(1);
  });

  it('remembers only the last sources', () => {
    const to = listener(key());
    for (let ssrc = 1; ssrc <= 40; ssrc++) expect(to.unprotectRtp(sealed(speaker(key()), rtp(1, ssrc)))).toBe(172);

    expect(to.unprotectRtp(sealed(speaker(key()), rtp(1, 40)))).toBe(0);
    expect(to.replayed).toBe(1);
  });
});

describe('SRTP after a re-negotiation', () => {
  const NEW = key(SUITE, 8);

  it('goes on as before with the same keys', () => {
    const [from, to] = [speaker(key()), listener(key())];
    talkUntil(100_000, from, to);
    from.setKeys({ send: key(), receive: key(SUITE, 99) });
    to.setKeys({ send: key(SUITE, 99), receive: key() });

    expect(to.unprotectRtp(sealed(from, rtp(100_000)))).toBe(172);
    expect(to.unprotectRtp(sealed(speaker(key()), rtp(100_000)))).toBe(0);
  });

  it('keeps the rollover counter under a new key (RFC 3711 3.3.1)', () => {
    const [from, to] = [speaker(key()), listener(key())];
    talkUntil(100_000, from, to);
    from.setKeys({ send: NEW, receive: key(SUITE, 99) });
    to.setKeys({ send: key(SUITE, 99), receive: NEW });

    expect(to.unprotectRtp(sealed(from, rtp(100_000)))).toBe(172);
  });

  it('understands a peer that begins to count anew', () => {
    const [from, to] = [speaker(key()), listener(key())];
    talkUntil(100_000, from, to);
    to.setKeys({ send: key(SUITE, 99), receive: NEW });

    expect(to.unprotectRtp(sealed(speaker(NEW), rtp(100_000)))).toBe(172);
  });

  it('hears the old key until the new one was heard', () => {
    const [from, to] = [speaker(key()), listener(key())];
    const [first, second, third] = [1, 2, 3].map((sequence) => sealed(from, rtp(sequence)));
    to.unprotectRtp(first!);
    to.setKeys({ send: key(SUITE, 99), receive: NEW });

    expect(to.unprotectRtp(second!)).toBe(172);
    expect(to.unprotectRtp(sealed(speaker(NEW), rtp(4)))).toBe(172);
    expect(to.unprotectRtp(third!)).toBe(0);
    expect(to.unauthentic).toBe(1);
  });

  it('uses no index twice after a time in the clear', () => {
    const from = speaker(key());
    sealed(from, rtp(70_000));
    from.setKeys(undefined);
    expect(from.isOn).toBe(false);
    from.setKeys({ send: key(), receive: key(SUITE, 99) });
    const again = new Uint8Array(300);
    again.set(rtp(70_000));

    expect(from.protectRtp(again, 172)).toBe(0);
  });
});

describe('who joins a group late', () => {
  it.each(SUITES)('finds how often the sequence numbers have gone round: %s', (suite) => {
    const from = speaker(key(suite));
    const early = createSrtp();
    early.setKeys({ send: key(suite), receive: key(suite) });
    const lateJoin = createLateJoin();
    const late = createSrtp(lateJoin);
    late.setKeys({ send: key(suite), receive: key(suite) });
    // 19 times round.
    talkUntil(19 * 65_536 + 1000, from, early);
    let tries = 0;
    const end = 19 * 65_536 + 2000;
    for (let sequence = end; opened(late, sealed(from, rtp(sequence))) === undefined; sequence++) tries++;
    expect(tries).toBe(2);
    expect(opened(late, sealed(from, rtp(end + 10)))).toBe(toHex(rtp(end + 10)));
  });

  it('does not try for ever what strangers send', () => {
    const lateJoin = createLateJoin();
    const tries = Array.from({ length: 500 }, (_, ssrc) => lateJoin.next(ssrc)).filter((first) => first !== null);
    expect(tries.length).toBeLessThan(100);
    expect(lateJoin.next(1)).toBeNull();
    lateJoin.renew();
    expect(lateJoin.next(1)).not.toBeNull();
  });
});
