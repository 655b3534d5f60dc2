/** Refer-To with Replaces in its header part, Target-Dialog, Referred-By: read and written (RFC 3515 2.1, 4538 7, 3892 3). */
import type { RungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err, ok } from '../../../src-shared/result.ts';
import { SEMICOLON, parseParameters, splitCommas } from '../../../src-shared/sip/lexer.ts';
import type { SipMessage, SipRequest } from '../../../src-shared/sip/message.ts';
import type { NameAddr } from '../../../src-shared/sip/typed-headers.ts';
import { parseNameAddr } from '../../../src-shared/sip/typed-headers.ts';
import type { Uri } from '../../../src-shared/sip/uri.ts';
import { formatUri, parseSipUri, parseUri } from '../../../src-shared/sip/uri.ts';
import { badUri } from '../request/dial-target.ts';
import { hasControls } from '../request/safe-text.ts';
import type { ReplacesTarget } from '../session/replaces.ts';
import { formatReplaces, parseReplaces } from '../session/replaces.ts';
import type { DialogId } from '../session/session.ts';

export interface Reference {
  referTo: NameAddr;
  /** To be called: without header part and method. */
  target: string;
  replaces: ReplacesTarget | undefined;
}

/** How a REFER is refused that asks for what cannot be. */
export interface ReferObjection {
  status: number;
  reason: string;
}

/** RFC 4488 4: `Refer-Sub: false`, nobody is to be told how it goes. */
export function wantsNoNotify(message: SipMessage): boolean {
  return /^\s*false\b/i.test(message.headers.first('refer-sub') ?? '');
}

export function readReference(request: SipRequest): Result<Reference, ReferObjection> {
  const values = referToValues(request);
  const [value] = values;
  // RFC 3515 2.4.1, 2.4.2: exactly one.
  if (value === undefined || values.length !== 1) return refuse(400, values.length === 0 ? 'Missing Refer-To' : 'More Than One Refer-To');
  const referTo = parseNameAddr(value);
  const uri = referTo && parseUri(referTo.uri);
  if (!referTo || !uri?.ok) return refuse(400, 'Malformed Refer-To');
  return readUri(referTo, uri.value);
}

/** Without <> a comma belongs to the URI. */
function referToValues(request: SipRequest): string[] {
  const values: string[] = [];
  for (const line of request.headers.all('refer-to')) {
    if (line.includes('<')) splitCommas(line, values);
    else values.push(line);
  }
  return values;
}

function readUri(referTo: NameAddr, uri: Uri): Result<Reference, ReferObjection> {
  if (uri.scheme === 'other') return refuse(416, 'Unsupported URI Scheme');
  if (uri.scheme === 'tel') return ok({ referTo, target: formatUri(uri), replaces: undefined });
  // RFC 3515 2.4.4: any method could be asked for; ours to send in somebody else's name is INVITE alone.
  if ((uri.parameters.get('method') ?? 'INVITE') !== 'INVITE') return refuse(403, 'Only INVITE Is Sent On Request');
  const parameters = new Map(uri.parameters);
  parameters.delete('method');
  const header = uri.headers.find(([name]) => name.toLowerCase() === 'replaces');
  const replaces = header && parseReplaces(header[1]);
  if (header && !replaces) return refuse(400, 'Malformed Replaces');
  return ok({ referTo, target: formatUri({ ...uri, parameters, headers: [] }), replaces });
}

function refuse(status: number, reason: string): Result<never, ReferObjection> {
  return err({ status, reason });
}

/** `call-id;local-tag=a;remote-tag=b` (RFC 4538 7), the tags as the sender sees them. */
export function parseTargetDialog(value: string): DialogId | undefined {
  const end = value.indexOf(';');
  const callId = value.slice(0, Math.max(0, end)).trim();
  const parameters = parseParameters(value, end + 1, SEMICOLON);
  const [localTag, remoteTag] = [parameters.get('local-tag'), parameters.get('remote-tag')];
  return callId !== '' && localTag !== undefined && remoteTag !== undefined ? { callId, localTag, remoteTag } : undefined;
}

/** The value of Refer-To. Error: `bad-uri`. */
export function formatReferTo(text: string, replaces: DialogId | undefined): Result<string, RungError> {
  const parsed = hasControls(text) ? undefined : parseUri(text);
  if (!parsed?.ok || parsed.value.scheme === 'other') return err(badUri(text));
  const uri = parsed.value;
  if (uri.scheme === 'tel' || !replaces) return ok(`<${formatUri(uri)}>`);
  return ok(`<${formatUri({ ...uri, headers: [...uri.headers, ['Replaces', formatReplaces(replaces)]] })}>`);
}

/** The URI of Referred-By; undefined where there is none that could be called. */
export function referredByOf(request: SipRequest): string | undefined {
  const value = request.headers.first('referred-by');
  const uri = value === undefined ? undefined : parseNameAddr(value)?.uri;
  return uri !== undefined && parseSipUri(uri) ? uri : undefined;
}
