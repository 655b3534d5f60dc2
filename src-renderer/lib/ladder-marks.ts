/** What a message does that its start line does not say: hold, keys pressed, encryption, sound before the call is answered. Pure. */
import type { MediaSpan, StreamStats, TracedMessage } from '../../src-shared/model.ts';

export interface Marks {
  /** Direction of the described sound, where it is not both ways (RFC 3264 8.4). */
  direction?: 'sendonly' | 'recvonly' | 'inactive';
  isEncrypted: boolean;
  isEarly: boolean;
  /** Key pressed, told by INFO. */
  digit?: string;
}

const DIRECTION = /[\r\n]a=(sendonly|recvonly|inactive)[ \t]*[\r\n]/;
const SECURE = /[\r\n]m=audio \d{1,5} (?:UDP\/TLS\/)?RTP\/SAVPF?[ \r\n]/;
/** `Signal=5` of application/dtmf-relay, or the key alone of application/dtmf. */
const INFO_DIGIT = /\r?\n\r?\n(?:signal[ \t]*=[ \t]*)?([0-9A-D*#])[ \t]*(?:[\r\n]|$)/i;

export function marksOf({ hasSdp, method, status, raw }: TracedMessage): Marks | undefined {
  if (method === 'INFO' && status === undefined) {
    const digit = /[\r\n]content-type[ \t]*:[ \t]*application\/dtmf/i.test(raw) ? INFO_DIGIT.exec(raw)?.[1] : undefined;
    return digit === undefined ? undefined : { digit, isEncrypted: false, isEarly: false };
  }
  if (!hasSdp) return undefined;
  const direction = DIRECTION.exec(raw)?.[1] as Marks['direction'];
  const isEarly = method === 'INVITE' && status !== undefined && status < 200;
  const isEncrypted = SECURE.test(raw);
  if (direction === undefined && !isEarly && !isEncrypted) return undefined;
  return { isEarly, isEncrypted, ...(direction && { direction }) };
}

/** Which way packets went: `none` may also mean that nothing was counted yet. */
export function flowOf(stats: StreamStats | undefined): 'both' | 'out' | 'in' | 'none' {
  if (!stats) return 'none';
  if (stats.sent > 0) return stats.received > 0 ? 'both' : 'out';
  return stats.received > 0 ? 'in' : 'none';
}

/** Keys one after another, those of one direction together: `in 12 out 3`. */
export function pressedKeys(span: MediaSpan): { direction: 'in' | 'out'; keys: string }[] {
  const runs: { direction: 'in' | 'out'; keys: string }[] = [];
  for (const { digit, direction } of span.stats?.digits ?? []) {
    const last = runs.at(-1);
    if (last?.direction === direction) last.keys += digit;
    else runs.push({ direction, keys: digit });
  }
  return runs;
}
