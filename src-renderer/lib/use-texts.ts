/** What the core says in codes, as sentences of the chosen language. */
import { useI18n } from 'vue-i18n';
import type { RungError } from '../../src-shared/errors.ts';
import { failureDetails } from '../../src-shared/explain/failure-details.ts';
import type { Call, CallRecord, Registration } from '../../src-shared/model.ts';

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
}

export function useTexts(): Texts {
  const { t, te, locale } = useI18n();

  function error(failure: RungError): string {
    const key = `error.${failure.code}`;
    if (!te(key)) return failure.message;
    return [t(key, failure.params ?? {}), ...failureDetails(failure.params, locale.value === 'de' ? 'de' : 'en')].join(' ');
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

  return { error, status, statusLine, callState, callEnd, registration, outcome };
}
