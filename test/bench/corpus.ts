/** What the contestants are given: ten realistic messages (905 octets on average), three session descriptions, one frame of speech band tone. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'corpus');

const CALL = '6f1c2f0e-3b5f-4c1e-9d9f-8a1f2b7c3d4e@192.0.2.101';
const none = undefined;

/** What the messages say, in the order of `Contestant.fields`: a quick parser that is wrong is no peer. */
export const EXPECTED_FIELDS: Record<string, unknown[]> = {
  '01-invite.sip': ['INVITE', 'z9hG4bK0a1b.d41d8cd98f00b204e9800998ecf8427e.0', 3, 'Kx81nQ2w', none, CALL, 20348, 'INVITE', 'pbx.example.com', '192.0.2.101', 3, 501],
  '02-200-invite.sip': [200, 'z9hG4bK7dGfZ1mQk3', 1, 'Kx81nQ2w', 'm5g4N0t9yDHFe', CALL, 20348, 'INVITE', none, '203.0.113.20', 3, 293],
  '03-register.sip': ['REGISTER', 'z9hG4bKPjVqk3y2S5bC1rZ0d', 1, '0d5cX2pO', none, 'x8Y1m3kRz7-204-reg', 4711, 'REGISTER', 'pbx.example.com', '192.0.2.101', 0, 0],
  '04-401.sip': [401, 'z9hG4bKPjVqk3y2S5bC1rZ0d', 1, '0d5cX2pO', 'b27e1a1d33761e85846fc98f5f3a7e58.4c2f', 'x8Y1m3kRz7-204-reg', 4710, 'REGISTER', none, none, 0, 0],
  '05-bye.sip': ['BYE', 'z9hG4bK9e1c.6c1f2f3ad1d5b0.0', 2, 'm5g4N0t9yDHFe', 'Kx81nQ2w', CALL, 76423518, 'BYE', '192.0.2.101', '203.0.113.20', 0, 0],
  '06-ack.sip': ['ACK', 'z9hG4bKPj8aH3bQ-ack', 1, 'Kx81nQ2w', 'm5g4N0t9yDHFe', CALL, 20348, 'ACK', '203.0.113.20', none, 0, 0],
  '07-notify.sip': ['NOTIFY', 'z9hG4bK1f7d.2f5a1b3ac1d5b0.0', 1, 'as58f4201b', '3e1d9wQz', 'blf-205-7731@192.0.2.101', 118, 'NOTIFY', '192.0.2.101', '203.0.113.20', 0, 560],
  '08-message.sip': ['MESSAGE', 'z9hG4bK776sgdkse', 1, '49583', none, 'asd88asd77a@203.0.113.20', 1, 'MESSAGE', '192.0.2.101', none, 0, 45],
  '09-refer.sip': ['REFER', 'z9hG4bKPjREF88a7d', 1, 'Kx81nQ2w', 'm5g4N0t9yDHFe', CALL, 20350, 'REFER', '203.0.113.20', '192.0.2.101', 0, 0],
  '10-options.sip': ['OPTIONS', 'z9hG4bK29ac8a5f', 1, 'as7f4e8f1c', none, '3e4b2f8c4ab9d1f0678ad@[2001:db8::20]:5060', 102, 'OPTIONS', '192.0.2.101', '[2001:db8::20]', 0, 0],
};

const names = (ending: string): string[] => readdirSync(folder).filter((name) => name.endsWith(ending)).sort();

export const messages: ReadonlyMap<string, Buffer> = new Map(names('.sip').map((name) => [name, readFileSync(join(folder, name))]));
export const invite: Buffer = messages.get('01-invite.sip')!;
export const descriptions: readonly string[] = names('.sdp').map((name) => readFileSync(join(folder, name), 'utf8'));
export const frame: Int16Array = Int16Array.from({ length: 160 }, (_, i) => Math.round(12_000 * Math.sin(i / 5)));
