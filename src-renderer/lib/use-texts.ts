/** What the core says in codes, as sentences of the chosen language. */
import { useI18n } from 'vue-i18n';
import type { RungError } from '../../src-shared/errors.ts';
import { failureDetails } from '../../src-shared/explain/failure-details.ts';
import { printable } from '../../src-shared/ladder/printable.ts';
import type { Call, CallRecord, Cause, Registration, Transfer } from '../../src-shared/model.ts';
import { diversionWords } from '../../src-shared/sip/diversion.ts';
import { causeWords } from '../../src-shared/sip/reason.ts';
import { shortUri } from './party.ts';

export interface Texts {
  /** The catalogue's sentence for the code, else the core's own English one. */
  error(error: RungError): string;
  /** `Busy here` for 486; an unknown code is treated as x00 of its class (RFC 3261 8.1.3.2). */
  status(status: number): string;
  /** `486 Busy here`, with the peer's own words where they differ. */
  statusLine(status: number | undefined, reason: string | undefined): string;
  /** One line for the card of a call: how it stands, or why it ended. */
  callState(call: Call): string;
  callEnd(call: Pick<Call, 'status' | 'reason' | 'endedBy' | 'answeredAtMs' | 'error' | 'direction'>): string;
  registration(state: Registration | undefined, register: boolean, nowMs: number): string;
  outcome(record: CallRecord): string;
  /** A Reason header field (RFC 3326) in words. */
  cause(cause: Cause): string;
  transfer(transfer: Transfer): string;
  /** A diversion's reason (RFC 5806): `user-busy` in words; '' for one that is unknown. */
  diversion(reason: string): string;
}

export function useTexts(): Texts {
  const { t, te, locale } = useI18n();
  const language = (): 'en' | 'de' => (locale.value === 'de' ? 'de' : 'en');

  function error(failure: RungError): string {
    const key = `error.${failure.code}`;
    if (!te(key)) return failure.message;
    return [t(key, failure.params ?? {}), ...failureDetails(failure.params, language())].join(' ');
  }

  function status(code: number): string {
    if (te(`status.${code}`)) return t(`status.${code}`);
    return t(`statusClass.${Math.floor(code / 100)}`);
  }

  function statusLine(code: number | undefined, reason: string | undefined): string {
    if (code === undefined) return reason ?? '';
    return `${code} ${status(code)}`;
  }

  function endedByUs({ answeredAtMs, direction }: Pick<Call, 'answeredAtMs' | 'direction'>): string {
    if (answeredAtMs !== undefined) return t('call.endedByUs');
    return t(direction === 'in' ? 'call.declinedByUs' : 'call.cancelledByUs');
  }

  function callEnd(call: Parameters<Texts['callEnd']>[0]): string {
    if (call.error) return error(call.error);
    if (call.endedBy === 'interrupted') return t('call.interrupted');
    if (call.endedBy === 'local') return endedByUs(call);
    if (call.status !== undefined && call.status >= 300) return statusLine(call.status, call.reason);
    if (call.endedBy === 'timeout') return t('call.timedOut');
    if (call.endedBy === 'remote') return t(call.answeredAtMs === undefined ? 'call.cancelledByPeer' : 'call.endedByPeer');
    return endedByUs(call);
  }

  function callState(call: Call): string {
    if (call.state === 'ended') return callEnd(call);
    if (call.state !== 'confirmed') return t(call.direction === 'in' ? `call.incoming.${call.state}` : `call.outgoing.${call.state}`);
    if (call.heldByUs && call.heldByPeer) return t('call.heldByBoth');
    if (call.heldByUs) return t('call.heldByUs');
    return t(call.heldByPeer ? 'call.heldByPeer' : 'call.talking');
  }

  function registration(state: Registration | undefined, register: boolean, nowMs: number): string {
    if (!register) return t('registration.notWanted');
    if (!state || state.state === 'off') return t('registration.off');
    if (state.state === 'registering') return t('registration.registering');
    if (state.state === 'registered') {
      const left = Math.max(0, Math.round(((state.expiresAtMs ?? nowMs) - nowMs) / 1000));
      return state.expiresAtMs === undefined ? t('registration.registered') : t('registration.registeredFor', { seconds: left });
    }
    const why = state.error ? error(state.error) : statusLine(state.status, state.reason);
    const wrongPassword = state.status === 401 || state.status === 403 || state.status === 407;
    return t(wrongPassword && !state.error ? 'registration.rejectedPassword' : 'registration.failed', { why });
  }

  function outcome(record: CallRecord): string {
    // Without an answer from there the status is our own (RFC 3261 8.1.3.1).
    if (record.outcome === 'failed' && record.status !== undefined && record.endedBy !== 'error') return statusLine(record.status, record.reason);
    return t(`outcome.${record.outcome}`);
  }

  function transfer({ role, target, attended, state, status: code, reason }: Transfer): string {
    const who = shortUri(target);
    if (role === 'target') return t('transfer.brought', { who });
    const how = state === 'failed' ? statusLine(code, reason) : t(`transfer.state.${state}`);
    return t(role === 'transferee' ? 'transfer.sentUs' : attended ? 'transfer.joining' : 'transfer.sending', { who, how });
  }

  function diversion(reason: string): string {
    return diversionWords(reason)?.[language()] ?? printable(reason);
  }

  function cause({ protocol, cause: code, text }: Cause): string {
    const words = causeWords({ protocol, cause: code, text })?.[language()];
    return [code === undefined ? protocol : `${protocol} ${code}`, words ?? printable(text)].filter((part) => part !== '').join(': ');
  }

  return { error, status, statusLine, callState, callEnd, registration, outcome, cause, transfer, diversion };
}
