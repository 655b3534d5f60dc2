/** What keeps a session's form from becoming a description, field by field, for a person. */
import { isIpv4, isIpv6, isMulticast } from './address.ts';
import { draftCodecs, ptimesFor } from './draft-codecs.ts';
import type { DraftFault, SessionDraft } from './draft-form.ts';

/** Together with the rest a description must fit into one packet of SAP (RFC 2974 6: at most 1 kB is advised). */
const MAX_TEXT = 400;
const CONTROL = /[\u0000-\u001f\u007f]/;
/** `Name <a@b>`, `a@b (Name)`, `a@b` (RFC 8866 5.6). */
const EMAIL = /^(?:[^<>()]*<[^\s<>()@]+@[^\s<>()@]+>|[^\s<>()@]+@[^\s<>()@]+(?: *\([^()]*\))?)$/;
const PHONE = /^(?:[^<>()]*<\+?[\d -]+>|\+?[\d -]+(?: *\([^()]*\))?)$/;
const URI = /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/;
const LANGUAGE = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/;

export function draftFaults(draft: SessionDraft): DraftFault[] {
  return [...textFaults(draft), ...placeFaults(draft), ...soundFaults(draft)];
}

function textFaults(draft: SessionDraft): DraftFault[] {
  const faults: DraftFault[] = [];
  const fault = (field: DraftFault['field'], en: string, de: string): void => void faults.push({ field, en, de });
  if (draft.name.trim() === '') fault('name', 'A session needs a name to be found by.', 'Eine Sitzung braucht einen Namen, unter dem man sie findet.');
  for (const field of ['name', 'information', 'uri', 'language', 'source'] as const) {
    if (draft[field].length > MAX_TEXT) fault(field, `At most ${MAX_TEXT} characters: an announcement must fit into a packet.`, `Höchstens ${MAX_TEXT} Zeichen: Eine Ankündigung muss in ein Paket passen.`);
    if (CONTROL.test(draft[field])) fault(field, 'It is to stand on one line.', 'Es soll in einer Zeile stehen.');
  }
  if (draft.uri.trim() !== '' && !URI.test(draft.uri.trim())) fault('uri', 'A web address begins with https: or http:.', 'Eine Webadresse beginnt mit https: oder http:.');
  if (draft.emails.some((each) => each.trim() !== '' && !EMAIL.test(each.trim()))) fault('emails', 'An e-mail address is written as a@example.org or Name <a@example.org>.', 'Eine E-Mail-Adresse wird a@example.org oder Name <a@example.org> geschrieben.');
  if (draft.phones.some((each) => each.trim() !== '' && !PHONE.test(each.trim()))) fault('phones', 'A telephone number is written as +44 171 380 7777.', 'Eine Telefonnummer wird +44 171 380 7777 geschrieben.');
  if (draft.language !== '' && !LANGUAGE.test(draft.language)) fault('language', 'A language is a code such as en or de-AT.', 'Eine Sprache ist ein Kürzel wie en oder de-AT.');
  return faults;
}

function placeFaults({ group, ttl, port, source, bandwidthKbps }: SessionDraft): DraftFault[] {
  const faults: DraftFault[] = [];
  const fault = (field: DraftFault['field'], en: string, de: string): void => void faults.push({ field, en, de });
  if (!isMulticast(group)) fault('group', 'A group is an address from 224.0.0.0 to 239.255.255.255, or one of IPv6 that begins with ff.', 'Eine Gruppe ist eine Adresse von 224.0.0.0 bis 239.255.255.255 oder eine von IPv6, die mit ff beginnt.');
  if (!isWhole(ttl, 0, 255)) fault('ttl', 'The reach (TTL) is a number from 0 to 255.', 'Die Reichweite (TTL) ist eine Zahl von 0 bis 255.');
  if (!isWhole(port, 1024, 65_534) || port % 2 === 1) fault('port', 'A port is an even number from 1024 to 65534; RTCP takes the next.', 'Ein Port ist eine gerade Zahl von 1024 bis 65534; den nächsten nimmt RTCP.');
  if (source !== '' && (isMulticast(source) || (isIpv4(group) ? !isIpv4(source) : !isIpv6(source)))) {
    fault('source', 'A sender is an address of one device, of the same kind as the group.', 'Ein Absender ist die Adresse eines Geräts, von derselben Art wie die Gruppe.');
  }
  if (!isWhole(bandwidthKbps, 0, 10_000_000)) fault('bandwidthKbps', 'The bandwidth is a number of kilobits per second.', 'Die Bandbreite ist eine Zahl von Kilobit pro Sekunde.');
  return faults;
}

function soundFaults({ codec, sampleRateHz, channels, ptimeMs }: SessionDraft): DraftFault[] {
  const faults: DraftFault[] = [];
  const fault = (field: DraftFault['field'], en: string, de: string): void => void faults.push({ field, en, de });
  const choice = draftCodecs[codec];
  if (!choice.rates.includes(sampleRateHz)) fault('sampleRateHz', `${choice.encoding} has ${choice.rates.join(', ')} hertz.`, `${choice.encoding} hat ${choice.rates.join(', ')} Hertz.`);
  if (!isWhole(channels, 1, choice.maxChannels)) fault('channels', `${choice.encoding} has from 1 to ${choice.maxChannels} channels.`, `${choice.encoding} hat 1 bis ${choice.maxChannels} Kanäle.`);
  const ptimesMs = ptimesFor(codec, sampleRateHz, channels);
  if (faults.length === 0 && !ptimesMs.includes(ptimeMs)) {
    fault('ptimeMs', `Such packets of ${choice.encoding} hold ${ptimesMs.join(', ')} milliseconds.`, `Solche Pakete von ${choice.encoding} enthalten ${ptimesMs.join(', ')} Millisekunden.`);
  }
  return faults;
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
