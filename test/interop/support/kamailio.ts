/** Kamailio of the lab: a registrar and record-routing proxy with digest authentication, users 1001 to 1010. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from './lab.ts';

export interface Kamailio {
  /** `address:port`, for UDP and TCP. */
  readonly domain: string;
  /** Its ports in a file, for the start scripts of other peers (`kam=FILE`). */
  readonly file: string;
  uri(user: string): string;
  /** Options by which Rung is that user. */
  account(user: string, options?: { wrongPassword?: boolean }): string[];
  /** Contacts that it has for a user now, each with its remaining life. */
  bindings(user: string): { contact: string; expiresS: number }[];
}

interface Dump {
  result: { Domains: { Domain: { AoRs: { Info: { AoR: string; Contacts: { Contact: { Address: string; Expires: number } }[] } }[] } }[] };
}

/** `flags` as test/lab/kamailio/start.sh takes them: sha256, expire5 … */
export function startKamailio(lab: Lab, ...flags: string[]): Kamailio {
  lab.run('kamailio/start.sh', lab.folder, ...flags);
  const { KAM_IP = '', KAM_UDP = '', KAM_PASS = '' } = lab.env('kamailio');
  const domain = `${KAM_IP}:${KAM_UDP}`;
  const right = join(lab.folder, 'password');
  const wrong = join(lab.folder, 'wrong-password');
  writeFileSync(right, `${KAM_PASS}\n`);
  writeFileSync(wrong, 'not the password\n');

  return {
    domain,
    file: join(lab.folder, 'kamailio.env'),
    uri: (user) => `sip:${user}@${domain}`,
    account: (user, options) => ['--user', user, '--domain', domain, '--password-file', options?.wrongPassword ? wrong : right],
    bindings(user) {
      const dump = JSON.parse(lab.run('kamailio/ctl.sh', lab.folder, 'ul.dump')) as Dump;
      const entries = dump.result.Domains.flatMap(({ Domain }) => Domain.AoRs).filter(({ Info }) => Info.AoR === user);
      return entries.flatMap(({ Info }) => Info.Contacts.map(({ Contact }) => ({ contact: Contact.Address, expiresS: Contact.Expires })));
    },
  };
}
