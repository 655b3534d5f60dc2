/** The ladder as a capture for Wireshark: each message with what it is, the guilty one with what went wrong. */
import type { Diagnosis } from '../diagnose/types.ts';
import type { Arrow, Ladder } from '../ladder/ladder.ts';
import { hostPart } from '../ladder/lanes.ts';
import { printable } from '../ladder/printable.ts';
import type { TracedMessage } from '../model.ts';
import { isSip, packetBytes } from '../traced-packet.ts';
import { utf8Bytes } from '../sip/bytes.ts';
import type { Endpoint } from '../endpoint-text.ts';
import { pcapng } from './pcapng.ts';
import type { CapturedPacket } from '../capture/captured-packet.ts';
import type { CommentedPacket } from './pcapng.ts';

/** Wireshark takes what is on this port for TLS, and the messages are written as they were before the encryption. */
const TLS_PORT = 5061;
const PLAIN_PORT = 5060;

/** `sound`: RTP that was captured with the call, and what else is to stand between the messages; in order of time. */
export function ladderPcapng(ladder: Ladder, diagnoses: readonly Diagnosis[], application: string, sound: readonly CapturedPacket[] = []): Uint8Array<ArrayBuffer> {
  const wrong = Map.groupBy(diagnoses, (diagnosis) => diagnosis.seq);
  const signalling = ladder.arrows.map((arrow) => commentedPacket(arrow, wrong.get(arrow.seq) ?? []));
  return pcapng(merged(signalling, sound.map((packet) => ({ ...packet, comment: '' }))), application);
}

/** Messages keep the order of the ladder, whatever the clock did; sound is put between them by its time. */
function* merged(signalling: readonly CommentedPacket[], sound: readonly CommentedPacket[]): Generator<CommentedPacket> {
  let next = 0;
  for (const packet of signalling) {
    for (let heard = sound[next]; heard && heard.atMs <= packet.atMs; heard = sound[++next]) yield heard;
    yield packet;
  }
  yield* sound.slice(next);
}

function commentedPacket(arrow: Arrow, diagnoses: readonly Diagnosis[]): CommentedPacket {
  return { ...packetOf(arrow.message), comment: commentOf(arrow, diagnoses) };
}

/** A traced message as it went over the wire, TLS opened. */
export function packetOf(message: TracedMessage): CapturedPacket {
  const [source, destination] = message.direction === 'out' ? [message.local, message.remote] : [message.remote, message.local];
  return {
    atMs: message.atMs,
    source: endpointOf(source, message.transport),
    destination: endpointOf(destination, message.transport),
    transport: message.transport === 'udp' ? 'udp' : 'tcp',
    bytes: isSip(message) ? utf8Bytes(message.raw) : packetBytes(message),
  };
}

function endpointOf(text: string, transport: TracedMessage['transport']): Endpoint {
  const port = Number(text.slice(text.lastIndexOf(':') + 1)) || 0;
  return { address: hostPart(text), port: transport === 'tls' && port === TLS_PORT ? PLAIN_PORT : port };
}

/** `Message 3: 404 Not Found`, and a line each for what else there is to say. */
function commentOf({ message, label }: Arrow, diagnoses: readonly Diagnosis[]): string {
  const lines = [`${isSip(message) ? 'Message' : 'Packet'} ${message.seq}: ${label}`];
  if (message.folded) lines.push(`The last of ${message.folded.count} alike.`);
  if (message.retransmissionOf !== undefined) lines.push(`Repeats message ${message.retransmissionOf}.`);
  if (message.transport === 'tls') lines.push('Sent over TLS; shown as it was before the encryption.');
  if (message.note !== undefined) lines.push(`Noted: ${message.note}`);
  for (const { severity, message: what, section, advice } of diagnoses) lines.push(`${severity}: ${what} (${section}) ${advice}`);
  return lines.map(printable).join('\n');
}
