import { beforeEach, describe, expect, it } from 'vitest';
import type { RemoteAddress } from '../../../src-main/rtp/remote-address.ts';
import { createRemoteAddress } from '../../../src-main/rtp/remote-address.ts';

const SDP = { address: '192.0.2.1', port: 4000 };
const NAT = { address: '198.51.100.7', port: 31_234 };
const ATTACKER = { address: '203.0.113.66', port: 666 };

describe('symmetric RTP', () => {
  let remote: RemoteAddress;

  beforeEach(() => {
    remote = createRemoteAddress();
    remote.expect(SDP);
  });

  /** Sends from one place every 20 ms; gives what was said to each packet. */
  function stream(from: typeof SDP, fromMs: number, untilMs: number): boolean[] {
    const verdicts: boolean[] = [];
    for (let atMs = fromMs; atMs < untilMs; atMs += 20) verdicts.push(remote.accept({ ...from }, atMs));
    return verdicts;
  }

  it('sends to the address of the SDP until something is heard, and accepts it at once', () => {
    expect(remote.sendTo).toEqual(SDP);
    expect(remote.source).toBeNull();
    expect(remote.accept({ ...SDP }, 0)).toBe(true);
    expect(remote.source).toEqual(SDP);
  });

  it('learns another source when nothing comes from the expected one', () => {
    const verdicts = stream(NAT, 1000, 1400);
    expect(verdicts.indexOf(true)).toBe(10);
    expect(verdicts.slice(10).every(Boolean)).toBe(true);
    expect(remote.sendTo).toEqual(NAT);
  });

  it('ignores strangers while the expected address speaks', () => {
    for (let atMs = 0; atMs < 10_000; atMs += 20) {
      expect(remote.accept(SDP, atMs)).toBe(true);
      expect(remote.accept(ATTACKER, atMs + 1)).toBe(false);
    }
    expect(remote.sendTo).toEqual(SDP);
  });

  it('ignores strangers while a learned source speaks', () => {
    stream(NAT, 0, 1000);
    for (let atMs = 1000; atMs < 10_000; atMs += 20) {
      expect(remote.accept(NAT, atMs)).toBe(true);
      expect(remote.accept(ATTACKER, atMs + 1)).toBe(false);
    }
    expect(remote.sendTo).toEqual(NAT);
  });

  it('is not turned away by a single stray packet during a pause of the peer', () => {
    stream(SDP, 0, 1000);
    expect(remote.accept(ATTACKER, 60_000)).toBe(false);
    expect(remote.sendTo).toEqual(SDP);
  });

  it('follows the peer to a new address after its silence', () => {
    stream(SDP, 0, 1000);
    const verdicts = stream(NAT, 1000, 4000);
    // Last heard at 980: silent for 2 s, then 200 ms of grace.
    expect(verdicts.indexOf(true)).toBe((2980 + 200 - 1000) / 20);
  });

  it('returns to the expected address as soon as it speaks', () => {
    stream(NAT, 0, 1000);
    expect(remote.accept(SDP, 1000)).toBe(true);
    expect(remote.sendTo).toEqual(SDP);
    expect(remote.accept(NAT, 1010)).toBe(false);
  });

  it('takes the first that comes where the SDP named none', () => {
    remote.expect(null);
    expect(remote.sendTo).toBeNull();
    expect(remote.accept(NAT, 0)).toBe(true);
    expect(remote.sendTo).toEqual(NAT);
  });

  it('keeps what it learned when the same address is agreed again, and forgets it for another', () => {
    stream(NAT, 0, 1000);
    remote.expect({ ...SDP });
    expect(remote.sendTo).toEqual(NAT);
    remote.expect({ ...SDP, port: 5000 });
    expect(remote.sendTo).toEqual({ ...SDP, port: 5000 });
    expect(remote.accept(NAT, 1000)).toBe(false);
  });

  it('does not keep the endpoint object of the socket', () => {
    const reused = { ...SDP };
    remote.accept(reused, 0);
    reused.port = 1;
    expect(remote.source).toEqual(SDP);
  });
});
