import { statusRule } from '../status-rule.ts';

/** RFC 5079 5. */
export const anonymityRefused = statusRule({
  name: 'anonymity-refused',
  severity: 'info',
  section: 'RFC 5079 5',
  texts: {
    en: { message: 'Anonymous calls are not taken there ({status}).', advice: 'Call again with your number shown.' },
    de: { message: 'Anonyme Anrufe werden dort nicht angenommen ({status}).', advice: 'Rufen Sie noch einmal mit sichtbarer Nummer an.' },
  },
}, (status) => status === 433);
