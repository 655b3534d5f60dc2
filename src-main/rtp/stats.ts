/** The figures of a stream, gathered from the parts that count them. */
import type { StreamStats } from '../../src-shared/model.ts';
import type { CodecImpairment } from './e-model.ts';
import type { JitterBuffer } from './jitter-buffer.ts';
import type { RtpReceiver } from './receiver.ts';
import type { RtpSender } from './sender.ts';

export interface StatsSources {
  codec: { name: string; impairment: CodecImpairment };
  ptimeMs: number;
  sender: RtpSender;
  receiver: RtpReceiver;
  buffer: JitterBuffer;
  rttMs: number | undefined;
  levelOut: number;
  levelIn: number;
}

export function streamStats(_sources: StatsSources): StreamStats {
  throw new Error('helper H5A writes this');
}
