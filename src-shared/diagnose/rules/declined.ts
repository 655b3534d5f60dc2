import { statusRule } from '../status-rule.ts';

const STATUSES = [603, 607, 608];

/** RFC 3261 21.6.2, RFC 8197 (607), RFC 8688 (608). */
export const declined = statusRule({
  name: 'declined',
  severity: 'info',
  section: 'RFC 3261 21.6.2',
  texts: {
    en: { message: 'The call was declined ({status}).', advice: 'The person called, or a rule of theirs, did not want it. Send a message or call later.' },
    de: { message: 'Der Anruf wurde abgelehnt ({status}).', advice: 'Die gerufene Person oder eine ihrer Regeln wollte ihn nicht. Schreiben Sie ihr oder rufen Sie später an.' },
  },
}, (status) => STATUSES.includes(status));
