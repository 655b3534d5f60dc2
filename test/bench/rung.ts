/** Rung as a contestant of the bench. */
import { decodeALaw as decodeALawInto, decodeMuLaw as decodeMuLawInto, encodeALaw as encodeALawInto, encodeMuLaw as encodeMuLawInto } from '../../src-shared/audio/g711.ts';
import { createRtpView, readRtp } from '../../src-shared/rtp/packet.ts';
import { parseSdp } from '../../src-shared/sdp/parse.ts';
import { serializeSdp } from '../../src-shared/sdp/serialize.ts';
import type { SessionDescription } from '../../src-shared/sdp/types.ts';
import type { SipMessage } from '../../src-shared/sip/message.ts';
import { parseDatagram } from '../../src-shared/sip/parse.ts';
import { serialize } from '../../src-shared/sip/serialize.ts';
import { callIdOf, cseqOf, firstContactUriOf, tagsOf, topBranchOf } from '../../src-shared/sip/typed-headers.ts';
import { hostOf } from '../../src-shared/sip/uri.ts';

export function parse(bytes: Uint8Array): SipMessage | undefined {
  const parsed = parseDatagram(bytes);
  return parsed.ok ? parsed.value : undefined;
}

export function fields(message: SipMessage): unknown[] {
  const { headers } = message;
  const tags = tagsOf(message);
  const cseq = cseqOf(message);
  const contact = firstContactUriOf(message);
  return [
    message.kind === 'request' ? message.method : message.status,
    topBranchOf(message),
    headers.count('via'),
    tags.from,
    tags.to === '' ? undefined : tags.to,
    callIdOf(message),
    cseq?.number,
    cseq?.method,
    message.kind === 'request' ? hostOf(message.uri) : undefined,
    contact === undefined ? undefined : hostOf(contact),
    headers.count('record-route'),
    message.body.length,
  ];
}

export function serializer(bytes: Uint8Array): () => Uint8Array {
  const message = parse(bytes)!;
  return () => serialize(message);
}

export function sdpParse(text: string): SessionDescription | undefined {
  const parsed = parseSdp(text);
  return parsed.ok ? parsed.value.description : undefined;
}

export function sdpWrite(description: SessionDescription): string {
  return serializeSdp(description);
}

const payloadBuffer = new Uint8Array(160);
const pcmBuffer = new Int16Array(160);

export const encodeALaw = (pcm: Int16Array): number => encodeALawInto(pcm, payloadBuffer);
export const decodeALaw = (payload: Uint8Array): number => decodeALawInto(payload, pcmBuffer);
export const encodeMuLaw = (pcm: Int16Array): number => encodeMuLawInto(pcm, payloadBuffer);
export const decodeMuLaw = (payload: Uint8Array): number => decodeMuLawInto(payload, pcmBuffer);

const view = createRtpView();

export function readRtpPacket(bytes: Uint8Array): number {
  return readRtp(view, bytes) === null ? view.sequence : -1;
}
