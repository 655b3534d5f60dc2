import { statusRule } from '../status-rule.ts';

const STATUSES = [428, 436, 437, 438];

/** RFC 8224 6.2.2: the signature that should prove the calling number (STIR). */
export const identityRefused = statusRule({
  name: 'identity-refused',
  severity: 'error',
  section: 'RFC 8224 6.2.2',
  texts: {
    en: {
      message: 'The other side does not believe who is calling ({status}).',
      advice: 'The provider of the account signs calls: ask there whether it may sign for this number, and whether its certificate can be fetched.',
    },
    de: {
      message: 'Die Gegenseite glaubt nicht, wer da anruft ({status}).',
      advice: 'Signiert wird vom Anbieter des Kontos: Fragen Sie dort, ob er für diese Nummer signieren darf und ob sein Zertifikat abrufbar ist.',
    },
  },
}, (status) => STATUSES.includes(status));
