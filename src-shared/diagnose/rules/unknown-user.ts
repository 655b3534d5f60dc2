import { statusRule } from '../status-rule.ts';
import { unknownAccount } from './unknown-account.ts';

const STATUSES = [404, 410, 604];

/** RFC 3261 21.4.5, 21.4.11, 21.6.3. */
export const unknownUser = statusRule({
  name: 'unknown-user',
  severity: 'error',
  section: 'RFC 3261 21.4.5',
  texts: {
    en: { message: 'Nobody of that name is known at the other side ({status}).', advice: 'Check the spelling of the address and the domain behind the @.' },
    de: { message: 'Dort ist niemand mit diesem Namen bekannt ({status}).', advice: 'Prüfen Sie die Schreibweise der Adresse und die Domäne hinter dem @.' },
  },
}, (status) => STATUSES.includes(status), undefined, unknownAccount);
