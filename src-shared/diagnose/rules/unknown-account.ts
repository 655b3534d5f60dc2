import { toOf } from '../../sip/typed-headers.ts';
import type { CallTrace } from '../call-trace.ts';
import { challengesOf } from '../credentials.ts';
import { messageOf, statusText } from '../message-text.ts';
import type { Rule } from '../types.ts';

/** RFC 3261 10.3 step 5: the registrar has no such address of record. */
export const unknownAccount: Rule = {
  name: 'unknown-account',
  severity: 'error',
  section: 'RFC 3261 10.3',
  texts: {
    en: {
      message: 'The registrar does not know the account {account} ({status}).',
      advice: 'Check user name and domain of the account: the password was not what it failed for.',
    },
    de: {
      message: 'Der Registrar kennt das Konto {account} nicht ({status}).',
      advice: 'Prüfen Sie Benutzername und Domäne des Kontos: Am Kennwort lag es nicht.',
    },
  },
  find(call) {
    const { failure } = call;
    if (failure?.method !== 'REGISTER' || !isUnknown(failure.status, call)) return undefined;
    const message = messageOf(failure);
    return { seq: failure.seq, params: { account: (message && toOf(message)?.uri) ?? '?', status: statusText(failure) } };
  },
};

/** 403 after credentials may be about the password; before them it is not. */
function isUnknown(status: number | undefined, call: CallTrace): boolean {
  return status === 404 || status === 604 || (status === 403 && challengesOf(call).every(({ user }) => user === undefined));
}
