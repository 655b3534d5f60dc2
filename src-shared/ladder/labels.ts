/** The words on arrows and bands, the same in every drawing. */
import type { MediaSpan, TracedMessage } from '../model.ts';
import { printable, shortened } from './printable.ts';

const MAX_LABEL = 60;
const STATUS_LINE = /^SIP\/\d\.\d +(\d{3}(?: .*)?)$/i;

/** `INVITE (SDP)`, `200 OK (SDP)`; what could not be parsed shows the beginning of its first line. */
export function arrowLabel(message: TracedMessage): string {
  const sdp = message.hasSdp ? ' (SDP)' : '';
  if (message.status !== undefined) {
    const text = STATUS_LINE.exec(message.start.slice(0, MAX_LABEL * 2))?.[1] ?? String(message.status);
    return shortened(text.trim(), MAX_LABEL) + sdp;
  }
  const times = message.folded ? ` ×${message.folded.count}` : '';
  return shortened(message.method || message.start, MAX_LABEL) + sdp + times;
}

/** `RTP PCMA  250 sent  248 received  0.8 % lost  1.2 ms jitter`. */
export function bandLabel(span: MediaSpan): string {
  const name = `${span.early ? 'early ' : ''}RTP ${printable(span.codec)}`;
  if (!span.stats) return name;
  const { sent, received, lost, jitterMs } = span.stats;
  const expected = received + lost;
  const lostPercent = expected > 0 ? (lost / expected) * 100 : 0;
  return `${name}  ${sent} sent  ${received} received  ${lostPercent.toFixed(1)} % lost  ${jitterMs.toFixed(1)} ms jitter`;
}

export function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
