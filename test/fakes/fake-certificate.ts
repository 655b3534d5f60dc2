/** A certificate as data, where the network is imaginary: its "PEM" is JSON. */
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import type { TlsCheck } from '../../src-main/ports.ts';

interface FakeCertificate {
  names: string[];
  /** `public`: everybody trusts it. Others have to be given as `ca`. */
  issuer?: string;
  isExpired?: boolean;
}

export function fakeCertificate(certificate: FakeCertificate): string {
  return JSON.stringify(certificate);
}

/** Why a client that checks like this refuses; `shown` is undefined where the port speaks no TLS. */
export function judgeFake(shown: string | undefined, { domain, ca, verify }: TlsCheck): RungError | undefined {
  if (shown === undefined) return rungError('tls-not-spoken', 'No TLS there.');
  const { names, issuer = 'public', isExpired = false } = JSON.parse(shown) as FakeCertificate;
  if (!verify) return undefined;
  if (issuer !== 'public' && issuer !== ca) return rungError('tls-untrusted', `${issuer} is not trusted.`);
  if (isExpired) return rungError('tls-expired', 'It has expired.');
  return names.includes(domain) ? undefined : rungError('tls-wrong-name', `It is for ${names.join()}, not for ${domain}.`);
}
