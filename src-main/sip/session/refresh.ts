/** Runs the session timer (RFC 4028) of one session: its header fields in our INVITEs and UPDATEs, its refreshes, its end. */
import type { SipMessage, SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { sessionExpired } from './ends.ts';
import type { SessionRecord } from './record.ts';
import { after, dispatch, isOver } from './record.ts';
import type { SessionTimer } from './session.ts';
import type { TimerEffect, TimerEvent } from './timer.ts';
import { stepTimer, timerAgreed, timerAnswer, timerRequest } from './timer.ts';

/** The timer in force. */
export function runningTimer(record: SessionRecord): SessionTimer | undefined {
  const { life } = record.refresh;
  return life.name === 'off' ? undefined : life.timer;
}

/** Into our INVITE or UPDATE. */
export function askForTimer(record: SessionRecord, request: SipMessage): void {
  const { wishS, minSeS } = record.refresh;
  for (const [name, value] of timerRequest({ wishS, minSeS, running: runningTimer(record) })) request.headers.set(name, value);
}

/** From the 2xx to ours. */
export function takeTimer(record: SessionRecord, response: SipResponse): void {
  step(record, { type: 'agreed', timer: timerAgreed(response) });
}

/** Into our 2xx, which puts it into force. */
export function grantTimer(record: SessionRecord, request: SipRequest, response: SipResponse): void {
  const { timer, headers } = timerAnswer(request, runningTimer(record));
  for (const [name, value] of headers) response.headers.add(name, value);
  step(record, { type: 'agreed', timer });
}

function step(record: SessionRecord, event: TimerEvent): void {
  if (isOver(record)) return;
  const next = stepTimer(record.refresh.life, event);
  record.refresh.life = next.life;
  for (const effect of next.effects) carryOut(record, effect);
}

function carryOut(record: SessionRecord, effect: TimerEffect): void {
  const { refresh } = record;
  switch (effect.do) {
    case 'stop':
      refresh.due?.cancel();
      refresh.expiry?.cancel();
      return;
    case 'start-due':
      refresh.due = after(record, effect.ms, () => step(record, { type: 'due' }));
      return;
    case 'start-expiry':
      refresh.expiresAtMs = record.agent.clock.nowMs() + effect.ms;
      refresh.expiry = after(record, effect.ms, () => step(record, { type: 'expired' }));
      return;
    case 'refresh':
      return void carryOutRefresh(record);
    case 'expire':
      return dispatch(record, { type: 'broken', end: sessionExpired() });
    case 'tell':
      return record.listener.onTimer?.(effect.timer);
  }
}

/** A refused refresh is tried again while there is time (RFC 4028 10); 408, 481 and silence have ended the session already. */
async function carryOutRefresh(record: SessionRecord): Promise<void> {
  await record.hands.refresh();
  step(record, { type: 'refused', leftMs: record.refresh.expiresAtMs - record.agent.clock.nowMs() });
}
