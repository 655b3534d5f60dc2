import { sourceOf } from '../call-trace.ts';
import { headerOf } from '../message-text.ts';
import type { Rule } from '../types.ts';

/** What most servers bear; NaN, a date that is none, is never above it. */
const TOLERANCE_MS = 300_000;

/** RFC 3261 20.17: Date is the time when the message was first sent; RFC 8224 and nonces go by it. */
export const clockSkew: Rule = {
  name: 'clock-skew',
  severity: 'warning',
  section: 'RFC 3261 20.17',
  texts: {
    en: {
      message: 'The clock of {source} is wrong by {minutes} minutes (Date: {date}).',
      advice: 'Set the clock there by NTP, or here: certificates, signed calls (STIR) and nonces that carry a time are refused by wrong clocks.',
    },
    de: {
      message: 'Die Uhr von {source} geht um {minutes} Minuten falsch (Date: {date}).',
      advice: 'Stellen Sie die Uhr dort per NTP, oder hier: Zertifikate, signierte Anrufe (STIR) und Nonces mit Zeit scheitern an falschen Uhren.',
    },
  },
  find({ messages }) {
    for (const message of messages) {
      const date = headerOf(message, 'date');
      const skewMs = date === undefined ? 0 : Math.abs(Date.parse(date) - message.atMs);
      if (date !== undefined && skewMs > TOLERANCE_MS) return { seq: message.seq, params: { source: sourceOf(message), minutes: Math.round(skewMs / 60_000), date } };
    }
    return undefined;
  },
};
