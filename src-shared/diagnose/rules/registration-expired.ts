import { firstContactUriOf } from '../../sip/typed-headers.ts';
import { isSuccess } from '../dialog-steps.ts';
import { messageOf } from '../message-text.ts';
import { grantedSecondsOf } from '../registration-time.ts';
import type { Rule } from '../types.ts';

const TOLERANCE_MS = 1_000;

/** RFC 3261 10.2.4: a binding ends unless it is refreshed before. */
export const registrationExpired: Rule = {
  name: 'registration-expired',
  severity: 'warning',
  section: 'RFC 3261 10.2.4',
  texts: {
    en: {
      message: 'The registration had run out {late} s before it was renewed (granted: {granted} s): no call could come in meanwhile.',
      advice: 'The computer slept, the network was away, or the renewal got no answer: look at the REGISTER before this one. A shorter time makes such gaps shorter.',
    },
    de: {
      message: 'Die Anmeldung war {late} s lang abgelaufen, ehe sie erneuert wurde (gewährt: {granted} s): In dieser Zeit konnte kein Anruf kommen.',
      advice: 'Der Rechner schlief, das Netz war weg, oder die Erneuerung blieb ohne Antwort: Sehen Sie sich das REGISTER davor an. Eine kürzere Dauer verkürzt solche Lücken.',
    },
  },
  find({ transactions }) {
    let endsAtMs: number | undefined;
    let granted = 0;
    for (const { request, responses } of transactions) {
      if (request.method !== 'REGISTER') continue;
      if (endsAtMs !== undefined && request.atMs - endsAtMs > TOLERANCE_MS) return { seq: request.seq, params: { late: Math.round((request.atMs - endsAtMs) / 1000), granted } };
      const success = responses.find(({ status }) => isSuccess(status));
      const [asked, answered] = [success && messageOf(request), success && messageOf(success)];
      if (!success || !asked || !answered) continue;
      granted = grantedSecondsOf(asked, undefined) === 0 ? 0 : grantedSecondsOf(answered, firstContactUriOf(asked)) ?? 0;
      endsAtMs = granted === 0 ? undefined : success.atMs + granted * 1000;
    }
    return undefined;
  },
};
