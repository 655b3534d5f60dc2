import { describe, expect, it } from 'vitest';
import { reportOf } from '../../../src-main/calls/quality-reports.ts';
import type { QualityReport } from '../../../src-main/events/vq-rtcpxr.ts';
import { writeQualityReport } from '../../../src-main/events/vq-rtcpxr.ts';
import type { Call, MediaSpan, StreamStats } from '../../../src-shared/model.ts';

const call: Call = {
  id: 'c', direction: 'out', state: 'ended', sipCallId: '6dg37f1890463@192.0.2.1', remoteUri: 'sip:bob@example.net', remoteName: '', startedAtMs: 0,
  answeredAtMs: Date.UTC(2026, 0, 2, 18, 23, 43), endedAtMs: Date.UTC(2026, 0, 2, 18, 26, 2, 700), heldByUs: false, heldByPeer: false, muted: false,
  digitsReceived: '', declinedMedia: [], secure: false,
};
const stats: StreamStats = {
  codec: 'PCMA', sent: 1000, received: 950, lost: 50, jitterMs: 2.4, rttMs: 41.6, mos: 4.06, rating: 85.4, concealed: 60, discarded: 10, bufferMs: 44, targetMs: 40,
  lossPercent: 5, burst: { count: 2, densityPercent: 40, durationMs: 180, gapDensityPercent: 1.25, gapDurationMs: 9000 },
  remote: { sent: 1000, reports: 4, lossPercent: 0, jitterMs: 1, rating: 91, mos: 4.3 }, ssrc: { local: 0x1a3b5c7d, remote: 0xcafe }, levelOut: 0, levelIn: 0, source: '203.0.113.9:5006',
};
const span: MediaSpan = { callId: call.sipCallId, local: '192.0.2.1:40000', remote: '198.51.100.7:5004', codec: 'PCMA', startedAtMs: 0, early: false, stats };

const text = (report: QualityReport): string => new TextDecoder().decode(writeQualityReport(report));

describe('application/vq-rtcpxr', () => {
  it('says how a call sounded on both sides (RFC 6035 4.6)', () => {
    expect(text(reportOf(call, 'sip:alice@example.org', [span])!)).toBe([
      'VQSessionReport: CallTerm',
      'CallID: 6dg37f1890463@192.0.2.1',
      'LocalID: <sip:alice@example.org>',
      'RemoteID: <sip:bob@example.net>',
      'OrigID: <sip:alice@example.org>',
      'LocalAddr: IP=192.0.2.1 PORT=40000 SSRC=0x1a3b5c7d',
      'RemoteAddr: IP=203.0.113.9 PORT=5006 SSRC=0xcafe',
      'LocalGroup: example.org',
      'RemoteGroup: example.net',
      'LocalMetrics:',
      'Timestamps:START=2026-01-02T18:23:43Z STOP=2026-01-02T18:26:02Z',
      'SessionDesc:PT=8 PD=PCMA SR=8000 FD=20 FPP=1 PPS=50 PLC=2',
      'JitterBuffer:JBA=3 JBN=40 JBM=44 JBX=44',
      'PacketLoss:NLR=5.0 JDR=1.0',
      'BurstGapLoss:BLD=40.0 BD=180 GLD=1.3 GD=9000 GMIN=16',
      'Delay:RTD=42 ESD=64 IAJ=2',
      'QualityEst:RCQ=85 MOSCQ=4.1 QoEEstAlg=G.107',
      'RemoteMetrics:',
      'Timestamps:START=2026-01-02T18:23:43Z STOP=2026-01-02T18:26:02Z',
      'PacketLoss:NLR=0.0',
      'Delay:IAJ=1',
      'QualityEst:RCQ=91 MOSCQ=4.3 QoEEstAlg=G.107',
      '',
    ].join('\r\n'));
  });

  it('leaves out what is not known', () => {
    const bare: StreamStats = { codec: 'PCMA', sent: 5, received: 0, lost: 0, jitterMs: 0, concealed: 0, discarded: 0, bufferMs: 0, levelOut: 0, levelIn: 0 };
    const body = text(reportOf({ ...call, direction: 'in' }, 'sip:alice@example.org', [{ ...span, stats: bare }])!);
    expect(body).not.toMatch(/NaN|undefined|RemoteMetrics|BurstGapLoss|QualityEst/);
    expect(body).toContain('OrigID: <sip:bob@example.net>');
  });

  it('keeps what came from the network on its line', () => {
    const hostile = { ...call, sipCallId: 'x\r\nCallID: y', remoteUri: 'sip:b@h>\r\nLocalMetrics:' };
    const lines = text(reportOf(hostile, 'sip:alice@example.org', [span])!).split('\r\n');
    expect(lines.filter((line) => line.startsWith('LocalMetrics'))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith('CallID'))).toHaveLength(1);
  });

  it('is none for a call without sound', () => {
    expect(reportOf(call, 'sip:alice@example.org', [])).toBeUndefined();
  });
});
