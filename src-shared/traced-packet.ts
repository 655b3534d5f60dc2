/** What a trace holds besides SIP: entries of the same kind, which say by `protocol` what they are. */
import { z } from 'zod';
import { latin1 } from './sip/bytes.ts';

export const traceProtocolSchema = z.enum(['sip', 'sap', 'stun', 'rtcp', 'keep-alive']);
export type TraceProtocol = z.infer<typeof traceProtocolSchema>;
export type PacketProtocol = Exclude<TraceProtocol, 'sip'>;

/** Of such an entry `start` says in a line what it is, `raw` what a search finds; method, branch and tags are empty. */
export const tracedPacketFields = {
  /** Absent: sip. */
  protocol: traceProtocolSchema.optional(),
  /** Not SIP: the packet itself, base64. */
  packet: z.string().optional(),
  /** How many packets alike this entry stands for (keep-alives of one flow); `packet` is the last of them. */
  folded: z.object({ count: z.number().int(), lastAtMs: z.number() }).optional(),
};

/** Everything that reads SIP out of a trace asks this first: what is no SIP is no message of any dialog. */
export function isSip({ protocol }: { protocol?: TraceProtocol | undefined }): boolean {
  return (protocol ?? 'sip') === 'sip';
}

export function protocolOf({ protocol = 'sip' }: { protocol?: TraceProtocol | undefined }): TraceProtocol {
  return protocol;
}

/** The packet of such an entry; empty where there is none. */
export function packetBytes({ packet }: { packet?: string | undefined }): Uint8Array {
  try {
    return Uint8Array.from(atob(packet ?? ''), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array(0);
  }
}

/** For `packet`. */
export function bytesToText(bytes: Uint8Array): string {
  return btoa(latin1(bytes, 0, bytes.length));
}
