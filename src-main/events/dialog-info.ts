/** Dialog state documents (RFC 4235): what a line does. Read, kept up to date from full and partial documents, and written. */
import type { Result } from '../../src-shared/result.ts';
import { err, ok } from '../../src-shared/result.ts';
import { utf8Bytes } from '../../src-shared/sip/bytes.ts';
import type { XmlElement, XmlProblem } from './xml.ts';
import { child, childrenOf, escapeXml, readXml } from './xml.ts';

export const DIALOG_INFO_TYPE = 'application/dialog-info+xml';

export type DialogState = 'trying' | 'proceeding' | 'early' | 'confirmed' | 'terminated';

export interface DialogParty {
  /** Address of record. */
  uri?: string | undefined;
  name?: string | undefined;
  /** Where requests to it go. */
  target?: string | undefined;
}

/** One dialog, seen from the one whose state it is. */
export interface DialogEntry {
  id: string;
  callId?: string | undefined;
  localTag?: string | undefined;
  remoteTag?: string | undefined;
  direction?: 'initiator' | 'recipient' | undefined;
  state: DialogState;
  local: DialogParty;
  remote: DialogParty;
}

export interface DialogInfo {
  entity: string;
  version: number;
  isFull: boolean;
  dialogs: DialogEntry[];
}

/** What is known of a line. */
export interface DialogView {
  version: number;
  /** Without those that have ended. */
  dialogs: ReadonlyMap<string, DialogEntry>;
}

/** A desk that has more calls than this is a server, and a lamp for it says nothing. */
const MAX_DIALOGS = 100;
const MAX_TEXT = 2048;
const STATES: readonly string[] = ['trying', 'proceeding', 'early', 'confirmed', 'terminated'];

export function readDialogInfo(bytes: Uint8Array): Result<DialogInfo, XmlProblem> {
  const document = readXml(bytes);
  if (!document.ok) return document;
  const root = document.value;
  if (root.name !== 'dialog-info') return err('not a dialog-info document');
  const version = /^\d{1,10}$/.exec(root.attributes.get('version') ?? '')?.[0];
  if (version === undefined) return err('the version is no number');
  return ok({
    entity: textOf(root.attributes.get('entity')) ?? '',
    version: Number(version),
    isFull: root.attributes.get('state') !== 'partial',
    dialogs: childrenOf(root, 'dialog').slice(0, MAX_DIALOGS).map(readDialog).filter((dialog) => dialog !== undefined),
  });
}

/** Undefined where the two things are missing that there must be: an id and a state. */
function readDialog(element: XmlElement): DialogEntry | undefined {
  const id = textOf(element.attributes.get('id'));
  const state = child(element, 'state')?.text.toLowerCase();
  if (id === undefined || state === undefined || !STATES.includes(state)) return undefined;
  const direction = element.attributes.get('direction');
  return {
    id,
    callId: textOf(element.attributes.get('call-id')),
    localTag: textOf(element.attributes.get('local-tag')),
    remoteTag: textOf(element.attributes.get('remote-tag')),
    direction: direction === 'initiator' || direction === 'recipient' ? direction : undefined,
    state: state as DialogState,
    local: readParty(child(element, 'local')),
    remote: readParty(child(element, 'remote')),
  };
}

function readParty(element: XmlElement | undefined): DialogParty {
  const identity = child(element, 'identity');
  return {
    uri: textOf(identity?.text),
    name: textOf(identity?.attributes.get('display') ?? identity?.attributes.get('display-name')),
    target: textOf(child(element, 'target')?.attributes.get('uri')),
  };
}

function textOf(text: string | undefined): string | undefined {
  const clean = text?.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim().slice(0, MAX_TEXT);
  return clean === '' ? undefined : clean;
}

/** RFC 4235 4.3. `isGap`: something was missed, the whole state should be asked for. */
export function mergeDialogInfo(known: DialogView | undefined, news: DialogInfo): { view: DialogView; isGap: boolean } {
  // A full document needs no comparison: its NOTIFY came in order, and there are servers whose version never counts.
  if (news.isFull) return { view: { version: news.version, dialogs: living(news.dialogs) }, isGap: false };
  if (known && news.version <= known.version) return { view: known, isGap: false };
  const dialogs = living([...(known?.dialogs.values() ?? []), ...news.dialogs]);
  return { view: { version: news.version, dialogs }, isGap: news.version !== (known?.version ?? Number.NaN) + 1 };
}

