import { expect, it } from 'vitest';
import { identitiesOf, speaksFor } from '../../../src-main/net/certificate-identity.ts';

it.each([
  ['DNS:example.org', 'CN.test', 'example.org'],
  ['DNS:Example.ORG', '', 'example.org'],
  ['URI:sip:example.org', '', 'example.org'],
  ['URI:sip:example.org:5061;transport=tls', '', 'example.org'],
  ['URI:SIP:[2001:db8::1]', '', '2001:db8:0:0:0:0:0:1'],
  ['DNS:other.example, URI:sip:example.org', '', 'example.org'],
  ['IP Address:192.0.2.1', '', '192.0.2.1'],
  ['IP Address:2001:DB8:0:0:0:0:0:1', '', '2001:db8::1'],
  ['DNS:example.org.', '', 'example.org'],
  ['', 'example.org', 'EXAMPLE.org.'],
  ['email:a@b, URI:http://x', 'example.org', 'example.org'],
])('%s, CN %s speaks for %s', (subjectaltname, CN, domain) => {
  expect(speaksFor(identitiesOf({ subjectaltname, subject: { CN } }), domain)).toBe(true);
});

it.each([
  ['DNS:other.example', 'example.org', 'example.org', 'the common name counts only where there is nothing else'],
  ['DNS:*.example.org', '', 'sip.example.org', 'no wildcards (RFC 5922 7.2)'],
  ['URI:sip:alice@example.org', '', 'example.org', 'a user speaks for nobody else'],
  ['URI:sips:example.org', '', 'example.org', 'sips names no domain (RFC 5922 7.1)'],
  ['DNS:192.0.2.1.example', '', '192.0.2.1', 'a part is not the whole'],
  ['DNS:sip.example.org', '', 'example.org', 'a host is not its domain'],
  ['URI:"sip:x\\"\\u002c DNS:example.org"', '', 'example.org', 'nothing is smuggled in by quotes'],
  ['URI:"sip:evil.test, DNS:example.org"', '', 'example.org', 'nor by commas'],
  ['', '', '', 'nobody'],
])('%s, CN %s does not speak for %s: %s', (subjectaltname, CN, domain) => {
  expect(speaksFor(identitiesOf({ subjectaltname, subject: { CN: CN || undefined } }), domain)).toBe(false);
});
