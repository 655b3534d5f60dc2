/** Announcements of sessions that calls lead into: the trace knows them as packets of those calls, so that their ladders show them. */
import type { Call } from '../../src-shared/model.ts';
import { parseSap, splitPayload } from '../../src-shared/sap/packet.ts';
import type { PacketTap } from '../sip/tap-port.ts';

/** Anything in front of the o= line is short. */
const LONGEST_HEAD = 2000;

/** `calls`: those of now; each names the o= of the session that it leads into. */
export function tapForCalls(tap: PacketTap, calls: () => readonly Call[]): PacketTap {
  return (packet) => {
    const led = calls().filter(({ state, invitation }) => state !== 'ended' && invitation?.origin !== undefined);
    const origin = led.length === 0 ? undefined : originOf(packet.bytes);
    const call = origin === undefined ? undefined : led.findLast(({ invitation }) => invitation?.origin === origin);
    tap(call ? { ...packet, callId: call.sipCallId } : packet);
  };
}

/** All of o= but the version (RFC 8866 5.2), of an announcement or a deletion in the clear. */
function originOf(bytes: Uint8Array): string | undefined {
  const packet = parseSap(bytes);
  if (!packet.ok || packet.value.encrypted || packet.value.compressed) return undefined;
  const payload = splitPayload(packet.value.body);
  const line = payload.ok ? /^o=(\S+ \S+) \S+ (\S+ \S+ \S+)/m.exec(new TextDecoder().decode(payload.value.payload.subarray(0, LONGEST_HEAD))) : null;
  return line ? `${line[1]} ${line[2]}` : undefined;
}
