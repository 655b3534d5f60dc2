import { statusRule } from '../status-rule.ts';

/** RFC 3261 21.4.24, 21.6.1. */
export const busy = statusRule({
  name: 'busy',
  severity: 'info',
  section: 'RFC 3261 21.4.24',
  texts: {
    en: { message: 'The other side is busy ({status}).', advice: 'Call again later.' },
    de: { message: 'Die Gegenseite ist besetzt ({status}).', advice: 'Rufen Sie später noch einmal an.' },
  },
}, (status) => status === 486 || status === 600);
