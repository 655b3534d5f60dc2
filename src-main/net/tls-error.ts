/** What went wrong with TLS, each as a person can act on it. */
import { endpointText } from '../../src-shared/endpoint-text.ts';
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import type { Endpoint } from '../ports.ts';
import { remoteError } from './network-error.ts';

/** What is told of a certificate that was not accepted. */
export interface ShownCertificate {
  valid_from: string;
  valid_to: string;
  issuer?: { CN?: string | string[] | undefined; O?: string | string[] | undefined } | undefined;
}

/** A certificate that OpenSSL does not accept; `code` as in its X509_verify_cert_error (Node's `authorizationError`). */
export function certificateError(code: string, domain: string, certificate: ShownCertificate): RungError {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return rungError('tls-expired', `The certificate of ${domain} expired on ${day(certificate.valid_to)}. Its operator has to renew it; check also that this computer's clock is right.`, {
        domain, until: day(certificate.valid_to),
      });
    case 'CERT_NOT_YET_VALID':
      return rungError('tls-not-yet-valid', `The certificate of ${domain} is valid only from ${day(certificate.valid_from)} on. Check that this computer's clock is right.`, {
        domain, from: day(certificate.valid_from),
      });
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return rungError('tls-self-signed', `${domain} shows a certificate that it signed itself, so nobody vouches that it is ${domain}. If this is your own server, give Rung this certificate as a trusted authority.`, { domain });
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE': {
      const issuer = nameOf(certificate.issuer);
      return rungError('tls-untrusted', `The certificate of ${domain} was issued by "${issuer}", an authority that this computer does not trust. If it is your organisation's own, give Rung its certificate as a trusted authority.`, { domain, issuer });
    }
    default:
      return rungError('tls-failed', `No secure connection to ${domain}: its certificate was not accepted (${code}).`, { domain, reason: code });
  }
}

/** RFC 5922 7.3. */
export function wrongNameError(domain: string, names: readonly string[]): RungError {
  const shown = printable(names.slice(0, 5).join(', ')) || 'nobody';
  const wildcard = names.some((name) => name.includes('*')) ? ' Wildcards do not count in SIP (RFC 5922 7.2).' : '';
  return rungError('tls-wrong-name', `The certificate shown for ${domain} belongs to ${shown}.${wildcard} Check the domain and the proxy of the account; somebody may also be in between.`, {
    domain, names: shown,
  });
}

/** The handshake failed, or did not come to an end. `isConnected`: TCP had connected. */
export function handshakeError(error: NodeJS.ErrnoException, isConnected: boolean, domain: string, remote: Endpoint): RungError {
  const code = error.code ?? '';
  const params = { domain, address: remote.address, port: remote.port };
  if (!isConnected) return remoteError(error, remote);
  if (/UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION/.test(code)) {
    return rungError('tls-too-old', `${endpointText(remote)} speaks only versions of TLS that are no longer secure (before 1.2). Its operator has to update it.`, params);
  }
  if (code === 'ETIMEDOUT' || /WRONG_VERSION_NUMBER|PACKET_LENGTH|HTTP_REQUEST|UNKNOWN_PROTOCOL/.test(code)) {
    return rungError('tls-not-spoken', `${endpointText(remote)} does not speak TLS on that port. SIP over TLS usually has port 5061; check the port, or choose TCP.`, params);
  }
  const reason = code === '' ? error.message : code;
  return rungError('tls-failed', `No secure connection to ${domain}: the TLS handshake with ${endpointText(remote)} failed (${reason}).`, { ...params, reason });
}

function nameOf(issuer: ShownCertificate['issuer']): string {
  return printable([issuer?.CN ?? issuer?.O ?? '?'].flat()[0] ?? '?');
}

/** A certificate is a stranger's text. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e\u00a1-\u024f]/g, '?').slice(0, 200);
}

/** `Nov 21 14:00:00 2026 GMT` as 2026-11-21. */
function day(text: string): string {
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? '?' : new Date(atMs).toISOString().slice(0, 10);
}
