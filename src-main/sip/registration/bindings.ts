/** What a registrar's 200 says of our binding (RFC 3261 10.2.4, 10.3 step 8; RFC 3608, 5626, 5627). */
import { endpointText } from '../../../src-shared/endpoint-text.ts';
import type { SipResponse } from '../../../src-shared/sip/message.ts';
import type { NameAddr } from '../../../src-shared/sip/typed-headers.ts';
import { contactsOf, hasOptionTag, numberOf, routesOf, topViaOf } from '../../../src-shared/sip/typed-headers.ts';
import type { Uri } from '../../../src-shared/sip/uri.ts';
import { parseSipUri, parseUri, uriEquals } from '../../../src-shared/sip/uri.ts';
import type { Endpoint } from '../../ports.ts';
import type { Grant, Gruu } from './machine.ts';

/** Which of all bindings is ours. */
export interface OwnBinding {
  uri: string;
  /** `urn:uuid:…`, and the flow's number where there is one (RFC 5626 4.2). */
  instanceId?: string | undefined;
  regId?: number | undefined;
}

/** More than any address of record has, less than fills a screen. */
const MAX_CONTACTS = 32;
const MAX_SERVICE_ROUTES = 8;

/** Finds our own binding among all; some registrars rewrite its port, some list nothing: instance and flow decide, then the
 *  equal URI, then user and host; without any the message's Expires, and then what was asked for. */
export function readGrant(response: SipResponse, binding: OwnBinding, askedS: number): Grant {
  const listed = contactsOf(response);
  const contacts = listed === '*' ? [] : listed.slice(0, MAX_CONTACTS);
  const own = ownContact(contacts, binding);
  return {
    expiresS: secondsOf(own?.parameters.get('expires')) ?? numberOf(response, 'expires') ?? askedS,
    contacts: contacts.map((contact) => contact.uri),
    publicAddress: publicAddressOf(response),
    serviceRoute: routesOf(response, 'service-route').slice(0, MAX_SERVICE_ROUTES).map((route) => route.uri),
    gruu: gruuOf(own),
    outbound: hasOptionTag(response, 'require', 'outbound') || hasOptionTag(response, 'supported', 'outbound'),
    flowTimerS: numberOf(response, 'flow-timer'),
  };
}

function ownContact(contacts: NameAddr[], { uri: ownUri, instanceId, regId }: OwnBinding): NameAddr | undefined {
  const mine = contacts.filter((contact) => instanceId !== undefined && contact.parameters.get('+sip.instance') === `<${instanceId}>`);
  const byFlow = mine.find((contact) => regId !== undefined && contact.parameters.get('reg-id') === String(regId));
  if (byFlow) return byFlow;
  const own = parseUri(ownUri);
  if (!own.ok) return mine[0];
  const same = (equal: (uri: Uri) => boolean): NameAddr | undefined => contacts.find((contact) => {
    const uri = parseUri(contact.uri);
    return uri.ok && equal(uri.value);
  });
  return same((uri) => uriEquals(uri, own.value)) ?? mine[0] ?? same((uri) => sameUserAndHost(uri, own.value));
}

function sameUserAndHost(a: Uri, b: Uri): boolean {
  if (a.scheme === 'tel' || a.scheme === 'other' || b.scheme === 'tel' || b.scheme === 'other') return false;
  return a.user === b.user && a.host === b.host;
}

function secondsOf(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,10}$/.test(value) ? Number(value) : undefined;
}

/** RFC 5627 5.3; what is no SIP URI is not put into our Contact. */
function gruuOf(own: NameAddr | undefined): Gruu | undefined {
  const publicUri = sipUriOf(own?.parameters.get('pub-gruu'));
  return publicUri === undefined ? undefined : { public: publicUri, temporary: sipUriOf(own?.parameters.get('temp-gruu')) };
}

function sipUriOf(text: string | undefined): string | undefined {
  return text !== undefined && parseSipUri(text) ? text : undefined;
}

/** Our address as the registrar saw it (RFC 3581), where it is another one than we know: there is a NAT in between. Over a
 *  connection the port always differs, and says nothing: we listen on the one that we wrote. */
export function publicAddressOf(response: SipResponse): Endpoint | undefined {
  const via = topViaOf(response);
  if (!via) return undefined;
  const known: Endpoint = { address: via.host, port: via.port ?? 5060 };
  const address = via.parameters.get('received') || known.address;
  const port = secondsOf(via.parameters.get('rport')) ?? known.port;
  if (port < 1 || port > 65_535 || !/^[0-9a-fA-F.:]+$/.test(address)) return undefined;
  const seen = { address, port };
  if (via.transport.toUpperCase() !== 'UDP' && address === known.address) return undefined;
  return endpointText(seen) === endpointText(known) ? undefined : seen;
}