/** The last word on each dialog; those that have ended are left out. */
function living(entries: readonly DialogEntry[]): Map<string, DialogEntry> {
  const dialogs = new Map<string, DialogEntry>();
  for (const entry of entries) {
    if (entry.state === 'terminated') dialogs.delete(entry.id);
    else if (dialogs.has(entry.id) || dialogs.size < MAX_DIALOGS) dialogs.set(entry.id, entry);
  }
  return dialogs;
}

export interface LineState {
  line: 'idle' | 'ringing' | 'busy';
  /** The other end of the dialog that made it so. */
  party: DialogParty | undefined;
}

/** The busiest of the dialogs. Calling somebody is busy; being called, and not yet having answered, is ringing. */
export function lineOf(view: DialogView | undefined): LineState {
  const dialogs = [...(view?.dialogs.values() ?? [])];
  const talking = dialogs.find(({ state }) => state === 'confirmed') ?? dialogs.find((dialog) => !isRinging(dialog));
  if (talking) return { line: 'busy', party: talking.remote };
  const [ringing] = dialogs;
  return ringing ? { line: 'ringing', party: ringing.remote } : { line: 'idle', party: undefined };
}

/** Some servers name no direction; what is early there rings. */
function isRinging({ state, direction }: DialogEntry): boolean {
  return state !== 'confirmed' && (direction === 'recipient' || (direction === undefined && state === 'early'));
}

/** A call that rings there, as the one who picks it up needs it: an INVITE to the caller, whose own early dialog it replaces. */
export interface PickUp {
  target: string;
  /** As the caller, its owner, sees it (RFC 3891 3): what is remote to the line that rings is local to the caller. */
  replaces: { callId: string; localTag: string; remoteTag: string; earlyOnly: true };
}

/** RFC 3891 1 and RFC 4235 3.7.1: only with Call-ID and both tags. Undefined where nothing rings, or the server keeps them for itself. */
export function pickUpIn(view: DialogView | undefined): PickUp | undefined {
  for (const dialog of view?.dialogs.values() ?? []) {
    const { callId, localTag, remoteTag, remote } = dialog;
    const target = remote.target ?? remote.uri;
    if (!isRinging(dialog) || !callId || !localTag || !remoteTag || !target) continue;
    return { target, replaces: { callId, localTag: remoteTag, remoteTag: localTag, earlyOnly: true } };
  }
  return undefined;
}

/** Our own lines, always in full. `version` counts up from 0 within one subscription. */
export function writeDialogInfo(entity: string, version: number, dialogs: readonly DialogEntry[]): Uint8Array {
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="${version}" state="full" entity="${escapeXml(entity)}">`,
    ...dialogs.slice(0, MAX_DIALOGS).flatMap(writeDialog),
    '</dialog-info>', '',
  ];
  return utf8Bytes(lines.join('\r\n'));
}

function writeDialog(dialog: DialogEntry): string[] {
  const { id, callId, localTag, remoteTag, direction, state } = dialog;
  const attributes = attributesOf({ id, 'call-id': callId, 'local-tag': localTag, 'remote-tag': remoteTag, direction });
  return [
    `  <dialog${attributes}>`,
    `    <state>${state}</state>`,
    ...writeParty('local', dialog.local),
    ...writeParty('remote', dialog.remote),
    '  </dialog>',
  ];
}

function writeParty(name: 'local' | 'remote', { uri, name: display, target }: DialogParty): string[] {
  const inside = [
    ...(uri === undefined ? [] : [`      <identity${attributesOf({ display })}>${escapeXml(uri)}</identity>`]),
    ...(target === undefined ? [] : [`      <target${attributesOf({ uri: target })}/>`]),
  ];
  return inside.length === 0 ? [] : [`    <${name}>`, ...inside, `    </${name}>`];
}

function attributesOf(values: Record<string, string | undefined>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  return given.map(([name, value]) => ` ${name}="${escapeXml(value ?? '')}"`).join('');
}
