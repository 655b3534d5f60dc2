import { byeOf, isSuccess } from '../dialog-steps.ts';
import { headerOf } from '../message-text.ts';
import type { Rule } from '../types.ts';

const REFRESHING = ['INVITE', 'UPDATE'];
const TOLERANCE_MS = 1_000;

/** RFC 4028 10: without a refresh, BYE is sent a third of the interval, at most 32 s, before it ends. */
export const sessionExpired: Rule = {
  name: 'session-expired',
  severity: 'error',
  section: 'RFC 4028 10',
  texts: {
    en: {
      message: 'The session timer of {interval} s ran out: no refresh came for {silence} s, and the call was ended.',
      advice: '{refresher} should have refreshed it by UPDATE or re-INVITE: those do not get through, or it does not send them. Try without session timer.',
    },
    de: {
      message: 'Der Sitzungs-Zeitgeber von {interval} s lief ab: {silence} s lang kam keine Auffrischung, und das Gespräch wurde beendet.',
      advice: 'Auffrischen (UPDATE oder Re-INVITE) sollte: {wer}. Die Anfragen kommen nicht durch oder werden nicht gesendet. Versuchen Sie es ohne Sitzungs-Zeitgeber.',
    },
  },
  find(call) {
    const bye = byeOf(call);
    const refresh = call.messages.findLast((message) => REFRESHING.includes(message.method) && isSuccess(message.status) && (!bye || message.seq < bye.seq));
    const [, interval, refresher] = /^\s*(\d+)(?:.*;\s*refresher\s*=\s*(uac|uas))?/i.exec((refresh && headerOf(refresh, 'session-expires')) ?? '') ?? [];
    if (!bye || !refresh || interval === undefined) return undefined;
    const silenceMs = bye.atMs - refresh.atMs;
    const dueMs = Number(interval) * 1000;
    if (silenceMs < dueMs - Math.min(32_000, dueMs / 3) - TOLERANCE_MS || silenceMs > dueMs + TOLERANCE_MS) return undefined;
    const isCaller = refresher?.toLowerCase() !== 'uas';
    return { seq: bye.seq, params: { interval, silence: Math.round(silenceMs / 1000), refresher: isCaller ? 'The caller' : 'The callee', wer: isCaller ? 'der Anrufer' : 'der Angerufene' } };
  },
};
