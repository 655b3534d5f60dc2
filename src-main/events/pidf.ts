/** Presence documents (PIDF, RFC 3863) with what somebody does (RPID, RFC 4480): to one word and a note, and back. */
import type { PresenceStatus } from '../../src-shared/model.ts';
import type { Result } from '../../src-shared/result.ts';
import { err, ok } from '../../src-shared/result.ts';
import { utf8Bytes } from '../../src-shared/sip/bytes.ts';
import type { XmlElement, XmlProblem } from './xml.ts';
import { child, childrenOf, escapeXml, readXml } from './xml.ts';

export const PIDF_TYPE = 'application/pidf+xml';

export interface Presence {
  status: PresenceStatus;
  /** In the words of the one it is about; '' for none. */
  note: string;
}

const PIDF = 'urn:ietf:params:xml:ns:pidf';
const DATA_MODEL = 'urn:ietf:params:xml:ns:pidf:data-model';
const RPID = 'urn:ietf:params:xml:ns:pidf:rpid';
const MAX_NOTE = 200;

/** Activities of RFC 4480 3.2 that a caller would disturb, and those that keep somebody from the phone. The others say nothing. */
const BUSY = new Set(['appointment', 'busy', 'meeting', 'on-the-phone', 'performance', 'presentation', 'worship']);
const AWAY = new Set([
  'away', 'breakfast', 'dinner', 'holiday', 'in-transit', 'lunch', 'meal', 'permanent-absence', 'shopping', 'sleeping', 'spectator',
  'steering', 'travel', 'vacation',
]);

/** What a document says, taken together: one open tuple is enough to be reachable (RFC 3863 4.1.2). */
export function readPidf(bytes: Uint8Array): Result<Presence, XmlProblem> {
  const document = readXml(bytes);
  if (!document.ok) return document;
  if (document.value.name !== 'presence') return err('not a presence document');
  const presence = document.value;
  const tuples = childrenOf(presence, 'tuple');
  const people = childrenOf(presence, 'person');
  const activities = [...people, ...tuples, ...tuples.map((tuple) => child(tuple, 'status'))].flatMap(activitiesOf);
  const note = [...people, ...tuples, presence].map((place) => child(place, 'note')?.text ?? '').find((text) => text !== '') ?? '';
  return ok({ status: statusOf(tuples, activities), note: shortened(note) });
}

function statusOf(tuples: readonly XmlElement[], activities: readonly string[]): PresenceStatus {
  const basics = tuples.map((tuple) => child(child(tuple, 'status'), 'basic')?.text.toLowerCase());
  // RFC 3863 4.1.4: `basic` may be missing; then what somebody does tells that they are there.
  const isOpen = basics.includes('open') || (!basics.includes('closed') && activities.length > 0);
  if (!isOpen) return 'offline';
  if (activities.some((activity) => BUSY.has(activity))) return 'busy';
  return activities.some((activity) => AWAY.has(activity)) ? 'away' : 'available';
}

function activitiesOf(place: XmlElement | undefined): string[] {
  return childrenOf(place, 'activities').flatMap(({ children }) => children.filter(({ name }) => name !== 'note').map(({ name }) => name));
}

function shortened(note: string): string {
  return note.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim().slice(0, MAX_NOTE).toWellFormed();
}

/** Our own. `entity` is the address of record that it is about; on the phone is a kind of busy that others may show. */
export function writePidf(entity: string, { status, note, onThePhone = false }: Presence & { onThePhone?: boolean }): Uint8Array {
  const activity = onThePhone ? 'on-the-phone' : { busy: 'busy', away: 'away', available: undefined, offline: undefined }[status];
  const told = note === '' ? '' : escapeXml(shortened(note));
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<presence xmlns="${PIDF}" xmlns:dm="${DATA_MODEL}" xmlns:rpid="${RPID}" entity="${escapeXml(entity)}">`,
    '  <tuple id="rung">',
    `    <status><basic>${status === 'offline' ? 'closed' : 'open'}</basic></status>`,
    `    <contact>${escapeXml(entity)}</contact>`,
    ...(told === '' ? [] : [`    <note>${told}</note>`]),
    '  </tuple>',
    ...(activity === undefined ? [] : ['  <dm:person id="person">', `    <rpid:activities><rpid:${activity}/></rpid:activities>`, '  </dm:person>']),
    '</presence>', '',
  ];
  return utf8Bytes(lines.join('\r\n'));
}
