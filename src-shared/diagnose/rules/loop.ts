import { statusRule } from '../status-rule.ts';

/** RFC 3261 16.3 step 4, 21.4.20, 21.4.21. */
export const loop = statusRule({
  name: 'loop',
  severity: 'error',
  section: 'RFC 3261 16.3',
  texts: {
    en: { message: 'The request ran in a circle or passed too many servers ({status}).', advice: 'The forwarding rules of the servers send it back and forth: tell their operator.' },
    de: { message: 'Die Anfrage lief im Kreis oder über zu viele Server ({status}).', advice: 'Die Weiterleitungen der Server schicken sie hin und her: Sagen Sie es dem Betreiber.' },
  },
}, (status) => status === 482 || status === 483);
