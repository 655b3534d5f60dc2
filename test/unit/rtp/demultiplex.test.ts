import { describe, expect, it } from 'vitest';
import { classifyPacket } from '../../../src-shared/rtp/demultiplex.ts';

function packet(first: number, second: number, length = 28): Uint8Array {
  return new Uint8Array(length).with(0, first).with(1, second);
}

function stun(): Uint8Array {
  const bytes = packet(0, 1, 20);
  bytes.set([0x21, 0x12, 0xa4, 0x42], 4);
  return bytes;
}

describe('classifyPacket', () => {
  it.each([
    ['PCMA', packet(0x80, 8), 'rtp'],
    ['PCMU with marker', packet(0x80, 0x80), 'rtp'],
    ['dynamic 96 with marker, next to the RTCP types', packet(0x80, 0x80 | 96), 'rtp'],
    ['the last payload type below the RTCP range', packet(0x80, 0x80 | 63), 'rtp'],
    ['SR', packet(0x80, 200), 'rtcp'],
    ['BYE', packet(0x81, 203, 8), 'rtcp'],
    ['first of the RTCP range', packet(0x80, 192), 'rtcp'],
    ['last of the RTCP range', packet(0x80, 223), 'rtcp'],
    ['STUN binding request', stun(), 'stun'],
    ['STUN without its cookie', packet(0, 1), 'garbage'],
    ['DTLS client hello', packet(22, 0xfe), 'dtls'],
    ['TURN channel', packet(0x40, 0), 'garbage'],
    ['version 3', packet(0xc0, 0), 'garbage'],
    ['RTP cut short', packet(0x80, 8, 11), 'garbage'],
    ['nothing', new Uint8Array(0), 'garbage'],
    ['SIP text', new TextEncoder().encode('INVITE sip:a@b SIP/2.0\r\n'), 'garbage'],
  ])('%s', (_name, bytes, kind) => {
    expect(classifyPacket(bytes)).toBe(kind);
  });
});
