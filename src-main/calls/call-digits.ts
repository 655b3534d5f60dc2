/** DTMF of one call, sent and received, by whatever way the two have agreed on: each press counts once. */
import type { RungError } from '../../src-shared/errors.ts';
import type { DtmfMode } from '../../src-shared/model.ts';
import type { Result } from '../../src-shared/result.ts';
import { ok } from '../../src-shared/result.ts';
import type { MediaSession } from '../media/engine-port.ts';
import type { Clock } from '../ports.ts';
import type { SessionInfo } from '../sip/session/session.ts';
import { DTMF_RELAY, digitOfInfo, dtmfRelayBody } from './dtmf-info.ts';

export interface CallDigitsOptions {
  mode: DtmfMode;
  clock: Clock;
  session: () => MediaSession | undefined;
  info: (contentType: string, body: string) => Promise<Result<void, RungError>>;
  onDigit: (digit: string, durationMs: number, method: DtmfMode) => void;
}

export interface CallDigits {
  send(digits: string): Promise<Result<void, RungError>>;
  heard(digit: string, durationMs: number, method: DtmfMode): void;
  onInfo(info: SessionInfo): void;
}

/** A press that is told in two ways is told within this time. */
const SAME_PRESS_MS = 1000;

export function createCallDigits(options: CallDigitsOptions): CallDigits {
  let turn: Promise<unknown> = Promise.resolve();
  /** Of each way that a digit has come: the last. */
  const last = new Map<DtmfMode, { digit: string; atMs: number }>();

  /** One digit after the other, as they were typed. */
  function sendAsInfo(digits: string): Promise<Result<void, RungError>> {
    const next = turn.then(async () => {
      for (const digit of digits) {
        const sent = await options.info(DTMF_RELAY, dtmfRelayBody(digit));
        if (!sent.ok) return sent;
      }
      return ok(undefined);
    });
    turn = next;
    return next;
  }

  /** Gateways that send an event or an INFO let the tone itself slip through. */
  function isEcho(digit: string, method: DtmfMode, nowMs: number): boolean {
    if (method === 'inband' && (last.has('rfc4733') || last.has('info'))) return true;
    for (const [other, { digit: before, atMs }] of last) {
      if (other !== method && before === digit && nowMs - atMs < SAME_PRESS_MS) return true;
    }
    return false;
  }

  function heard(digit: string, durationMs: number, method: DtmfMode): void {
    const nowMs = options.clock.nowMs();
    const echo = isEcho(digit, method, nowMs);
    last.set(method, { digit, atMs: nowMs });
    if (!echo) options.onDigit(digit, durationMs, method);
  }

  return {
    async send(digits) {
      if (options.mode === 'info') return await sendAsInfo(digits);
      await options.session()?.sendDtmf(digits, options.mode === 'inband');
      return ok(undefined);
    },
    heard,
    onInfo({ contentType, body }) {
      const found = digitOfInfo(contentType, body);
      if (found) heard(found.digit, found.durationMs, 'info');
    },
  };
}
