import { describe, expect, it } from 'vitest';
import { createRtpView, readRtp, rtpHeaderLength, writeRtp } from '../../../src-shared/rtp/packet.ts';

/** A PCMA packet with two CSRCs, an RFC 8285 one-byte extension of two words and four octets of padding, by hand. */
const FULL = Uint8Array.from([
  0xb2, 0x88, 0xff, 0xfe, 0x80, 0x00, 0x00, 0x01, 0xde, 0xad, 0xbe, 0xef,
  0x00, 0x00, 0x00, 0x01, 0xff, 0xff, 0xff, 0xff,
  0xbe, 0xde, 0x00, 0x02, 0x10, 0xff, 0x22, 0x01, 0x02, 0x03, 0x00, 0x00,
  0xd5, 0x55, 0xaa,
  0x00, 0x00, 0x00, 0x04,
]);

function ruleOf(bytes: Uint8Array): string | undefined {
  return readRtp(createRtpView(), bytes)?.rule;
}

describe('readRtp', () => {
  it('reads every field of a packet with CSRCs, extension and padding', () => {
    const view = createRtpView();
    expect(readRtp(view, FULL)).toBeNull();
    expect(view).toMatchObject({
      marker: true, payloadType: 8, sequence: 0xfffe, timestamp: 0x80000001, ssrc: 0xdeadbeef, csrcCount: 2,
      hasExtension: true, extensionProfile: 0xbede, extensionOffset: 24, extensionLength: 8,
      payloadOffset: 32, payloadLength: 3, paddingLength: 4,
    });
  });

  it('leaves nothing of the packet before in a reused view', () => {
    const view = createRtpView();
    readRtp(view, FULL);
    const plain = Uint8Array.from([0x80, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0x7f]);
    expect(readRtp(view, plain)).toBeNull();
    expect(view).toMatchObject({
      marker: false, csrcCount: 0, hasExtension: false, extensionProfile: 0, extensionLength: 0,
      payloadOffset: 12, payloadLength: 1, paddingLength: 0,
    });
  });

  it('accepts a packet without payload', () => {
    const view = createRtpView();
    expect(readRtp(view, FULL.slice(0, 12).with(0, 0x80))).toBeNull();
    expect(view.payloadLength).toBe(0);
  });

  it.each([
    ['truncated-header', FULL.slice(0, 11)],
    ['truncated-header', new Uint8Array(0)],
    ['wrong-version', FULL.with(0, 0x72)],
    ['truncated-csrc-list', FULL.slice(0, 19)],
    ['truncated-extension', FULL.slice(0, 23)],
    ['truncated-extension', FULL.slice(0, 31)],
    ['wrong-padding', FULL.with(FULL.length - 1, 0)],
    ['wrong-padding', FULL.with(FULL.length - 1, 8)],
    ['wrong-padding', FULL.slice(0, 32)],
  ])('refuses: %s', (rule, bytes) => {
    expect(ruleOf(bytes)).toBe(rule);
  });

  it('accepts padding that leaves no payload', () => {
    const view = createRtpView();
    expect(readRtp(view, FULL.with(FULL.length - 1, 7))).toBeNull();
    expect(view.payloadLength).toBe(0);
  });

  it('names the section of the RFC in a fault', () => {
    expect(readRtp(createRtpView(), new Uint8Array(3))).toMatchObject({ section: 'RFC 3550 5.1' });
  });
});

describe('writeRtp', () => {
  const header = {
    marker: true, payloadType: 8, sequence: 0xfffe, timestamp: 0x80000001, ssrc: 0xdeadbeef, csrcs: [1, 0xffffffff],
    extension: { profile: 0xbede, data: FULL.slice(24, 30) }, paddingLength: 4,
  };

  it('writes the packet octet by octet, over what was in the buffer', () => {
    const out = new Uint8Array(FULL.length).fill(0x99);
    out.set(FULL.slice(32, 35), rtpHeaderLength(header));
    expect(writeRtp(out, header, 3)).toBe(FULL.length);
    expect(out).toEqual(FULL);
  });

  it('writes nothing when the packet does not fit', () => {
    const out = new Uint8Array(FULL.length - 1).fill(0x99);
    expect(writeRtp(out, header, 3)).toBe(0);
    expect(out.every((byte) => byte === 0x99)).toBe(true);
  });

  it('leaves out CSRCs beyond the fifteen that the header can count', () => {
    const crowded = { ...header, csrcs: Array.from({ length: 20 }, (_, i) => i) };
    const out = new Uint8Array(200);
    const length = writeRtp(out, crowded, 0);
    const view = createRtpView();
    expect(readRtp(view, out.subarray(0, length))).toBeNull();
    expect(view.csrcCount).toBe(15);
  });
});
