import { describe, expect, it } from 'vitest';
import { peerAddress } from '../../../src-shared/sip/peer-address.ts';

describe('peerAddress', () => {
  it.each([
    ['sip:Bob@Example.ORG', 'sip:Bob@example.org'],
    ['SIP:bob@example.org:5060;transport=tcp?subject=x', 'sip:bob@example.org'],
    ['sip:bob@example.org:5070', 'sip:bob@example.org:5070'],
    ['sips:bob@example.org:5061', 'sips:bob@example.org'],
    ['sips:bob@example.org:5060', 'sips:bob@example.org:5060'],
    ['"Bob" <sip:bob@example.org;x=y>;tag=1', 'sip:bob@example.org'],
    ['sip:bob:secret@example.org', 'sip:bob@example.org'],
    ['sip:+49-30-1@example.org;user=phone', 'sip:+49-30-1@example.org'],
    ['sip:%62ob@[2001:DB8::1]:5060', 'sip:bob@[2001:db8::1]'],
    ['tel:+49-30-(12)34.5;phone-context=x', 'tel:+493012345'],
    ['sip:192.0.2.1', 'sip:192.0.2.1'],
    [' 1002 ', '1002'],
    ['im:bob@example.org', 'im:bob@example.org'],
  ])('%s is %s', (text, expected) => {
    expect(peerAddress(text)).toBe(expected);
    expect(peerAddress(expected)).toBe(expected);
  });
});
