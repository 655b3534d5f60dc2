/** DTMF as INFO bodies (the legacy use of RFC 6086 2): `application/dtmf-relay`, and `application/dtmf`, which is the bare digit. Pure. */

export interface InfoDigit {
  digit: string;
  durationMs: number;
}

export const DTMF_RELAY = 'application/dtmf-relay';
const INFO_DIGIT_MS = 160;
const DEFAULT_MS = 250;
const MAX_MS = 10_000;

export function dtmfRelayBody(digit: string): string {
  return `Signal=${digit}\r\nDuration=${INFO_DIGIT_MS}\r\n`;
}

/** Undefined where the body is none of these, or means no key (a hook flash is `16`). `contentType` in lower case. */
export function digitOfInfo(contentType: string, body: Uint8Array): InfoDigit | undefined {
  if (body.length > 200) return undefined;
  const text = new TextDecoder().decode(body);
  if (contentType === 'application/dtmf') return infoDigit(text.trim(), undefined);
  if (contentType !== DTMF_RELAY) return undefined;
  const signal = /^\s*Signal\s*=[ \t]*([^\s]+)\s*$/im.exec(text)?.[1];
  const duration = /^\s*Duration\s*=[ \t]*(\d{1,6})\s*$/im.exec(text)?.[1];
  return signal === undefined ? undefined : infoDigit(signal, duration);
}

/** Some gateways count on after the nine: the event codes of RFC 4733 3.2. */
const BY_CODE: Readonly<Record<string, string>> = { 10: '*', 11: '#', 12: 'A', 13: 'B', 14: 'C', 15: 'D' };

function infoDigit(signal: string, duration: string | undefined): InfoDigit | undefined {
  const digit = BY_CODE[signal] ?? signal.toUpperCase();
  if (!/^[0-9A-D*#]$/.test(digit)) return undefined;
  return { digit, durationMs: duration === undefined ? DEFAULT_MS : Math.min(Number(duration), MAX_MS) };
}
