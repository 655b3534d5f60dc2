/** A session as a person makes it in a form: to its description, and back where the form can hold it. */
import type { Result } from '../result.ts';
import { err, ok } from '../result.ts';
import { addressType, isIpv4 } from './address.ts';
import { attributeValue, rtpMapsOf } from './attributes.ts';
import { draftCodecs, staticPayloadType } from './draft-codecs.ts';
import type { DraftCodec } from './draft-codecs.ts';
import { draftFaults } from './draft-faults.ts';
import type { DraftFault, SessionDraft } from './draft-form.ts';
import { planOf } from './schedule-back.ts';
import { scheduleLines } from './schedule-lines.ts';
import type { SchedulePlan } from './schedule-plan.ts';
import { serializeSdp } from './serialize.ts';
import type { SdpAttribute, SdpMedia, SdpOrigin, SessionDescription } from './types.ts';

const TOOL = 'Rung';
const DYNAMIC_PAYLOAD_TYPE = 96;

/** The text, or what is wrong, field by field. `nowMs`: how far the changes of clocks are written. */
export function draftSdp(draft: SessionDraft, origin: SdpOrigin, nowMs: number): Result<string, DraftFault[]> {
  const made = draftDescription(draft, origin, nowMs);
  return made.ok ? ok(serializeSdp(made.value)) : made;
}

function draftDescription(draft: SessionDraft, origin: SdpOrigin, nowMs: number): Result<SessionDescription, DraftFault[]> {
  const faults = draftFaults(draft);
  const schedule = scheduleLines(draft.schedule, nowMs);
  if (!schedule.ok) faults.push(...schedule.error.map(({ field, ...texts }) => ({ field: `schedule.${field}` as const, ...texts })));
  if (!schedule.ok || faults.length > 0) return err(faults);
  return ok({
    version: 0, origin, name: draft.name.trim() || '-',
    ...text('information', draft.information), ...text('uri', draft.uri),
    emails: filled(draft.emails), phones: filled(draft.phones),
    connection: { netType: 'IN', addrType: addressType(draft.group), address: draft.group, ...(isIpv4(draft.group) && { ttl: draft.ttl }) },
    bandwidths: draft.bandwidthKbps > 0 ? [{ type: 'CT', kbps: draft.bandwidthKbps }] : [],
    ...schedule.value,
    attributes: sessionAttributes(draft),
    media: [mediaOf(draft)],
  });
}

function text<Name extends string>(name: Name, value: string): Partial<Record<Name, string>> {
  return value.trim() === '' ? {} : { [name]: value.trim() } as Record<Name, string>;
}

function filled(values: readonly string[]): string[] {
  return values.map((value) => value.trim()).filter((value) => value !== '');
}

/** RFC 8866 6.7: a group that everybody may send to is `sendrecv`; in one that people only listen to they are to use `recvonly`. */
function sessionAttributes({ group, whoTalks, source, language }: SessionDraft): SdpAttribute[] {
  return [
    { name: 'tool', value: TOOL },
    { name: whoTalks === 'everybody' ? 'sendrecv' : 'recvonly' },
    ...(language === '' ? [] : [{ name: 'lang', value: language }]),
    ...(source === '' ? [] : [{ name: 'source-filter', value: ` incl IN ${addressType(group)} ${group} ${source}` }]),
  ];
}

function mediaOf({ codec, port, sampleRateHz, channels, ptimeMs }: SessionDraft): SdpMedia {
  const { encoding, clockRateHz } = draftCodecs[codec];
  const fixed = staticPayloadType(codec, sampleRateHz, channels);
  const payloadType = fixed ?? DYNAMIC_PAYLOAD_TYPE;
  const map = `${payloadType} ${encoding}/${clockRateHz ?? sampleRateHz}${codec === 'opus' ? '/2' : channels === 1 ? '' : `/${channels}`}`;
  return {
    media: 'audio', port, protocol: 'RTP/AVP', formats: [String(payloadType)], connections: [], bandwidths: [],
    attributes: [
      { name: 'rtpmap', value: map },
      ...(codec === 'opus' && channels === 2 ? [{ name: 'fmtp', value: `${payloadType} stereo=1;sprop-stereo=1` }] : []),
      { name: 'ptime', value: String(ptimeMs) },
    ],
  };
}

