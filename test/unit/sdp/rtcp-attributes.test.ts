import { describe, expect, it } from 'vitest';
import type { MediaAgreement } from '../../../src-main/media/engine-port.ts';
import { acceptAnswer, makeOffer, newNegotiation } from '../../../src-main/sdp/offer-answer.ts';
import { answered, local, mediaLines, peer } from './support.ts';

const AUDIO = 'm=audio 5004 RTP/AVP 8';

/** What an answer with these lines makes of our offer. */
function afterAnswer(...lines: string[]): MediaAgreement | undefined {
  const { negotiation } = makeOffer(newNegotiation('42'), local);
  const accepted = acceptAnswer(negotiation, peer(AUDIO, ...lines), local);
  if (!accepted.ok) throw new Error(JSON.stringify(accepted.error));
  return accepted.value.agreement;
}

describe('RTCP in an answer of ours', () => {
  it('takes up what was offered, and nothing else (RFC 5761 5.1.1)', () => {
    const { answer, negotiation } = answered(peer(AUDIO, 'a=rtcp-mux', 'a=rtcp-xr:pkt-loss-rle voip-metrics'));
    expect(mediaLines(answer)).toEqual(expect.arrayContaining(['a=rtcp-mux', 'a=rtcp-xr:voip-metrics']));
    expect(mediaLines(answer)).not.toContain('a=rtcp-rsize');
    expect(negotiation.agreement).toMatchObject({ rtcpMux: true, rtcpExtended: { voipMetrics: true, receiverTime: false } });
    expect(negotiation.agreement).not.toHaveProperty('rtcpReducedSize');
  });

  it('takes up reduced size and the times of round trips where they are meant', () => {
    const { answer, negotiation } = answered(peer(AUDIO, 'a=rtcp-rsize', 'a=rtcp-xr:rcvr-rtt=all'));
    expect(mediaLines(answer)).toEqual(expect.arrayContaining(['a=rtcp-rsize', 'a=rtcp-xr:rcvr-rtt=all voip-metrics']));
    expect(negotiation.agreement).toMatchObject({ rtcpReducedSize: true, rtcpExtended: { voipMetrics: false, receiverTime: true } });
  });

  it('reads what the session level asks for (RFC 3611 5.1)', () => {
    const { negotiation } = answered(peer('a=rtcp-xr:rcvr-rtt=sender:100', AUDIO));
    expect(negotiation.agreement?.rtcpExtended).toEqual({ voipMetrics: false, receiverTime: true });
  });

  it('has none of it for a peer that does not know it', () => {
    const { answer, negotiation } = answered(peer(AUDIO));
    expect(mediaLines(answer).join()).not.toContain('rtcp');
    expect(negotiation.agreement).not.toHaveProperty('rtcpMux');
    expect(negotiation.agreement).not.toHaveProperty('rtcpExtended');
  });
});

describe('RTCP in an answer of the peer', () => {
  it('is as it takes up our offer', () => {
    expect(afterAnswer('a=rtcp-mux', 'a=rtcp-rsize', 'a=rtcp-xr:voip-metrics')).toMatchObject({
      rtcpMux: true, rtcpExtended: { voipMetrics: true, receiverTime: false },
    });
  });

  it('is as ever when it does not', () => {
    const agreement = afterAnswer();
    expect(agreement).toMatchObject({ remoteRtcp: { port: 5005 } });
    expect(agreement).not.toHaveProperty('rtcpMux');
    expect(agreement).not.toHaveProperty('rtcpReducedSize');
  });
});
