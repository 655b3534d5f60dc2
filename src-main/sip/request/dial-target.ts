import type { RungError } from '../../../src-shared/errors.ts';
import { rungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { SipUri } from '../../../src-shared/sip/uri.ts';
import { formatUri, parseUri } from '../../../src-shared/sip/uri.ts';
import { hasControls, mayAddHeader } from './safe-text.ts';

/** What a URI says about the request to be made of it (RFC 3261 19.1.5). */
export interface RequestTarget {
  requestUri: string;
  /** For To: without port, transport, maddr, ttl, lr and method (RFC 3261 19.1.1, table 1). */
  toUri: string;
  /** From the header part, dangerous ones and `body` left out. */
  headers: [string, string][];
}

const NOT_IN_TO = ['method', 'maddr', 'ttl', 'transport', 'lr'];

/** Reads a URI that is to be called or asked. Error: `bad-uri`. */
export function readTarget(text: string): Result<RequestTarget, RungError> {
  const parsed = hasControls(text) ? undefined : parseUri(text);
  if (!parsed?.ok) return err(badUri(text));
  const uri = parsed.value;
  if (uri.scheme === 'tel' || uri.scheme === 'other') return err(badUri(text));
  return ok({ requestUri: formatUri(asRequestUri(uri)), toUri: formatUri(asTo(uri)), headers: headersOf(uri) });
}

function asRequestUri(uri: SipUri): SipUri {
  const parameters = new Map(uri.parameters);
  // RFC 3261 19.1.5: the method of a dialled URI is INVITE whatever it asks for, so a link can't un-register anyone.
  parameters.delete('method');
  return { ...uri, parameters, headers: [] };
}

function asTo(uri: SipUri): SipUri {
  const parameters = new Map(uri.parameters);
  for (const name of NOT_IN_TO) parameters.delete(name);
  const { port: _port, ...rest } = uri;
  return { ...rest, parameters, headers: [] };
}

function headersOf(uri: SipUri): [string, string][] {
  return uri.headers.filter(([name, value]) => mayAddHeader(name, value)).map(([name, value]) => [name.toLowerCase(), value]);
}

export function badUri(text: string): RungError {
  const shown = text.replace(/[\u0000-\u001f\u007f]/g, '\ufffd').slice(0, 80);
  return rungError('bad-uri', `"${shown}" is not a SIP address that can be called. It should look like sip:bob@example.org.`, { target: shown });
}