/** What a form shows of a description. Undefined where it says more than the form holds: then it is changed as text. */
export function draftOf(description: SessionDescription, timeZone: string, nowMs: number): SessionDraft | undefined {
  const { connection, media: [media, ...others] } = description;
  const schedule = planOf(description, timeZone, nowMs);
  const map = media && rtpMapsOf(media)[0];
  const codec = map && (Object.keys(draftCodecs) as DraftCodec[]).find((each) => draftCodecs[each].encoding.toLowerCase() === map.encoding.toLowerCase());
  if (!schedule || !connection || !media || !codec || others.length > 0) return undefined;
  const draft: SessionDraft = {
    name: description.name === '-' ? '' : description.name, information: description.information ?? '', uri: description.uri ?? '',
    emails: description.emails, phones: description.phones, schedule,
    group: connection.address, ttl: connection.ttl ?? 0, port: media.port,
    codec, sampleRateHz: draftCodecs[codec].rates.length === 1 ? draftCodecs[codec].rates[0] ?? map.clockRateHz : map.clockRateHz,
    channels: codec === 'opus' && !attributeValue(media.attributes, 'fmtp')?.includes('stereo=1') ? 1 : map.channels,
    ptimeMs: Number(attributeValue(media.attributes, 'ptime') ?? draftCodecs[codec].ptimesMs[0]),
    whoTalks: isListening(description, media) ? 'announcer' : 'everybody',
    bandwidthKbps: description.bandwidths[0]?.kbps ?? 0,
    source: sourceOf(description), language: attributeValue(description.attributes, 'lang') ?? '',
  };
  return saysTheSame(draft, description, nowMs) ? draft : undefined;
}

function isListening({ attributes }: SessionDescription, media: SdpMedia): boolean {
  return [...attributes, ...media.attributes].some(({ name }) => name === 'recvonly');
}

/** `incl IN IP4 239.195.0.1 192.0.2.1` (RFC 4570 3). */
function sourceOf({ attributes }: SessionDescription): string {
  const [mode, , , , source, another] = attributeValue(attributes, 'source-filter')?.trim().split(/\s+/) ?? [];
  return mode === 'incl' && source !== undefined && another === undefined ? source : '';
}

/** Written again it is the same but for what nobody has typed: the tool's name, how times are spelled, where the direction stands. */
function saysTheSame(draft: SessionDraft, description: SessionDescription, nowMs: number): boolean {
  const again = draftDescription(draft, description.origin, nowMs);
  return again.ok && essence(again.value) === essence(description);
}

const UNTYPED = new Set(['tool', 'sendrecv', 'recvonly', 'charset']);

function essence({ times: _times, zones: _zones, attributes, media, ...rest }: SessionDescription): string {
  const kept = (of: readonly SdpAttribute[], defaults: readonly string[]): string[] => of
    .filter(({ name }) => !UNTYPED.has(name) && !defaults.includes(name)).map(({ name, value }) => `${name}:${(value ?? '').trim()}`).sort();
  const streams = media.map(({ attributes: own, ...stream }) => ({ ...stream, own: kept(own, ['ptime', 'rtpmap']) }));
  return JSON.stringify({ ...rest, streams, attributes: kept(attributes, []) }, sortedKeys);
}

/** Objects by the order of their names. */
function sortedKeys(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a form begins with. */
export function emptyDraft(group: string, port: number, ttl: number, schedule: SchedulePlan): SessionDraft {
  return {
    name: '', information: '', uri: '', emails: [], phones: [], schedule, group, ttl, port, codec: 'PCMA', sampleRateHz: 8000, channels: 1, ptimeMs: 20,
    whoTalks: 'everybody', bandwidthKbps: 0, source: '', language: '',
  };
}
