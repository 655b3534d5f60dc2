/** What we can do, for the answer to an OPTIONS (RFC 3261 11.2). */
import type { CodecName } from '../../src-shared/model.ts';
import { addressType } from '../../src-shared/sdp/address.ts';
import { serializeSdp } from '../../src-shared/sdp/serialize.ts';
import { describeAudio, describeSession } from './describe.ts';
import { offeredPayloads } from './payloads.ts';

export interface Abilities {
  /** Any own one: nothing is sent there. */
  address: string;
  /** In order of preference. */
  codecs: readonly CodecName[];
  /** Decimal (RFC 8866 5.2). */
  sessionId: string;
}

/** A body of `application/sdp`. RFC 3264 9: like an offer, with port 0. */
export function abilities({ address, codecs, sessionId }: Abilities): Uint8Array {
  const nowhere = { address, port: 0 };
  const audio = describeAudio({
    rtp: nowhere, rtcp: nowhere, protocol: 'RTP/AVP', payloads: offeredPayloads({ codecs }, []), ptimeMs: 20, direction: 'sendrecv', attributes: [],
  });
  // The port of RTCP says nothing beside a port 0.
  const media = { ...audio, attributes: audio.attributes.filter(({ name }) => name !== 'rtcp') };
  const origin = { username: '-', sessionId, sessionVersion: '1', netType: 'IN', addrType: addressType(address), address };
  return new TextEncoder().encode(serializeSdp(describeSession(origin, address, [media])));
}
