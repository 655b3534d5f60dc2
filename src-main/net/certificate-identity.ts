/** Whose certificate is it, in the eyes of SIP (RFC 5922 7)? */
import { isIP } from 'node:net';
import { hostEquals } from '../../src-shared/sip/ip-address.ts';

/** What a certificate says of its owner, as Node gives it. */
export interface CertificateNames {
  /** `DNS:example.org, URI:sip:example.org, IP Address:192.0.2.1`; values that hold odd characters stand in quotes, as JSON. */
  subjectaltname?: string | undefined;
  subject?: { CN?: string | string[] | undefined } | undefined;
}

/** The SIP domains and addresses that the certificate speaks for, lower case. RFC 5922 7.1: sip: URIs without a user, and DNS names; the
 *  subject's common name only where it has none of these. Addresses, which SIP leaves open, count as on the web (RFC 6125 1.7.2). */
export function identitiesOf(certificate: CertificateNames): string[] {
  const alternatives = alternativeNames(certificate.subjectaltname ?? '');
  const names = alternatives.flatMap(({ kind, value }) => {
    if (kind === 'DNS' || kind === 'IP Address') return [value.toLowerCase()];
    return kind === 'URI' ? domainOf(value) : [];
  });
  if (names.length > 0) return names;
  return [certificate.subject?.CN ?? []].flat().map((name) => name.toLowerCase());
}

/** RFC 5922 7.2: the whole name, case aside; wildcards count for nothing. */
export function speaksFor(identities: readonly string[], domain: string): boolean {
  const wanted = domain.replace(/\.$/, '').toLowerCase();
  const isAddress = isIP(wanted) !== 0;
  return identities.some((identity) => (isAddress ? isIP(identity) !== 0 && hostEquals(identity, wanted) : identity.replace(/\.$/, '') === wanted));
}

/** RFC 5922 7.1: a URI with a user is that user's, and sips: names no domain. */
function domainOf(uri: string): string[] {
  const host = /^sip:([^@;?]+?)(?::\d+)?(?:[;?].*)?$/i.exec(uri)?.[1];
  return host === undefined ? [] : [host.replace(/^\[(.*)\]$/, '$1').toLowerCase()];
}

function alternativeNames(text: string): { kind: string; value: string }[] {
  const found = text.matchAll(/(?:^|, )([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,]*)/g);
  return [...found].map(([, kind = '', value = '']) => ({ kind, value: value.startsWith('"') ? unquoted(value) : value }));
}

function unquoted(json: string): string {
  try {
    return String(JSON.parse(json));
  } catch {
    return '';
  }
}
