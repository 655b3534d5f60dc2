/** RTCP as capture servers take it (HEP payload type 5): not the packet but JSON, a report a message, in the words that Asterisk's and HOMER's
 *  own agents use. */
import { readRtcp } from '../../src-shared/rtp/rtcp.ts';

/** Undefined where there is no report in it. */
export function rtcpJson(bytes: Uint8Array): string | undefined {
  const compound = readRtcp(bytes, true);
  const report = compound.ok ? compound.value.reports[0] : undefined;
  if (!report) return undefined;
  const { ssrc, sender, reports } = report;
  return JSON.stringify({
    ssrc,
    type: sender ? 200 : 201,
    report_count: reports.length,
    report_blocks: reports.map((block) => ({
      source_ssrc: block.ssrc, fraction_lost: block.fractionLost, packets_lost: block.cumulativeLost, highest_seq_no: block.highestSequence, ia_jitter: block.jitter,
      lsr: block.lastSenderReport, dlsr: block.delaySinceLastSenderReport,
    })),
    ...(sender && {
      sender_information: {
        ntp_timestamp_sec: sender.ntpSeconds, ntp_timestamp_usec: sender.ntpFraction, rtp_timestamp: sender.rtpTimestamp, packets: sender.packetCount, octets: sender.octetCount,
      },
    }),
  });
}
