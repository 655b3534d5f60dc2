/** Numbers and typed times of SDP lines (RFC 8866 5.9 to 5.11). */

const DECIMAL = /^\d{1,15}$/;
const TYPED_TIME = /^(-?)(\d{1,12})([dhms]?)$/;
const SECONDS_PER_UNIT: Record<string, number> = { d: 86_400, h: 3600, m: 60, s: 1, '': 1 };

/** A non-negative decimal number of at most 15 digits, so that it is exact; undefined for anything else. */
export function parseDecimal(text: string | undefined): number | undefined {
  return text !== undefined && DECIMAL.test(text) ? Number(text) : undefined;
}

/** Seconds out of `7d`, `1h`, `-30m`, `3600`; undefined when it is none of these. */
export function parseTypedTime(text: string | undefined): number | undefined {
  const match = text === undefined ? null : TYPED_TIME.exec(text);
  if (!match) return undefined;
  const seconds = Number(match[2]) * (SECONDS_PER_UNIT[match[3] ?? ''] ?? 1);
  return match[1] === '-' && seconds > 0 ? -seconds : seconds;
}
